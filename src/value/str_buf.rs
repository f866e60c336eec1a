//! Text that is being written.

use std::fmt;
use std::mem;
use std::ops::Range;
use std::rc::Rc;

use super::origin::{Mark, Run, Site};
use super::str::{Repr, Str, Traced};

/// A writer that wrote more gives its memory away with the text, rather than to copy it.
const LARGE: usize = 1 << 16;

/// A text that is being written.
///
/// Pushing a traced [`Str`] keeps its runs; as long as nothing traced is pushed there are none
/// and they cost nothing.
///
/// ```
/// use manifest_render::value::{Str, StrBuf};
///
/// let mut line = StrBuf::new();
/// line.push_bytes(b"  ");
/// line.push(&Str::from("name: web"));
/// assert_eq!(line.into_str(), "  name: web");
/// ```
#[derive(Clone, Default)]
pub struct StrBuf {
    bytes: Vec<u8>,
    // Boxed: a writer without runs is the common one and must stay small.
    #[expect(
        clippy::box_collection,
        reason = "keeps the untraced writer at four words"
    )]
    runs: Option<Box<Vec<Run>>>,
}

impl StrBuf {
    /// An empty writer.
    pub fn new() -> Self {
        StrBuf::default()
    }

    /// An empty writer with room for this many bytes.
    pub fn with_capacity(bytes: usize) -> Self {
        StrBuf {
            bytes: Vec::with_capacity(bytes),
            runs: None,
        }
    }

    /// What was written so far.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The number of bytes written so far.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether nothing was written.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Forgets what was written, keeping the memory.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.runs = None;
    }

    /// Forgets what was written after the first `len` bytes.
    pub fn truncate(&mut self, len: usize) {
        self.bytes.truncate(len);
        if let Some(runs) = &mut self.runs {
            let keep = runs.partition_point(|run| (run.end as usize) < len) + 1;
            runs.truncate(keep);
            if let Some(last) = runs.last_mut() {
                last.end = last.end.min(len as u32);
            }
        }
    }

    /// Makes room for this many more bytes.
    pub fn reserve(&mut self, bytes: usize) {
        self.bytes.reserve(bytes);
    }

    /// Appends a text with its runs.
    #[inline]
    pub fn push(&mut self, text: &Str) {
        match &text.0 {
            Repr::Traced(traced) => {
                self.push_runs(&traced.bytes, &traced.runs, 0..traced.bytes.len());
            }
            _ => {
                text.append_to(&mut self.bytes);
                self.plain();
            }
        }
    }

    /// Appends a part of a text with the runs of that part. A range beyond the end is cut.
    pub fn push_slice(&mut self, text: &Str, range: Range<usize>) {
        let end = range.end.min(text.len());
        let start = range.start.min(end);
        match &text.0 {
            Repr::Traced(traced) => self.push_runs(&traced.bytes, &traced.runs, start..end),
            _ => self.push_bytes(&text.as_bytes()[start..end]),
        }
    }

    /// Appends bytes that come from nowhere in particular.
    #[inline]
    pub fn push_bytes(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        if let Some(runs) = &mut self.runs {
            extend(runs, self.bytes.len(), Site::NONE, Mark::NONE);
        }
    }

    /// Appends one byte that comes from nowhere in particular.
    #[inline]
    pub fn push_byte(&mut self, byte: u8) {
        self.push_bytes(&[byte]);
    }

    /// Appends bytes that were made of the values behind `mark`.
    pub fn push_marked(&mut self, bytes: &[u8], mark: Mark) {
        self.push_traced(bytes, Site::NONE, mark);
    }

    /// Appends bytes written by a template place from the values behind `mark`. That it wrote none
    /// is remembered, too.
    pub fn push_traced(&mut self, bytes: &[u8], site: Site, mark: Mark) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        let known = !site.is_none() || !mark.is_none();
        match bytes.is_empty() {
            true if known => add_empty(covered(&mut self.runs, start), start, site, mark),
            false if known || self.runs.is_some() => {
                extend(covered(&mut self.runs, start), self.bytes.len(), site, mark);
            }
            _ => {}
        }
    }

    /// The writer's memory, for code that appends plain bytes in place: call [`StrBuf::plain`]
    /// afterwards, so that the runs cover what was added.
    pub fn bytes_mut(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    /// Lets the runs, if any, cover what was appended through [`StrBuf::bytes_mut`].
    #[inline]
    pub fn plain(&mut self) {
        if let Some(runs) = &mut self.runs {
            extend(runs, self.bytes.len(), Site::NONE, Mark::NONE);
        }
    }

    /// The runs so far; empty where nothing traced was written.
    pub fn runs(&self) -> &[Run] {
        self.runs.as_deref().map_or(&[], Vec::as_slice)
    }

    /// The finished text.
    pub fn into_str(self) -> Str {
        match self.runs {
            None => Str::from(self.bytes),
            Some(runs) => Str(Repr::Traced(Rc::new(Traced {
                bytes: self.bytes.into_boxed_slice(),
                runs: runs.into_boxed_slice(),
            }))),
        }
    }

    /// The finished bytes, without their runs.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// A text of what was written, leaving the writer empty: with its memory for the next use,
    /// unless that is large.
    pub fn take_str(&mut self) -> Str {
        let text = match self.runs.take() {
            None if self.bytes.len() > LARGE => {
                return Str(Repr::Whole(Rc::new(mem::take(&mut self.bytes))));
            }
            None => Str::new(&self.bytes),
            Some(runs) => Str(Repr::Traced(Rc::new(Traced {
                bytes: self.bytes.as_slice().into(),
                runs: runs.into_boxed_slice(),
            }))),
        };
        self.bytes.clear();
        text
    }

    pub(super) fn push_runs(&mut self, bytes: &[u8], runs: &[Run], range: Range<usize>) {
        if range.is_empty() && !bytes.is_empty() {
            return;
        }
        let base = self.bytes.len();
        self.bytes.extend_from_slice(&bytes[range.clone()]);
        let own = covered(&mut self.runs, base);
        let first = runs.partition_point(|run| (run.end as usize) < range.start);
        let mut start = first.checked_sub(1).map_or(0, |at| runs[at].end as usize);
        for run in &runs[first..] {
            let end = run.end as usize;
            if start > range.end || (start == range.end && end > start) {
                break;
            }
            let to = base + end.min(range.end) - range.start;
            match start == end {
                true => add_empty(own, to, run.site, run.mark),
                false => extend(own, to, run.site, run.mark),
            }
            start = end;
        }
    }
}

