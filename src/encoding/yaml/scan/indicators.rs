//! What each character at the start of a token means.

use super::super::Comment;
use super::super::chars::{INDICATOR, at, is, is_blankz, line_end};
use super::super::token::TokenKind;
use super::{Result, Scanner, SimpleKey};

impl<'a> Scanner<'a> {
    /// Finds the next token, and adds it to the queue with those that it implies.
    pub(super) fn fetch_next(&mut self) -> Result<()> {
        if !self.started {
            self.started = true;
            let place = self.place();
            self.push(TokenKind::StreamStart, place);
            return Ok(());
        }
        self.skip_to_token();
        self.unroll_indent(self.column() as i32);
        // The longest look ahead, `--- `, is four characters.
        if let Some(fault) = self.fault
            && self
                .slice(self.pos, self.text.len())
                .iter()
                .filter(|b| **b & 0xC0 != 0x80)
                .count()
                < 4
        {
            return Err(fault.clone());
        }

        let byte = self.byte();
        // Letters and digits, the most common beginnings, mean nothing but a plain scalar.
        if byte.is_ascii_alphanumeric() {
            return self.fetch_plain();
        }
        if byte == 0 {
            return self.fetch_stream_end();
        }
        if self.pos == self.line_start {
            if byte == b'%' {
                return self.fetch_directive();
            }
            if matches!(byte, b'-' | b'.') && self.at_document_indicator() {
                let start = byte == b'-';
                return self.fetch_document_indicator(start);
            }
        }
        let flow = self.flow_level > 0;
        match byte {
            b'[' => self.fetch_flow_start(TokenKind::FlowSequenceStart),
            b'{' => self.fetch_flow_start(TokenKind::FlowMappingStart),
            b']' => self.fetch_flow_end(TokenKind::FlowSequenceEnd),
            b'}' => self.fetch_flow_end(TokenKind::FlowMappingEnd),
            b',' => self.fetch_flow_entry(),
            b'-' if is_blankz(self.text, self.pos + 1) => self.fetch_block_entry(),
            b'?' if flow || is_blankz(self.text, self.pos + 1) => self.fetch_key(),
            b':' if flow || is_blankz(self.text, self.pos + 1) => self.fetch_value(),
            b'*' => self.fetch_anchor(true),
            b'&' => self.fetch_anchor(false),
            b'!' => self.fetch_tag(),
            b'|' if !flow => self.fetch_block_scalar(true),
            b'>' if !flow => self.fetch_block_scalar(false),
            b'\'' => self.fetch_quoted(true),
            b'"' => self.fetch_quoted(false),
            // A tab is all that can follow here of what cannot start a plain scalar, as blanks
            // and line ends were passed and `- ` is an entry.
            b'-' => self.fetch_plain(),
            b'?' | b':' if !flow => self.fetch_plain(),
            _ if !is(byte, INDICATOR) && !is_blankz(self.text, self.pos) => self.fetch_plain(),
            _ => {
                let place = self.place();
                let problem = "found character that cannot start any token";
                Err(self
                    .fault("while scanning for the next token", place, problem)
                    .length_of(1))
            }
        }
    }

    /// Passes blanks, comments and line ends.
    pub(super) fn skip_to_token(&mut self) {
        loop {
            if self.pos + 2 <= self.skips_until && self.pos == self.line_start {
                self.skip_one_character();
            }
            let mut pos = self.pos;
            if self.flow_level > 0 || !self.simple_key_allowed {
                while matches!(at(self.text, pos), b' ' | b'\t') {
                    pos += 1;
                }
            } else {
                while at(self.text, pos) == b' ' {
                    pos += 1;
                }
            }
            self.pos = pos;
            if at(self.text, pos) == b'#' {
                self.skip_comment();
            }
            let length = line_end(self.text, self.pos);
            if length == 0 {
                return;
            }
            self.pass_break(length);
            if self.flow_level == 0 {
                self.simple_key_allowed = true;
            }
        }
    }

    /// go-yaml takes a byte-order mark at the start of its buffer for one at the start of a line.
    #[cold]
    fn skip_one_character(&mut self) {
        let mut width = 1;
        while self.byte_at(width) & 0xC0 == 0x80 {
            width += 1;
        }
        if self.pos + width <= self.text.len() {
            self.pos += width;
            // It counts as one column.
            self.line_start = self.pos - 1;
        }
    }

    /// Passes a comment up to its line end.
    pub(super) fn skip_comment(&mut self) {
        let start = self.place();
        self.pos = self.end_of_line(self.pos);
        if let Some(comments) = &mut self.comments {
            let end = self.pos as u32 + self.base;
            let own_line = self
                .text
                .get(self.line_start..(start.offset - self.base) as usize)
                .is_some_and(|before| before.iter().all(|byte| matches!(byte, b' ' | b'\t')));
            comments.push(Comment {
                place: start,
                end,
                own_line,
            });
        }
    }

