//! What to do about a fault, where the text around it tells.

use super::{Error, Input, Stage};

/// Advice for the fault, if it is one of those that people make.
#[cold]
pub(super) fn hint(input: &Input<'_>, error: &Error) -> Option<String> {
    let text = input.text();
    let at = (error.position().offset.checked_sub(input.base())?) as usize;
    let line_start = text
        .get(..at.min(text.len()))?
        .iter()
        .rposition(|b| *b == b'\n')
        .map_or(0, |p| p + 1);
    let line = text
        .get(line_start..)?
        .split(|byte| *byte == b'\n')
        .next()?;
    let before = text.get(line_start..at.min(text.len()))?;
    let here = text.get(at).copied();
    let blank = before.iter().all(|byte| byte.is_ascii_whitespace());
    let content = line.trim_ascii_start();

    let tab = line
        .iter()
        .take_while(|b| b.is_ascii_whitespace())
        .any(|b| *b == b'\t');
    if error.stage() == Stage::Scan && tab && (blank || here == Some(b'\t')) {
        return Some("indent with spaces: YAML takes no tabs for indentation".into());
    }
    if content.starts_with(b"{{")
        || (here.is_some() && content.windows(3).any(|w| w == b": {{" || w == b"- {{"))
    {
        return Some("values files are not templates: quote `{{ ... }}` to keep it as text".into());
    }
    Some(match (error.problem(), here) {
        ("found character that cannot start any token", Some(b'@' | b'`')) => {
            "put the value in quotes: it begins with a character that YAML reserves".into()
        }
        ("found character that cannot start any token", Some(b'%')) => {
            "put the value in quotes: `%` begins a directive".into()
        }
        ("mapping values are not allowed in this context", _) => {
            if before.contains(&b':') {
                "put the value in quotes if the `: ` belongs to it, or begin a new line for the key"
                    .into()
            } else {
                "the line before goes on in this one: is a `:` missing there, or is this one \
                 indented too far?"
                    .into()
            }
        }
        ("found unexpected end of stream" | "found unexpected document indicator", _) => {
            let (_, start) = error.context()?;
            format!(
                "the quote that opens in line {} is never closed",
                start.line + 1
            )
        }
        ("could not find expected ':'", _) => {
            let (_, start) = error.context()?;
            format!("line {} looks like a key without `:`", start.line + 1)
        }
        ("did not find expected key", Some(b'-')) => {
            "a list item stands where a key belongs: check the indentation".into()
        }
        ("did not find expected key" | "did not find expected '-' indicator", _) => {
            "check the indentation: this line fits no line above it".into()
        }
        ("did not find expected ',' or ']'" | "did not find expected ',' or '}'", _) => {
            let (_, start) = error.context()?;
            format!(
                "the bracket that opens in line {} is not closed, or a `,` is missing",
                start.line + 1
            )
        }
        ("did not find expected alphabetic or numeric character", Some(_) | None)
            if error
                .context()
                .is_some_and(|(what, _)| what == "while scanning an alias") =>
        {
            "put the value in quotes: `*` begins an alias".into()
        }
        ("did not find expected alphabetic or numeric character", _) => {
            "put the value in quotes: `&` begins an anchor".into()
        }
        ("block sequence entries are not allowed in this context", _) => {
            "begin the list on a new line".into()
        }
        ("found unknown escape character", _) => {
            "use single quotes, or double the backslash".into()
        }
        ("found a tab character where an indentation space is expected", _)
        | ("found a tab character that violates indentation", _) => {
            "indent with spaces: YAML takes no tabs for indentation".into()
        }
        ("control characters are not allowed", _) => {
            "write the character as an escape in double quotes, such as \"\\u0007\"".into()
        }
        ("found incompatible YAML document", _) => {
            "leave the %YAML directive out: Helm reads version 1.1 only".into()
        }
        _ => return None,
    })
}
