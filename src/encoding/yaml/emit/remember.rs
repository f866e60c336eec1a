//! Where what is written came from.

use std::ops::Range;

use super::value::Writer;
use crate::encoding::json::mark_of;
use crate::encoding::stretch::Stretch;
use crate::value::{Mark, Run, Site, Str, Value};

impl<K> Writer<K> {
    /// Remembers where the value came from whose key was just written.
    pub(super) fn remember_key(&mut self, before: usize, mark: Mark) {
        if !mark.is_none() {
            let written = self.emitter.written_since(before);
            let start = before + written.len() - written.trim_ascii_start().len();
            let end = before + written.trim_ascii_end().len();
            self.push(start..end, Site::NONE, mark);
        }
    }

    /// Remembers where the scalar that was just written came from.
    #[inline]
    pub(super) fn remember(&mut self, value: &Value, mark: Mark) {
        let traced = matches!(value, Value::Str(text) if !text.runs().is_empty());
        if traced || !mark.is_none() {
            self.remember_scalar(value, mark);
        }
    }

    #[inline(never)]
    fn remember_scalar(&mut self, value: &Value, mark: Mark) {
        let whole = self.emitter.last_scalar();
        let Value::Str(text) = value else {
            return self.push(whole, Site::NONE, mark);
        };
        let Some(lines) = places_of_lines(text, self.emitter.last_written()) else {
            return self.push(whole, Site::NONE, mark_of(mark, text));
        };
        let block = lines.first().map_or(0, |(_, place)| *place);
        let before = self.emitter.last_written().get(..block).unwrap_or_default();
        if before.contains(&b'\n') {
            let head = whole.start..whole.start + before.trim_ascii_end().len();
            self.push(head, Site::NONE, mark_of(mark, text));
        }
        let mut start = 0;
        for &Run {
            end,
            site,
            mark: own,
        } in text.runs()
        {
            let mark = if own.is_none() { mark } else { own };
            let run = start..end as usize;
            start = run.end;
            let first = lines.partition_point(|(line, _)| line.end < run.start);
            for (line, place) in lines.iter().skip(first) {
                let part = run.start.max(line.start)..run.end.min(line.end);
                if line.start > run.end {
                    break;
                }
                if !part.is_empty() || run.is_empty() {
                    let at = whole.start + place;
                    let (from, to) = (part.start - line.start, part.end - line.start);
                    self.push(at + from..at + to, site, mark);
                }
            }
        }
    }

    fn push(&mut self, range: Range<usize>, site: Site, mark: Mark) {
        let Range { start, end } = range;
        self.runs.push(Stretch {
            start,
            end,
            site,
            mark,
        });
    }
}

/// The lines of a traced text, without their ends, each with the place where it stands as it is in
/// what was written of the text: all of it, or a literal block. `None` where it does not.
fn places_of_lines(text: &Str, written: &[u8]) -> Option<Vec<(Range<usize>, usize)>> {
    if text.runs().is_empty() || text.is_empty() {
        return None;
    }
    let (mut found, mut start, mut at) = (Vec::new(), 0, 0);
    for line in text.as_bytes().split(|&b| b == b'\n') {
        let place = at + memchr::memmem::find(written.get(at..)?, line)?;
        found.push((start..start + line.len(), place));
        start += line.len() + 1;
        at = place + line.len();
    }
    Some(found)
}
