//! Which styles a scalar may be written in.

use super::emitter::Dialect;
use crate::encoding::yaml::resolve::{Resolved, resolve};

/// A space.
const SPACE: u8 = 1;
/// A line feed.
const FEED: u8 = 2;
/// A colon, which must not be followed by a blank.
const COLON: u8 = 4;
/// A number sign, which must not follow a blank.
const HASH: u8 = 8;
/// Anything that needs a look at characters: controls, and all that is not ASCII.
const OTHER: u8 = 16;
/// A letter that stands in no number, date or time that begins with a digit.
const UNIT: u8 = 32;

static CLASS: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b' ' => SPACE,
            b'\n' => FEED,
            b':' => COLON,
            b'#' => HASH,
            b'g'..=b'n' | b'q'..=b's' | b'u'..=b'w' | b'y' => UNIT,
            b'G'..=b'N' | b'Q'..=b'S' | b'U'..=b'W' | b'Y' => UNIT,
            0x21..=0x7E => 0,
            _ => OTHER,
        };
        byte += 1;
    }
    table
}

/// May begin a plain text, whatever follows.
const LETTER: u8 = 1;
/// May begin a plain text, if that is no word for true, false or null.
const WORD: u8 = 2;
/// May begin a plain text, if that is no number, date or time.
const DIGIT: u8 = 3;

/// Longer than any word for true, false or null.
const LONGEST_WORD: usize = 5;

/// Which classes of bytes a text holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seen(u8);

impl Seen {
    /// Looks a text over once.
    #[inline]
    pub(super) fn of(bytes: &[u8]) -> Seen {
        Seen(
            bytes
                .iter()
                .fold(0, |seen, &byte| seen | CLASS[usize::from(byte)]),
        )
    }

    #[inline]
    fn any(self, classes: u8) -> bool {
        self.0 & classes != 0
    }

    /// Whether there is a blank in it, so that it may be folded.
    #[inline]
    pub(super) fn spaces(self) -> bool {
        self.any(SPACE)
    }
}

/// Whether the bytes may stand without quotes, as can be told at once: ASCII in one line that
/// begins with a letter, a digit, or with what begins nothing else. A `false` is no answer.
#[inline]
pub(super) fn plain_at_once(bytes: &[u8], seen: Seen) -> bool {
    let (Some(&first), Some(&last)) = (bytes.first(), bytes.last()) else {
        return false;
    };
    let begins = FIRST[usize::from(first)];
    if begins == 0 || seen.any(OTHER | FEED) {
        return false;
    }
    (begins == LETTER
        || (begins == WORD && (bytes.len() > LONGEST_WORD || resolve(bytes) == Resolved::Text))
        || (begins == DIGIT && (seen.any(UNIT) || is_version(bytes))))
        && (!seen.any(SPACE | COLON | HASH) || marks_nothing(bytes, seen, last))
}

/// Whether blanks, colons and number signs stand where they are text.
#[inline]
fn marks_nothing(bytes: &[u8], seen: Seen, last: u8) -> bool {
    !matches!(last, b' ' | b':')
        && !(seen.spaces()
            && ((seen.any(COLON) && has_pair(bytes, b": "))
                || (seen.any(HASH) && has_pair(bytes, b" #"))))
}

/// Whether the bytes are digits with two points among them or more, as in `1.25.3`.
fn is_version(bytes: &[u8]) -> bool {
    let points = bytes.iter().filter(|&&byte| byte == b'.').count();
    points > 1
        && bytes
            .iter()
            .all(|&byte| byte.is_ascii_digit() || byte == b'.')
}

fn has_pair(bytes: &[u8], pair: &[u8; 2]) -> bool {
    memchr::memchr_iter(pair[0], bytes).any(|at| bytes.get(at + 1) == Some(&pair[1]))
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

/// What was found out about a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Analysis {
    /// It holds a line break of any kind.
    pub multiline: bool,
    /// It may stand without quotes.
    pub plain: bool,
    /// It may stand in single quotes.
    pub single: bool,
    /// It may stand as a block.
    pub block: bool,
    /// It is ASCII without controls (line feeds aside), so that a byte is a column.
    pub ascii: bool,
    /// It holds a blank, so that it may be folded.
    pub spaces: bool,
}

