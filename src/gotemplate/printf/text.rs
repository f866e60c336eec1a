//! Text under `%q` and `%x`.

use super::flags::Flags;
use crate::value::quote::{append_quote, append_quote_to_ascii, can_backquote};
use crate::value::{Mark, Run};

/// The mark that all runs have in common.
pub(super) fn common_mark(runs: &[Run]) -> Mark {
    let marks = || {
        runs.iter()
            .map(|run| run.mark)
            .filter(|mark| !mark.is_none())
    };
    match marks().next() {
        Some(first) if marks().all(|mark| mark == first) => first,
        _ => Mark::NONE,
    }
}

/// `%q` of text: in quotes, as ASCII under plus, in backquotes under sharp where they can hold it.
pub(super) fn append_quoted(buf: &mut Vec<u8>, flags: &Flags, text: &[u8]) {
    let start = buf.len();
    if flags.sharp && can_backquote(text) {
        buf.push(b'`');
        buf.extend_from_slice(text);
        buf.push(b'`');
    } else if flags.plus {
        append_quote_to_ascii(buf, text);
    } else {
        append_quote(buf, text);
    }
    flags.pad_since(buf, start);
}

/// `%x` of text: two digits a byte, apart with a space flag, each with `0x` under sharp.
pub(super) fn append_hex(buf: &mut Vec<u8>, flags: &Flags, text: &[u8], capitals: bool) {
    let start = buf.len();
    let table: &[u8; 16] = if capitals {
        b"0123456789ABCDEF"
    } else {
        b"0123456789abcdef"
    };
    let prefix: &[u8] = if capitals { b"0X" } else { b"0x" };
    let text = text
        .get(..flags.precision.unwrap_or(text.len()))
        .unwrap_or(text);
    for (i, byte) in text.iter().enumerate() {
        if i > 0 && flags.space {
            buf.push(b' ');
        }
        if flags.sharp && (i == 0 || flags.space) {
            buf.extend_from_slice(prefix);
        }
        for digit in [byte >> 4, byte & 15] {
            buf.push(table.get(usize::from(digit)).copied().unwrap_or(b'0'));
        }
    }
    flags.pad_since(buf, start);
}
