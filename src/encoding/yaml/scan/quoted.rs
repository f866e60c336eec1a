//! Scalars in quotes.

use std::borrow::Cow;

use super::super::Position;
use super::super::chars::{BREAKZ, QUOTE, at, is, is_blankz, line_end};
use super::super::token::{ScalarStyle, TokenKind};
use super::plain::Folding;
use super::{Result, Scanner};

const CONTEXT: &str = "while scanning a quoted scalar";
const ESCAPE: &str = "while parsing a quoted scalar";

impl<'a> Scanner<'a> {
    pub(super) fn fetch_quoted(&mut self, single: bool) -> Result<()> {
        let level = self.save_simple_key()?;
        self.simple_key_allowed = false;
        let start = self.place();
        self.pos += 1;
        let value = match self.quoted_in_line(single) {
            Some(value) => Cow::Borrowed(value),
            None => Cow::Owned(self.quoted(single, start)?),
        };
        self.pos += 1;
        let style = if single {
            ScalarStyle::SingleQuoted
        } else {
            ScalarStyle::DoubleQuoted
        };
        let end = self.place();
        self.push_keyed(TokenKind::Scalar { value, style }, start, end, level);
        Ok(())
    }

    /// The usual scalar: on one line and without escapes, so that it is what stands there.
    pub(super) fn quoted_in_line(&mut self, single: bool) -> Option<&'a [u8]> {
        let quote = if single { b'\'' } else { b'"' };
        let mut pos = self.pos;
        loop {
            let byte = at(self.text, pos);
            if !is(byte, BREAKZ | QUOTE) {
                pos += 1;
                continue;
            }
            if byte == quote {
                break;
            }
            match byte {
                b'\'' | b'"' => pos += 1,
                b'\\' if single => pos += 1,
                0xC2 | 0xE2 if line_end(self.text, pos) == 0 => pos += 1,
                _ => return None,
            }
        }
        if single && at(self.text, pos + 1) == b'\'' {
            return None;
        }
        let value = self.slice(self.pos, pos);
        self.pos = pos;
        Some(value)
    }

    /// Any other: with escapes or folded lines. Ends before the closing quote.
    fn quoted(&mut self, single: bool, start: Position) -> Result<Vec<u8>> {
        let quote = if single { b'\'' } else { b'"' };
        let mut value = Vec::new();
        let mut folding = Folding::default();
        loop {
            if self.at_document_indicator() {
                return Err(self.fault(CONTEXT, start, "found unexpected document indicator"));
            }
            if self.byte() == 0 {
                return Err(self.fault(CONTEXT, start, "found unexpected end of stream"));
            }
            let mut broken = false;
            while !is_blankz(self.text, self.pos) {
                let byte = self.byte();
                if byte == quote {
                    if single && self.byte_at(1) == b'\'' {
                        value.push(b'\'');
                        self.pos += 2;
                        continue;
                    }
                    break;
                }
                if !single && byte == b'\\' {
                    let length = line_end(self.text, self.pos + 1);
                    if length > 0 {
                        self.pos += 1;
                        self.pass_break(length);
                        broken = true;
                        break;
                    }
                    self.escape(start, &mut value)?;
                    continue;
                }
                value.push(byte);
                self.pos += 1;
            }
            if self.byte() == quote {
                return Ok(value);
            }
            let blanks = self.pos;
            let mut blanks_end = blanks;
            loop {
                if matches!(self.byte(), b' ' | b'\t') {
                    self.pos += 1;
                    if !broken {
                        blanks_end = self.pos;
                    }
                } else if line_end(self.text, self.pos) > 0 {
                    if broken {
                        self.read_break(&mut folding.rest);
                    } else {
                        self.read_break(&mut folding.first);
                        broken = true;
                    }
                } else {
                    break;
                }
            }
            if broken {
                folding.join(&mut value);
            } else {
                value.extend_from_slice(self.slice(blanks, blanks_end));
            }
        }
    }

    /// Reads an escape sequence.
    fn escape(&mut self, start: Position, value: &mut Vec<u8>) -> Result<()> {
        let mut digits = 0;
        let text: &[u8] = match self.byte_at(1) {
            b'0' => b"\0",
            b'a' => b"\x07",
            b'b' => b"\x08",
            b't' | b'\t' => b"\t",
            b'n' => b"\n",
            b'v' => b"\x0B",
            b'f' => b"\x0C",
            b'r' => b"\r",
            b'e' => b"\x1B",
            b' ' => b" ",
            b'"' => b"\"",
            b'\'' => b"'",
            b'\\' => b"\\",
            b'N' => "\u{85}".as_bytes(),
            b'_' => "\u{A0}".as_bytes(),
            b'L' => "\u{2028}".as_bytes(),
            b'P' => "\u{2029}".as_bytes(),
            b'x' => {
                digits = 2;
                b""
            }
            b'u' => {
                digits = 4;
                b""
            }
            b'U' => {
                digits = 8;
                b""
            }
            _ => {
                let fault = self.fault(ESCAPE, start, "found unknown escape character");
                return Err(fault.length_of(2));
            }
        };
        value.extend_from_slice(text);
        self.pos += 2;
        if digits == 0 {
            return Ok(());
        }
        let mut code: u32 = 0;
        for ahead in 0..digits {
            let Some(digit) = char::from(self.byte_at(ahead)).to_digit(16) else {
                let problem = "did not find expected hexdecimal number";
                return Err(self.fault(ESCAPE, start, problem).length_of(digits as u32));
            };
            code = code << 4 | digit;
        }
        let Some(char) = char::from_u32(code) else {
            let problem = "found invalid Unicode character escape code";
            return Err(self.fault(ESCAPE, start, problem).length_of(digits as u32));
        };
        value.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
        self.pos += digits;
        Ok(())
    }
}
