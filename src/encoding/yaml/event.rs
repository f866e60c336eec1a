//! The events of a YAML stream.

use std::borrow::Cow;

use super::{Position, ScalarStyle};

/// A step through a YAML stream: what begins, ends or stands here.
#[derive(Clone, Debug)]
pub struct Event<'a> {
    /// What it is.
    pub kind: EventKind<'a>,
    /// Where it begins, with its anchor and tag.
    pub start: Position,
    /// Where it ends.
    pub end: Position,
}

/// What an [`Event`] is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventKind<'a> {
    /// The stream begins.
    StreamStart,
    /// The stream ends.
    StreamEnd,
    /// A document begins; explicitly with `---`.
    DocumentStart {
        /// Whether it begins with `---`.
        explicit: bool,
    },
    /// A document ends; explicitly with `...`.
    DocumentEnd {
        /// Whether it ends with `...`.
        explicit: bool,
    },
    /// A node that stands for another one.
    Alias(&'a [u8]),
    /// A scalar.
    Scalar(Scalar<'a>),
    /// A sequence begins.
    SequenceStart(Properties<'a>),
    /// A sequence ends.
    SequenceEnd,
    /// A mapping begins; keys and values follow in turn.
    MappingStart(Properties<'a>),
    /// A mapping ends.
    MappingEnd,
}

impl EventKind<'_> {
    /// Whether other nodes may stand for this one.
    pub(super) fn is_anchored(&self) -> bool {
        match self {
            EventKind::Scalar(scalar) => scalar.properties.anchor.is_some(),
            EventKind::SequenceStart(properties) | EventKind::MappingStart(properties) => {
                properties.anchor.is_some()
            }
            _ => false,
        }
    }
}

/// A scalar of a YAML stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar<'a> {
    /// The text, with escapes and folding resolved.
    pub value: Cow<'a, [u8]>,
    /// How it was written.
    pub style: ScalarStyle,
    /// Whether its text decides its type: written plain and without a tag, or tagged `!`.
    pub implicit: bool,
    /// Anchor and tag.
    pub properties: Properties<'a>,
}

impl<'a> Scalar<'a> {
    /// A scalar written without quotes, anchor or tag.
    #[inline]
    pub(super) fn plain(value: &'a [u8]) -> Self {
        Scalar {
            value: Cow::Borrowed(value),
            style: ScalarStyle::Plain,
            implicit: true,
            properties: Properties::default(),
        }
    }
}

/// What may stand before a node.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Properties<'a> {
    /// The name after `&`.
    pub anchor: Option<&'a [u8]>,
    /// The tag with its handle resolved, such as `tag:yaml.org,2002:str`.
    pub tag: Option<Box<[u8]>>,
    /// Whether the collection is written in `[]` or `{}`.
    pub flow: bool,
}

/// A comment, from its `#` to the end of its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Where its `#` stands.
    pub place: Position,
    /// The byte behind its end.
    pub end: u32,
    /// Whether only blanks stand before it in its line.
    pub own_line: bool,
}
