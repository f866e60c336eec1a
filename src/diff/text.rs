//! Strings: data, certificates, lines, or just other ones.

use similar::TextDiff;

use super::certificate;
use super::change::How;
use super::tree::{Side, Walk};
use crate::encoding::json::read_json;
use crate::encoding::yaml::{Numbers, Reader};
use crate::value::{Str, Value};

/// So many lines around a change are shown.
const AROUND: usize = 1;

/// Compares two strings that differ.
pub(super) fn strings(walk: &mut Walk<'_>, a: &Str, b: &Str, old: Side<'_>, new: Side<'_>) {
    if let (Some(before), Some(after)) = (certificate::told(a), certificate::told(b)) {
        walk.changed_as(How::Certificate, before, after, old.line, new.line);
        return;
    }
    if let (Some(before), Some(after)) = (data(a), data(b)) {
        let count = walk.count();
        walk.data(&before, &after, old, new);
        if walk.count() == count {
            let same = "the same data, written otherwise".to_string();
            walk.changed_as(How::Data, same.clone(), same, old.line, new.line);
        }
        return;
    }
    match (a.to_str(), b.to_str()) {
        (Some(before), Some(after)) if before.contains('\n') || after.contains('\n') => {
            walk.lines_differ(lines(before, after), old.line, new.line);
        }
        _ => walk.changed(old, new),
    }
}

/// Compares two texts that are no values.
pub(super) fn lines_of(walk: &mut Walk<'_>, old: &[u8], new: &[u8]) {
    let (old, new) = (String::from_utf8_lossy(old), String::from_utf8_lossy(new));
    walk.lines_differ(lines(&old, &new), 0, 0);
}

/// The map or list that a string holds, as JSON or as YAML of several lines.
fn data(text: &Str) -> Option<Value> {
    let trimmed = text.as_bytes().trim_ascii();
    let value = match trimmed.first()? {
        b'{' | b'[' => read_json(trimmed).ok()?,
        _ if trimmed.contains(&b'\n') => {
            let mut reader = Reader::new().numbers(Numbers::Typed);
            let documents = reader.documents(trimmed).ok()?;
            <[Value; 1]>::try_from(documents).ok()?.into_iter().next()?
        }
        _ => return None,
    };
    matches!(value, Value::Map(_) | Value::List(_)).then_some(value)
}

/// The lines that differ, with a few around them.
fn lines(old: &str, new: &str) -> String {
    let mut text = String::new();
    let diff = TextDiff::from_lines(old, new);
    for (at, group) in diff.grouped_ops(AROUND).iter().enumerate() {
        if at > 0 {
            text.push_str(" …\n");
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let line = change.value();
            text.push_str(&format!(
                "{}{}",
                change.tag(),
                line.trim_end_matches(['\n', '\r'])
            ));
            if change.missing_newline() {
                text.push_str(" (no line end)");
            }
            text.push('\n');
        }
    }
    text.pop();
    text
}
