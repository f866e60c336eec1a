//! Charts: loaded and rendered here and by Helm, in turn, in one run.
//!
//! `cargo bench --bench charts` takes the charts of `testdata/charts`. `CHARTS=DIR` takes others: the
//! charts in the folder, with their own values; or, where there is a `DIR/cases`, the charts
//! `DIR/charts/ID/NAME` with the `values.yaml` and `meta.json` of each `DIR/cases/ID/CASE`.
//! `ONLY=TEXT` takes the cases with this text in their name. Helm works in process where there is Go
//! with its module proxy, the whole program where `$HELM` names one; where they are missing, that is
//! said and our own times are shown.

mod cases;
#[path = "../go_program.rs"]
mod go_program;
mod in_process;
#[path = "../support.rs"]
mod support;

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;
use std::process::{self, Command, Stdio};
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use std::{env, fmt, fs, io};

use manifest_render::cli::helm_template;
use manifest_render::world::MemoryWorld;

use cases::Case;
use support::Contender;

/// How often the two take turns at a case.
const ROUNDS: usize = 5;
/// How many renderings are spread over threads.
const MANY: usize = 100;

fn main() {
    let cases = cases::all();
    println!("{} cases", cases.len());
    in_process::measure(&cases);
    programs(&cases);
    threads(&cases);
    tpl();
}

/// The times of cases, and where Helm comes nearest.
#[derive(Default)]
struct Sum {
    ours: Duration,
    theirs: Duration,
    least: Option<(f64, String)>,
}

impl Sum {
    fn add(&mut self, name: &str, ours: Duration, theirs: Option<Duration>) {
        self.ours += ours;
        let Some(theirs) = theirs else { return };
        self.theirs += theirs;
        let ratio = theirs.as_secs_f64() / ours.as_secs_f64();
        if self.least.as_ref().is_none_or(|(least, _)| ratio < *least) {
            self.least = Some((ratio, name.to_string()));
        }
    }
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1} ms", milliseconds(self.ours))?;
        let Some((least, name)) = &self.least else {
            return Ok(());
        };
        let ratio = self.theirs.as_secs_f64() / self.ours.as_secs_f64();
        let theirs = milliseconds(self.theirs);
        write!(
            f,
            ", Helm {theirs:.1} ms: {ratio:.1} x in the sum, {least:.1} x in {name}"
        )
    }
}

/// The whole programs, from start to end.
fn programs(cases: &[Case]) {
    let Ok(helm) = env::var("HELM") else {
        println!("whole programs: $HELM names none");
        return;
    };
    let folder = env::temp_dir().join(format!("render-bench-{}", process::id()));
    let linked = env!("CARGO_BIN_EXE_render");
    let copies = copied(linked, &folder.join("render"))
        .and_then(|own| Ok((own, copied(&helm, &folder.join("helm"))?)));
    let (own_program, helm) = copies.unwrap_or_else(|error| {
        println!("whole programs: as they are, since they cannot be copied: {error}");
        (linked.to_string(), helm)
    });
    let (own_program, helm) = (own_program.as_str(), helm.as_str());
    let run = |program: &str, case: &Case| {
        let start = Instant::now();
        let status = Command::new(program)
            .arg("template")
            .args(&case.args)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        status.ok().map(|_| start.elapsed())
    };
    let (mut sum, mut most) = (Sum::default(), (0.0, ""));
    for case in cases.iter().filter(|case| !case.certificates) {
        let (mut own, mut other) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            own.extend(run(own_program, case));
            other.extend(run(helm, case));
        }
        sum.add(&case.name, median(own).unwrap_or_default(), median(other));
        let own_memory = memory(own_program, case);
        if let (Some(own), Some(other)) = (own_memory, memory(helm, case))
            && own / other > most.0
        {
            most = (own / other, &case.name);
        }
    }
    println!("whole programs: {sum}");
    match most {
        (_, "") => println!("  there is no /usr/bin/time here to tell how much memory they take"),
        (part, name) => println!("  memory: at most {part:.2} of Helm's, in {name}"),
    }
    // It may not have been made.
    let _ = fs::remove_dir_all(folder);
}

