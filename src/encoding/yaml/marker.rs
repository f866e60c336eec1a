//! Notes of where values stand in a text.

use crate::source::{SourceId, Span};
use crate::value::{Mark, Origin, Origins};

/// Notes where values stand.
///
/// A reader is compiled for each kind of marker, so that one that notes nothing costs nothing.
pub trait Marker {
    /// Whether marks are kept at all.
    const ON: bool;

    /// Whether a scalar of JSON is wanted with the key before it; of others the key alone is told.
    const WHOLE: bool = false;

    /// The mark for the bytes from `start` to `end` of the text: a scalar, or the key or dash
    /// before a collection.
    fn mark(&mut self, start: u32, end: u32) -> Mark;
}

/// Notes nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoMarks;

impl Marker for NoMarks {
    const ON: bool = false;

    fn mark(&mut self, _: u32, _: u32) -> Mark {
        Mark::NONE
    }
}

/// Notes places in a file.
#[derive(Debug)]
pub struct FileMarks<'o> {
    /// Where the origins of the rendering are kept.
    pub origins: &'o mut Origins,
    /// The file.
    pub source: SourceId,
    /// Whether all it holds is secret.
    pub secret: bool,
}

impl Marker for FileMarks<'_> {
    const ON: bool = true;

    fn mark(&mut self, start: u32, end: u32) -> Mark {
        let span = Span::new(self.source, start as usize..end as usize);
        self.origins.add(Origin::File {
            span,
            secret: self.secret,
        })
    }
}
