//! `render golden`: the golden files of the cases.

use std::io;
use std::path::PathBuf;
use std::rc::Rc;

use clap::{Args, Subcommand};

use super::Outcome;
use super::printer::Printer;
use super::reports::ReportFlags;
use super::review;
use crate::config::{Case, Config, FILE_NAME};
use crate::diff::ignore::Rules;
use crate::golden::{self, Mode, Settled, Shard};
use crate::report::{CaseReport, Report};
use crate::world::{RealWorld, World};

/// The flags of golden files.
#[derive(Args, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Exit codes: 0 all the same, 1 differences, 2 errors.\n\n\
        What differs is written beside the golden files, as .yaml.new, to be accepted or rejected. \
        Where CI is set nothing is written, and files that still wait are errors.\n\n\
        Golden files have no values of Secrets, so that another value makes no difference to them. \
        `render diff REVISION..` tells that such a value changed, and which line made it."
)]
pub struct Golden {
    /// What to do with what waits, instead of comparing.
    #[command(subcommand)]
    pub action: Option<Action>,

    /// What to compare.
    #[command(flatten)]
    pub check: Check,

    /// The file with the cases
    #[arg(long, value_name = "FILE", default_value = FILE_NAME, global = true)]
    pub config: PathBuf,
}

/// What to compare.
#[derive(Args, Debug)]
pub struct Check {
    /// The cases [default: all]
    #[arg(value_name = "CASE")]
    pub cases: Vec<String>,

    /// Only a part of the cases: 1/3 is the first of three parts
    #[arg(long, value_name = "I/N")]
    pub shard: Option<Shard>,

    /// Only a part of so many; which one is told by JOB_COMPLETION_INDEX of an indexed Job of
    /// Kubernetes, or by HARNESS_NODE_INDEX
    #[arg(long, value_name = "N", conflicts_with = "shard")]
    pub shards: Option<usize>,

    /// Write nothing, and fail where files wait to be reviewed, as where CI is set
    #[arg(long)]
    pub read_only: bool,

    /// How to show what differs.
    #[command(flatten)]
    pub report: ReportFlags,
}

/// What to do with what waits.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// Make what waits golden
    Accept(Cases),
    /// Throw away what waits
    Reject(Cases),
    /// Render, and make all that differs golden at once
    Update(Check),
    /// List the cases, their files and what waits
    List(Cases),
    /// Look at what waits, one by one, and accept or reject it
    Review(Cases),
}

/// Some of the cases.
#[derive(Args, Debug)]
pub struct Cases {
    /// The cases [default: all]
    #[arg(value_name = "CASE")]
    pub cases: Vec<String>,
}

impl Golden {
    /// Compares, or does what was asked for.
    pub fn run(self, printer: &Printer, world: Rc<dyn World>) -> io::Result<Outcome> {
        let config = match Config::load(&self.config, &*world) {
            Ok(config) => config,
            Err(failed) => return Ok(printer.failed(&failed)),
        };
        let names = match &self.action {
            None => &self.check.cases,
            Some(Action::Update(check)) => &check.cases,
            Some(Action::Accept(cases) | Action::Reject(cases) | Action::List(cases)) => {
                &cases.cases
            }
            Some(Action::Review(cases)) => &cases.cases,
        };
        let cases = match config.named(names) {
            Ok(cases) => cases,
            Err(findings) => {
                printer.findings(&findings, &config.sources, &[]);
                return Ok(Outcome::Bad);
            }
        };
        match &self.action {
            None => {
                let mode = match self.check.read_only || is_ci(&*world) {
                    true => Mode::ReadOnly,
                    false => Mode::Pending,
                };
                check(&config, &cases, mode, &self.check, printer, &*world)
            }
            Some(Action::Update(flags)) => {
                check(&config, &cases, Mode::Update, flags, printer, &*world)
            }
            Some(Action::Accept(_)) => settle(&config, &cases, true, printer, &*world),
            Some(Action::Reject(_)) => settle(&config, &cases, false, printer, &*world),
            Some(Action::List(_)) => list(&config, &cases, printer, &*world),
            Some(Action::Review(_)) => review::run(&config, &cases, printer, world),
        }
    }
}

