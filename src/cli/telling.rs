//! Whether a stream of manifests may be worth a warning, found out at a glance.

use memchr::memmem;

use crate::encoding::yaml::{Resolved, resolve};
use crate::renderer::OPENER;

/// Whether a stream may hold what is worth a warning: an expression, or a label or annotation that
/// is not text. It is looked at again with care then; most streams are not.
pub fn worth_telling(stream: &[u8]) -> bool {
    let telling = |key: &[u8]| {
        let mut found = memmem::find_iter(stream, key);
        found.any(|at| {
            holds_more_than_text(stream, at, key.len()) && !is_in_block(stream.split_at(at).0)
        })
    };
    memmem::find(stream, OPENER).is_some() || telling(b"labels:") || telling(b"annotations:")
}

/// Whether there may be more than text in the map whose key is here.
fn holds_more_than_text(stream: &[u8], at: usize, len: usize) -> bool {
    let (before, here) = stream.split_at(at);
    let start = memchr::memrchr(b'\n', before).map_or(0, |feed| feed + 1);
    if !before[start..].trim_ascii().is_empty() {
        return false;
    }
    let around = at - start;
    let mut lines = here[len..].split(|&byte| byte == b'\n');
    let value = lines.next().unwrap_or_default().trim_ascii();
    if value.starts_with(b"{") && value != b"{}" {
        return true;
    }
    for line in lines {
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

/// Whether what comes behind this stands in a text of many lines, such as a file of a ConfigMap.
fn is_in_block(before: &[u8]) -> bool {
    let indent = |line: &[u8]| line.len() - line.trim_ascii_start().len();
    let mut lines = before.rsplit(|&byte| byte == b'\n');
    let mut around = lines.next().map_or(0, <[u8]>::len);
    for line in lines {
        let text = line.trim_ascii();
        if text.is_empty() || indent(line) >= around {
            continue;
        }
        let last = text.rsplit(|&byte| byte == b' ').next().unwrap_or_default();
        if last.starts_with(b"|") || last.starts_with(b">") {
            return true;
        }
        around = indent(line);
        if around == 0 {
            break;
        }
    }
    false
}
