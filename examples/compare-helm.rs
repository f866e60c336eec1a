//! Renders charts here and with Helm, and shows the first difference of each.
//!
//! `cargo run --example compare-helm -- CHART… [FLAGS]`: what begins with the first flag goes to
//! both as flags of `helm template`. Helm is the program in `$HELM`, else `helm`; without one, the
//! Helm SDK of the Python in `$PYTHON`, else `python3`, which takes no flags and leaves hooks out.
//! It says so where there is neither. The exit code is 1 where there was a difference.

use std::env;
use std::io::{self, Write as _};
use std::process::{Command, ExitCode};
use std::rc::Rc;

use manifest_render::cli::helm_template;
use manifest_render::world::RealWorld;

/// The name of the release.
const RELEASE: &str = "release-name";
/// How many lines are shown before a difference.
const BEFORE: usize = 4;
/// Asks the SDK for what `helm template --no-hooks` prints.
const ASK_SDK: &str = "
import sys, helm_python
config = helm_python.Config(namespace='default', storage_driver='memory')
try:
    result = config.install(sys.argv[1], sys.argv[2], {}, namespace='default', dry_run='client')
    sys.stdout.write(result['manifest'].strip() + '\\n')
except helm_python.HelmError as error:
    sys.exit(f'Error: {error}')
";

/// What one of the two gave.
#[derive(PartialEq)]
enum Outcome {
    Stream(Vec<u8>),
    Refused(String),
}

/// The Helm that is there.
enum Helm {
    Program(String),
    Sdk(String),
}

fn main() -> io::Result<ExitCode> {
    let args: Vec<String> = env::args().skip(1).collect();
    let at = args.iter().position(|arg| arg.starts_with('-'));
    let (charts, flags) = args.split_at(at.unwrap_or(args.len()));
    if charts.is_empty() {
        eprintln!("usage: compare-helm CHART… [FLAGS OF HELM TEMPLATE]");
        return Ok(ExitCode::from(2));
    }
    let mut out = io::stdout().lock();
    let Some(helm) = find() else {
        writeln!(
            out,
            "there is no Helm here: neither a program nor the SDK for Python"
        )?;
        return Ok(ExitCode::SUCCESS);
    };
    let mut flags: Vec<&str> = flags.iter().map(String::as_str).collect();
    match &helm {
        Helm::Program(program) => writeln!(out, "compared with the program {program}")?,
        Helm::Sdk(python) => {
            writeln!(out, "compared with the SDK of {python}, hooks left out")?;
            if !flags.is_empty() {
                writeln!(out, "the SDK takes no flags: {}", flags.join(" "))?;
                return Ok(ExitCode::from(2));
            }
            flags.push("--no-hooks");
        }
    }
    let (mut same, mut different) = (0, 0);
    for chart in charts {
        let ours = render(chart, &flags)?;
        let theirs = ask(&helm, chart, &flags)?;
        match (&ours, &theirs) {
            (Outcome::Stream(ours), Outcome::Stream(theirs)) if ours == theirs => same += 1,
            (Outcome::Refused(ours), Outcome::Refused(theirs)) if ours == theirs => same += 1,
            _ => {
                different += 1;
                writeln!(out, "{chart}:\n{}", difference(&ours, &theirs))?;
            }
        }
    }
    writeln!(out, "{same} identical, {different} different")?;
    Ok(ExitCode::from(u8::from(different > 0)))
}

fn find() -> Option<Helm> {
    let runs = |program: &str, args: &[&str]| {
        let output = Command::new(program).args(args).output();
        output.is_ok_and(|output| output.status.success())
    };
    let named = |name: &str, default: &str| env::var(name).unwrap_or_else(|_| default.to_string());
    let program = named("HELM", "helm");
    if runs(&program, &["version"]) {
        return Some(Helm::Program(program));
    }
    let python = named("PYTHON", "python3");
    runs(&python, &["-c", "import helm_python"]).then_some(Helm::Sdk(python))
}

fn render(chart: &str, flags: &[&str]) -> io::Result<Outcome> {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let args = [RELEASE, chart].into_iter().chain(flags.iter().copied());
    let done = helm_template(args, Rc::new(RealWorld), &mut out, &mut err)?;
    Ok(outcome(done, out, &err))
}

fn ask(helm: &Helm, chart: &str, flags: &[&str]) -> io::Result<Outcome> {
    let mut command = match helm {
        Helm::Program(program) => {
            let mut command = Command::new(program);
            command.args(["template", RELEASE, chart]).args(flags);
            command
        }
        Helm::Sdk(python) => {
            let mut command = Command::new(python);
            command.args(["-c", ASK_SDK, chart, RELEASE]);
            command
        }
    };
    let output = command.output()?;
    Ok(outcome(
        output.status.success(),
        output.stdout,
        &output.stderr,
    ))
}

/// The stream, or the error behind the warnings.
fn outcome(done: bool, out: Vec<u8>, err: &[u8]) -> Outcome {
    if done {
        return Outcome::Stream(out);
    }
    let said = String::from_utf8_lossy(err);
    let error = said.find("Error: ").map_or("", |at| &said[at..]);
    Outcome::Refused(error.trim_end().to_string())
}

/// The first line that differs, with the lines before it.
fn difference(ours: &Outcome, theirs: &Outcome) -> String {
    let lines = |outcome: &Outcome| -> Vec<String> {
        let text = match outcome {
            Outcome::Stream(stream) => String::from_utf8_lossy(stream).into_owned(),
            Outcome::Refused(error) => error.clone(),
        };
        text.lines().map(str::to_string).collect()
    };
    let (ours, theirs) = (lines(ours), lines(theirs));
    let longest = ours.len().max(theirs.len());
    let first = (0..longest).find(|&at| ours.get(at) != theirs.get(at));
    let at = first.unwrap_or(longest);
    let mut text = String::new();
    let source = ours
        .iter()
        .take(at)
        .rev()
        .find(|line| line.starts_with("# Source: "));
    if let Some(source) = source {
        text.push_str(&format!("  {source}\n"));
    }
    for line in ours.iter().take(at).skip(at.saturating_sub(BEFORE)) {
        text.push_str(&format!("    {line}\n"));
    }
    let line = |lines: &[String]| lines.get(at).cloned().unwrap_or_else(|| "(the end)".into());
    text.push_str(&format!(
        "  - {}   (Helm, line {})\n",
        line(&theirs),
        at + 1
    ));
    text.push_str(&format!("  + {}   (render)", line(&ours)));
    text
}