/// The part that the environment tells, which counts from 0.
fn numbered(count: usize, world: &dyn World) -> Result<Shard, String> {
    let names = ["JOB_COMPLETION_INDEX", "HARNESS_NODE_INDEX"];
    let index = names.iter().find_map(|name| world.variable(name));
    let index = index.ok_or_else(|| format!("neither {} is set", names.join(" nor ")))?;
    let index: usize = index
        .trim()
        .parse()
        .map_err(|_| format!("`{index}` is no number"))?;
    format!("{}/{count}", index.saturating_add(1)).parse()
}

/// Whether this is a CI run.
fn is_ci(world: &dyn World) -> bool {
    let ci = world.variable("CI").unwrap_or_default();
    !matches!(ci.as_str(), "" | "0" | "false")
}

fn check(
    config: &Config,
    cases: &[&Case],
    mode: Mode,
    flags: &Check,
    printer: &Printer,
    world: &dyn World,
) -> io::Result<Outcome> {
    let shard = match flags.shards {
        None => flags.shard,
        Some(count) => match numbered(count, world) {
            Ok(shard) => Some(shard),
            Err(problem) => {
                printer.complain(&format!("--shards {count}: {problem}"));
                return Ok(Outcome::Bad);
            }
        },
    };
    let chosen = match shard {
        Some(shard) => shard.of(cases),
        None => cases.to_vec(),
    };
    let worlds = || -> Rc<dyn World> { Rc::new(RealWorld) };
    let mut reports = golden::check(config, &chosen, mode, &Rules::default(), &worlds);
    if flags.cases.is_empty() && shard.is_none() {
        let strays = golden::strays(config, world);
        if !strays.is_empty() {
            let mut own = CaseReport::new(config.golden.to_string_lossy());
            own.findings = strays;
            reports.push(own);
        }
    }
    let report = Report::new("golden", reports);
    let outcome = flags.report.write(&report, printer, world)?;
    if outcome == Outcome::Findings && flags.report.is_text() {
        printer.note(match mode {
            Mode::Pending => "next: render golden review, or render golden accept\n",
            Mode::ReadOnly => "next: render golden, where CI is not set, writes what differs\n",
            Mode::Update | Mode::Look => "",
        });
    }
    match (outcome, mode) {
        (Outcome::Findings, Mode::Update) => Ok(Outcome::Done),
        _ => Ok(outcome),
    }
}

fn settle(
    config: &Config,
    cases: &[&Case],
    accept: bool,
    printer: &Printer,
    world: &dyn World,
) -> io::Result<Outcome> {
    let mut text = String::new();
    let mut outcome = Outcome::Done;
    for case in cases {
        let folder = golden::folder(config, &case.name);
        for waiting in golden::waiting(&folder, world)? {
            let settled = match accept {
                true => golden::accept(&folder, &waiting, world)?,
                false => golden::reject(&folder, &waiting, world)?,
            };
            let path = folder.join(&waiting.file);
            if settled == Settled::Changed {
                outcome = Outcome::Findings;
            }
            text.push_str(&format!("{} {}\n", words(settled), path.display()));
        }
    }
    if text.is_empty() {
        text.push_str("nothing waits\n");
    }
    printer.result(text.as_bytes())?;
    if outcome == Outcome::Findings {
        printer.note("changed since it was compared; look at it again with: render golden\n");
    }
    Ok(outcome)
}

/// What became of a file, in a word.
pub fn words(settled: Settled) -> &'static str {
    match settled {
        Settled::Accepted => "accepted",
        Settled::Removed => "removed",
        Settled::Rejected => "rejected",
        Settled::Changed => "left",
    }
}

fn list(
    config: &Config,
    cases: &[&Case],
    printer: &Printer,
    world: &dyn World,
) -> io::Result<Outcome> {
    let width = cases.iter().map(|case| case.name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for case in cases {
        let folder = golden::folder(config, &case.name);
        let files = match world.kind(&folder) {
            Ok(_) => world.walk(&folder)?,
            Err(_) => Vec::new(),
        };
        let golden = files
            .iter()
            .filter(|path| path.extension().is_some_and(|end| end == "yaml"));
        let waiting = golden::waiting(&folder, world)?.len();
        let count = golden.count();
        text.push_str(&format!(
            "{:width$}  {count} golden, {waiting} waiting\n",
            case.name
        ));
    }
    printer.result(text.as_bytes())?;
    Ok(Outcome::Done)
}
