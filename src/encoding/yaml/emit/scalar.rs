//! Writing a scalar in each of the four styles.

use super::analysis::{Analysis, is_break, is_printable};
use super::emitter::Emitter;

/// Behind this column go-yaml v2 folds at the next blank.
pub(super) const WIDTH: usize = 80;

impl Emitter<'_> {
    /// Without quotes.
    pub(super) fn write_plain(&mut self, text: &str, analysis: Analysis, fold: bool) {
        if !self.may_fold(text.len(), analysis, fold) {
            self.put_text(text, analysis.ascii);
        } else {
            self.put_folded(text, analysis.ascii, false);
        }
    }

    /// In single quotes.
    pub(super) fn write_single(&mut self, text: &str, analysis: Analysis, fold: bool) {
        self.put(b'\'');
        if analysis.multiline {
            self.put_quoted_lines(text, fold);
        } else if self.may_fold(2 * text.len(), analysis, fold) {
            self.put_folded(text, analysis.ascii, true);
        } else {
            self.put_with_doubled_quotes(text, analysis.ascii);
        }
        self.put(b'\'');
    }

    /// In double quotes, with escapes.
    pub(super) fn write_double(&mut self, text: &str, fold: bool) {
        self.put(b'"');
        // go-yaml asks whether the text, not the character, begins with a byte-order mark.
        let all = text.starts_with('\u{FEFF}');
        let last = text.len().saturating_sub(1);
        let mut after_space = false;
        for (at, char) in text.char_indices() {
            if all || matches!(char, '"' | '\\') || is_break(char) || !is_printable(char) {
                self.put_escape(char);
                after_space = false;
            } else if char == ' ' {
                if fold && !after_space && self.is_wide() && at > 0 && at < last {
                    self.write_indent();
                    if text.as_bytes().get(at + 1) == Some(&b' ') {
                        self.put(b'\\');
                    }
                } else {
                    self.put(b' ');
                }
                after_space = true;
            } else {
                self.put_char(char);
                after_space = false;
            }
        }
        self.put(b'"');
    }

    /// As a block that keeps its lines.
    pub(super) fn write_literal(&mut self, text: &str, analysis: Analysis) {
        self.put(b'|');
        let first = text.chars().next();
        if first.is_some_and(|char| char == ' ' || is_break(char)) {
            self.put(b'2');
        }
        let mut end = text.chars().rev();
        match (end.next(), end.next()) {
            (Some(last), before) if is_break(last) => {
                if before.is_none_or(is_break) {
                    self.put(b'+');
                }
            }
            _ => self.put(b'-'),
        }
        self.put_feed();
        if analysis.ascii {
            self.put_block(text);
        } else {
            self.put_block_by_character(text);
        }
    }

    fn put_block(&mut self, text: &str) {
        let mut rest = text;
        while !rest.is_empty() {
            let feed = memchr::memchr(b'\n', rest.as_bytes());
            let (line, behind) = rest.split_at(feed.unwrap_or(rest.len()));
            if !line.is_empty() {
                self.write_indent();
                self.put_text(line, true);
            }
            if feed.is_some() {
                self.put_feed();
            }
            rest = behind.get(1..).unwrap_or_default();
        }
    }

    fn put_block_by_character(&mut self, text: &str) {
        let mut at_start = true;
        for char in text.chars() {
            if is_break(char) {
                self.put_break(char);
                at_start = true;
            } else {
                if at_start {
                    self.write_indent();
                }
                self.put_char(char);
                at_start = false;
            }
        }
    }

    /// Text without line breaks, folded at blanks; quotes are doubled if asked.
    fn put_folded(&mut self, text: &str, ascii: bool, quoted: bool) {
        let bytes = text.as_bytes();
        let last = text.len().saturating_sub(1);
        let mut after_space = false;
        let mut rest = 0;
        while rest < text.len() {
            // Nothing is folded up to the column where the line is wide.
            let column = self.column();
            if ascii && column <= WIDTH {
                let end = text.len().min(rest + WIDTH + 1 - column);
                let quote = quoted.then(|| memchr::memchr(b'\'', &bytes[rest..end]));
                let end = quote.flatten().map_or(end, |quote| rest + quote);
                if end > rest {
                    self.put_text(&text[rest..end], true);
                    after_space = bytes[end - 1] == b' ';
                    rest = end;
                    continue;
                }
            }
            let space = memchr::memchr(b' ', &bytes[rest..]);
            let end = space.map_or(text.len(), |space| rest + space);
            if end > rest {
                let word = &text[rest..end];
                after_space = false;
                if quoted {
                    self.put_with_doubled_quotes(word, ascii);
                } else {
                    self.put_text(word, ascii);
                }
            }
            if end == text.len() {
                break;
            }
            let next_is_space = bytes.get(end + 1) == Some(&b' ');
            let inside = !quoted || (end > 0 && end < last);
            if !after_space && self.is_wide() && inside && !next_is_space {
                self.write_indent();
            } else {
                self.put(b' ');
            }
            after_space = true;
            rest = end + 1;
        }
    }

    /// Text for single quotes, with each quote in it twice.
    fn put_with_doubled_quotes(&mut self, text: &str, ascii: bool) {
        let mut parts = text.split('\'');
        if let Some(first) = parts.next() {
            self.put_text(first, ascii);
        }
        for part in parts {
            self.out.extend_from_slice(b"''");
            self.put_text(part, ascii);
        }
    }

    /// Text in single quotes that holds line breaks other than line feeds.
    fn put_quoted_lines(&mut self, text: &str, fold: bool) {
        let last = text.len().saturating_sub(1);
        let (mut after_space, mut after_break) = (false, false);
        for (at, char) in text.char_indices() {
            if char == ' ' {
                let next_is_space = text.as_bytes().get(at + 1) == Some(&b' ');
                let inside = at > 0 && at < last;
                if fold && !after_space && self.is_wide() && inside && !next_is_space {
                    self.write_indent();
                } else {
                    self.put(b' ');
                }
                after_space = true;
            } else if is_break(char) {
                if !after_break && char == '\n' {
                    self.put_feed();
                }
                self.put_break(char);
                after_break = true;
            } else {
                if after_break {
                    self.write_indent();
                }
                if char == '\'' {
                    self.put(b'\'');
                }
                self.put_char(char);
                after_space = false;
                after_break = false;
            }
        }
    }

    fn put_escape(&mut self, char: char) {
        let short = match char {
            '\0' => b'0',
            '\u{7}' => b'a',
            '\u{8}' => b'b',
            '\t' => b't',
            '\n' => b'n',
            '\u{B}' => b'v',
            '\u{C}' => b'f',
            '\r' => b'r',
            '\u{1B}' => b'e',
            '"' => b'"',
            '\\' => b'\\',
            '\u{85}' => b'N',
            '\u{A0}' => b'_',
            '\u{2028}' => b'L',
            '\u{2029}' => b'P',
            _ => 0,
        };
        self.put(b'\\');
        if short != 0 {
            self.put(short);
            return;
        }
        let code = u32::from(char);
        let (letter, digits) = match code {
            0..=0xFF => (b'x', 2),
            0x100..=0xFFFF => (b'u', 4),
            _ => (b'U', 8),
        };
        self.put(letter);
        for place in (0..digits).rev() {
            let digit = (code >> (4 * place)) & 0xF;
            self.put(b"0123456789ABCDEF"[digit as usize]);
        }
    }

    /// Whether a text that takes so many columns at most can reach the one where it is folded.
    fn may_fold(&self, most: usize, analysis: Analysis, fold: bool) -> bool {
        fold && analysis.spaces && self.is_wide_with(most)
    }
}
