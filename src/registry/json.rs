//! JSON texts as they are written here: Go's way, or with nothing escaped that need not be.

use serde_json::Value;

/// Which characters are escaped beyond those that JSON itself demands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Escape {
    /// Quote, backslash and control characters only.
    Least,
    /// As Go's `encoding/json`: also `<`, `>`, `&` and the two Unicode line separators.
    Go,
}

/// Appends `text` as a JSON string, quotes included.
pub(super) fn push_string(out: &mut String, text: &str, escape: Escape) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' if escape == Escape::Go => {
                push_code(out, c as u32);
            }
            c if (c as u32) < 0x20 => push_code(out, c as u32),
            c => out.push(c),
        }
    }
    out.push('"');
}

fn push_code(out: &mut String, code: u32) {
    out.push_str(&format!("\\u{code:04x}"));
}

/// The text under `key`, where there is a text that is not empty.
pub(super) fn text<'a>(object: &'a Value, key: &str) -> Option<&'a str> {
    object.get(key)?.as_str().filter(|t| !t.is_empty())
}
