//! Golden files: what the cases of a repository render to, kept beside them under review.
//!
//! Each resource has a file of its own, `golden/<case>/<namespace>/<Kind>-<name>.yaml`, which can
//! be applied as it is. What differs is written beside it as `….yaml.new` and becomes golden when
//! somebody accepts it. Values of secrets are never in a golden file.
//!
//! - `case`: a case rendered, as files.
//! - `check`: those files against the golden ones.
//! - `pending`: what waits to be accepted; accepting and rejecting it.
//! - `shard`: a part of the cases, for many machines.

mod case;
mod check;
mod pending;
mod shard;

use std::path::{Path, PathBuf};
use std::rc::Rc;

use rayon::prelude::*;

pub use pending::{Pending, Settled, Waiting, accept, reject, waiting};
pub use shard::Shard;

use crate::config::{Case, Config};
use crate::diff::ignore::Rules;
use crate::report::{CaseReport, Finding, Located};
use crate::world::{FileKind, World};

/// How golden files are checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// What differs is written beside the golden files, to be reviewed.
    Pending,
    /// Nothing is written, and what waits to be reviewed is an error: for CI.
    ReadOnly,
    /// Nothing is written.
    Look,
    /// What differs becomes golden at once.
    Update,
}

/// A way to the outside for each thread.
pub type Worlds<'w> = &'w (dyn Fn() -> Rc<dyn World> + Sync);

/// Renders these cases side by side and checks each against its golden files; `rules` tell which
/// changes do not matter in what is told, not in what is written. The reports come in the order of
/// the cases, whatever the order in which they are ready.
pub fn check(
    config: &Config,
    cases: &[&Case],
    mode: Mode,
    rules: &Rules,
    worlds: Worlds<'_>,
) -> Vec<CaseReport> {
    let jobs: Vec<Job> = cases.iter().map(|case| Job::new(config, case)).collect();
    let root = config.golden.clone();
    jobs.par_iter()
        .map(|job| check::case(job, &root, mode, rules, worlds()))
        .collect()
}

/// What a thread needs to know of a case.
struct Job {
    name: String,
    /// Where it is said what it is.
    place: Located,
    request: crate::renderer::Request,
}

impl Job {
    fn new(config: &Config, case: &Case) -> Job {
        Job {
            name: case.name.clone(),
            place: Located::of(case.span, &config.sources, "the case"),
            request: config.request(case),
        }
    }
}

/// The folder of a case's golden files.
pub fn folder(config: &Config, case: &str) -> PathBuf {
    config.golden.join(case)
}

/// The folders among the golden files that belong to no case, each as a finding.
pub fn strays(config: &Config, world: &dyn World) -> Vec<Finding> {
    let entries = world.list(&config.golden).unwrap_or_default();
    let is_stray = |path: &&PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        matches!(world.kind(path), Ok(FileKind::Folder))
            && !config.cases.iter().any(|case| case.name == name)
    };
    entries
        .iter()
        .filter(is_stray)
        .map(|path| stray(path))
        .collect()
}

fn stray(path: &Path) -> Finding {
    let message = format!("{} belongs to no case", path.display());
    Finding::error(crate::diagnostic::Code::Golden, message)
        .with_hint("delete the folder, or bring its case back into render.toml")
}
