//! What people see: results on standard output, everything else on standard error.

use std::io::{self, IsTerminal, Write};

use clap::ValueEnum;

use super::Outcome;
use super::shown::write_pieces;
use crate::diagnostic::draw::{self, Style};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::harness::mask::Masker;
use crate::registry::Secret;
use crate::renderer::Failed;
use crate::source::Sources;

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Writes results and findings.
#[derive(Clone, Copy, Debug)]
pub struct Printer {
    style: Style,
    color: Color,
    max_errors: usize,
}

impl Printer {
    /// A printer with colours where they are wanted.
    pub fn new(color: Color, max_errors: usize) -> Self {
        let coloured = match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
                !refused && io::stderr().is_terminal()
            }
        };
        Printer {
            style: if coloured {
                Style::Coloured
            } else {
                Style::Plain
            },
            color,
            max_errors,
        }
    }

    /// Whether results may have colours.
    pub fn colours_results(&self) -> bool {
        match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
                !refused && io::stdout().is_terminal()
            }
        }
    }

    /// Writes a result to standard output, all at once.
    pub fn result(&self, bytes: &[u8]) -> io::Result<()> {
        let mut stdout = io::stdout().lock();
        stdout.write_all(bytes)?;
        stdout.flush()
    }

    /// Writes a result that is made of pieces to standard output.
    pub fn pieces(&self, pieces: &[&[u8]]) -> io::Result<()> {
        let mut stdout = io::stdout().lock();
        write_pieces(&mut stdout, pieces)?;
        stdout.flush()
    }

    /// Writes a text for people to standard output, secrets masked.
    pub fn shown(&self, text: &str, secrets: &[Secret]) -> io::Result<()> {
        self.result(Masker::new(secrets).mask(text).as_bytes())
    }

    /// Shows why there is no rendering.
    pub fn failed(&self, failed: &Failed) -> Outcome {
        self.findings(&failed.findings, &failed.sources, &failed.secrets);
        Outcome::Bad
    }

    /// Shows findings on standard error, secrets masked.
    pub fn findings(&self, findings: &Diagnostics, sources: &Sources, secrets: &[Secret]) {
        let mut text = String::new();
        let mut shown = 0;
        for finding in &findings.0 {
            if finding.severity == Severity::Error {
                shown += 1;
                if self.max_errors > 0 && shown > self.max_errors {
                    continue;
                }
            }
            text.push_str(&draw::text(finding, sources, self.style));
            text.push('\n');
        }
        let errors = findings
            .0
            .iter()
            .filter(|f| f.severity == Severity::Error)
            .count();
        if self.max_errors > 0 && errors > self.max_errors {
            let most = self.max_errors;
            text.push_str(&format!(
                "render: {errors} errors, of which the first {most} are shown; --max-errors 0 \
                 shows all; nothing was written\n"
            ));
        } else if errors > 1 {
            text.push_str(&format!("render: {errors} errors; nothing was written\n"));
        }
        self.complain_raw(&Masker::new(secrets).mask(&text));
    }

    /// Shows findings that were asked for on standard output, secrets masked, how many there are,
    /// and lines about more.
    pub fn verdict(
        &self,
        findings: &Diagnostics,
        more: &[String],
        sources: &Sources,
        secrets: &[Secret],
    ) -> io::Result<Outcome> {
        let mut text = String::new();
        for finding in &findings.0 {
            text.push_str(&draw::text(finding, sources, self.style));
            text.push('\n');
        }
        let all = findings.0.len();
        let is_error = |f: &&Diagnostic| f.severity == Severity::Error;
        let errors = findings.0.iter().filter(is_error).count();
        let some = |count: usize, word: &str| match count {
            1 => format!("1 {word}"),
            count => format!("{count} {word}s"),
        };
        let (errors_text, warnings) = (some(errors, "error"), some(all - errors, "warning"));
        text.push_str(&format!("{errors_text}, {warnings}\n"));
        for line in more {
            text.push_str(&format!("{line}\n"));
        }
        self.shown(&text, secrets)?;
        Ok(match errors {
            0 => Outcome::Done,
            _ => Outcome::Findings,
        })
    }

    /// Says on standard error what is wrong, in one line.
    pub fn complain(&self, message: &str) {
        self.complain_raw(&format!("error: {message}\n"));
    }

    /// Passes on to standard error what another program would say.
    pub fn note(&self, text: &str) {
        self.complain_raw(text);
    }

    fn complain_raw(&self, text: &str) {
        // Nobody is left to tell when standard error is gone.
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }
}
