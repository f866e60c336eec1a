//! What can be told of a text at a glance: most keys and values of charts stand plain.

use super::emitter::SIMPLE_KEY;
use crate::encoding::yaml::resolve::{Resolved, resolve};
use crate::value::Str;

/// May begin a plain text, whatever follows.
const LETTER: u8 = 1;
/// May begin a plain text, if that is no word for true, false or null.
const WORD: u8 = 2;
/// May begin a plain text, if that is no number, date or time.
const DIGIT: u8 = 3;

/// Longer than any word for true, false or null.
const LONGEST_WORD: usize = 5;

/// Whether the text may stand without quotes in one line, as can be told at once: ASCII without
/// blanks that begins with a letter, a digit, or with what begins nothing else. A `false` is no
/// answer.
#[inline(always)]
pub(super) fn is_plain(text: &Str) -> bool {
    let Some(bytes) = text.as_graphic() else {
        return false;
    };
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else {
        return false;
    };
    // Without blanks, number signs and colons mean nothing, but for a colon at the end.
    *last != b':'
        && match FIRST[usize::from(*first)] {
            LETTER => true,
            WORD => bytes.len() > LONGEST_WORD || is_no_word(bytes),
            DIGIT => is_no_number(bytes),
            _ => false,
        }
}

/// Whether a key is such a text, and stands before its colon.
#[inline(always)]
pub(super) fn is_plain_key(key: &Str) -> bool {
    key.len() <= SIMPLE_KEY && is_plain(key)
}

#[inline(never)]
fn is_no_word(bytes: &[u8]) -> bool {
    resolve(bytes) == Resolved::Text
}

/// Whether what begins with a digit is text: it holds a letter that stands in no number, date or
/// time, or digits alone with two points among them or more, as in `1.25.3`.
#[inline(never)]
fn is_no_number(bytes: &[u8]) -> bool {
    let (mut points, mut others) = (0, false);
    for byte in bytes {
        match byte {
            b'0'..=b'9' => {}
            b'.' => points += 1,
            b'g'..=b'n' | b'q'..=b's' | b'u'..=b'w' | b'y' => return true,
            b'G'..=b'N' | b'Q'..=b'S' | b'U'..=b'W' | b'Y' => return true,
            _ => others = true,
        }
    }
    points > 1 && !others
}

static FIRST: [u8; 256] = firsts();

const fn firsts() -> [u8; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' => WORD,
            b'0'..=b'9' => DIGIT,
            b'a'..=b'z'
            | b'A'..=b'Z'
            | b'_'
            | b'/'
            | b'('
            | b')'
            | b';'
            | b'<'
            | b'$'
            | b'^'
            | b'\\' => LETTER,
            _ => 0,
        };
        byte += 1;
    }
    table
}
