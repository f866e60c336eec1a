//! A value that a template asks for, that is set nowhere, and that it does without.

use super::unset_value::similar;
use crate::diagnostic::{Code, Diagnostic};
use crate::gotemplate::Role;
use crate::lint::values::shown;
use crate::lint::{Rule, Subject};

/// The rule.
pub const RULE: Rule = Rule {
    code: Code::OptionalValue,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let rendered = subject.rendered;
    let Some(usage) = &rendered.usage else {
        return Vec::new();
    };
    let mut findings: Vec<Diagnostic> = Vec::new();
    for missing in &usage.missing {
        let path = shown(&missing.path);
        let used = |other: &crate::renderer::usage::Missing| {
            other.role == Role::Used && other.path == missing.path
        };
        let known = findings
            .iter()
            .any(|known| known.value.as_deref() == Some(&path));
        if known || usage.missing.iter().any(used) {
            continue;
        }
        let (message, words) = match missing.role {
            Role::Used => continue,
            Role::Tested => (
                format!("`{path}` is asked for, and set nowhere"),
                "the template does without it".to_string(),
            ),
            Role::Defaulted(by) => {
                let by = String::from_utf8_lossy(rendered.sources.text(by)).into_owned();
                (
                    format!("`{path}` is set nowhere; the template takes {by} instead"),
                    String::new(),
                )
            }
        };
        let finding = Diagnostic::warning(RULE.code, message)
            .about_value(path)
            .with_label(missing.span, words);
        findings.push(match similar(missing, usage) {
            Some(similar) => finding.with_hint(format!("did you mean `{similar}`?")),
            None => finding.with_hint("name it in values.yaml, so that people know of it"),
        });
    }
    findings
}
