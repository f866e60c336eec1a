//! A pod whose image is in a private registry, without a pull secret for it.

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::subject::{Pods, maps, same_namespace, text};
use crate::lint::{Rule, Subject};
use crate::registry::ImageReference;
use crate::registry::inspect::{Manifest, inspect_manifest};
use crate::registry::reference::{canonical_host, host_of};
use crate::renderer::faults;
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: Code::PrivateImage,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (resource, pods) in subject.pods() {
        for image in pods.images() {
            // What is no reference is not this rule's business.
            let Ok(reference) = ImageReference::parse(&image) else {
                continue;
            };
            match subject.is_private(&reference) {
                Ok(true) => {}
                Ok(false) => continue,
                Err(error) => {
                    let mut finding = faults::credentials(&error);
                    finding.severity = Severity::Warning;
                    if !findings.contains(&finding) {
                        findings.push(finding);
                    }
                    continue;
                }
            }
            let Some(why) = lacking(subject, &pods, &reference) else {
                continue;
            };
            let id = &resource.found.id;
            let message = format!("{id} uses the private image {image}, and {why}");
            let finding = Diagnostic::warning(RULE.code, message)
                .with_hint("name a Secret with the registry's credentials under imagePullSecrets");
            findings.push(match subject.place(resource, &image) {
                Some(span) => finding.with_label(span, ""),
                None => finding,
            });
        }
    }
    findings
}

/// Why the pods cannot pull the image; `None` where they may be able to.
fn lacking(subject: &Subject<'_>, pods: &Pods, image: &ImageReference) -> Option<String> {
    let mut names = pods.pull_secrets();
    let account = pods.service_account();
    for (resource, map) in subject.of_kind("ServiceAccount") {
        let id = &resource.found.id;
        if id.name == account && same_namespace(&id.namespace, &pods.namespace) {
            let entries = maps(map, "imagePullSecrets");
            names.extend(entries.iter().map(|entry| text(entry, "name")));
        }
    }
    if names.is_empty() {
        return Some("has no imagePullSecrets".to_string());
    }
    // A Secret that is not rendered may hold anything.
    let mut registries = Vec::new();
    for name in &names {
        let mut secrets = subject.of_kind("Secret");
        let (_, secret) = secrets.find(|(resource, _)| {
            let id = &resource.found.id;
            id.name == *name && same_namespace(&id.namespace, &pods.namespace)
        })?;
        let manifest = Manifest::from_value(&Value::Map(secret.clone()))?;
        let report = inspect_manifest(&manifest);
        registries.extend(
            report
                .registries
                .into_iter()
                .map(|registry| registry.server),
        );
    }
    let serves = |server: &String| {
        server.contains(['*', '?', '[']) || canonical_host(host_of(server)) == image.registry
    };
    if registries.iter().any(serves) {
        return None;
    }
    Some(format!(
        "none of its pull secrets ({}) is for {}",
        names.join(", "),
        image.registry
    ))
}
