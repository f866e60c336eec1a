//! What can be told of a line at a glance, for the parser's short cuts.
//!
//! None of it is new grammar: each function gives up where only the tokens tell.

use super::super::Position;
use super::super::chars::{BLANKZ, INDICATOR, at, is, is_blankz, plain_run, skip_spaces};
use super::super::skim;
use super::super::token::ScalarStyle;
use super::{MAX_DEPTH, Scanner, SimpleKey};

/// A key must end within 1,024 characters; longer ones are counted elsewhere.
pub(in crate::encoding::yaml) const KEY: usize = 1000;

/// A scalar that stands in one line.
pub(in crate::encoding::yaml) struct LineScalar<'a> {
    pub value: &'a [u8],
    pub style: ScalarStyle,
    pub start: Position,
    pub end: Position,
}

impl<'a> Scanner<'a> {
    /// Whether nothing but the text ahead decides what comes next: no token waits, no bracket is
    /// open, no key is overdue, and nothing about the text is unusual.
    #[inline(always)]
    pub fn is_clear(&self) -> bool {
        self.usual
            && self.queue.is_empty()
            && matches!(*self.keys, [SimpleKey { possible, required, .. }] if !(possible && required))
    }

    /// The byte that stands so many bytes ahead, as a place in this line.
    #[inline]
    pub fn place_ahead(&self, bytes: u32) -> Position {
        let place = self.place();
        Position {
            offset: place.offset + bytes,
            column: place.column + bytes,
            ..place
        }
    }

    /// Goes to the next token, and tells on which side of the indentation it stands: left of it
    /// (below 0), at it (0), or right of it. `None` at the end of the text, and where no key may
    /// begin.
    #[inline]
    pub fn next_line(&mut self) -> Option<i32> {
        if matches!(self.byte(), b' ' | b'\n' | b'#' | b'\t') {
            self.skip_to_token();
        }
        (self.simple_key_allowed && self.byte() != 0).then(|| self.column() as i32 - self.indent)
    }

    /// Passes blanks, and tells whether a line end or a comment stands behind them.
    #[inline]
    pub fn is_line_over(&mut self) -> bool {
        self.pos = skip_spaces(self.text, self.pos);
        matches!(self.byte(), b'\n' | b'#')
    }

    /// Whether a dash with a blank behind it stands here.
    #[inline]
    pub fn is_dash(&self) -> bool {
        self.byte() == b'-' && matches!(self.byte_at(1), b' ' | b'\n')
    }

    /// Goes beyond a dash.
    #[inline]
    pub fn take_dash(&mut self) {
        self.pos += 1;
        self.simple_key_allowed = true;
    }

    /// Where the colon stands, if a plain key stands here.
    #[inline]
    pub fn colon_ahead(&mut self) -> Option<usize> {
        if self.key_seen.0 != self.pos || self.key_seen.1 == 0 {
            self.key_seen = (self.pos, self.find_colon()?);
        }
        Some(self.key_seen.1)
    }

    fn find_colon(&self) -> Option<usize> {
        let first = self.byte();
        if !first.is_ascii_alphanumeric() && first != b'_' {
            return None;
        }
        let mut pos = self.pos;
        loop {
            pos = plain_run(self.text, pos + 1);
            match at(self.text, pos) {
                b':' => match at(self.text, pos + 1) {
                    b' ' | b'\n' => return (pos - self.pos <= KEY).then_some(pos),
                    next if is(next, BLANKZ) => return None,
                    _ => {}
                },
                0x80.. => {}
                _ => return None,
            }
        }
    }

    /// The key that ends at this colon; goes beyond the colon.
    #[inline]
    pub fn take_key(&mut self, colon: usize) -> (Position, &'a [u8], Position) {
        let start = self.place();
        let key = self.slice(self.pos, colon);
        self.pos = colon;
        let end = self.place();
        self.pos += 1;
        self.simple_key_allowed = false;
        (start, key, end)
    }

    /// Goes beyond the value of the key whose colon was passed last, if a skim tells that nothing
    /// is wrong with it. Gives the decoding steps that it takes.
    pub fn skim_value(&mut self) -> Option<u64> {
        let column = usize::try_from(self.indent).ok()?;
        let skimmed = skim::value(self.text, self.pos, column, &mut self.tabs)?;
        let passed = self.slice(self.pos, skimmed.end);
        if let Some(feed) = memchr::memrchr(b'\n', passed) {
            self.line_start = self.pos + feed + 1;
        }
        self.line += skimmed.lines;
        self.pos = skimmed.end;
        self.simple_key_allowed = true;
        Some(skimmed.steps)
    }

