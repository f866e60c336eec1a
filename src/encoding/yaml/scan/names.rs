//! Anchors, tags and directives.

use std::borrow::Cow;

use super::super::Position;
use super::super::chars::{URI, WORD, at, is, is_blankz, is_breakz, line_end};
use super::super::token::{TagParts, TokenKind};
use super::{Result, Scanner};

const DIRECTIVE: &str = "while scanning a directive";
const VERSION: &str = "while scanning a %YAML directive";
const TAG_DIRECTIVE: &str = "while scanning a %TAG directive";

/// The context of a fault in a part that tags and `%TAG` share.
fn context(directive: bool) -> &'static str {
    if directive {
        "while parsing a %TAG directive"
    } else {
        "while parsing a tag"
    }
}

impl<'a> Scanner<'a> {
    pub(super) fn fetch_anchor(&mut self, alias: bool) -> Result<()> {
        let level = self.save_simple_key()?;
        self.simple_key_allowed = false;
        let start = self.place();
        self.pos += 1;
        let name = self.word();
        let follows = self.byte();
        let ends = is_blankz(self.text, self.pos)
            || matches!(
                follows,
                b'?' | b':' | b',' | b']' | b'}' | b'%' | b'@' | b'`'
            );
        if name.is_empty() || !ends {
            let context = if alias {
                "while scanning an alias"
            } else {
                "while scanning an anchor"
            };
            let problem = "did not find expected alphabetic or numeric character";
            return Err(self.fault(context, start, problem).length_of(1));
        }
        let kind = if alias {
            TokenKind::Alias(name)
        } else {
            TokenKind::Anchor(name)
        };
        let end = self.place();
        self.push_keyed(kind, start, end, level);
        Ok(())
    }

    pub(super) fn fetch_tag(&mut self) -> Result<()> {
        let level = self.save_simple_key()?;
        self.simple_key_allowed = false;
        let start = self.place();
        let mut handle: &'a [u8] = b"";
        let suffix;
        if self.byte_at(1) == b'<' {
            self.pos += 2;
            suffix = self.uri(false, start, self.pos, false)?;
            if self.byte() != b'>' {
                let problem = "did not find the expected '>'";
                return Err(self
                    .fault("while scanning a tag", start, problem)
                    .length_of(1));
            }
            self.pos += 1;
        } else {
            let head_start = self.pos;
            handle = self.tag_handle(false, start)?;
            if handle.len() > 1 && handle.last() == Some(&b'!') {
                suffix = self.uri(false, start, self.pos, false)?;
            } else {
                // Not a handle after all but the beginning of the tag itself.
                let rest = self.uri(false, start, head_start + 1, true)?;
                if rest.is_empty() {
                    suffix = Cow::Borrowed(handle);
                    handle = b"";
                } else {
                    suffix = rest;
                    handle = b"!";
                }
            }
        }
        if !is_blankz(self.text, self.pos) {
            let problem = "did not find expected whitespace or line break";
            return Err(self
                .fault("while scanning a tag", start, problem)
                .length_of(1));
        }
        let end = self.place();
        self.push_keyed(
            TokenKind::Tag(Box::new(TagParts {
                handle,
                rest: suffix,
            })),
            start,
            end,
            level,
        );
        Ok(())
    }

    pub(super) fn fetch_directive(&mut self) -> Result<()> {
        self.unroll_indent(-1);
        self.remove_simple_key()?;
        self.simple_key_allowed = false;
        let start = self.place();
        self.pos += 1;
        let name = self.word();
        if name.is_empty() {
            return Err(self.fault(DIRECTIVE, start, "could not find expected directive name"));
        }
        if !is_blankz(self.text, self.pos) {
            let problem = "found unexpected non-alphabetical character";
            return Err(self.fault(DIRECTIVE, start, problem).length_of(1));
        }
        let kind = match name {
            b"YAML" => self.version(start)?,
            b"TAG" => self.tag_directive(start)?,
            _ => return Err(self.fault(DIRECTIVE, start, "found unknown directive name")),
        };
        let end = self.place();
        self.skip_blanks();
        if self.byte() == b'#' {
            self.skip_comment();
        }
        if !is_breakz(self.text, self.pos) {
            let problem = "did not find expected comment or line break";
            return Err(self.fault(DIRECTIVE, start, problem).length_of(1));
        }
        let length = line_end(self.text, self.pos);
        if length > 0 {
            self.pass_break(length);
        }
        self.push_keyed(kind, start, end, super::NO_KEY);
        Ok(())
    }

    fn skip_blanks(&mut self) {
        while matches!(self.byte(), b' ' | b'\t') {
            self.pos += 1;
        }
    }

