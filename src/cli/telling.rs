//! Whether a stream of manifests may be worth a warning, found out at a glance.

use memchr::memmem::Finder;

use crate::encoding::yaml::{Resolved, resolve};
use crate::renderer::OPENER;

/// Whether a stream, whose documents are pieces, may hold what is worth a warning: an expression,
/// or a label or annotation that is not text. It is looked at again with care then; most streams
/// are not.
pub fn worth_telling(pieces: &[&[u8]]) -> bool {
    let opener = Finder::new(OPENER);
    let keys = [Finder::new("labels:"), Finder::new("annotations:")];
    let mut pieces = pieces.iter();
    pieces.any(|piece| {
        opener.find(piece).is_some() || keys.iter().any(|key| is_worth_telling(piece, key))
    })
}

/// Whether something else than text is in one of the maps with this key.
fn is_worth_telling(text: &[u8], key: &Finder<'_>) -> bool {
    let mut seen = 0;
    let mut found = key.find_iter(text);
    found.any(|at| {
        if at < seen || !holds_more_than_text(text, at, key.needle().len()) {
            return false;
        }
        // A text is looked through once, however many such keys are in it.
        let end = end_of_block(text, at);
        seen = end.unwrap_or(seen);
        end.is_none()
    })
}

/// Whether there may be more than text in the map whose key is here.
fn holds_more_than_text(stream: &[u8], at: usize, len: usize) -> bool {
    let (before, here) = stream.split_at(at);
    let start = memchr::memrchr(b'\n', before).map_or(0, |feed| feed + 1);
    if !before[start..].trim_ascii().is_empty() {
        return false;
    }
    let around = at - start;
    let mut rest = &here[len..];
    let value = next_line(&mut rest).unwrap_or_default().trim_ascii();
    if value.starts_with(b"{") && value != b"{}" {
        return true;
    }
    while let Some(line) = next_line(&mut rest) {
        let text = line.trim_ascii_start();
        if text.is_empty() {
            continue;
        }
        if line.len() - text.len() <= around {
            break;
        }
        let value = memchr::memchr(b':', text).map_or(&[][..], |colon| &text[colon + 1..]);
        let value = value.trim_ascii();
        if !value.is_empty() && resolve(value) != Resolved::Text {
            return true;
        }
    }
    false
}

/// The line in front, which is taken off; none where nothing is left.
fn next_line<'t>(rest: &mut &'t [u8]) -> Option<&'t [u8]> {
    if rest.is_empty() {
        return None;
    }
    let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    let (line, behind) = rest.split_at(end);
    *rest = behind.get(1..).unwrap_or_default();
    Some(line)
}

/// Where the text of many lines ends, such as a file of a ConfigMap, that a key stands in.
fn end_of_block(stream: &[u8], at: usize) -> Option<usize> {
    let (before, behind) = stream.split_at(at);
    let mut lines = before.rsplit(|&byte| byte == b'\n');
    let mut around = lines.next().map_or(0, <[u8]>::len);
    let opener = lines.find(|line| {
        let text = line.trim_ascii();
        if around == 0 || text.is_empty() || indent(line) >= around {
            return false;
        }
        around = indent(line);
        let last = text.rsplit(|&byte| byte == b' ').next().unwrap_or_default();
        last.split_first().is_some_and(|(first, rest)| {
            b"|>".contains(first) && rest.iter().all(|byte| b"+-123456789".contains(byte))
        })
    })?;
    let inside = indent(opener);
    let mut end = at;
    for line in behind.split_inclusive(|&byte| byte == b'\n') {
        // The first one goes on where the key stands.
        if end > at && !line.trim_ascii().is_empty() && indent(line) <= inside {
            break;
        }
        end += line.len();
    }
    Some(end)
}

fn indent(line: &[u8]) -> usize {
    line.len() - line.trim_ascii_start().len()
}
