//! Text: sprig's string functions, with the algorithms of Go's `strings`, goutils and xstrings.
//!
//! Text is bytes, as in Go: lengths count bytes, and a cut may fall inside a rune. What only
//! moves text gives ranges, so that the pieces keep their origins.

pub mod case;
pub mod cut;
mod printing;
pub mod runes;
mod table;
pub mod trace;
pub mod wrap;

pub use printing::PRINTING;
pub(super) use printing::{strings, text_of};
pub use table::TABLE;

use crate::value::quote::{append_quote, can_backquote};

/// `text` in double quotes, as an error names it (`%q`).
pub fn quoted(text: &[u8]) -> String {
    let mut out = Vec::with_capacity(text.len() + 2);
    append_quote(&mut out, text);
    String::from_utf8_lossy(&out).into_owned()
}

/// `text` in back quotes where those can hold it, else quoted: as `regexp` names a pattern.
pub fn back_quoted(text: &[u8]) -> String {
    if can_backquote(text) {
        return format!("`{}`", String::from_utf8_lossy(text));
    }
    quoted(text)
}
