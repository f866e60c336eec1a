//! A whole number that a template prints as `1e+06`.

use std::collections::HashMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::gotemplate::printf;
use crate::lint::values::{Node, place};
use crate::lint::{Rule, Subject};
use crate::renderer::{Rendered, RenderedFile};
use crate::source::Span;
use crate::value::{Mark, Value};

/// The rule.
pub const RULE: Rule = Rule {
    code: Code::NumberWithExponent,
    check,
};

/// Numbers from files are floats to templates; those from `--set` are not.
fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let rendered = subject.rendered;
    let Some(usage) = &rendered.usage else {
        return Vec::new();
    };
    let mut numbers: HashMap<Mark, (Node, String)> = HashMap::new();
    for node in Node::root(&usage.values).all() {
        if let Value::Float(number) = node.value
            && number.fract() == 0.0
            && let Ok(printed) = printf::to_str(&node.value)
            && printed.as_bytes().contains(&b'e')
        {
            let printed = printed.to_string_lossy().into_owned();
            numbers.entry(node.mark()).or_insert((node, printed));
        }
    }
    let mut findings = Vec::new();
    for file in &rendered.files {
        let mut start = 0;
        for run in file.text.runs() {
            let written = file.text.as_bytes().get(start..run.end as usize);
            start = run.end as usize;
            let written = written.unwrap_or_default();
            if numbers.is_empty() || memchr::memchr(b'e', written).is_none() {
                continue;
            }
            for mark in rendered.origins.leaf_marks(run.mark) {
                let Some((node, printed)) = numbers.get(&mark) else {
                    continue;
                };
                if memchr::memmem::find(written, printed.as_bytes()).is_none() {
                    continue;
                }
                let by = by(file, run.site.number());
                findings.push(finding(node, printed, by, rendered));
                numbers.remove(&mark);
            }
        }
    }
    findings
}

/// The place in a template with this number.
fn by(file: &RenderedFile, site: u32) -> Option<Span> {
    let index = (site as usize).checked_sub(1)?;
    file.reached.get(index).map(|reached| reached.span)
}

fn finding(node: &Node, printed: &str, by: Option<Span>, rendered: &Rendered) -> Diagnostic {
    let path = node.shown();
    let message = format!("the number `{path}` is printed as {printed}");
    let mut finding = Diagnostic::warning(RULE.code, message).about_value(&*path);
    if let Some(span) = place(node.mark(), rendered) {
        finding = finding.with_label(span, "a number in a values file is a float to templates");
    }
    if let Some(span) = by {
        finding = finding.with_label(span, "printed here");
    }
    finding
        .with_hint("print it as a whole number: `| int64`, or let toYaml write it")
        .with_hint("or put the number into quotes, where text will do")
}