/// What a text allows that holds these classes of bytes.
pub(super) fn analyze(text: &str, seen: Seen, dialect: Dialect) -> Analysis {
    let bytes = text.as_bytes();
    if seen.any(OTHER) {
        return by_character(text, dialect);
    }
    let (Some(&first), Some(&last)) = (bytes.first(), bytes.last()) else {
        return Analysis {
            multiline: false,
            plain: true,
            single: true,
            block: false,
            ascii: true,
            spaces: false,
        };
    };
    let spaces = seen.spaces();
    let multiline = seen.any(FEED);
    let space_break = multiline && spaces && has_pair(bytes, b" \n");
    let break_space = multiline && spaces && has_pair(bytes, b"\n ");
    Analysis {
        multiline,
        plain: !multiline && first != b' ' && !indicates(bytes) && marks_nothing(bytes, seen, last),
        single: !break_space && !space_break,
        block: last != b' ' && !space_break,
        ascii: true,
        spaces,
    }
}

/// Whether the beginning of a text means something else to a reader.
fn indicates(bytes: &[u8]) -> bool {
    let blank_follows = matches!(bytes.get(1), None | Some(b' ' | b'\t'));
    match bytes.first() {
        Some(
            b'#' | b',' | b'[' | b']' | b'{' | b'}' | b'&' | b'*' | b'!' | b'|' | b'>' | b'\''
            | b'"' | b'%' | b'@' | b'`',
        ) => true,
        Some(b'?' | b':') => blank_follows,
        Some(b'-') => blank_follows || bytes.starts_with(b"---"),
        Some(b'.') => bytes.starts_with(b"..."),
        _ => false,
    }
}

/// The same for texts with characters that need a closer look.
fn by_character(text: &str, dialect: Dialect) -> Analysis {
    let mut indicator = indicates(text.as_bytes());
    let (mut breaks, mut special, mut tabs, mut spaces) = (false, false, false, false);
    let (mut break_space, mut space_break) = (false, false);
    let (mut after_space, mut after_break, mut after_blank) = (false, false, true);
    let mut chars = text.chars().peekable();
    let mut first = true;
    while let Some(char) = chars.next() {
        match char {
            ':' => indicator |= !first && matches!(chars.peek(), None | Some(' ' | '\t')),
            '#' => indicator |= after_blank,
            '\t' if dialect == Dialect::V3 => tabs = true,
            _ => special |= !is_printable(char),
        }
        if char == ' ' {
            spaces = true;
            break_space |= after_break;
        } else if is_break(char) {
            breaks = true;
            space_break |= after_space;
        }
        (after_space, after_break) = (char == ' ', is_break(char));
        after_blank = matches!(char, ' ' | '\t' | '\0') || after_break;
        first = false;
    }
    let edge = |char: Option<char>| char.is_some_and(|char| char == ' ' || is_break(char));
    let trailing_space = text.ends_with(' ');
    let hidden = space_break || special;
    Analysis {
        multiline: breaks,
        plain: !(edge(text.chars().next())
            || edge(text.chars().next_back())
            || breaks
            || break_space
            || hidden
            || tabs
            || indicator),
        single: !(break_space || hidden || tabs),
        block: !(trailing_space || hidden),
        ascii: false,
        spaces,
    }
}

/// Whether the character breaks a line in YAML 1.1.
pub(super) fn is_break(char: char) -> bool {
    matches!(char, '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether go-yaml writes the character as it is. It refuses tabs and all beyond the basic plane.
pub(super) fn is_printable(char: char) -> bool {
    matches!(char, '\n' | ' '..='~' | '\u{A0}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}')
        && char != '\u{FEFF}'
}
