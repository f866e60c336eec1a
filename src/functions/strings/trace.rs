//! Origins of text that a function rewrote.

use crate::value::{Mark, Str, StrBuf};

/// `bytes`, made of `text`, with what is known of where that came from: byte by byte where the
/// length stayed, else as a whole.
pub fn rewritten(text: &Str, bytes: Vec<u8>) -> Str {
    let runs = text.runs();
    if runs.is_empty() {
        return bytes.into();
    }
    if bytes.len() != text.len() {
        let known = runs.iter().map(|run| run.mark).find(|mark| !mark.is_none());
        return Str::from(bytes).with_mark(known.unwrap_or(Mark::NONE));
    }
    let mut out = StrBuf::with_capacity(bytes.len());
    let mut start = 0;
    for run in runs {
        let end = run.end as usize;
        out.push_traced(
            bytes.get(start..end).unwrap_or_default(),
            run.site,
            run.mark,
        );
        start = end;
    }
    out.into_str()
}
