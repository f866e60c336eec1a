//! The flags of everything that reports.

use std::io::{self, IsTerminal};
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Outcome;
use super::printer::Printer;
use crate::report::{self, Format, Look, Report, View};
use crate::world::World;

/// The narrowest and the widest line that is drawn.
const WIDTHS: std::ops::RangeInclusive<usize> = 40..=400;
/// The width where none is known.
const USUAL: usize = 100;

/// How to report.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Reports")]
pub struct ReportFlags {
    /// The form of what is printed: text, json, jsonl, junit, sarif, github, gitlab, markdown or
    /// html
    #[arg(long, value_name = "FORMAT", value_parser = format, default_value = "text", hide_default_value = true)]
    pub format: Named,

    /// Write a report in a form to a file, too; can be given several times
    #[arg(long, value_name = "FORMAT=FILE", value_parser = file)]
    pub report: Vec<ReportFile>,

    /// How differences are laid out
    #[arg(long, value_name = "VIEW", default_value = "inline")]
    pub view: ViewName,

    /// Show changes that do not matter, too
    #[arg(long)]
    pub show_ignored: bool,

    /// How many characters fit into a line [default: those of the terminal]
    #[arg(long, value_name = "CHARACTERS")]
    pub width: Option<usize>,
}

/// A format, by its name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Named(pub Format);

/// A report that goes to a file.
#[derive(Clone, Debug)]
pub struct ReportFile {
    format: Format,
    path: PathBuf,
}

fn format(name: &str) -> Result<Named, String> {
    Format::named(name).map(Named).ok_or_else(|| {
        let names: Vec<&str> = Format::ALL.iter().map(|(name, _)| *name).collect();
        format!("it is none of {}", names.join(", "))
    })
}

fn file(text: &str) -> Result<ReportFile, String> {
    let (name, path) = text
        .split_once('=')
        .ok_or("it is written as markdown=comment.md")?;
    let Named(format) = format(name)?;
    Ok(ReportFile {
        format,
        path: path.into(),
    })
}

/// How differences are laid out.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub enum ViewName {
    /// Each value that changed, by its path
    #[default]
    Inline,
    /// Both sides beside each other
    SideBySide,
    /// A line a resource
    Summary,
    /// A text that `patch` reads
    Unified,
}

impl ReportFlags {
    /// Whether people read it on a terminal.
    pub fn is_text(&self) -> bool {
        let Named(format) = self.format;
        format == Format::Text && !matches!(self.view, ViewName::Unified)
    }

    /// Prints the report and writes its files. The outcome is that of what was found.
    pub fn write(
        &self,
        report: &Report,
        printer: &Printer,
        world: &dyn World,
    ) -> io::Result<Outcome> {
        let look = Look {
            colour: printer.colours_results(),
            width: self
                .width
                .unwrap_or_else(width)
                .clamp(*WIDTHS.start(), *WIDTHS.end()),
            view: match self.view {
                ViewName::Inline => View::Inline,
                ViewName::SideBySide => View::SideBySide,
                ViewName::Summary => View::Summary,
                ViewName::Unified => View::Unified,
            },
            show_ignored: self.show_ignored,
        };
        for file in &self.report {
            let plain = Look {
                colour: false,
                ..look
            };
            let text = report::draw(report, file.format, &plain);
            if let Err(error) = world.write(&file.path, text.as_bytes()) {
                printer.complain(&format!("cannot write {}: {error}", file.path.display()));
                return Ok(Outcome::Bad);
            }
        }
        let Named(format) = self.format;
        printer.result(report::draw(report, format, &look).as_bytes())?;
        if self.is_unified() {
            // What `patch` does not read is told beside it.
            for (_, finding) in report.findings() {
                printer.note(&finding.text());
            }
        }
        Ok(outcome(report))
    }

    fn is_unified(&self) -> bool {
        matches!(
            (self.format, self.view),
            (Named(Format::Text), ViewName::Unified)
        )
    }
}

/// What a report means for the exit code.
pub fn outcome(report: &Report) -> Outcome {
    if report.cases.iter().any(|case| case.has_errors()) {
        Outcome::Bad
    } else if report.differing().next().is_some() {
        Outcome::Findings
    } else {
        Outcome::Done
    }
}

/// How many characters fit into a line of the terminal.
fn width() -> usize {
    let asked = std::env::var("COLUMNS")
        .ok()
        .and_then(|text| text.parse().ok());
    let measured = || match io::stdout().is_terminal() {
        true => terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)),
        false => None,
    };
    asked.or_else(measured).unwrap_or(USUAL)
}
