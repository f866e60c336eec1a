//! Which styles a scalar may be written in.

use super::emitter::Dialect;

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

/// The class of a byte. Comparisons, not a table, so that many bytes are compared at once.
#[inline(always)]
fn class(byte: u8) -> u8 {
    let is = |truth: bool, class: u8| u8::from(truth) * class;
    let plain = matches!(byte, b' '..=b'~') || byte == b'\n';
    is(byte == b' ', SPACE)
        | is(byte == b'\n', FEED)
        | is(byte == b':', COLON)
        | is(byte == b'#', HASH)
        | is(!plain, OTHER)
}

/// Which classes of bytes a text holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seen(u8);

impl Seen {
    /// Looks a text over once.
    pub(super) fn of(bytes: &[u8]) -> Seen {
        /// So many bytes are compared at once, if the machine can.
        const LANES: usize = 16;
        let mut lanes = [0; LANES];
        let mut add = |chunk: &[u8; LANES]| {
            for (seen, &byte) in lanes.iter_mut().zip(chunk) {
                *seen |= class(byte);
            }
        };
        match bytes.last_chunk() {
            Some(last) => {
                let (chunks, _) = bytes.as_chunks();
                chunks.iter().for_each(&mut add);
                add(last);
            }
            None => {
                let mut chunk = [b'a'; LANES];
                chunk[..bytes.len()].copy_from_slice(bytes);
                add(&chunk);
            }
        }
        Seen(lanes.into_iter().fold(0, |seen, lane| seen | lane))
    }

    fn any(self, classes: u8) -> bool {
        self.0 & classes != 0
    }
}

/// A text to be written.
#[derive(Clone, Copy, Debug)]
pub(super) enum Text<'a> {
    /// ASCII without controls (line feeds aside), so that a byte is a column.
    Ascii(&'a [u8], Seen),
    /// Any other.
    Wide(&'a str, Seen),
}

impl<'a> Text<'a> {
    /// The text, if it is ASCII without controls.
    pub(super) fn ascii(bytes: &'a [u8]) -> Option<Self> {
        let seen = Seen::of(bytes);
        (!seen.any(OTHER)).then_some(Text::Ascii(bytes, seen))
    }

    pub(super) fn of(text: &'a str) -> Self {
        let seen = Seen::of(text.as_bytes());
        if seen.any(OTHER) {
            Text::Wide(text, seen)
        } else {
            Text::Ascii(text.as_bytes(), seen)
        }
    }

    pub(super) fn bytes(self) -> &'a [u8] {
        match self {
            Text::Ascii(bytes, _) => bytes,
            Text::Wide(text, _) => text.as_bytes(),
        }
    }

    pub(super) fn is_ascii(self) -> bool {
        matches!(self, Text::Ascii(..))
    }

    /// Its first character, its last, and the one before that.
    pub(super) fn edges(self) -> [Option<char>; 3] {
        match self {
            Text::Ascii(bytes, _) => {
                let mut back = bytes.iter().rev();
                [bytes.first(), back.next(), back.next()].map(|byte| byte.copied().map(char::from))
            }
            Text::Wide(text, _) => {
                let mut back = text.chars().rev();
                [text.chars().next(), back.next(), back.next()]
            }
        }
    }
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
    /// It holds a blank, so that it may be folded.
    pub spaces: bool,
}

/// What a text allows.
pub(super) fn analyze(text: Text<'_>, dialect: Dialect) -> Analysis {
    match text {
        Text::Ascii(bytes, seen) => by_class(bytes, seen),
        // All that is asked about is ASCII then.
        Text::Wide(text, seen) if text.chars().all(is_usual) => by_class(text.as_bytes(), seen),
        Text::Wide(text, _) => by_character(text, dialect),
    }
}

/// Whether a character is written as it is, and breaks a line only if it is a line feed.
fn is_usual(char: char) -> bool {
    is_printable(char) && !matches!(char, '\u{2028}' | '\u{2029}')
}

/// What a text of usual characters allows that holds these classes of bytes.
fn by_class(bytes: &[u8], seen: Seen) -> Analysis {
    let multiline = seen.any(FEED);
    let spaces = seen.any(SPACE);
    let last = bytes.last().copied();
    let (mut space_break, mut break_space) = (false, false);
    if multiline && spaces {
        for feed in memchr::memchr_iter(b'\n', bytes) {
            space_break |= feed > 0 && bytes.get(feed - 1) == Some(&b' ');
            break_space |= bytes.get(feed + 1) == Some(&b' ');
        }
    }
    let means_something = || {
        indicates(bytes)
            || bytes.first() == Some(&b' ')
            || matches!(last, Some(b' ' | b':'))
            || (spaces && seen.any(COLON) && has_blank_behind_colon(bytes))
            || (spaces && seen.any(HASH) && has_blank_before_hash(bytes))
    };
    Analysis {
        multiline,
        plain: !multiline && !means_something(),
        single: !break_space && !space_break,
        block: last.is_some_and(|last| last != b' ') && !space_break,
        spaces,
    }
}

fn has_blank_behind_colon(bytes: &[u8]) -> bool {
    memchr::memchr_iter(b':', bytes).any(|at| bytes.get(at + 1) == Some(&b' '))
}

fn has_blank_before_hash(bytes: &[u8]) -> bool {
    memchr::memchr_iter(b'#', bytes).any(|at| at > 0 && bytes.get(at - 1) == Some(&b' '))
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

/// The same for any other text.
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
