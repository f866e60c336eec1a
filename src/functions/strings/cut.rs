//! Where a text is cut. Each function gives the range that stays, so that the piece can keep its
//! origins; lengths are bytes, as in Go, and may cut a rune in two.

use std::ops::Range;

use super::runes::{decode, is_space, runes};

/// sprig's `trunc`: the first `count` bytes, or the last for a negative count.
pub fn trunc(count: i64, len: usize) -> Range<usize> {
    let most = usize::try_from(count.unsigned_abs()).unwrap_or(usize::MAX);
    if count < 0 {
        len.saturating_sub(most)..len
    } else {
        0..len.min(most)
    }
}

/// sprig's `substr`: from `start` to `end`; a negative start means from the beginning, an end
/// that is negative or behind the text means up to its end.
///
/// # Errors
/// Go's text for a slice out of range.
pub fn substr(start: i64, end: i64, len: usize) -> Result<Range<usize>, String> {
    let size = i64::try_from(len).unwrap_or(i64::MAX);
    let at = |n: i64| usize::try_from(n).unwrap_or_default();
    if start < 0 {
        if end < 0 {
            return Err(bounds(&format!("[:{end}]")));
        }
        if end > size {
            return Err(bounds(&format!("[:{end}] with length {len}")));
        }
        return Ok(0..at(end));
    }
    if end < 0 || end > size {
        if start > size {
            return Err(bounds(&format!("[{start}:{len}]")));
        }
        return Ok(at(start)..len);
    }
    if start > end {
        return Err(bounds(&format!("[{start}:{end}]")));
    }
    Ok(at(start)..at(end))
}

fn bounds(what: &str) -> String {
    format!("runtime error: slice bounds out of range {what}")
}

/// What an abbreviation keeps: the bytes of this range, with an ellipsis where it says so.
#[derive(Debug, PartialEq, Eq)]
pub struct Abbreviation {
    /// An ellipsis stands in front.
    pub before: bool,
    /// The bytes that stay.
    pub kept: Range<usize>,
    /// An ellipsis stands behind.
    pub after: bool,
}

/// sprig's `abbrev`: at most `width` bytes, the ellipsis included; less than 4 leaves the text.
pub fn abbrev(width: i64, len: usize) -> Abbreviation {
    if width < 4 {
        return whole(len);
    }
    abbreviate(0, width, len)
}

/// sprig's `abbrevboth`: at most `right` bytes of a text that may also be cut `left` bytes in.
pub fn abbrevboth(left: i64, right: i64, len: usize) -> Abbreviation {
    if right < 4 || left > 0 && right < 7 {
        return whole(len);
    }
    abbreviate(left, right, len)
}

fn whole(len: usize) -> Abbreviation {
    Abbreviation {
        before: false,
        kept: 0..len,
        after: false,
    }
}

/// `goutils.AbbreviateFull`, for a width of at least 4 (at least 7 behind an offset).
fn abbreviate(offset: i64, width: i64, len: usize) -> Abbreviation {
    let width = usize::try_from(width).unwrap_or(usize::MAX);
    if len <= width {
        return whole(len);
    }
    let room = width.saturating_sub(3);
    let offset = usize::try_from(offset)
        .unwrap_or(0)
        .min(len)
        .min(len - room);
    if offset <= 4 {
        return Abbreviation {
            before: false,
            kept: 0..room,
            after: true,
        };
    }
    if offset + room < len {
        // The rest is abbreviated in turn to what the first ellipsis leaves.
        return Abbreviation {
            before: true,
            kept: offset..offset + room.saturating_sub(3),
            after: true,
        };
    }
    Abbreviation {
        before: true,
        kept: len - room..len,
        after: false,
    }
}

/// `strings.TrimSpace`: white space as Unicode has it, a no-break space too.
pub fn trim(text: &[u8]) -> Range<usize> {
    trim_where(text, is_space)
}

/// `strings.Trim`: every rune of `cutset` away from both ends.
pub fn trim_all(cutset: &[u8], text: &[u8]) -> Range<usize> {
    trim_where(text, |rune| runes(cutset).any(|cut| cut == rune))
}

fn trim_where(text: &[u8], cut: impl Fn(char) -> bool) -> Range<usize> {
    let mut start = 0;
    while let Some((rune, width)) = decode(text.get(start..).unwrap_or_default()) {
        if !cut(rune) {
            break;
        }
        start += width;
    }
    let mut end = text.len();
    while end > start {
        let (rune, width) = decode_last(&text[start..end]);
        if !cut(rune) {
            break;
        }
        end -= width;
    }
    start..end
}

/// `utf8.DecodeLastRune` of a text that is not empty.
fn decode_last(text: &[u8]) -> (char, usize) {
    for width in 1..=text.len().min(4) {
        if let Some((rune, taken)) = decode(&text[text.len() - width..])
            && taken == width
            && (width > 1 || text[text.len() - 1] < 0x80)
        {
            return (rune, width);
        }
    }
    (super::runes::ERROR, 1)
}

/// `strings.TrimPrefix`.
pub fn trim_prefix(prefix: &[u8], text: &[u8]) -> Range<usize> {
    if text.starts_with(prefix) {
        prefix.len()..text.len()
    } else {
        0..text.len()
    }
}

/// `strings.TrimSuffix`.
pub fn trim_suffix(suffix: &[u8], text: &[u8]) -> Range<usize> {
    if text.ends_with(suffix) {
        0..text.len() - suffix.len()
    } else {
        0..text.len()
    }
}

/// `strings.SplitN`: at most `limit` pieces, the last with the rest; any number for a negative
/// limit, none for zero. An empty separator splits after every rune.
pub fn split(separator: &[u8], limit: i64, text: &[u8]) -> Vec<Range<usize>> {
    let most = match usize::try_from(limit) {
        Ok(0) => return Vec::new(),
        Ok(most) => most,
        Err(_) => usize::MAX,
    };
    let mut pieces = Vec::new();
    let mut from = 0;
    if separator.is_empty() {
        while let Some((_, width)) = decode(text.get(from..).unwrap_or_default()) {
            if pieces.len() + 1 == most {
                pieces.push(from..text.len());
                return pieces;
            }
            pieces.push(from..from + width);
            from += width;
        }
        return pieces;
    }
    let finder = memchr::memmem::Finder::new(separator);
    while pieces.len() + 1 < most
        && let Some(at) = finder.find(text.get(from..).unwrap_or_default())
    {
        pieces.push(from..from + at);
        from += at + separator.len();
    }
    pieces.push(from..text.len());
    pieces
}

/// Where `strings.ReplaceAll` finds `old` in `text`; an empty `old` stands before every rune and
/// at the end.
pub fn occurrences(old: &[u8], text: &[u8]) -> Vec<Range<usize>> {
    if !old.is_empty() {
        let found = memchr::memmem::find_iter(text, old);
        return found.map(|at| at..at + old.len()).collect();
    }
    let mut places: Vec<_> = std::iter::once(0..0).collect();
    let mut at = 0;
    while let Some((_, width)) = decode(text.get(at..).unwrap_or_default()) {
        at += width;
        places.push(at..at);
    }
    places
}
