//! Finds the expressions in a text.
//!
//! `<+` opens, `>` closes, and both nest. Inside an expression a backslash directly before `>`
//! makes it an ordinary character of the body; there is no other escape, and none for the opener.
//! An opener that is never closed is ordinary text.

use std::borrow::Cow;
use std::ops::Range;

/// An outermost expression of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<'t> {
    /// Its bytes in the text, delimiters included.
    pub span: Range<usize>,
    /// What stands between the delimiters, with `\>` turned into `>`.
    pub body: Cow<'t, str>,
}

/// The next outermost expression of `text` at or behind `from`.
///
/// ```
/// use manifest_render::harness::expression::scan;
/// let found = scan::next("image: <+artifact.<+kind>>", 0).unwrap();
/// assert_eq!(found.span, 7..26);
/// assert_eq!(found.body, "artifact.<+kind>");
/// ```
pub fn next(text: &str, from: usize) -> Option<Found<'_>> {
    let bytes = text.as_bytes();
    let start = from + text.get(from..)?.find("<+")?;
    let inner = start + 2;
    let mut depth = 0_usize;
    let mut at = inner;
    let mut escaped = false;
    loop {
        match bytes.get(at)? {
            b'<' if bytes.get(at + 1) == Some(&b'+') => {
                depth += 1;
                at += 2;
            }
            b'\\' if bytes.get(at + 1) == Some(&b'>') => {
                escaped = true;
                at += 2;
            }
            b'>' if depth == 0 => {
                let raw = text.get(inner..at)?;
                let body = if escaped {
                    Cow::Owned(raw.replace("\\>", ">"))
                } else {
                    Cow::Borrowed(raw)
                };
                return Some(Found {
                    span: start..at + 1,
                    body,
                });
            }
            b'>' => {
                depth -= 1;
                at += 1;
            }
            _ => at += 1,
        }
    }
}

/// Every outermost expression of a text, in order.
pub fn all(text: &str) -> impl Iterator<Item = Found<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let found = next(text, at)?;
        at = found.span.end;
        Some(found)
    })
}

/// Whether a text holds an expression.
pub fn has_expression(text: &str) -> bool {
    next(text, 0).is_some()
}
