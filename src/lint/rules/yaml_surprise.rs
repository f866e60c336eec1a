//! A plain value in a values file that is not what it looks like: `yes`, `012`, `1.10`.

use crate::diagnostic::{Code, Diagnostic};
use crate::encoding::yaml::{Resolved, resolve};
use crate::lint::values::{Node, users};
use crate::lint::{Rule, Subject};
use crate::source::Span;
use crate::value::{Origin, Value};

/// The rule.
pub const RULE: Rule = Rule {
    code: Code::YamlSurprise,
    check,
};

/// The largest whole number up to which floats hold every one.
const EXACT: u64 = 1 << 53;

fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let rendered = subject.rendered;
    let is_own = |layer: &&crate::renderer::layers::Layer| layer.is_default && layer.is_outermost();
    let own = rendered.layers.iter().filter(is_own);
    let mut findings: Vec<Diagnostic> = Vec::new();
    for layer in users(rendered).chain(own) {
        for node in Node::root(&layer.values).all() {
            let Some(Origin::File {
                span,
                secret: false,
            }) = rendered.origins.get(node.mark())
            else {
                continue;
            };
            // The defaults of a chart may hold those of the charts it depends on.
            let name = rendered.sources.name(span.source);
            if layer.is_default && name.contains("/charts/") {
                continue;
            }
            let found = [key(&node, *span, subject), value(&node, *span, subject)];
            for finding in found.into_iter().flatten() {
                if !findings.iter().any(|known| known.span() == finding.span()) {
                    findings.push(finding);
                }
            }
        }
    }
    findings
}

/// A finding about a value.
fn value(node: &Node, span: Span, subject: &Subject<'_>) -> Option<Diagnostic> {
    let text = std::str::from_utf8(subject.rendered.sources.text(span)).ok()?;
    let path = node.shown();
    let says = surprise(text, &node.value, &path)?;
    let message = format!("`{path}: {text}` {}", says.words);
    let finding = Diagnostic::warning(RULE.code, message)
        .about_value(path)
        .with_label(span, "");
    Some(finding.with_hint(match says.is_text {
        true => "put it into quotes, so that all take it for text".to_string(),
        false => format!(
            "put it into quotes if text is meant, or write {}",
            says.plain
        ),
    }))
}

struct Says {
    words: String,
    plain: String,
    is_text: bool,
}

/// What is surprising in a plain value.
fn surprise(text: &str, value: &Value, path: &str) -> Option<Says> {
    let read = |words: String, plain: String| {
        Some(Says {
            words,
            plain,
            is_text: false,
        })
    };
    let last = path.rsplit('.').next().unwrap_or_default().to_lowercase();
    match (resolve(text.as_bytes()), value) {
        (Resolved::Bool(truth), Value::Bool(_))
            if !text.eq_ignore_ascii_case(&truth.to_string()) =>
        {
            read(
                format!("is read as the truth value {truth}"),
                truth.to_string(),
            )
        }
        (Resolved::Int(number), Value::Float(_) | Value::Int(..)) => {
            if number.unsigned_abs() > EXACT && matches!(value, Value::Float(_)) {
                let kept = number as f64;
                return (kept as i64 != number).then(|| Says {
                    words: format!("is read as {kept:.0}, since numbers here are floats"),
                    plain: "a shorter number".to_string(),
                    is_text: false,
                });
            }
            let digits = text.trim_start_matches(['+', '-']);
            let octal = digits.len() > 1 && digits.starts_with('0');
            // File modes are meant to be octal.
            let usual = octal && (last.ends_with("mode") || last.ends_with("umask"));
            let plain = digits.bytes().all(|b| b.is_ascii_digit()) && !octal;
            if usual || plain {
                return None;
            }
            let why = match digits.as_bytes() {
                [_, b'x' | b'X', ..] => " (hexadecimal)",
                [_, b'b' | b'B', ..] => " (binary)",
                [b'0', ..] => " (octal)",
                _ => "",
            };
            read(
                format!("is read as the number {number}{why}"),
                number.to_string(),
            )
        }
        (Resolved::Float(number), Value::Float(_)) => {
            let printed = number.to_string();
            let is_name = ["version", "tag", "release", "revision", "commit", "sha"];
            let is_name = is_name.iter().any(|name| last.contains(name));
            let exponent = text.contains(['e', 'E']) && !text.contains('.');
            let zeros = text.starts_with('0') && !text.starts_with("0.") || text.contains('_');
            let shortened = is_name && printed != text.trim_start_matches('+');
            (exponent || zeros || shortened).then(|| Says {
                words: format!("is read as the number {printed}"),
                plain: printed,
                is_text: false,
            })
        }
        (Resolved::Text, Value::Str(_)) => {
            let number = sixties(text)?;
            Some(Says {
                words: format!(
                    "is read as text here, and as the number {number} by other readers of YAML 1.1"
                ),
                plain: String::new(),
                is_text: true,
            })
        }
        _ => None,
    }
}

/// The number that YAML 1.1 reads `1:30` as.
fn sixties(text: &str) -> Option<u64> {
    let mut parts = text.split(':');
    let first = parts.next()?;
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !is_number(first) || first.starts_with('0') {
        return None;
    }
    let mut number: u64 = first.parse().ok()?;
    let mut some = false;
    for part in parts {
        if !is_number(part) || part.len() > 2 {
            return None;
        }
        let part: u64 = part.parse().ok().filter(|part| *part < 60)?;
        number = number.checked_mul(60)?.checked_add(part)?;
        some = true;
    }
    some.then_some(number)
}

/// A finding about a key that is read as a truth value: `y: 1`.
fn key(node: &Node, span: Span, subject: &Subject<'_>) -> Option<Diagnostic> {
    let name = node.path.last()?.to_str()?;
    if name != "true" && name != "false" {
        return None;
    }
    let sources = &subject.rendered.sources;
    let source = sources.get(span.source)?;
    let line = source.line(source.place(span.start as usize).line)?;
    let written = std::str::from_utf8(line)
        .ok()?
        .trim_start()
        .trim_start_matches("- ");
    let (written, _) = written.split_once(':')?;
    let written = written.trim();
    let is_word = matches!(resolve(written.as_bytes()), Resolved::Bool(_));
    if !is_word || written.eq_ignore_ascii_case(name) {
        return None;
    }
    let path = node.shown();
    let message = format!("the key `{written}` is read as the truth value {name}");
    let finding = Diagnostic::warning(RULE.code, message).about_value(path);
    let finding = finding.with_label(span, "this is set under another name");
    Some(finding.with_hint(format!("put the key into quotes: \"{written}\"")))
}
