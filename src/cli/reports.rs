//! The flags of everything that reports.

use std::io::{self, IsTerminal};
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Outcome;
use super::printer::Printer;
use crate::diagnostic::Diagnostics;
use crate::registry::Secret;
use crate::renderer::{Failed, Rendered};
use crate::report::{self, CaseReport, Finding, Format, Look, Report, View};
use crate::source::Sources;
use crate::world::World;

/// The narrowest and the widest line that is drawn.
const WIDTHS: std::ops::RangeInclusive<usize> = 40..=400;
/// The width where none is known.
const USUAL: usize = 100;

/// Which reports there are.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Reports")]
pub struct FormatFlags {
    /// The form of what is printed: text, json, jsonl, junit, sarif, github, gitlab, markdown or
    /// html
    #[arg(long, value_name = "FORMAT", value_parser = format, default_value = "text", hide_default_value = true)]
    pub format: Named,

    /// Write a report in a form to a file, too; can be given several times
    #[arg(long, value_name = "FORMAT=FILE", value_parser = file)]
    pub report: Vec<ReportFile>,
}

/// How to report what differs.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Reports")]
pub struct ReportFlags {
    /// Which reports there are.
    #[command(flatten)]
    pub formats: FormatFlags,

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

impl FormatFlags {
    /// Whether it is printed for a terminal, and nowhere else.
    pub fn is_only_text(&self) -> bool {
        self.format == Named(Format::Text) && self.report.is_empty()
    }

    /// Prints the report and writes its files. The outcome is that of what was found.
    pub fn write(
        &self,
        report: &Report,
        look: &Look,
        printer: &Printer,
        world: &dyn World,
    ) -> io::Result<Outcome> {
        if self.write_files(report, look, printer, world) == Outcome::Bad {
            return Ok(Outcome::Bad);
        }
        let Named(format) = self.format;
        printer.result(report::draw(report, format, look).as_bytes())?;
        Ok(told_pipeline(report, printer, world))
    }

    /// Tells what there is to say of a rendering, whose manifests have standard output: on
    /// standard error, and in the files. `command` rendered what is called `name`.
    pub fn tell(
        &self,
        (command, name): (&str, &str),
        told: &Told<'_>,
        printer: &Printer,
        world: &dyn World,
    ) -> Outcome {
        let Named(format) = self.format;
        if format == Format::Text {
            printer.findings(told.findings, told.sources, told.secrets);
        }
        if self.is_only_text() {
            return match told.findings.has_errors() {
                true => Outcome::Bad,
                false => Outcome::Done,
            };
        }
        let case = CaseReport {
            findings: Finding::all(told.findings, told.sources, told.secrets),
            ..CaseReport::new(name)
        };
        let report = Report::new(command, vec![case]);
        let look = look(printer, None);
        if self.write_files(&report, &look, printer, world) == Outcome::Bad {
            return Outcome::Bad;
        }
        if format != Format::Text {
            printer.note(&report::draw(&report, format, &look));
        }
        told_pipeline(&report, printer, world)
    }

    /// Writes the files that were asked for.
    fn write_files(
        &self,
        report: &Report,
        look: &Look,
        printer: &Printer,
        world: &dyn World,
    ) -> Outcome {
        for file in &self.report {
            let plain = Look {
                colour: false,
                ..*look
            };
            let text = report::draw(report, file.format, &plain);
            if let Err(error) = world.write(&file.path, text.as_bytes()) {
                printer.complain(&format!("cannot write {}: {error}", file.path.display()));
                return Outcome::Bad;
            }
        }
        Outcome::Done
    }
}

/// What there is to say of a rendering.
pub struct Told<'t> {
    /// Errors and warnings.
    pub findings: &'t Diagnostics,
    /// The texts they are about.
    pub sources: &'t Sources,
    /// What must not be shown.
    pub secrets: &'t [Secret],
}

impl<'t> From<&'t Failed> for Told<'t> {
    fn from(failed: &'t Failed) -> Self {
        Told {
            findings: &failed.findings,
            sources: &failed.sources,
            secrets: &failed.secrets,
        }
    }
}

impl<'t> From<&'t Rendered> for Told<'t> {
    fn from(rendered: &'t Rendered) -> Self {
        Told {
            findings: &rendered.warnings,
            sources: &rendered.sources,
            secrets: &rendered.secrets,
        }
    }
}

impl ReportFlags {
    /// Whether people read it on a terminal.
    pub fn is_text(&self) -> bool {
        self.formats.format == Named(Format::Text) && !matches!(self.view, ViewName::Unified)
    }

    /// Prints the report and writes its files. The outcome is that of what was found.
    pub fn write(
        &self,
        report: &Report,
        printer: &Printer,
        world: &dyn World,
    ) -> io::Result<Outcome> {
        let look = Look {
            view: match self.view {
                ViewName::Inline => View::Inline,
                ViewName::SideBySide => View::SideBySide,
                ViewName::Summary => View::Summary,
                ViewName::Unified => View::Unified,
            },
            show_ignored: self.show_ignored,
            ..look(printer, self.width)
        };
        let outcome = self.formats.write(report, &look, printer, world)?;
        if self.formats.format == Named(Format::Text) && look.view == View::Unified {
            // What `patch` does not read is told beside it.
            for (_, finding) in report.findings() {
                printer.note(&finding.text());
            }
        }
        Ok(outcome)
    }
}

/// The terminal we print to.
pub fn look(printer: &Printer, asked: Option<usize>) -> Look {
    Look {
        colour: printer.colours_results(),
        width: asked
            .unwrap_or_else(width)
            .clamp(*WIDTHS.start(), *WIDTHS.end()),
        ..Look::default()
    }
}

/// The files to which a step of a pipeline writes its outputs, by the variables that name them:
/// Harness and Drone, GitHub Actions.
const OUTPUTS: &[&str] = &["DRONE_OUTPUT", "GITHUB_OUTPUT"];

/// The outcome of a report, which the pipeline was told.
fn told_pipeline(report: &Report, printer: &Printer, world: &dyn World) -> Outcome {
    let outcome = outcome(report);
    if let Err(error) = tell_pipeline(report, outcome, world) {
        printer.complain(&format!("cannot write the outputs of the step: {error}"));
        return Outcome::Bad;
    }
    outcome
}

/// Tells the pipeline what was found, where it asks for outputs.
fn tell_pipeline(report: &Report, outcome: Outcome, world: &dyn World) -> io::Result<()> {
    for variable in OUTPUTS {
        let Some(path) = world.variable(variable).filter(|path| !path.is_empty()) else {
            continue;
        };
        let path = PathBuf::from(path);
        let mut text = world.read(&path).unwrap_or_default();
        if !(text.is_empty() || text.ends_with(b"\n")) {
            text.push(b'\n');
        }
        let result = match outcome {
            Outcome::Done => "same",
            Outcome::Findings => "different",
            Outcome::Bad | Outcome::BadAsReference => "error",
        };
        text.extend_from_slice(format!("RENDER_RESULT={result}\n").as_bytes());
        text.extend_from_slice(format!("RENDER_SUMMARY={}\n", report.summary()).as_bytes());
        world.write(&path, &text)?;
    }
    Ok(())
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
