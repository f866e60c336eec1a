//! Plain scalars.

use std::borrow::Cow;

use super::super::chars::{BLANKZ, COLON, FLOW, at, is, is_blankz, line_end};
use super::super::token::{ScalarStyle, TokenKind};
use super::{Result, Scanner};

/// The line ends between two parts of a scalar, which become a blank or fewer line ends.
#[derive(Debug, Default)]
pub(super) struct Folding {
    /// The first one; empty where there was none.
    pub first: Vec<u8>,
    /// Those after it.
    pub rest: Vec<u8>,
}

impl Folding {
    /// Adds what is left of the line ends.
    pub fn join(&mut self, into: &mut Vec<u8>) {
        if self.first.first() == Some(&b'\n') {
            if self.rest.is_empty() {
                into.push(b' ');
            }
        } else {
            into.append(&mut self.first);
        }
        into.append(&mut self.rest);
        self.first.clear();
    }
}

impl<'a> Scanner<'a> {
    pub(super) fn fetch_plain(&mut self) -> Result<()> {
        let level = self.save_simple_key()?;
        self.simple_key_allowed = false;
        let start = self.place();
        let indent = self.indent + 1;
        let flow = self.flow_level > 0;
        let stops = if flow {
            BLANKZ | COLON | FLOW
        } else {
            BLANKZ | COLON
        };
        let text = self.text;

        let first = self.pos;
        let mut end = start;
        let mut end_pos = first;
        let mut joined: Option<Vec<u8>> = None;
        let mut folding: Option<Folding> = None;
        let mut broken = false;
        loop {
            if self.pos == self.line_start && self.at_document_indicator() {
                break;
            }
            if self.byte() == b'#' {
                break;
            }
            let from = self.pos;
            let mut pos = from;
            loop {
                let byte = at(text, pos);
                if !is(byte, stops) {
                    pos += 1;
                    continue;
                }
                match byte {
                    b':' if !is_blankz(text, pos + 1) => pos += 1,
                    0xC2 | 0xE2 if line_end(text, pos) == 0 => pos += 1,
                    _ => break,
                }
            }
            if pos > from {
                if broken {
                    let so_far = joined.get_or_insert_with(|| self.slice(first, end_pos).to_vec());
                    if let Some(folding) = &mut folding {
                        folding.join(so_far);
                    }
                    so_far.extend_from_slice(self.slice(from, pos));
                    broken = false;
                } else if let Some(so_far) = &mut joined {
                    so_far.extend_from_slice(self.slice(end_pos, pos));
                }
                self.pos = pos;
                end_pos = pos;
                end = self.place();
            }
            let mut byte = at(text, self.pos);
            if !(matches!(byte, b' ' | b'\t') || line_end(text, self.pos) > 0) {
                break;
            }
            loop {
                match byte {
                    b' ' => self.pos += 1,
                    b'\t' => {
                        if broken && (self.column() as i32) < indent {
                            let problem = "found a tab character that violates indentation";
                            let context = "while scanning a plain scalar";
                            return Err(self.fault(context, start, problem).length_of(1));
                        }
                        self.pos += 1;
                    }
                    _ => {
                        if line_end(text, self.pos) == 0 {
                            break;
                        }
                        let folding = folding.get_or_insert_default();
                        if broken {
                            self.read_break(&mut folding.rest);
                        } else {
                            folding.first.clear();
                            folding.rest.clear();
                            self.read_break(&mut folding.first);
                            broken = true;
                        }
                    }
                }
                byte = at(text, self.pos);
            }
            if !flow && (self.column() as i32) < indent {
                break;
            }
        }
        let value = match joined {
            Some(joined) => Cow::Owned(joined),
            None => Cow::Borrowed(self.slice(first, end_pos)),
        };
        let kind = TokenKind::Scalar {
            value,
            style: ScalarStyle::Plain,
        };
        self.push_keyed(kind, start, end, level);
        // A key may follow where a new line has begun.
        if broken {
            self.simple_key_allowed = true;
        }
        Ok(())
    }
}
