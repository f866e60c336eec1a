//! A pull secret that nothing can be pulled with: broken base64, broken JSON, no password.

use super::pull_secret_key::is_about_key;
use crate::diagnostic::{Code, Diagnostic};
use crate::lint::{Rule, Subject};
use crate::registry::inspect::inspect_manifest;

/// What a secret is shown as where its value is not known.
const STAND_IN: &str = "<secret:";

/// The rule.
pub const RULE: Rule = Rule {
    code: Code::BrokenPullSecret,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (resource, manifest) in subject.pull_secrets() {
        // A stand-in for a secret is no fault of the manifest.
        let mut values = manifest.data.iter().chain(&manifest.string_data);
        if values.any(|(_, value)| value.expose().contains(STAND_IN)) {
            continue;
        }
        for found in inspect_manifest(&manifest).findings {
            if is_about_key(&found) {
                continue;
            }
            let message = format!("{}: {found}", resource.found.id);
            let finding = Diagnostic::warning(RULE.code, message);
            let keys = [".dockerconfigjson:", ".dockercfg:"];
            let place = keys.iter().find_map(|key| subject.place(resource, key));
            findings.push(match place {
                Some(span) => finding.with_label(span, ""),
                None => finding,
            });
        }
    }
    findings
}
