//! What tracing costs: the same chart rendered without it, with it, and with notes of what is read,
//! in turn, in one run.
//!
//! `cargo bench --bench tracing` takes the charts of `testdata/charts`. `CHARTS=DIR` takes others:
//! `DIR/charts/ID/NAME` holds charts and `DIR/cases/ID/CASE` the `values.yaml` of each case.
//! `ONLY=TEXT` takes the cases with this text in their name. Where there is `valgrind`, the
//! instructions of one rendering are counted as well, and, where `CARGO_PROFILE_BENCH_STRIP=none`
//! keeps the names of functions, how many of them a rendering without tracing spends in functions
//! that are there for origins: less than one in a thousand, or there is a fault.

#[path = "../support.rs"]
mod support;

use std::collections::HashMap;
use std::env;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::rc::Rc;

use manifest_render::renderer::{Input, Request, render};
use manifest_render::world::RealWorld;

use support::{Contender, row};

/// Names a way, a chart and its values: this program, started by itself, renders that once.
const ONCE: &str = "TRACING_ONCE";
/// What stands in the names of functions that are there for origins.
const ORIGINS: &[&str] = &[
    "Origins",
    "tracer",
    "exec::made",
    "usage::",
    "with_mark",
    "push_traced",
];
/// A plain rendering spends no larger share of its instructions on origins: what is there of empty
/// lists is dropped.
const MOST: f64 = 0.001;
/// How a chart is rendered.
const WAYS: [&str; 3] = ["plain", "traced", "traced, reads noted"];

/// A chart with its values file, if it has one.
struct Case {
    name: String,
    chart: PathBuf,
    values: Option<PathBuf>,
}

fn main() {
    if let Ok(once) = env::var(ONCE) {
        let mut parts = once.split('\n');
        let way = parts.next().unwrap_or_default();
        let case = Case {
            name: String::new(),
            chart: parts.next().unwrap_or_default().into(),
            values: parts.next().filter(|path| !path.is_empty()).map(Into::into),
        };
        black_box(work(&case, way));
        return;
    }
    for case in cases() {
        let ways = WAYS.map(|way| Contender::new(way, || work(&case, way)));
        row(&case.name, None, ways.into());
        let counts = [WAYS[0], WAYS[1]].map(|way| counted(&case, way));
        if let [Some((plain, none)), Some((traced, some))] = counts {
            println!(
                "  instructions: {plain} plain, of which {none} for origins; {traced} traced \
                 ({:.2} x), of which {some}",
                traced as f64 / plain as f64
            );
            let share = none as f64 / plain as f64;
            assert!(
                share < MOST,
                "{}: {share} of a plain rendering is for origins",
                case.name
            );
            if some == 0 {
                println!(
                    "  (no names of functions here: CARGO_PROFILE_BENCH_STRIP=none keeps them)"
                );
            }
        }
    }
}

/// The cases that were asked for.
fn cases() -> Vec<Case> {
    let mut found = Vec::new();
    let name = |path: &Path| {
        path.file_name()
            .map(|name| name.to_string_lossy().into_owned())
    };
    match env::var_os("CHARTS").map(PathBuf::from) {
        None => {
            for topic in folders(Path::new("testdata/charts")) {
                found.push(Case {
                    name: name(&topic).unwrap_or_default(),
                    chart: topic.join("chart"),
                    values: None,
                });
            }
        }
        Some(root) => {
            for id in folders(&root.join("cases")) {
                let charts = root.join("charts").join(name(&id).unwrap_or_default());
                let Some(chart) = folders(&charts).into_iter().next() else {
                    continue;
                };
                for case in folders(&id) {
                    let names = [name(&id), name(&case)].map(Option::unwrap_or_default);
                    found.push(Case {
                        name: names.join("/"),
                        chart: chart.clone(),
                        values: Some(case.join("values.yaml")).filter(|path| path.exists()),
                    });
                }
            }
        }
    }
    let only = env::var("ONLY").unwrap_or_default();
    found.retain(|case| case.name.contains(&only));
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let paths = entries.map(|entry| entry.path());
    paths.filter(|path| path.is_dir()).collect()
}

/// Renders once.
fn work(case: &Case, way: &str) -> usize {
    let mut request = Request::new(&case.chart);
    request.values.extend(case.values.clone().map(Input::File));
    request.resolve_expressions = false;
    request.trace = way != WAYS[0];
    request.usage = way == WAYS[2];
    // A chart may be refused; then that is measured.
    match render(&request, Rc::new(RealWorld)) {
        Ok(rendered) => rendered.resources.len(),
        Err(failed) => failed.findings.0.len(),
    }
}

/// The instructions of one rendering, and those in code for origins.
fn counted(case: &Case, way: &str) -> Option<(u64, u64)> {
    let file = env::temp_dir().join(format!("tracing-{}.out", std::process::id()));
    let values = case.values.as_deref().unwrap_or(Path::new(""));
    let once = format!("{way}\n{}\n{}", case.chart.display(), values.display());
    let status = Command::new("valgrind")
        .arg("--tool=callgrind")
        .arg(format!("--callgrind-out-file={}", file.display()))
        .arg(env::current_exe().ok()?)
        .env(ONCE, once)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .ok()?;
    let counts = status.success().then(|| counts(&file)).flatten();
    let _ = fs::remove_file(&file);
    counts
}

/// Reads what callgrind wrote: the instructions of each function itself.
fn counts(file: &Path) -> Option<(u64, u64)> {
    let text = fs::read_to_string(file).ok()?;
    let mut names: HashMap<&str, &str> = HashMap::new();
    let (mut name, mut called) = ("", false);
    let (mut all, mut origins) = (0, 0);
    for line in text.lines() {
        if let Some(function) = line.strip_prefix("fn=") {
            let (id, own) = function.split_once(')').unwrap_or((function, ""));
            if !own.is_empty() {
                names.insert(id, own.trim());
            }
            name = names.get(id).copied().unwrap_or_default();
        } else if let Some(function) = line.strip_prefix("cfn=") {
            let (id, own) = function.split_once(')').unwrap_or((function, ""));
            if !own.is_empty() {
                names.insert(id, own.trim());
            }
        } else if line.starts_with("calls=") {
            // The next line has what the called function cost.
            called = true;
        } else if line.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '*')) {
            let cost = line.split(' ').nth(1).and_then(|cost| cost.parse().ok());
            let cost: u64 = cost.unwrap_or(0);
            if std::mem::take(&mut called) {
                continue;
            }
            all += cost;
            if ORIGINS.iter().any(|part| name.contains(part)) {
                origins += cost;
            }
        }
    }
    (all > 0).then_some((all, origins))
}
