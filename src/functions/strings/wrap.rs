//! `wrap` and `wrapWith`: goutils' way of breaking a text into lines.

use std::ops::Range;

/// The lines that `goutils.WrapCustom` makes of `text`: the pieces, to be joined by the line
/// break. Words are what spaces part; a word longer than `width` bytes is broken only where
/// `break_words` says so. Spaces at the start of a line are dropped.
pub fn lines(text: &[u8], width: i64, break_words: bool) -> Vec<Range<usize>> {
    let width = usize::try_from(width.max(1)).unwrap_or(usize::MAX);
    let mut lines = Vec::new();
    let mut offset = 0;
    while text.len() - offset > width {
        if text[offset] == b' ' {
            offset += 1;
            continue;
        }
        let end = offset + width;
        if let Some(space) = memchr::memrchr(b' ', &text[offset..=end]) {
            lines.push(offset..offset + space);
            offset += space + 1;
        } else if break_words {
            lines.push(offset..end);
            offset = end;
        } else if let Some(space) = memchr::memchr(b' ', &text[end..]) {
            lines.push(offset..end + space);
            offset = end + space + 1;
        } else {
            // A last word too long to wrap ends the text, without a line break behind it.
            break;
        }
    }
    lines.push(offset..text.len());
    lines
}
