//! Where each line of a rendering came from: the template line that wrote it, the includes that
//! led there, and the values it was made of.
//!
//! - [`lines`] reads it off the runs of a traced text.
//! - [`draw`] puts it beside the lines, for people.

mod draw;

use std::ops::Range;

pub use draw::{beside, described, draw};

use crate::gotemplate::Reached;
use crate::source::{Sources, Span};
use crate::value::{Mark, Origins, Site, Str};

/// One line of output and where it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The bytes of the line in the text, without its line end.
    pub range: Range<usize>,
    /// The template places that wrote it, in the order of the line, each once.
    pub writers: Vec<Site>,
    /// The values it was made of, each mark once.
    pub marks: Vec<Mark>,
    /// The parts of the line that are secret.
    pub secrets: Vec<Range<usize>>,
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
        let end = bytes[start..part.end].iter().position(|&b| b == b'\n');
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
        marks: Vec::new(),
        secrets: Vec::new(),
    };
    let blank = text.as_bytes()[range.clone()]
        .iter()
        .all(u8::is_ascii_whitespace);
    let runs = text.runs();
    let first = runs.partition_point(|run| run.end as usize <= range.start);
    let mut start = range.start;
    for run in &runs[first..] {
        let end = (run.end as usize).min(range.end);
        let written = &text.as_bytes()[start..end.max(start)];
        if blank || !written.iter().all(u8::is_ascii_whitespace) {
            if !run.site.is_none() && !line.writers.contains(&run.site) {
                line.writers.push(run.site);
            }
            if !run.mark.is_none() && !line.marks.contains(&run.mark) {
                line.marks.push(run.mark);
            }
            if origins
                .leaves(run.mark)
                .iter()
                .any(|origin| origin.is_secret())
            {
                line.secrets.push(start..end);
            }
        }
        start = end.max(start);
        if start >= range.end {
            break;
        }
    }
    line
}

/// The place a site stands for and the places it was reached from, innermost first.
pub fn chain(site: Site, reached: &[Reached]) -> Vec<Span> {
    let mut chain = Vec::new();
    let mut site = site;
    while let Some(place) = (site.number() as usize)
        .checked_sub(1)
        .and_then(|at| reached.get(at))
    {
        chain.push(place.span);
        // A place is always reached from one that was there before.
        if place.from.number() >= site.number() {
            break;
        }
        site = place.from;
    }
    chain
}

/// A place as it is named beside a line: `templates/service.yaml:4`.
pub fn place(span: Span, sources: &Sources) -> String {
    format!("{}:{}", sources.name(span.source), sources.place(span).line)
}
