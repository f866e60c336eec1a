//! What is worth mending in a rendering that works: a rule a file, each with a code.
//!
//! - [`subject`]: what rules look at.
//! - [`levels`]: which findings are errors, and which nobody wants to see.
//! - [`rules`]: the rules.
//!
//! A new rule is a file in `rules/`, a line in [`rules::ALL`], a code, and that code's page.

pub mod levels;
pub mod rules;
pub mod subject;

pub use levels::Levels;
pub use subject::{Options, Subject};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// A rule.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The code of its findings.
    pub code: Code,
    /// Looks for them.
    pub check: fn(&Subject<'_>) -> Vec<Diagnostic>,
}

/// What all rules find, behind what the rendering warned of, with the severities that are wanted.
pub fn lint(subject: &Subject<'_>, levels: &Levels) -> Diagnostics {
    let mut findings = subject.rendered.warnings.clone();
    for rule in rules::ALL {
        findings.0.extend((rule.check)(subject));
    }
    levels.apply(findings)
}
