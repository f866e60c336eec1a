//! From places in a resolved text back to the file people wrote.

use std::ops::Range;

use crate::encoding::yaml::Marker;
use crate::harness::expression::render::Replaced;
use crate::registry::Secret;
use crate::source::{SourceId, Span};
use crate::value::{Mark, Origin, Origins};

/// A text whose expressions were replaced, and the file it was.
#[derive(Clone, Copy)]
pub struct Places<'r> {
    /// The file.
    pub source: SourceId,
    /// What was replaced.
    pub replaced: &'r [Replaced],
}

impl<'r> Places<'r> {
    /// Where a part of the text stands in the file. A part that an expression made is where the
    /// expression is.
    pub fn span(&self, part: Range<usize>) -> Span {
        let start = self.offset(part.start, |replaced| replaced.source.start);
        let end = self.offset(part.end, |replaced| replaced.source.end);
        Span::new(self.source, start..end.max(start))
    }

    fn offset(&self, offset: usize, inside: impl Fn(&Replaced) -> usize) -> usize {
        let behind = self
            .replaced
            .partition_point(|replaced| replaced.output.end <= offset);
        match self.replaced.get(behind) {
            Some(replaced) if replaced.output.start < offset => return inside(replaced),
            _ => {}
        }
        match behind
            .checked_sub(1)
            .and_then(|before| self.replaced.get(before))
        {
            Some(before) => before.source.end + (offset - before.output.end),
            None => offset,
        }
    }

    /// The expressions that made a part of the text, or all of it.
    fn within(&self, part: &Range<usize>) -> &'r [Replaced] {
        let first = self
            .replaced
            .partition_point(|replaced| replaced.output.end <= part.start);
        let after = self
            .replaced
            .partition_point(|replaced| replaced.output.start < part.end);
        self.replaced.get(first..after).unwrap_or_default()
    }
}

/// Notes where values stand, and which expressions made them.
pub struct ValueMarks<'r> {
    /// The places of the text.
    pub places: Places<'r>,
    /// The text.
    pub text: &'r str,
    /// The secrets that may stand in it.
    pub secrets: &'r [Secret],
    /// Where the origins of the rendering are kept.
    pub origins: &'r mut Origins,
}

impl ValueMarks<'_> {
    fn is_secret(&self, part: &Range<usize>) -> bool {
        let text = self.text.get(part.clone()).unwrap_or_default();
        self.secrets
            .iter()
            .any(|secret| !secret.is_blank() && text.contains(secret.expose()))
    }
}

impl Marker for ValueMarks<'_> {
    const ON: bool = true;

    fn mark(&mut self, start: u32, end: u32) -> Mark {
        let part = start as usize..end as usize;
        let made = self.places.within(&part);
        if made.is_empty() {
            let span = self.places.span(part);
            return self.origins.add(Origin::File {
                span,
                secret: false,
            });
        }
        let mut all = Mark::NONE;
        for replaced in made {
            let mut context = Mark::NONE;
            for &mark in &replaced.marks {
                context = self.origins.union(context, mark);
            }
            let span = Span::new(self.places.source, replaced.source.clone());
            let secret = self.is_secret(&replaced.output);
            let mark = self.origins.add(Origin::Expression {
                span,
                context,
                secret,
            });
            all = self.origins.union(all, mark);
        }
        all
    }
}

/// The first place in a file behind a mark.
pub fn span(mark: Mark, origins: &Origins) -> Option<Span> {
    origins
        .leaves(mark)
        .into_iter()
        .find_map(|origin| match origin {
            Origin::File { span, .. } | Origin::Expression { span, .. } => Some(*span),
            Origin::Flag { .. } | Origin::Other(_) => None,
        })
}
