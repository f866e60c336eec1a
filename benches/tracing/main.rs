//! What tracing costs: the same chart rendered without it, with it, and with notes of what is read,
//! in turn, in one run.
//!
//! `cargo bench --bench tracing` takes the charts of `testdata/charts`; `CHARTS=DIR` and
//! `ONLY=TEXT` as for the bench `charts`. Where there is `valgrind`, the instructions of one
//! rendering are counted as well, and how many of them a rendering without tracing spends in code
//! that is there for origins: none, or there is a fault.

#[path = "../charts/cases.rs"]
mod cases;
#[path = "../support.rs"]
mod support;

use std::collections::HashMap;
use std::env;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};
use std::rc::Rc;

use manifest_render::renderer::{Input, Request, render};
use manifest_render::world::RealWorld;

use cases::Case;
use support::{Contender, in_turn};

/// Names the case and the way in which this program, started by itself, renders once.
const ONCE: &str = "TRACING_ONCE";
/// What stands in the names of functions that are there for origins.
const ORIGINS: &[&str] = &[
    "origin::Origins",
    "exec::tracer",
    "exec::made",
    "Tracer",
    "usage::Usage",
    "::with_marks",
    "::push_traced",
];

/// How a chart is rendered.
const WAYS: [&str; 3] = ["plain", "traced", "noted"];

fn main() {
    let cases = cases::all();
    if let Ok(once) = env::var(ONCE) {
        let (name, way) = once.rsplit_once('=').unwrap_or((&once, WAYS[0]));
        for case in cases.iter().filter(|case| case.name == name) {
            black_box(work(case, way));
        }
        return;
    }
    println!(
        "{:<40} {:>10} {:>10} {:>10}",
        "", "plain", "traced", "noted"
    );
    for case in &cases {
        let contender = |way: &'static str| Contender::new(way, move || work(case, way));
        let times = in_turn(&mut WAYS.map(contender));
        let millis = |at: usize| times[at].as_secs_f64() * 1e3;
        println!(
            "{:<40} {:7.2} ms {:7.2} ms {:7.2} ms  {:.2} x, {:.2} x",
            case.name,
            millis(0),
            millis(1),
            millis(2),
            millis(1) / millis(0),
            millis(2) / millis(0),
        );
        let counts = WAYS.map(|way| counted(case, way));
        let [Some((plain, none)), Some((traced, some)), _] = counts else {
            continue;
        };
        println!(
            "  instructions: {plain} without tracing, {none} of them for origins; {traced} with it \
             ({:.2} x), {some} of them for origins",
            traced as f64 / plain as f64
        );
        assert_eq!(none, 0, "{}: a plain rendering pays for origins", case.name);
    }
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
    let status = Command::new("valgrind")
        .arg("--tool=callgrind")
        .arg(format!("--callgrind-out-file={}", file.display()))
        .arg(env::current_exe().ok()?)
        .env(ONCE, format!("{}={way}", case.name))
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
