//! Regular expressions as Go's `regexp` has them: RE2's syntax with Go's error texts, linear
//! time, leftmost-first matches, Go's replacement templates and Go's way of walking over matches.
//!
//! The syntax is read here ([`parse`]) and built as an automaton by `regex-automata`; a pattern
//! is compiled once a rendering ([`Patterns`]).

pub mod class;
pub mod parse;
pub mod pattern;
mod table;
pub mod template;

pub use pattern::{Pattern, Patterns, Piece};
pub use table::TABLE;

/// `regexp.QuoteMeta`: a backslash before everything that means something in a pattern.
pub fn quote_meta(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + 8);
    for &byte in text {
        if br"\.+*?()|[]{}^$".contains(&byte) {
            out.push(b'\\');
        }
        out.push(byte);
    }
    out
}