    fn word(&mut self) -> &'a [u8] {
        let start = self.pos;
        while is(self.byte(), WORD) {
            self.pos += 1;
        }
        self.slice(start, self.pos)
    }

    fn version(&mut self, start: Position) -> Result<TokenKind<'a>> {
        self.skip_blanks();
        let major = self.version_number(start)?;
        if self.byte() != b'.' {
            let problem = "did not find expected digit or '.' character";
            return Err(self.fault(VERSION, start, problem));
        }
        self.pos += 1;
        let minor = self.version_number(start)?;
        Ok(TokenKind::Version { major, minor })
    }

    fn version_number(&mut self, start: Position) -> Result<u8> {
        let mut number = 0;
        let mut length = 0;
        while let digit @ b'0'..=b'9' = self.byte() {
            length += 1;
            if length > 2 {
                return Err(self.fault(VERSION, start, "found extremely long version number"));
            }
            number = number * 10 + (digit - b'0');
            self.pos += 1;
        }
        if length == 0 {
            return Err(self.fault(VERSION, start, "did not find expected version number"));
        }
        Ok(number)
    }

    fn tag_directive(&mut self, start: Position) -> Result<TokenKind<'a>> {
        self.skip_blanks();
        let handle = self.tag_handle(true, start)?;
        if !matches!(self.byte(), b' ' | b'\t') {
            return Err(self.fault(TAG_DIRECTIVE, start, "did not find expected whitespace"));
        }
        self.skip_blanks();
        let prefix = self.uri(true, start, self.pos, false)?;
        if !is_blankz(self.text, self.pos) {
            let problem = "did not find expected whitespace or line break";
            return Err(self.fault(TAG_DIRECTIVE, start, problem));
        }
        Ok(TokenKind::TagDirective(Box::new(TagParts {
            handle,
            rest: prefix,
        })))
    }

    fn tag_handle(&mut self, directive: bool, start: Position) -> Result<&'a [u8]> {
        let from = self.pos;
        if self.byte() != b'!' {
            return Err(self.fault(context(directive), start, "did not find expected '!'"));
        }
        self.pos += 1;
        let name = self.word();
        if self.byte() == b'!' {
            self.pos += 1;
        } else if directive && !name.is_empty() {
            return Err(self.fault(context(directive), start, "did not find expected '!'"));
        }
        Ok(self.slice(from, self.pos))
    }

    /// The rest of a tag. What was already passed from `from` on belongs to it.
    fn uri(
        &mut self,
        directive: bool,
        start: Position,
        from: usize,
        may_be_empty: bool,
    ) -> Result<Cow<'a, [u8]>> {
        let mut piece = from;
        let mut owned: Option<Vec<u8>> = None;
        let begin = self.pos;
        while is(self.byte(), URI) {
            if self.byte() == b'%' {
                let so_far = owned.get_or_insert_default();
                so_far.extend_from_slice(self.slice(piece, self.pos));
                let mut escaped = owned.take().unwrap_or_default();
                self.uri_escape(directive, start, &mut escaped)?;
                owned = Some(escaped);
                piece = self.pos;
            } else {
                self.pos += 1;
            }
        }
        if self.pos == begin && !may_be_empty {
            let problem = "did not find expected tag URI";
            return Err(self.fault(context(directive), start, problem).length_of(1));
        }
        let last = self.slice(piece, self.pos);
        Ok(match owned {
            Some(mut owned) => {
                owned.extend_from_slice(last);
                Cow::Owned(owned)
            }
            None => Cow::Borrowed(last),
        })
    }

    /// One character written as `%XX%XX`.
    fn uri_escape(&mut self, directive: bool, start: Position, into: &mut Vec<u8>) -> Result<()> {
        let mut left = 0;
        let mut first = true;
        while first || left > 0 {
            let digits = (
                char::from(at(self.text, self.pos + 1)).to_digit(16),
                char::from(at(self.text, self.pos + 2)).to_digit(16),
            );
            let (b'%', (Some(high), Some(low))) = (self.byte(), digits) else {
                let problem = "did not find URI escaped octet";
                return Err(self.fault(context(directive), start, problem).length_of(1));
            };
            let octet = (high << 4 | low) as u8;
            if first {
                left = match octet {
                    0..=0x7F => 1,
                    0xC0..=0xDF => 2,
                    0xE0..=0xEF => 3,
                    0xF0..=0xF7 => 4,
                    _ => {
                        let problem = "found an incorrect leading UTF-8 octet";
                        return Err(self.fault(context(directive), start, problem).length_of(3));
                    }
                };
                first = false;
            } else if octet & 0xC0 != 0x80 {
                let problem = "found an incorrect trailing UTF-8 octet";
                return Err(self.fault(context(directive), start, problem).length_of(3));
            }
            into.push(octet);
            self.pos += 3;
            left -= 1;
        }
        Ok(())
    }
}
