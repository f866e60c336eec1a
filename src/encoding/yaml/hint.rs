//! What to say about a fault, and what to do, where the text around it tells.

use super::{Error, Input, Position, Stage};

/// What is said about a fault.
#[derive(Default)]
struct Advice {
    /// What is wrong; empty for go-yaml's own words.
    label: String,
    /// Where to look, if not at the place of the fault.
    place: Option<(Position, u32)>,
    /// What to do; empty for nothing.
    hint: String,
}

fn advice(label: &str, hint: &str) -> Advice {
    Advice {
        label: label.to_owned(),
        hint: hint.to_owned(),
        place: None,
    }
}

/// The error with words for people, if it is one of those that they make.
#[cold]
pub(super) fn advise(input: &Input<'_>, error: Error) -> Error {
    let Some(Advice { label, place, hint }) = find(input, &error) else {
        return error;
    };
    let error = if label.is_empty() {
        error
    } else {
        error.labelled(label, place)
    };
    error.hinted((!hint.is_empty()).then_some(hint))
}

const SPACES: &str = "indent with spaces: YAML takes no tabs for indentation";
const BACKSLASH: &str = "use single quotes, or double the backslash";

fn find(input: &Input<'_>, error: &Error) -> Option<Advice> {
    let text = input.text();
    let at = (error.position().offset.checked_sub(input.base())?) as usize;
    let line = line_around(text, at)?;
    let before = text.get(line.start..at.min(text.len()))?;
    let line = text.get(line)?;
    let here = text.get(at).copied();
    let blank = before.iter().all(|byte| byte.is_ascii_whitespace());
    let content = line.trim_ascii_start();

    let tab = line
        .iter()
        .take_while(|b| b.is_ascii_whitespace())
        .any(|b| *b == b'\t');
    if error.stage() == Stage::Scan && tab && (blank || here == Some(b'\t')) {
        return Some(advice("a tab in the indentation", SPACES));
    }
    let template = |start: &[u8]| memchr::memmem::find(line, start).is_some();
    if content.starts_with(b"{{") || (here.is_some() && (template(b": {{") || template(b"- {{"))) {
        return Some(advice(
            "`{{` begins a map in YAML",
            "values files are not templates: quote `{{ ... }}` to keep it as text",
        ));
    }
    Some(match (error.problem(), here) {
        ("found character that cannot start any token", Some(mark @ (b'@' | b'`' | b'%'))) => {
            Advice {
                label: format!("`{}` cannot begin a value", char::from(mark)),
                ..advice("", "put the value in quotes")
            }
        }
        ("mapping values are not allowed in this context", _) if before.contains(&b':') => advice(
            "a second `: ` in this line",
            "put the value in quotes if the `: ` belongs to it, or begin a new line for the key",
        ),
        ("mapping values are not allowed in this context", _) => advice(
            "this line goes on with the one before, so that no key can stand in it",
            "the line before goes on in this one: is a `:` missing there, or is this one indented \
             too far?",
        ),
        ("found unexpected end of stream" | "found unexpected document indicator", _) => {
            let (_, start) = error.context()?;
            Advice {
                place: Some((start, 1)),
                ..advice("this quote is never closed", "")
            }
        }
        ("could not find expected ':'", _) => {
            let (_, start) = error.context()?;
            let from = (start.offset - input.base()) as usize;
            let key = text.get(from..line_around(text, from)?.end)?.trim_ascii();
            Advice {
                place: Some((start, key.len() as u32)),
                ..advice(
                    "this looks like a key without `:`",
                    "write `name: value`, or indent the line if it belongs to the one above it",
                )
            }
        }
        ("did not find expected key", Some(b'-')) => advice(
            "a list item stands where a key belongs",
            "check the indentation",
        ),
        ("did not find expected key" | "did not find expected '-' indicator", _) => advice(
            "the indentation fits no line above it",
            "begin the line in the same column as those that it belongs to",
        ),
        ("did not find expected ',' or ']'" | "did not find expected ',' or '}'", _) => {
            let (_, start) = error.context()?;
            if start.line == error.position().line {
                return Some(advice(
                    "a `,` or the closing bracket is missing before this",
                    "",
                ));
            }
            Advice {
                place: Some((start, 1)),
                ..advice(
                    "this bracket is not closed, or a `,` is missing behind it",
                    "close it before the next key",
                )
            }
        }
        ("did not find expected alphabetic or numeric character", _) => {
            let alias = error
                .context()
                .is_some_and(|(what, _)| what == "while scanning an alias");
            let (mark, what) = if alias {
                ('*', "alias")
            } else {
                ('&', "anchor")
            };
            Advice {
                hint: format!("put the value in quotes: `{mark}` begins an {what}"),
                ..Advice::default()
            }
        }
        ("block sequence entries are not allowed in this context", _) => advice(
            "a list cannot begin in this line",
            "begin the list on a new line",
        ),
        ("found unknown escape character", _) => advice("YAML has no such escape", BACKSLASH),
        ("did not find expected hexdecimal number", _) => advice(
            "hexadecimal digits are missing behind the backslash",
            BACKSLASH,
        ),
        ("found a tab character where an indentation space is expected", _)
        | ("found a tab character that violates indentation", _) => {
            advice("a tab in the indentation", SPACES)
        }
        ("control characters are not allowed", _) => advice(
            "",
            "write the character as an escape in double quotes, such as \"\\u0007\"",
        ),
        ("found incompatible YAML document", _) => advice(
            "",
            "leave the %YAML directive out: Helm reads version 1.1 only",
        ),
        ("document contains excessive aliasing", _) => advice(
            "aliases of aliases make the document too large",
            "write out what is repeated",
        ),
        ("map merge requires map or sequence of maps as the value", _) => advice(
            "only maps can be merged",
            "give `<<` the alias of a map, such as `*defaults`",
        ),
        (problem, _) => return find_by_beginning(problem),
    })
}

/// The same for problems that name a part of the text.
fn find_by_beginning(problem: &str) -> Option<Advice> {
    const QUOTE: &str = "put it in quotes to keep it as text";
    Some(match problem {
        p if p.starts_with("unknown anchor") => advice(
            "",
            "name the value with `&` before it is used, or put this one in quotes: `*` begins an \
             alias",
        ),
        p if p.starts_with("json: unsupported value") => advice(
            "values pass through JSON, which has no infinity and no NaN",
            QUOTE,
        ),
        p if p.starts_with("invalid map key") => advice("a map or a list cannot be a key", QUOTE),
        p if p.to_ascii_lowercase().starts_with("unsupported map key") => {
            advice("a key must be text", "put the key in quotes")
        }
        p if p.starts_with("cannot decode") => {
            advice("", "take the tag away, or write a value that fits it")
        }
        _ => return None,
    })
}

/// The line that holds a byte, without its end.
fn line_around(text: &[u8], at: usize) -> Option<std::ops::Range<usize>> {
    let start = text
        .get(..at.min(text.len()))?
        .iter()
        .rposition(|b| *b == b'\n')
        .map_or(0, |p| p + 1);
    let rest = text.get(start..)?;
    let end = memchr::memchr(b'\n', rest).map_or(text.len(), |end| start + end);
    Some(start..end)
}
