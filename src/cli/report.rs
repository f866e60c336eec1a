//! `render report`: reports that were written before.

use std::io;
use std::path::PathBuf;
use std::rc::Rc;

use clap::{Args, Subcommand};

use super::Outcome;
use super::printer::Printer;
use super::reports::ReportFlags;
use crate::report;
use crate::world::{FileKind, World};

/// What to do with reports.
#[derive(Debug, Subcommand)]
pub enum ReportCommand {
    /// Make one report of several, such as those of shards
    Merge(Merge),
}

/// The flags of merging.
#[derive(Args, Debug)]
pub struct Merge {
    /// Reports in JSON, or folders of them
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,

    /// How to show the whole.
    #[command(flatten)]
    pub report: ReportFlags,
}

impl ReportCommand {
    /// Reads and shows. The exit code is that of the run that would have found it all.
    pub fn run(self, printer: &Printer, world: Rc<dyn World>) -> io::Result<Outcome> {
        let ReportCommand::Merge(merge) = self;
        let mut reports = Vec::new();
        let mut files = Vec::new();
        for path in &merge.files {
            match world.kind(path) {
                Ok(FileKind::Folder) => {
                    let all = world.list(path)?.into_iter();
                    files.extend(
                        all.filter(|file| file.extension().is_some_and(|end| end == "json")),
                    );
                }
                _ => files.push(path.clone()),
            }
        }
        for file in &files {
            let text = world.read(file).map_err(|error| error.to_string());
            match text.and_then(|text| report::read(&text)) {
                Ok(report) => reports.push(report),
                Err(problem) => {
                    printer.complain(&format!("cannot read {}: {problem}", file.display()));
                    return Ok(Outcome::Bad);
                }
            }
        }
        merge
            .report
            .write(&report::merge(reports), printer, &*world)
    }
}
