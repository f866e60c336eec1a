//! Places in a text.

/// A place in a YAML text: byte, line and column, each from 0. Columns count bytes.
///
/// Offsets are those of the text the caller gave, a byte-order mark included; only in UTF-16
/// texts do they count the bytes of the same text in UTF-8.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The byte.
    pub offset: u32,
    /// The line.
    pub line: u32,
    /// The byte within the line.
    pub column: u32,
}
