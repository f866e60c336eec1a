//! An entry of `imagePullSecrets` that names a Secret nobody provides.

use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::lint::subject::{maps, same_namespace, text};
use crate::lint::{Rule, Subject};
use crate::renderer::Resource;

/// The rule.
pub const RULE: Rule = Rule {
    code: Code::UnprovidedPullSecret,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (resource, pods) in subject.pods() {
        for name in pods.pull_secrets() {
            findings.extend(unprovided(subject, resource, &name));
        }
    }
    for (resource, map) in subject.of_kind("ServiceAccount") {
        for entry in maps(map, "imagePullSecrets") {
            findings.extend(unprovided(subject, resource, &text(&entry, "name")));
        }
    }
    findings
}

fn unprovided(subject: &Subject<'_>, resource: &Resource, name: &str) -> Option<Diagnostic> {
    let id = &resource.found.id;
    let declared = subject.options.declared_secrets.iter().any(|secret| {
        let (known, namespace) = secret.split_once('@').unwrap_or((secret, ""));
        known == name && same_namespace(namespace, &id.namespace)
    });
    let secrets: Vec<&str> = subject
        .of_kind("Secret")
        .filter(|(secret, _)| same_namespace(&secret.found.id.namespace, &id.namespace))
        .map(|(secret, _)| secret.found.id.name.as_str())
        .collect();
    if declared || secrets.contains(&name) {
        return None;
    }
    let message = format!("{id} pulls with the Secret `{name}`, which is not rendered");
    let mut finding = Diagnostic::warning(RULE.code, message);
    if let Some(span) = subject.place(resource, name_in_list(name).as_str()) {
        finding = finding.with_label(span, "");
    }
    if let Some(similar) = nearest(name, secrets.iter().copied()) {
        finding = finding.with_hint(format!("did you mean `{similar}`?"));
    }
    Some(finding.with_hint(format!(
        "if the cluster has it, say so with --declared-secret {name}"
    )))
}

/// How an entry is written nearly always.
fn name_in_list(name: &str) -> String {
    format!("- name: {name}")
}
