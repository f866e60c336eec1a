//! A value that a template uses and that is set nowhere.

use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::gotemplate::Role;
use crate::lint::values::shown;
use crate::lint::{Rule, Subject};
use crate::renderer::usage::{Missing, Usage};
use crate::value::{Str, Value};

/// The rule.
pub const RULE: Rule = Rule {
    code: Code::UnsetValue,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let rendered = subject.rendered;
    let Some(usage) = &rendered.usage else {
        return Vec::new();
    };
    // Harness prints `<no value>`, of which the rendering warned.
    let warned = |missing: &Missing| {
        let mut labels = rendered
            .warnings
            .0
            .iter()
            .flat_map(|finding| &finding.labels);
        labels.any(|label| {
            label.span.source == missing.span.source
                && label.span.start <= missing.span.start
                && missing.span.end <= label.span.end
        })
    };
    let mut findings: Vec<Diagnostic> = Vec::new();
    for missing in &usage.missing {
        let path = shown(&missing.path);
        let known = findings
            .iter()
            .any(|known| known.value.as_deref() == Some(&path));
        if missing.role != Role::Used || known || warned(missing) {
            continue;
        }
        let message = format!("`{path}` is used, and set nowhere");
        let finding = Diagnostic::warning(RULE.code, message)
            .about_value(path)
            .with_label(missing.span, "this is empty");
        findings.push(match similar(missing, usage) {
            Some(similar) => finding.with_hint(format!("did you mean `{similar}`?")),
            None => finding
                .with_hint("set it, or let the template say what stands in for it: `| default`"),
        });
    }
    findings
}

/// The most similar name beside the missing one.
pub(super) fn similar(missing: &Missing, usage: &Usage) -> Option<String> {
    let (last, way) = missing.path.split_last()?;
    let mut beside = usage.values.clone();
    for name in way {
        beside = match beside.get(name) {
            Some(Value::Map(inner)) => inner,
            _ => return None,
        };
    }
    let keys: Vec<Str> = beside
        .snapshot()
        .into_iter()
        .map(|entry| entry.key)
        .collect();
    let keys: Vec<_> = keys.iter().map(Str::to_string_lossy).collect();
    nearest(&last.to_string_lossy(), keys.iter().map(|key| &**key)).map(str::to_string)
}
