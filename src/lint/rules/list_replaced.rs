//! A list that takes the place of a whole other list: lists do not merge as tables do.

use crate::diagnostic::{Code, Diagnostic};
use crate::gotemplate::printf;
use crate::lint::values::{Node, place, users};
use crate::lint::{Rule, Subject};
use crate::value::{List, Value};

/// The rule.
pub const RULE: Rule = Rule {
    code: Code::ListReplaced,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let rendered = subject.rendered;
    let mut findings: Vec<Diagnostic> = Vec::new();
    for (at, layer) in users(rendered).enumerate() {
        for node in Node::root(&layer.values).all() {
            let Value::List(list) = &node.value else {
                continue;
            };
            let path = node.shown();
            let about = |finding: &Diagnostic| finding.value.as_deref() == Some(&path);
            // An empty list says that none is wanted.
            if list.is_empty() || findings.iter().any(about) {
                continue;
            }
            let mut below = rendered.layers.get(at + 1..).unwrap_or_default().iter();
            let old = below.find_map(|below| match below.get(&node.path)? {
                (Value::List(old), mark) if !old.is_empty() => Some((old, mark)),
                _ => None,
            });
            let Some((old, mark)) = old else { continue };
            let lost = lost(&old, list);
            if lost == 0 {
                continue;
            }
            let lost = match (lost, old.len()) {
                (lost, all) if lost == all => "no item of it stays".to_string(),
                (1, all) => format!("1 of its {all} items is lost"),
                (lost, all) => format!("{lost} of its {all} items are lost"),
            };
            let message = format!("the list `{path}` takes the place of another, and {lost}");
            let mut finding = Diagnostic::warning(RULE.code, message).about_value(path);
            for (mark, words) in [(node.mark(), "this one counts"), (mark, "not this one")] {
                if let Some(span) = place(mark, rendered) {
                    finding = finding.with_label(span, words);
                }
            }
            findings
                .push(finding.with_hint("lists do not merge: repeat the items that shall stay"));
        }
    }
    findings
}

/// How many items of a list another one does not have.
fn lost(old: &List, new: &List) -> usize {
    let printed = |list: &List| -> Vec<String> {
        let print = |item: &Value| printf::to_str(item).unwrap_or_default();
        list.iter()
            .map(|item| print(item).to_string_lossy().into_owned())
            .collect()
    };
    let new = printed(new);
    printed(old)
        .iter()
        .filter(|item| !new.contains(item))
        .count()
}
