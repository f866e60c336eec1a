//! `render dependency`: the charts that a chart depends on, as `helm dependency` manages them.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use clap::{Args, Subcommand};

use super::Outcome;
use super::fetch_flags::FetchFlags;
use super::printer::Printer;
use crate::chart::Error;
use crate::fetch::{self, Fetcher};
use crate::world::World;

/// What to do with a chart's dependencies.
#[derive(Debug, Subcommand)]
pub enum Dependency {
    /// Fill charts/ with the versions in Chart.lock
    Build(Fill),
    /// Choose versions anew from Chart.yaml, fill charts/ and write Chart.lock
    #[command(visible_alias = "up")]
    Update(Fill),
    /// List the dependencies and what charts/ holds of them
    #[command(visible_alias = "ls")]
    List(List),
}

/// The flags of filling `charts/`.
#[derive(Args, Debug)]
pub struct Fill {
    /// The folder of the chart
    #[arg(value_name = "CHART", default_value = ".")]
    pub chart: PathBuf,

    /// How charts are fetched.
    #[command(flatten)]
    pub fetch: FetchFlags,
    /// Use nothing but what was fetched before
    #[arg(long, help_heading = "Fetching")]
    pub offline: bool,

    /// The folder of Docker's config.json [default: $DOCKER_CONFIG, else ~/.docker]
    #[arg(long, value_name = "DIR")]
    pub docker_config: Option<PathBuf>,

    /// Taken for Helm's sake: an index is fetched where one is needed
    #[arg(long, hide = true)]
    pub skip_refresh: bool,
}

/// The flags of listing.
#[derive(Args, Debug)]
pub struct List {
    /// The chart: a folder, or a .tgz
    #[arg(value_name = "CHART", default_value = ".")]
    pub chart: PathBuf,
}

impl Dependency {
    /// Does it.
    pub fn run(self, printer: &Printer, world: Rc<dyn World>) -> io::Result<Outcome> {
        let done = match self {
            Dependency::Build(fill) => fill.run(&*world, Fetcher::build),
            Dependency::Update(fill) => fill.run(&*world, Fetcher::update),
            Dependency::List(list) => match fetch::list(&*world, &list.chart) {
                Ok(text) => {
                    printer.result(text.as_bytes())?;
                    Ok(())
                }
                Err(error) => Err(error),
            },
        };
        Ok(match done {
            Ok(()) => Outcome::Done,
            Err(error) => {
                printer.note(&told(&error));
                Outcome::BadAsReference
            }
        })
    }
}

/// A way to fill `charts/`.
type Way<'w> = fn(&Fetcher<'w>, &Path, &mut dyn FnMut(&str)) -> Result<(), Error>;

impl Fill {
    fn run<'w>(&self, world: &'w dyn World, way: Way<'w>) -> Result<(), Error> {
        let settings = self
            .fetch
            .settings(self.offline, self.docker_config.clone(), world)?;
        let fetcher = Fetcher::new(world, settings);
        let mut say = |line: &str| {
            // Nobody is left to tell when standard output is gone; the work is done all the same.
            let _ = writeln!(io::stdout().lock(), "{line}");
        };
        way(&fetcher, &self.chart, &mut say)
    }
}

/// What stands between an error of Helm's and our advice.
pub const HELP: &str = "\n  help: ";

/// An error as Helm tells it, and the advice.
pub fn told(error: &Error) -> String {
    match error.hint() {
        Some(hint) => format!("Error: {error}{HELP}{hint}\n"),
        None => format!("Error: {error}\n"),
    }
}
