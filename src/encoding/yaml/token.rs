//! What the scanner makes of the text.

use std::borrow::Cow;

use super::Position;

/// How a scalar was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScalarStyle {
    /// Without quotes.
    Plain,
    /// `'...'`.
    SingleQuoted,
    /// `"..."`.
    DoubleQuoted,
    /// `|`.
    Literal,
    /// `>`.
    Folded,
}

/// What a token is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum TokenKind<'a> {
    StreamStart,
    StreamEnd,
    Version {
        major: u8,
        minor: u8,
    },
    TagDirective(Box<TagParts<'a>>),
    DocumentStart,
    DocumentEnd,
    BlockSequenceStart,
    BlockMappingStart,
    BlockEnd,
    FlowSequenceStart,
    FlowSequenceEnd,
    FlowMappingStart,
    FlowMappingEnd,
    BlockEntry,
    FlowEntry,
    Key,
    Value,
    Alias(&'a [u8]),
    Anchor(&'a [u8]),
    Tag(Box<TagParts<'a>>),
    Scalar {
        value: Cow<'a, [u8]>,
        style: ScalarStyle,
    },
}

/// A tag, or what a directive says about a handle. Rare, and boxed to keep tokens small.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct TagParts<'a> {
    pub handle: &'a [u8],
    /// What follows the handle in a tag, or stands for it in a directive.
    pub rest: Cow<'a, [u8]>,
}

/// A token and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Token<'a> {
    pub kind: TokenKind<'a>,
    pub start: Position,
    pub end: Position,
    /// The flow level whose simple key may begin with this token, or `NO_KEY`.
    pub key_level: u32,
}

/// No simple key begins here.
pub(super) const NO_KEY: u32 = u32::MAX;