    /// Where the line that this byte stands in ends.
    pub(super) fn end_of_line(&self, from: usize) -> usize {
        let rest = self.text.get(from..).unwrap_or_default();
        if !self.odd_breaks {
            return memchr::memchr(b'\n', rest).map_or(self.text.len(), |at| from + at);
        }
        let mut pos = from;
        while !super::super::chars::is_breakz(self.text, pos) {
            pos += 1;
        }
        pos
    }

    fn fetch_stream_end(&mut self) -> Result<()> {
        if self.column() != 0 {
            self.line += 1;
            self.line_start = self.pos;
        }
        self.unroll_indent(-1);
        self.remove_simple_key()?;
        self.simple_key_allowed = false;
        let place = self.place();
        self.push(TokenKind::StreamEnd, place);
        Ok(())
    }

    fn fetch_document_indicator(&mut self, start: bool) -> Result<()> {
        self.unroll_indent(-1);
        self.remove_simple_key()?;
        self.simple_key_allowed = false;
        let place = self.place();
        self.pos += 3;
        self.push(
            if start {
                TokenKind::DocumentStart
            } else {
                TokenKind::DocumentEnd
            },
            place,
        );
        Ok(())
    }

    fn fetch_flow_start(&mut self, kind: TokenKind<'a>) -> Result<()> {
        let level = self.save_simple_key()?;
        self.increase_flow_level()?;
        self.simple_key_allowed = true;
        let place = self.place();
        self.pos += 1;
        let end = self.place();
        self.push_keyed(kind, place, end, level);
        Ok(())
    }

    fn fetch_flow_end(&mut self, kind: TokenKind<'a>) -> Result<()> {
        self.remove_simple_key()?;
        self.decrease_flow_level();
        self.simple_key_allowed = false;
        self.push_one_byte(kind);
        Ok(())
    }

    fn fetch_flow_entry(&mut self) -> Result<()> {
        self.remove_simple_key()?;
        self.simple_key_allowed = true;
        self.push_one_byte(TokenKind::FlowEntry);
        Ok(())
    }

    fn fetch_block_entry(&mut self) -> Result<()> {
        // In flow context the parser complains, as it can tell what was being read.
        if self.flow_level == 0 {
            let place = self.place();
            if !self.simple_key_allowed {
                let problem = "block sequence entries are not allowed in this context";
                return Err(self.fault("", place, problem).length_of(1));
            }
            self.roll_indent(place.column, None, TokenKind::BlockSequenceStart, place)?;
        }
        self.remove_simple_key()?;
        self.simple_key_allowed = true;
        self.push_one_byte(TokenKind::BlockEntry);
        Ok(())
    }

    fn fetch_key(&mut self) -> Result<()> {
        if self.flow_level == 0 {
            let place = self.place();
            if !self.simple_key_allowed {
                let problem = "mapping keys are not allowed in this context";
                return Err(self.fault("", place, problem).length_of(1));
            }
            self.roll_indent(place.column, None, TokenKind::BlockMappingStart, place)?;
        }
        self.remove_simple_key()?;
        self.simple_key_allowed = self.flow_level == 0;
        self.push_one_byte(TokenKind::Key);
        Ok(())
    }

    fn fetch_value(&mut self) -> Result<()> {
        let level = self.keys.len().saturating_sub(1);
        if self.key_is_valid(level)? {
            let key = self.keys.last().copied().unwrap_or(SimpleKey::NONE);
            self.unmark(key.token);
            self.insert(key.token, TokenKind::Key, key.place);
            let (column, number) = (key.place.column, Some(key.token));
            self.roll_indent(column, number, TokenKind::BlockMappingStart, key.place)?;
            if let Some(key) = self.keys.last_mut() {
                key.possible = false;
            }
            self.simple_key_allowed = false;
        } else {
            if self.flow_level == 0 {
                let place = self.place();
                if !self.simple_key_allowed {
                    let problem = "mapping values are not allowed in this context";
                    return Err(self.fault("", place, problem).length_of(1));
                }
                self.roll_indent(place.column, None, TokenKind::BlockMappingStart, place)?;
            }
            self.simple_key_allowed = self.flow_level == 0;
        }
        self.push_one_byte(TokenKind::Value);
        Ok(())
    }

    #[inline]
    fn push_one_byte(&mut self, kind: TokenKind<'a>) {
        let place = self.place();
        self.pos += 1;
        self.push(kind, place);
    }
}
