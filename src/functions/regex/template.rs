//! Go's replacement templates: `$1`, `${1}`, `$name`, `${name}`, `$$`.

use crate::functions::strings::runes::{decode, is_digit, is_letter};
use std::ops::Range;

/// A piece of a replacement template.
#[derive(Debug, PartialEq, Eq)]
pub enum Part {
    /// These bytes of the template.
    Text(Range<usize>),
    /// What the group of this number matched; nothing where there is none.
    Number(usize),
    /// What the group of this name matched; nothing where there is none.
    Name(Range<usize>),
}

/// Reads a template. A dollar sign that starts nothing stands for itself; the longest run of
/// letters, digits and underscores is the name (`$1W` is the group called `1W`).
pub fn parse(template: &[u8]) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut at = 0;
    while let Some(dollar) = memchr::memchr(b'$', template.get(at..).unwrap_or_default()) {
        let dollar = at + dollar;
        if dollar > at {
            parts.push(Part::Text(at..dollar));
        }
        at = dollar + 1;
        if template.get(at) == Some(&b'$') {
            parts.push(Part::Text(dollar..at));
            at += 1;
        } else if let Some((name, end)) = name(template, at) {
            parts.push(number(template, &name).map_or(Part::Name(name), Part::Number));
            at = end;
        } else {
            parts.push(Part::Text(dollar..at));
        }
    }
    if at < template.len() {
        parts.push(Part::Text(at..template.len()));
    }
    parts
}

/// The name behind a dollar sign and where it ends, brace included.
fn name(template: &[u8], at: usize) -> Option<(Range<usize>, usize)> {
    let brace = template.get(at) == Some(&b'{');
    let start = at + usize::from(brace);
    let mut end = start;
    while let Some((rune, width)) = decode(template.get(end..).unwrap_or_default()) {
        if !(is_letter(rune) || is_digit(rune) || rune == '_') {
            break;
        }
        end += width;
    }
    if end == start || (brace && template.get(end) != Some(&b'}')) {
        return None;
    }
    Some((start..end, end + usize::from(brace)))
}

fn number(template: &[u8], name: &Range<usize>) -> Option<usize> {
    let digits = std::str::from_utf8(template.get(name.clone())?).ok()?;
    let plain = digits.bytes().all(|b| b.is_ascii_digit());
    let padded = digits.len() > 1 && digits.starts_with('0');
    (plain && !padded && digits.len() <= 9)
        .then(|| digits.parse().ok())
        .flatten()
}