/// A copy of a program, as an installer writes it. What a linker has just written lies in memory
/// page by page, and takes a seventh longer to start.
fn copied(program: &str, copy: &Path) -> io::Result<String> {
    fs::create_dir_all(copy.parent().unwrap_or(copy))?;
    fs::write(copy, fs::read(program)?)?;
    fs::set_permissions(copy, fs::metadata(program)?.permissions())?;
    Ok(copy.to_string_lossy().into_owned())
}

/// The most memory that a program takes, in KiB.
fn memory(program: &str, case: &Case) -> Option<f64> {
    let output = Command::new("/usr/bin/time")
        .args(["-f", "%M", program, "template"])
        .args(&case.args)
        .output()
        .ok()?;
    let said = String::from_utf8_lossy(&output.stderr);
    said.lines().last()?.trim().parse().ok()
}

/// Many renderings in one process, on one thread and on two that take the next chart each.
fn threads(cases: &[Case]) {
    // How long keys take differs from run to run.
    let cases: Vec<&Case> = cases.iter().filter(|case| !case.certificates).collect();
    let timed = |threads: usize| {
        let next = AtomicUsize::new(0);
        let work = || {
            let mut chosen = cases.iter().cycle().take(MANY);
            let mut seen = 0;
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(case) = chosen.nth(at - seen) else {
                    return;
                };
                seen = at + 1;
                black_box(in_process::template(case));
            }
        };
        let start = Instant::now();
        thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(work);
            }
        });
        start.elapsed()
    };
    let turns: Vec<_> = (0..ROUNDS).map(|_| (timed(1), timed(2))).collect();
    let one = median(turns.iter().map(|turn| turn.0).collect()).unwrap_or_default();
    let two = median(turns.iter().map(|turn| turn.1).collect()).unwrap_or_default();
    println!(
        "{MANY} renderings: {:.1} ms on one thread, {:.1} ms on two, {:.2} x",
        milliseconds(one),
        milliseconds(two),
        one.as_secs_f64() / two.as_secs_f64()
    );
}

/// Calls of `tpl` in charts with few and with many templates: what counts is how much longer a chart
/// takes with them than without.
fn tpl() {
    for calls in [0, 2000] {
        tpl_calls(calls);
    }
}

fn tpl_calls(calls: usize) {
    let worlds = [10, 2000].map(|templates| {
        let mut world = MemoryWorld::new()
            .with_file("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n")
            .with_file(
                "c/templates/a.yaml",
                format!(
                    "a: {{{{ range until {calls} }}}}\
                     {{{{ tpl (printf \"{{{{ .Chart.Name }}}}%d\" .) $ }}}}{{{{ end }}}}"
                ),
            );
        let mut text = String::new();
        for number in 0..templates {
            let _ = writeln!(text, "{{{{ define \"t{number}\" }}}}x{{{{ end }}}}");
        }
        world = world.with_file("c/templates/_h.tpl", text);
        Rc::new(world)
    });
    let [few, many] = worlds;
    let work = |world: Rc<MemoryWorld>| {
        move || {
            let (mut out, mut err) = (Vec::new(), Vec::new());
            let _ = helm_template(["r", "c"], world.clone(), &mut out, &mut err);
            out.len()
        }
    };
    support::row(
        &format!("{calls} calls of tpl"),
        None,
        vec![
            Contender::new("in a chart of 10 templates", work(few)),
            Contender::new("in a chart of 2,000 templates", work(many)),
        ],
    );
}

/// The middle of them.
fn median(mut times: Vec<Duration>) -> Option<Duration> {
    times.sort_unstable();
    times.get(times.len() / 2).copied()
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
