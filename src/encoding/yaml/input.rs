//! The bytes of a text: encoding, byte-order marks, and characters YAML does not allow.

use std::borrow::Cow;

use super::{Error, Position, Stage};

/// go-yaml reads its input in pieces of this size and finds bad characters piece by piece, so a
/// fault of the grammar that stands in an earlier piece is reported first.
const PIECE: usize = 512;

/// The longest text that is read.
const LONGEST: usize = u32::MAX as usize - 16;

/// A text made ready for scanning: UTF-8, without its byte-order mark, and checked.
///
/// A text that is not acceptable to its end is cut where go-yaml stops reading; whoever reads to
/// that point gets the [`Error`].
#[derive(Clone, Debug)]
pub struct Input<'a> {
    text: Cow<'a, [u8]>,
    /// The bytes of the byte-order mark before the text.
    base: u32,
    fault: Option<Error>,
    /// As long as go-yaml has not moved its buffer, a second byte-order mark at the start makes
    /// it skip one character at the start of every line up to this byte.
    skips_until: usize,
    odd_breaks: bool,
}

impl<'a> Input<'a> {
    /// Prepares a part of a file that begins at this offset.
    pub(super) fn part(bytes: &'a [u8], offset: u32) -> Self {
        let mut input = Input::new(bytes);
        input.base = input.base.saturating_add(offset);
        input
    }

    /// Prepares a text. UTF-16 is recognised by its byte-order mark; everything else is UTF-8.
    pub fn new(bytes: &'a [u8]) -> Self {
        if bytes.len() > LONGEST {
            let fault = Error::unplaced(
                Stage::Input,
                format!("a text of more than {LONGEST} bytes is not read"),
                Position::default(),
            );
            return Input {
                text: Cow::Borrowed(&[]),
                base: 0,
                fault: Some(fault),
                skips_until: 0,
                odd_breaks: false,
            };
        }
        match bytes {
            [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
            [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
            [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest, 3),
            _ => utf8(bytes, 0),
        }
    }

    /// The text that can be scanned.
    pub(super) fn text(&self) -> &[u8] {
        &self.text
    }

    /// How far offsets in the text are behind those in the caller's bytes.
    pub(super) fn base(&self) -> u32 {
        self.base
    }

    /// What is wrong behind the end of the text.
    pub(super) fn fault(&self) -> Option<&Error> {
        self.fault.as_ref()
    }

    /// See the field.
    pub(super) fn skips_until(&self) -> usize {
        self.skips_until
    }

    /// Whether lines may end in anything but a line feed.
    pub(super) fn odd_breaks(&self) -> bool {
        self.odd_breaks
    }
}

fn utf8(text: &[u8], base: usize) -> Input<'_> {
    let mut odd_breaks = false;
    let mut pos = 0;
    let mut bad = None;
    while let Some(skipped) = plain_prefix(text.get(pos..).unwrap_or_default()) {
        pos += skipped;
        match check(text, pos) {
            Ok((width, odd)) => {
                pos += width;
                odd_breaks |= odd;
            }
            Err(problem) => {
                bad = Some(problem);
                break;
            }
        }
    }
    let Some(problem) = bad else {
        return Input {
            skips_until: doubled_mark(text, base),
            text: Cow::Borrowed(text),
            base: base as u32,
            fault: None,
            odd_breaks,
        };
    };
    // A character that the end cuts is only noticed when it is needed.
    let cut = if problem == INCOMPLETE {
        pos
    } else {
        piece_start(text, base, pos)
    };
    let kept = text.get(..cut).unwrap_or_default();
    let place = place_of(text, pos, base);
    Input {
        skips_until: doubled_mark(kept, base),
        text: Cow::Borrowed(kept),
        base: base as u32,
        fault: Some(Error::unplaced(Stage::Input, problem, place).length_of(1)),
        odd_breaks,
    }
}

/// The number of bytes before the first that needs a look: beyond ASCII, a control character,
/// or a carriage return. `None` if there is none.
fn plain_prefix(text: &[u8]) -> Option<usize> {
    fn odd(byte: u8) -> bool {
        !(b' '..0x7F).contains(&byte) && byte != b'\n' && byte != b'\t'
    }
    let mut chunks = text.chunks_exact(64);
    let mut pos = 0;
    for chunk in &mut chunks {
        if chunk.iter().fold(false, |found, byte| found | odd(*byte)) {
            break;
        }
        pos += 64;
    }
    let rest = text.get(pos..)?;
    rest.iter().position(|byte| odd(*byte)).map(|at| pos + at)
}

/// The width of an allowed character and whether it is an unusual line end.
fn check(text: &[u8], pos: usize) -> Result<(usize, bool), &'static str> {
    let lead = text.get(pos).copied().unwrap_or_default();
    let (width, mut code) = match lead {
        0..=0x7F => (1, u32::from(lead)),
        0xC0..=0xDF => (2, u32::from(lead & 0x1F)),
        0xE0..=0xEF => (3, u32::from(lead & 0x0F)),
        0xF0..=0xF7 => (4, u32::from(lead & 0x07)),
        _ => return Err("invalid leading UTF-8 octet"),
    };
    for k in 1..width {
        match text.get(pos + k) {
            None => return Err(INCOMPLETE),
            Some(byte) if byte & 0xC0 == 0x80 => code = code << 6 | u32::from(byte & 0x3F),
            // A sequence that the end of the text cuts short is incomplete whatever stands there.
            Some(_) if pos + width > text.len() => return Err(INCOMPLETE),
            Some(_) => return Err("invalid trailing UTF-8 octet"),
        }
    }
    let least = [0, 0, 0x80, 0x800, 0x10000]
        .get(width)
        .copied()
        .unwrap_or(0);
    if width > 1 && code < least {
        return Err("invalid length of a UTF-8 sequence");
    }
    if (0xD800..=0xDFFF).contains(&code) || code > 0x10FFFF {
        return Err("invalid Unicode character");
    }
    if !allowed(code) {
        return Err(CONTROL);
    }
    Ok((width, matches!(code, 0x0D | 0x85 | 0x2028 | 0x2029)))
}

