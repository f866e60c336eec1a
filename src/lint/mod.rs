//! What is worth mending in a rendering that works: a rule a file, each with a code.
//!
//! - [`subject`]: what rules look at.
//! - [`values`]: values with their paths and places.
//! - [`levels`]: which findings are errors, and which nobody wants to see.
//! - [`Suppression`]: which findings somebody has looked at and does not want to see.
//! - [`rules`]: the rules.
//!
//! A new rule is a file in `rules/`, a line in [`rules::ALL`], a code, and that code's page.

pub mod levels;
pub mod rules;
pub mod subject;
mod suppress;
pub mod values;

pub use levels::Levels;
pub use subject::{Options, Subject};
pub use suppress::Suppression;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// A rule.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The code of its findings.
    pub code: Code,
    /// Looks for them.
    pub check: fn(&Subject<'_>) -> Vec<Diagnostic>,
}

/// What all rules find, with what was left out.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// The findings with the severities that are wanted, those of the rendering first.
    pub findings: Diagnostics,
    /// How many were suppressed.
    pub suppressed: usize,
    /// The suppressions that no finding matched, by their places in the list.
    pub idle: Vec<usize>,
    /// How many findings there are of each code that is only shown to those who ask for it.
    pub quiet: Vec<(Code, usize)>,
}

/// What all rules find, behind what the rendering warned of, with the severities that are wanted.
pub fn lint(subject: &Subject<'_>, levels: &Levels, suppressions: &[Suppression]) -> Verdict {
    let mut findings = subject.rendered.warnings.clone();
    for rule in rules::ALL {
        let found = (rule.check)(subject);
        rules::type_replaced::told(&mut findings, &found);
        findings.0.extend(found);
    }
    let mut verdict = Verdict {
        idle: (0..suppressions.len()).collect(),
        ..Verdict::default()
    };
    findings.0.retain(|finding| {
        let sources = &subject.rendered.sources;
        let matches = |at: &usize| {
            let suppression = suppressions.get(*at);
            suppression.is_some_and(|suppression| suppression.matches(finding, sources))
        };
        let matching: Vec<usize> = (0..suppressions.len()).filter(matches).collect();
        verdict.idle.retain(|at| !matching.contains(at));
        verdict.suppressed += usize::from(!matching.is_empty());
        matching.is_empty()
    });
    (verdict.findings, verdict.quiet) = levels.apply(findings);
    verdict
}