/// The runs of a writer, which cover its first `len` bytes.
#[expect(clippy::box_collection, reason = "the field it works on is boxed")]
fn covered(runs: &mut Option<Box<Vec<Run>>>, len: usize) -> &mut Vec<Run> {
    runs.get_or_insert_with(|| {
        let mut runs = Vec::new();
        extend(&mut runs, len, Site::NONE, Mark::NONE);
        Box::new(runs)
    })
}

/// Lets the runs reach to `end`, with a new run where site or mark change.
fn extend(runs: &mut Vec<Run>, end: usize, site: Site, mark: Mark) {
    let end = end as u32;
    match runs.last_mut() {
        Some(last) if last.end >= end => {}
        Some(last) if last.site == site && last.mark == mark => last.end = end,
        None if end == 0 => {}
        _ => runs.push(Run { end, site, mark }),
    }
}

/// Adds a run of no bytes at the end of the others, where it says anything new.
fn add_empty(runs: &mut Vec<Run>, end: usize, site: Site, mark: Mark) {
    let end = end as u32;
    let run = Run { end, site, mark };
    if runs.last() != Some(&run) {
        runs.push(run);
    }
}

impl fmt::Debug for StrBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&String::from_utf8_lossy(&self.bytes), f)
    }
}

impl std::io::Write for StrBuf {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.push_bytes(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl fmt::Write for StrBuf {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.push_bytes(text.as_bytes());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Origin;
    use crate::value::origin::Origins;

    #[test]
    fn runs_survive_cutting_and_joining() {
        let mut origins = Origins::new();
        let tag = origins.add(Origin::Other("tag".into()));
        let text = Str::from("1.4.2").with_mark(tag);
        let mut buf = StrBuf::new();
        buf.push_bytes(b"image: shop:");
        buf.push(&text);
        buf.push_byte(b'\n');
        let line = buf.into_str();
        assert_eq!(line, "image: shop:1.4.2\n");
        let ends: Vec<_> = line.runs().iter().map(|r| (r.end, r.mark)).collect();
        assert_eq!(ends, [(12, Mark::NONE), (17, tag), (18, Mark::NONE)]);
        let cut = line.slice(14..17);
        assert_eq!(cut, "4.2");
        assert_eq!(
            cut.runs(),
            [Run {
                end: 3,
                site: Site::NONE,
                mark: tag
            }]
        );
    }
}
