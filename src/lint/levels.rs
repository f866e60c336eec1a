//! Which findings are errors, and which are not shown.

use crate::diagnostic::{Code, Diagnostics, Severity};

/// The word that stands for all warnings.
const WARNINGS: &str = "warnings";

/// Severities other than a finding's own.
///
/// ```
/// use manifest_render::diagnostic::{Code, Diagnostic, Severity};
/// use manifest_render::lint::Levels;
///
/// let mut levels = Levels::default();
/// levels.deny("E0503")?;
/// let findings = Diagnostic::warning(Code::MetadataNotText, "a label is a number").into();
/// assert_eq!(levels.apply(findings).0.0[0].severity, Severity::Error);
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Levels {
    denied: Vec<Code>,
    allowed: Vec<Code>,
    warned: Vec<Code>,
    all_denied: bool,
}

/// What is only shown to those who ask for it: charts have many of them, most of them on purpose.
const QUIET: &[Code] = &[Code::OptionalValue];

impl Levels {
    /// Makes findings of a code errors; `warnings` stands for all.
    ///
    /// # Errors
    /// When there is no such code.
    pub fn deny(&mut self, code: &str) -> Result<(), String> {
        match code {
            WARNINGS => self.all_denied = true,
            code => self.denied.push(named(code)?),
        }
        Ok(())
    }

    /// Leaves warnings of a code out.
    ///
    /// # Errors
    /// When there is no such code.
    pub fn allow(&mut self, code: &str) -> Result<(), String> {
        self.allowed.push(named(code)?);
        Ok(())
    }

    /// Shows findings of a code that are left out otherwise.
    ///
    /// # Errors
    /// When there is no such code.
    pub fn warn(&mut self, code: &str) -> Result<(), String> {
        self.warned.push(named(code)?);
        Ok(())
    }

    /// The findings as they are wanted, and how many of which code nobody asked for. What is
    /// allowed beats what is denied.
    pub fn apply(&self, findings: Diagnostics) -> (Diagnostics, Vec<(Code, usize)>) {
        let mut findings = findings.0;
        findings.retain(|finding| !self.allowed.contains(&finding.code));
        let asked = |code: &Code| self.warned.contains(code) || self.denied.contains(code);
        let mut quiet = Vec::new();
        for code in QUIET.iter().filter(|code| !asked(code)) {
            let before = findings.len();
            findings.retain(|finding| finding.code != *code);
            if findings.len() < before {
                quiet.push((*code, before - findings.len()));
            }
        }
        for finding in &mut findings {
            if self.all_denied || self.denied.contains(&finding.code) {
                finding.severity = Severity::Error;
            }
        }
        (Diagnostics(findings), quiet)
    }
}

fn named(name: &str) -> Result<Code, String> {
    let mut all = Code::ALL.iter();
    all.find(|code| code.as_str().eq_ignore_ascii_case(name))
        .copied()
        .ok_or_else(|| format!("there is no code `{name}`; `render explain-error` lists them"))
}
