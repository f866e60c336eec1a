//! JSON texts as they are written here: Go's way, or with nothing escaped that need not be.

use serde_json::Value;

use crate::encoding::json::append_json_text;

/// Appends `text` as a JSON string, quotes included, as Go's `encoding/json` writes it.
pub(super) fn push_go(out: &mut String, text: &str) {
    let mut bytes = Vec::with_capacity(text.len() + 2);
    append_json_text(&mut bytes, text.as_bytes(), false);
    out.push_str(&String::from_utf8_lossy(&bytes));
}

/// Appends `text` as a JSON string, quotes included, with nothing escaped that need not be.
pub(super) fn push_least(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if (c as u32) < 0x20 => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
}

/// The text under `key`, where there is a text that is not empty.
pub(super) fn text<'a>(object: &'a Value, key: &str) -> Option<&'a str> {
    object.get(key)?.as_str().filter(|t| !t.is_empty())
}
