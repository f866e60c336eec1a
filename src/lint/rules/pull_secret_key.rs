//! A pull secret whose key does not fit its type, which the API server refuses.

use crate::diagnostic::{Code, Diagnostic};
use crate::lint::{Rule, Subject};
use crate::registry::inspect::{Finding, inspect_manifest};

/// The rule.
pub const RULE: Rule = Rule {
    code: Code::PullSecretKey,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (resource, manifest) in subject.pull_secrets() {
        let found = inspect_manifest(&manifest).findings;
        let words: Vec<_> = found.iter().filter(|f| is_about_key(f)).collect();
        let [first, rest @ ..] = words.as_slice() else {
            continue;
        };
        let message = format!("{}: {first}", resource.found.id);
        let mut finding = Diagnostic::error(RULE.code, message);
        if let Some(span) = subject.place(resource, &manifest.secret_type) {
            finding = finding.with_label(span, "");
        }
        for more in rest {
            finding = finding.with_note(more.to_string());
        }
        findings.push(finding);
    }
    findings
}

/// Whether a finding is this rule's; the others are about what stands under the key.
pub(super) fn is_about_key(finding: &Finding) -> bool {
    matches!(
        finding,
        Finding::WrongKey { .. } | Finding::MissingKey { .. }
    )
}
