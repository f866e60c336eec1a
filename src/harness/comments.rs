//! Comments of values files: where they are, and Harness's way of taking the words out of them.

use std::borrow::Cow;
use std::ops::Range;

use super::expression::scan;
use crate::encoding::yaml::{Error, Events, Input};

/// What Harness writes in place of a comment.
pub const REDACTED: &str = "# __REDACTED_BY_HARNESS__";

/// The bytes of every comment, from `#` to the end of its line.
///
/// Expressions in the text may be no YAML, as in `k: "<+a.get("b")>"`, and count as words without
/// quotes. Where the text still cannot be read to its end, the comments up to there are found, and
/// behind it lines that start with `#`.
pub fn find(text: &str) -> Vec<Range<usize>> {
    if !text.contains('#') {
        return Found::new();
    }
    let text = &without_expressions(text);
    match read(text) {
        Ok(comments) => comments,
        Err((mut comments, error)) => {
            let from = error.span().start.min(text.len());
            let from = text
                .as_bytes()
                .iter()
                .take(from)
                .rposition(|b| *b == b'\n')
                .map_or(0, |n| n + 1);
            comments.retain(|c| c.start < from);
            let mut at = from;
            for line in text.get(from..).unwrap_or_default().split_inclusive('\n') {
                let blank = line.len() - line.trim_start().len();
                if line.trim_start().starts_with('#') {
                    comments.push(at + blank..at + line.trim_end().len());
                }
                at += line.len();
            }
            comments
        }
    }
}

/// The text with every expression of a line replaced by as many letters.
fn without_expressions(text: &str) -> Cow<'_, str> {
    if !text.contains("<+") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let mut at = 0;
        for found in scan::all(line) {
            out.push_str(line.get(at..found.span.start).unwrap_or_default());
            out.extend(std::iter::repeat_n('x', found.span.len()));
            at = found.span.end;
        }
        out.push_str(line.get(at..).unwrap_or_default());
    }
    Cow::Owned(out)
}

/// The bytes of comments, in order.
type Found = Vec<Range<usize>>;

/// The comments, and with an error those before it.
fn read(text: &str) -> Result<Found, (Found, Error)> {
    let input = Input::new(text.as_bytes());
    let mut events = Events::new(&input).with_comments();
    let mut comments = Found::new();
    loop {
        let event = events.next_event();
        for comment in events.take_comments() {
            let start = comment.place.offset as usize;
            let raw = text.get(start..comment.end as usize).unwrap_or_default();
            comments.push(start..start + raw.trim_end_matches('\r').len());
        }
        match event {
            Ok(Some(_)) => {}
            Ok(None) => return Ok(comments),
            Err(error) => return Err((comments, error)),
        }
    }
}

/// The text with every comment replaced by [`REDACTED`] (the flag
/// `CDS_REMOVE_COMMENTS_FROM_VALUES_YAML`).
pub fn redact(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for comment in find(text) {
        out.push_str(text.get(at..comment.start).unwrap_or_default());
        out.push_str(REDACTED);
        at = comment.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

/// Whether two texts are the same YAML but for their comments: the same events.
pub fn same_yaml(left: &str, right: &str) -> bool {
    let (left, right) = (Input::new(left.as_bytes()), Input::new(right.as_bytes()));
    let (mut left, mut right) = (Events::new(&left), Events::new(&right));
    loop {
        match (left.next_event(), right.next_event()) {
            (Ok(Some(l)), Ok(Some(r))) if l.kind == r.kind => {}
            (Ok(None), Ok(None)) => return true,
            _ => return false,
        }
    }
}
