//! Where each line of a traced text came from: the template places that wrote it, the values it
//! was made of, and those that decided that it is there.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::Reached;
use crate::source::Span;
use crate::value::{Mark, Origins, Site, Str};

/// One line of output and where it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The bytes of the line in the text, without its line end.
    pub range: Range<usize>,
    /// The template places that wrote it, in the order of the line, each once.
    pub writers: Vec<Site>,
    /// The template places on it that wrote nothing.
    pub silent: Vec<Site>,
    /// The values it was made of, each mark once.
    pub marks: Vec<Mark>,
    /// The parts of the line that are secret.
    pub secrets: Vec<Range<usize>>,
}

impl Line {
    /// The marks of the single origins of the values that the line was made of; of many lines of a
    /// text, that of the text.
    pub fn made_of(&self, origins: &Origins) -> Vec<Mark> {
        let leaves = self.marks.iter();
        let leaves = leaves.flat_map(|mark| origins.leaf_marks(*mark)).collect();
        once(origins.condensed(leaves))
    }

    /// The marks of the single origins of the values that only decided that the line is there, or
    /// what is in it: what an `if` around it asks for, in all templates on the way.
    pub fn decided_by(&self, reached: &[Reached], origins: &Origins) -> Vec<Mark> {
        let made_of: FxHashSet<Mark> = self.made_of(origins).into_iter().collect();
        let mut found = Vec::new();
        for mark in &self.marks {
            found.extend(origins.condition_marks(*mark));
        }
        for site in &self.writers {
            for place in way(*site, reached) {
                found.extend(origins.leaf_marks(place.condition));
                found.extend(origins.condition_marks(place.condition));
            }
        }
        let mut found = once(origins.condensed(found));
        found.retain(|leaf| !made_of.contains(leaf));
        found.sort_unstable();
        found
    }
}

/// Each mark where it comes first.
fn once(mut marks: Vec<Mark>) -> Vec<Mark> {
    let mut seen = FxHashSet::default();
    marks.retain(|mark| seen.insert(*mark));
    marks
}

/// The lines of a part of a traced text.
///
/// A line is owed to the places that wrote something other than blanks of it; a line of blanks
/// only, to all that wrote it.
pub fn lines(text: &Str, part: Range<usize>, origins: &Origins) -> Vec<Line> {
    let bytes = text.as_bytes();
    let part = part.start.min(bytes.len())..part.end.min(bytes.len());
    let mut lines = Vec::new();
    let mut start = part.start;
    while start < part.end {
        let end = memchr::memchr(b'\n', &bytes[start..part.end]);
        let end = end.map_or(part.end, |at| start + at);
        lines.push(line(text, start..end, origins));
        start = end + 1;
    }
    lines
}

fn line(text: &Str, range: Range<usize>, origins: &Origins) -> Line {
    let mut line = Line {
        range: range.clone(),
        writers: Vec::new(),
        silent: Vec::new(),
        marks: Vec::new(),
        secrets: Vec::new(),
    };
    let blank = text.as_bytes()[range.clone()]
        .iter()
        .all(u8::is_ascii_whitespace);
    // A line of blanks is owed to whoever ended it and the one before it, too.
    let (from, last) = match blank {
        true => (
            range.start.saturating_sub(1),
            (range.end + 1).min(text.len()),
        ),
        false => (range.start, range.end),
    };
    let runs = text.runs();
    let first = runs.partition_point(|run| (run.end as usize) < from);
    let mut start = first.checked_sub(1).map_or(0, |at| runs[at].end as usize);
    for run in &runs[first..] {
        let end = run.end as usize;
        if start > last || (start == last && end > start) {
            break;
        }
        let is_empty = start == end;
        let written = start.max(from)..end.min(last);
        start = end;
        if written.is_empty() && !is_empty {
            continue;
        }
        let bytes = &text.as_bytes()[written.clone()];
        if !run.mark.is_none() {
            line.marks.push(run.mark);
        }
        if is_empty && !run.site.is_none() {
            line.silent.push(run.site);
        }
        if blank || is_empty || !bytes.iter().all(u8::is_ascii_whitespace) {
            if !run.site.is_none() && !line.writers.contains(&run.site) {
                line.writers.push(run.site);
            }
            if origins
                .leaves(run.mark)
                .iter()
                .any(|origin| origin.is_secret())
            {
                let shown = written.start.max(range.start)..written.end.min(range.end);
                if !shown.is_empty() {
                    line.secrets.push(shown);
                }
            }
        }
    }
    line.marks = once(line.marks);
    line
}

/// The place a site stands for and the places it was reached from, innermost first.
pub fn chain(site: Site, reached: &[Reached]) -> Vec<Span> {
    way(site, reached).map(|place| place.span).collect()
}

/// The place a site stands for and those it was reached from, innermost first.
fn way(site: Site, reached: &[Reached]) -> impl Iterator<Item = Reached> {
    let place = |site: Site| {
        let at = (site.number() as usize).checked_sub(1)?;
        reached.get(at).copied()
    };
    let mut next = place(site).map(|found| (site, found));
    std::iter::from_fn(move || {
        let (site, found) = next.take()?;
        // A place is always reached from one that was there before.
        if found.from.number() < site.number() {
            next = place(found.from).map(|before| (found.from, before));
        }
        Some(found)
    })
}
