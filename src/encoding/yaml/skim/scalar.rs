//! Where scalars, and short lists in brackets, end.

use super::{Left, Skim, is_blank};
use crate::encoding::yaml::chars::{BLANKZ, INDICATOR, WORD, at, is, plain_run, skip_spaces};
use crate::encoding::yaml::resolve::{Resolved, resolve};
use crate::encoding::yaml::scan::KEY;

impl Skim<'_, '_> {
    /// Where the line that this byte stands in ends.
    #[inline(always)]
    pub(super) fn line_end(&self, from: usize) -> usize {
        let rest = self.text.get(from..).unwrap_or_default();
        memchr::memchr(b'\n', rest).map_or(self.text.len(), |at| from + at)
    }

    /// Where the colon stands, if a key without blanks, or one in quotes, stands here.
    #[inline(always)]
    pub(super) fn key(&self) -> Option<usize> {
        let first = at(self.text, self.pos);
        let colon = if is(first, INDICATOR | BLANKZ) {
            self.quoted_key(first)?
        } else {
            self.word_end(self.pos)
        };
        (at(self.text, colon) == b':' && colon - self.pos <= KEY).then_some(colon)
    }

    /// Where the word at this place ends: at a blank, a line end, or a colon with one of them
    /// behind it.
    #[inline(always)]
    fn word_end(&self, from: usize) -> usize {
        let mut pos = from;
        loop {
            pos = plain_run(self.text, pos);
            match at(self.text, pos) {
                b':' if !is_blank(at(self.text, pos + 1)) => pos += 1,
                0x80.. => pos += 1,
                _ => return pos,
            }
        }
    }

    /// Where the key in quotes at this place ends, if that is in its line.
    fn quoted_key(&self, quote: u8) -> Option<usize> {
        if !matches!(quote, b'"' | b'\'') {
            return None;
        }
        let end = self.quoted_end(self.pos)?;
        let in_line = end < self.line_end(self.pos);
        (in_line && is_blank(at(self.text, end + 1))).then_some(end)
    }

    /// The scalar that begins here, or a short list in brackets.
    pub(super) fn scalar(&mut self) -> Option<Left> {
        let first = at(self.text, self.pos);
        match first {
            b'"' | b'\'' => {
                let end = self.quoted_end(self.pos)?;
                let scalar = self.text.get(self.pos..end)?;
                self.lines += memchr::memchr_iter(b'\n', scalar).count() as u32;
                self.steps += 1;
                self.end_line(end)
            }
            b'|' | b'>' => self.block(),
            b'[' => self.list(),
            b'{' if at(self.text, self.pos + 1) == b'}' => {
                self.steps += 1;
                self.end_line(self.pos + 2)
            }
            _ => self.plain(first),
        }
    }

    /// Goes to the end of a line that holds nothing more.
    #[inline(always)]
    fn end_line(&mut self, from: usize) -> Option<Left> {
        let pos = skip_spaces(self.text, from);
        self.pos = match at(self.text, pos) {
            b'\n' | 0 => pos,
            b'#' if pos > from => self.line_end(pos),
            _ => return None,
        };
        Some(Left::Nothing)
    }

    /// A plain scalar: its first line.
    #[inline(always)]
    fn plain(&mut self, first: u8) -> Option<Left> {
        let next = at(self.text, self.pos + 1);
        let begins = matches!(first, b'-' | b'?' | b':') && !is(next, BLANKZ);
        if is(first, INDICATOR | BLANKZ) && !begins {
            return None;
        }
        let end = self.word_end(self.pos);
        // Infinities begin so.
        if first == b'.' || (matches!(first, b'+' | b'-') && next == b'.') {
            let word = self.text.get(self.pos..end).unwrap_or_default();
            if matches!(resolve(word), Resolved::Float(number) if !number.is_finite()) {
                return None;
            }
        }
        self.steps += 1;
        if at(self.text, end) == b'\n' {
            self.pos = end;
            return Some(Left::Plain);
        }
        self.plain_line(end)
    }