    /// Whether an empty `{}` (true) or `[]` ends this line.
    #[inline]
    pub fn empty_brackets(&self) -> Option<bool> {
        let mapping = match (self.byte(), self.byte_at(1)) {
            (b'{', b'}') => true,
            (b'[', b']') => false,
            _ => return None,
        };
        self.is_end_of_line(self.pos + 2).then_some(mapping)
    }

    /// Goes beyond brackets with nothing in them.
    #[inline]
    pub fn take_brackets(&mut self) {
        self.pos += 2;
        self.simple_key_allowed = false;
    }

    /// Opens a block collection in this column; false where it nests too deep.
    #[inline]
    pub fn indent_here(&mut self) -> bool {
        if self.indents.len() >= MAX_DEPTH {
            return false;
        }
        self.indents.push(self.indent);
        self.indent = self.column() as i32;
        true
    }

    /// Closes the block collection that was opened last.
    #[inline]
    pub fn close_indent(&mut self) {
        self.indent = self.indents.pop().unwrap_or(-1);
    }

    /// The scalar that begins here, if it ends in this line; goes beyond it.
    pub fn scalar_in_line(&mut self) -> Option<LineScalar<'a>> {
        let first = self.byte();
        if matches!(first, b'"' | b'\'') {
            return self.quotes_in_line(first == b'\'');
        }
        let plain =
            !is(first, INDICATOR | BLANKZ) || (first == b'-' && !is(self.byte_at(1), BLANKZ));
        if !plain {
            return None;
        }
        let text = self.text;
        let mut pos = self.pos;
        let mut end;
        loop {
            pos = plain_run(text, pos);
            end = pos;
            match at(text, pos) {
                b'\n' => break,
                b' ' => {
                    pos = skip_spaces(text, pos);
                    if matches!(at(text, pos), b'\n' | b'#') {
                        break;
                    }
                }
                b':' if !is_blankz(text, pos + 1) => pos += 1,
                0x80.. => pos += 1,
                _ => return None,
            }
        }
        let scalar = LineScalar {
            value: self.slice(self.pos, end),
            style: ScalarStyle::Plain,
            start: self.place(),
            end: self.place_ahead((end - self.pos) as u32),
        };
        if at(text, pos) == b'#' {
            self.pos = pos;
            self.simple_key_allowed = false;
            return Some(scalar);
        }
        self.pass_lines(pos).then_some(scalar)
    }

    fn quotes_in_line(&mut self, single: bool) -> Option<LineScalar<'a>> {
        let before = self.pos;
        let start = self.place();
        self.pos += 1;
        if let Some(value) = self.quoted_in_line(single) {
            self.pos += 1;
            if self.is_end_of_line(self.pos) {
                self.simple_key_allowed = false;
                return Some(LineScalar {
                    value,
                    style: if single {
                        ScalarStyle::SingleQuoted
                    } else {
                        ScalarStyle::DoubleQuoted
                    },
                    start,
                    end: self.place(),
                });
            }
        }
        self.pos = before;
        None
    }

    /// Whether nothing but blanks and a comment stands between this byte and the line's end.
    #[inline]
    fn is_end_of_line(&self, from: usize) -> bool {
        let pos = skip_spaces(self.text, from);
        match at(self.text, pos) {
            b'\n' => true,
            b'#' => pos > from,
            _ => false,
        }
    }

    /// Goes from a line's end to the next line with anything in it; false, and nothing is passed,
    /// where a plain scalar in the line would go on there.
    #[inline]
    fn pass_lines(&mut self, end: usize) -> bool {
        let mut pos = end;
        let (mut line_start, mut lines) = (pos, 0);
        while at(self.text, pos) == b'\n' {
            lines += 1;
            line_start = pos + 1;
            pos = skip_spaces(self.text, line_start);
        }
        let goes_on = (pos - line_start) as i32 > self.indent && at(self.text, pos) != b'#';
        if goes_on || at(self.text, pos) == b'\t' {
            return false;
        }
        self.pos = pos;
        self.line += lines;
        self.line_start = line_start;
        self.simple_key_allowed = true;
        true
    }
}
