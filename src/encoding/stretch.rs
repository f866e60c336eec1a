//! Which parts of what was written were made of which values.

use crate::value::{Mark, Site, StrBuf};

/// A part of the output that was made of a value.
pub(crate) struct Stretch {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) site: Site,
    pub(crate) mark: Mark,
}

/// The text with its stretches; without any, nothing is copied.
pub(crate) fn with_runs(out: Vec<u8>, stretches: &[Stretch]) -> StrBuf {
    let mut text = StrBuf::new();
    if stretches.is_empty() {
        *text.bytes_mut() = out;
        return text;
    }
    let mut written = 0;
    for stretch in stretches {
        text.push_bytes(out.get(written..stretch.start).unwrap_or_default());
        let bytes = out.get(stretch.start..stretch.end).unwrap_or_default();
        text.push_traced(bytes, stretch.site, stretch.mark);
        written = stretch.end;
    }
    text.push_bytes(out.get(written..).unwrap_or_default());
    text
}
