//! Block scalars: literal and folded.

use std::borrow::Cow;

use super::super::Position;
use super::super::chars::{is_breakz, line_end, skip_spaces};
use super::super::token::{NO_KEY, ScalarStyle, TokenKind};
use super::{Result, Scanner};

const CONTEXT: &str = "while scanning a block scalar";

/// What happens to the line ends at the end.
#[derive(Clone, Copy, PartialEq)]
enum Chomping {
    Strip,
    Clip,
    Keep,
}

/// A text, the line end before the next of its lines, and the empty lines after that.
#[derive(Debug, Default)]
pub(super) struct BlockText {
    value: Vec<u8>,
    leading_break: Vec<u8>,
    trailing_breaks: Vec<u8>,
}

impl<'a> Scanner<'a> {
    pub(super) fn fetch_block_scalar(&mut self, literal: bool) -> Result<()> {
        self.remove_simple_key()?;
        self.simple_key_allowed = true;
        let start = self.place();
        self.pos += 1;
        let (chomping, increment) = self.block_header(start)?;
        let mut end = self.place();
        // 0 stands for an indentation that the first line decides.
        let mut indent = match increment {
            0 => 0,
            _ if self.indent >= 0 => self.indent as usize + increment,
            _ => increment,
        };
        // An error ends the reading, so that they need not be given back then.
        let BlockText {
            mut value,
            mut leading_break,
            mut trailing_breaks,
        } = std::mem::take(&mut self.block);
        self.block_breaks(&mut indent, &mut trailing_breaks, start, &mut end)?;
        let mut leading_blank = false;
        while self.column() == indent && self.byte() != 0 {
            let trailing_blank = matches!(self.byte(), b' ' | b'\t');
            if !literal
                && !leading_blank
                && !trailing_blank
                && leading_break.first() == Some(&b'\n')
            {
                // Two lines of text become one.
                if trailing_breaks.is_empty() {
                    value.push(b' ');
                }
                leading_break.clear();
            } else {
                value.append(&mut leading_break);
            }
            value.append(&mut trailing_breaks);
            leading_blank = trailing_blank;
            let line = self.pos;
            self.pos = self.end_of_line(line);
            value.extend_from_slice(self.slice(line, self.pos));
            self.read_break(&mut leading_break);
            self.block_breaks(&mut indent, &mut trailing_breaks, start, &mut end)?;
        }
        if chomping != Chomping::Strip {
            value.append(&mut leading_break);
        }
        if chomping == Chomping::Keep {
            value.append(&mut trailing_breaks);
        }
        let style = if literal {
            ScalarStyle::Literal
        } else {
            ScalarStyle::Folded
        };
        let kind = TokenKind::Scalar {
            value: Cow::Owned(value.to_vec()),
            style,
        };
        value.clear();
        leading_break.clear();
        trailing_breaks.clear();
        self.block = BlockText {
            value,
            leading_break,
            trailing_breaks,
        };
        self.push_keyed(kind, start, end, NO_KEY);
        Ok(())
    }

    /// The rest of the line after `|` or `>`: how to chomp, and by how much the text is indented.
    fn block_header(&mut self, start: Position) -> Result<(Chomping, usize)> {
        let mut chomping = Chomping::Clip;
        let mut increment = 0;
        let mut seen = (false, false);
        // Each of the two may come first.
        for _ in 0..2 {
            match self.byte() {
                sign @ (b'+' | b'-') if !seen.0 => {
                    seen.0 = true;
                    chomping = if sign == b'+' {
                        Chomping::Keep
                    } else {
                        Chomping::Strip
                    };
                    self.pos += 1;
                }
                digit @ b'0'..=b'9' if !seen.1 => {
                    seen.1 = true;
                    if digit == b'0' {
                        let problem = "found an indentation indicator equal to 0";
                        return Err(self.fault(CONTEXT, start, problem).length_of(1));
                    }
                    increment = usize::from(digit - b'0');
                    self.pos += 1;
                }
                _ => break,
            }
        }
        while matches!(self.byte(), b' ' | b'\t') {
            self.pos += 1;
        }
        if self.byte() == b'#' {
            self.skip_comment();
        }
        if !is_breakz(self.text, self.pos) {
            let problem = "did not find expected comment or line break";
            return Err(self.fault(CONTEXT, start, problem).length_of(1));
        }
        let length = line_end(self.text, self.pos);
        if length > 0 {
            self.pass_break(length);
        }
        Ok((chomping, increment))
    }

    /// Passes empty lines and the indentation of the next line, which decides the scalar's
    /// indentation if it is not known yet.
    fn block_breaks(
        &mut self,
        indent: &mut usize,
        breaks: &mut Vec<u8>,
        start: Position,
        end: &mut Position,
    ) -> Result<()> {
        *end = self.place();
        let mut widest = 0;
        loop {
            let limit = if *indent == 0 {
                usize::MAX
            } else {
                self.line_start + *indent
            };
            let pos = skip_spaces(self.text, self.pos).min(limit.max(self.pos));
            self.pos = pos;
            widest = widest.max(self.column());
            if pos < limit && self.byte() == b'\t' {
                let problem = "found a tab character where an indentation space is expected";
                return Err(self.fault(CONTEXT, start, problem).length_of(1));
            }
            if line_end(self.text, pos) == 0 {
                break;
            }
            self.read_break(breaks);
            *end = self.place();
        }
        if *indent == 0 {
            let least = usize::try_from(self.indent + 1).unwrap_or(0).max(1);
            *indent = widest.max(least);
        }
        Ok(())
    }
}