    /// A line of a plain scalar, from a place between two words on.
    pub(super) fn plain_line(&mut self, from: usize) -> Option<Left> {
        let text = self.text;
        let mut pos = from;
        let end = loop {
            let rest = text.get(pos..).unwrap_or_default();
            let Some(found) = memchr::memchr3(b':', b'#', b'\n', rest) else {
                break text.len();
            };
            pos += found;
            match at(text, pos) {
                b':' if is_blank(at(text, pos + 1)) => return None,
                b'#' if pos > 0 && at(text, pos - 1) == b' ' => break pos,
                b'\n' => break pos,
                _ => pos += 1,
            }
        };
        if self.tabs.any(text, from, end) {
            return None;
        }
        if at(text, end) == b'#' {
            self.pos = self.line_end(end);
            return Some(Left::Nothing);
        }
        self.pos = end;
        Some(Left::Plain)
    }

    /// Where the scalar in quotes at this place ends: behind the closing one.
    fn quoted_end(&self, from: usize) -> Option<usize> {
        let text = self.text;
        let single = at(text, from) == b'\'';
        let mut pos = from + 1;
        let end = loop {
            let rest = text.get(pos..)?;
            if single {
                pos += memchr::memchr(b'\'', rest)?;
                if at(text, pos + 1) != b'\'' {
                    break pos;
                }
            } else {
                pos += memchr::memchr2(b'"', b'\\', rest)?;
                if at(text, pos) == b'"' {
                    break pos;
                }
                // Those with digits may be none.
                if !b"0abtnvfre \"'\\N_LP\n".contains(&at(text, pos + 1)) {
                    return None;
                }
            }
            pos += 2;
        };
        let inside = text.get(from..end)?;
        let mut lines = memchr::memchr_iter(b'\n', inside);
        // Such lines may end the document.
        if lines.any(|feed| matches!(inside.get(feed + 1), Some(b'-' | b'.'))) {
            return None;
        }
        Some(end + 1)
    }

    /// A literal or folded scalar that tells nothing of its indentation. Ends at a line end.
    fn block(&mut self) -> Option<Left> {
        let text = self.text;
        let mut pos = self.pos + 1;
        if matches!(at(text, pos), b'+' | b'-') {
            pos += 1;
        }
        pos = skip_spaces(text, pos);
        self.steps += 1;
        // The first line that is not empty decides, if no empty one is wider.
        let mut widest = self.top.column + 1;
        let mut indent = None;
        while at(text, pos) == b'\n' {
            let start = pos + 1;
            let first = skip_spaces(text, start);
            let column = first - start;
            let byte = at(text, first);
            let indent = match indent {
                Some(indent) => indent,
                None => {
                    widest = widest.max(column);
                    if byte != b'\n' {
                        indent = Some(widest);
                    }
                    // No tab can stand there.
                    if byte == b'\t' {
                        return None;
                    }
                    widest
                }
            };
            if column >= indent {
                pos = self.line_end(first);
            } else {
                match byte {
                    b'\n' => pos = first,
                    b'\t' => return None,
                    _ => break,
                }
            }
            self.lines += 1;
        }
        self.pos = pos;
        matches!(at(text, pos), b'\n' | 0).then_some(Left::Nothing)
    }

    /// A list in brackets, in one line, of plain words and texts in quotes.
    fn list(&mut self) -> Option<Left> {
        let text = self.text;
        self.steps += 1;
        let mut pos = skip_spaces(text, self.pos + 1);
        if at(text, pos) == b']' {
            return self.end_line(pos + 1);
        }
        let end = self.line_end(pos);
        loop {
            pos = match at(text, pos) {
                b'"' | b'\'' => self.quoted_end(pos)?,
                byte if byte.is_ascii_alphanumeric() || byte == b'/' => {
                    let word = |byte: &u8| is(*byte, WORD) || matches!(byte, b'.' | b'/');
                    let rest = text.get(pos..end)?;
                    pos + rest.iter().position(|byte| !word(byte))?
                }
                _ => return None,
            };
            self.steps += 1;
            pos = skip_spaces(text, pos);
            match at(text, pos) {
                _ if pos >= end => return None,
                b',' => pos = skip_spaces(text, pos + 1),
                b']' => return self.end_line(pos + 1),
                _ => return None,
            }
        }
    }
}