const INCOMPLETE: &str = "incomplete UTF-8 octet sequence";
const CONTROL: &str = "control characters are not allowed";

fn allowed(code: u32) -> bool {
    matches!(code, 0x09 | 0x0A | 0x0D | 0x20..=0x7E | 0x85 | 0xA0..=0xD7FF | 0xE000..=0xFFFD | 0x10000..)
}

/// Where the piece that holds the byte at `pos` begins: a piece ends before a character that it
/// does not hold to the end.
fn piece_start(text: &[u8], base: usize, pos: usize) -> usize {
    let mut start = 0;
    let mut end = PIECE - base;
    while pos >= end || width_at(text, pos) > end - pos {
        let mut next = end.min(text.len());
        // Back to the start of a character that the piece cuts.
        while next > start && text.get(next).is_some_and(|byte| byte & 0xC0 == 0x80) {
            next -= 1;
        }
        if next <= start || next > pos {
            break;
        }
        start = next;
        end = start + PIECE;
    }
    start
}

fn width_at(text: &[u8], pos: usize) -> usize {
    match text.get(pos) {
        Some(0xC0..=0xDF) => 2,
        Some(0xE0..=0xEF) => 3,
        Some(0xF0..=0xF7) => 4,
        _ => 1,
    }
}

fn doubled_mark(text: &[u8], base: usize) -> usize {
    if text.starts_with(b"\xEF\xBB\xBF") {
        (PIECE - base).min(text.len())
    } else {
        0
    }
}

fn place_of(text: &[u8], pos: usize, base: usize) -> Position {
    let before = text.get(..pos).unwrap_or_default();
    let line = before.iter().filter(|byte| **byte == b'\n').count();
    let line_start = before
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |at| at + 1);
    Position {
        offset: (base + pos) as u32,
        line: line as u32,
        column: (pos - line_start) as u32,
    }
}

fn utf16<'a>(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Input<'a> {
    let mut text = String::with_capacity(bytes.len());
    let mut pieces = vec![0];
    let mut odd_breaks = false;
    let mut pos = 0;
    let at = |pos: usize| match bytes.get(pos..) {
        Some([a, b, ..]) => Some(unit([*a, *b])),
        _ => None,
    };
    // The byte-order mark is the first two bytes of the first piece.
    let piece_of = |pos: usize, width: usize| (pos + 2 + width).div_ceil(PIECE);
    let problem = loop {
        if pos >= bytes.len() {
            break None;
        }
        let Some(first) = at(pos) else {
            break Some(("incomplete UTF-16 character", None));
        };
        let mut width = 2;
        let mut code = u32::from(first);
        if first & 0xFC00 == 0xDC00 {
            break Some(("unexpected low surrogate area", Some(width)));
        }
        if first & 0xFC00 == 0xD800 {
            width = 4;
            let Some(second) = at(pos + 2) else {
                break Some(("incomplete UTF-16 surrogate pair", None));
            };
            if second & 0xFC00 != 0xDC00 {
                break Some(("expected low surrogate area", Some(width)));
            }
            code = 0x10000 + (u32::from(first & 0x3FF) << 10) + u32::from(second & 0x3FF);
        }
        let Some(char) = char::from_u32(code).filter(|_| allowed(code)) else {
            break Some((CONTROL, Some(width)));
        };
        if piece_of(pos, width) > pieces.len() {
            pieces.push(text.len());
        }
        odd_breaks |= matches!(code, 0x0D | 0x85 | 0x2028 | 0x2029);
        text.push(char);
        pos += width;
    };
    let mut fault = None;
    if let Some((problem, width)) = problem {
        let place = place_of(text.as_bytes(), text.len(), 0);
        fault = Some(Error::unplaced(Stage::Input, problem, place).length_of(1));
        // A character that the end cuts is only noticed when it is needed.
        if let Some(cut) = width.and_then(|width| pieces.get(piece_of(pos, width) - 1)) {
            text.truncate(*cut);
        }
    }
    Input {
        skips_until: doubled_mark(text.as_bytes(), 2),
        text: Cow::Owned(text.into_bytes()),
        base: 0,
        fault,
        odd_breaks,
    }
}
