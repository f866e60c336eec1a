//! A table where a chart has something else, or something else where it has a table.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::lint::values::{Node, kind, place, users};
use crate::lint::{Rule, Subject};
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: Code::ValuesConflict,
    check,
};

/// Takes Helm's own words for what was found out of the warnings of the rendering: they have no
/// place.
pub fn told(warnings: &mut Diagnostics, found: &[Diagnostic]) {
    for path in found.iter().filter(|finding| finding.code == RULE.code) {
        let Some(path) = &path.value else { continue };
        warnings.0.retain(|warning| {
            let helm = warning.code == Code::Chart && warning.message.contains("table");
            !(helm && warning.message.contains(path.as_str()))
        });
    }
}

/// Plain folders are warned of it while they are rendered.
fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let rendered = subject.rendered;
    let known = |finding: &Diagnostic| finding.code == RULE.code;
    if rendered.warnings.0.iter().any(known) {
        return Vec::new();
    }
    let mut findings: Vec<Diagnostic> = Vec::new();
    for (at, layer) in users(rendered).enumerate() {
        for node in Node::root(&layer.values).all() {
            // A null takes a default out.
            if node.path.is_empty() || node.value.is_nil() {
                continue;
            }
            let is_table = matches!(node.value, Value::Map(_));
            let mut below = rendered.layers.get(at + 1..).unwrap_or_default().iter();
            let old = below.find_map(|below| {
                let (old, mark) = below.get(&node.path)?;
                // An empty table, text or list only says what may stand there.
                (matches!(old, Value::Map(_)) != is_table && old.truth()).then_some((old, mark))
            });
            let Some((old, mark)) = old else { continue };
            let path = node.shown();
            let (new, old) = (kind(&node.value), kind(&old));
            let message = format!("`{path}` is {old} by default, and {new} takes its place");
            let mut finding = Diagnostic::warning(RULE.code, message).about_value(path);
            for (mark, words) in [(node.mark(), "this one counts"), (mark, "not this one")] {
                if let Some(span) = place(mark, rendered) {
                    finding = finding.with_label(span, words);
                }
            }
            findings.push(finding.with_hint(match is_table {
                true => "set it to what the chart asks for, or see what its templates do with it",
                false => "set what is in the table instead, or null to take it out",
            }));
        }
    }
    findings
}
