//! Writing a scalar in each of the four styles.

use super::analysis::{Analysis, Text, is_break, is_printable};
use super::emitter::Emitter;

/// Behind this column go-yaml v2 folds at the next blank.
pub(super) const WIDTH: usize = 80;

impl Emitter {
    /// Without quotes.
    pub(super) fn write_plain(&mut self, text: Text<'_>, analysis: Analysis, fold: bool) {
        let bytes = text.bytes();
        if self.may_fold(bytes.len(), analysis, fold) {
            self.put_folded(bytes, text.is_ascii(), false);
        } else {
            self.put_bytes(bytes, text.is_ascii());
        }
    }

    /// In single quotes.
    pub(super) fn write_single(&mut self, text: Text<'_>, analysis: Analysis, fold: bool) {
        let bytes = text.bytes();
        self.put(b'\'');
        match text {
            Text::Wide(text, _) if analysis.multiline => self.put_quoted_lines(text, fold),
            _ if self.may_fold(2 * bytes.len(), analysis, fold) => {
                self.put_folded(bytes, text.is_ascii(), true);
            }
            _ => self.put_with_doubled_quotes(bytes, text.is_ascii()),
        }
        self.put(b'\'');
    }

    /// In double quotes, with escapes.
    pub(super) fn write_double(&mut self, text: Text<'_>, fold: bool) {
        self.put(b'"');
        match text {
            Text::Ascii(bytes, _) if is_short_word(bytes) => self.put_bytes(bytes, true),
            Text::Ascii(bytes, _) => {
                let chars = bytes.iter().map(|&byte| char::from(byte)).enumerate();
                self.put_escaped(chars, bytes, fold);
            }
            Text::Wide(text, _) => self.put_escaped(text.char_indices(), text.as_bytes(), fold),
        }
        self.put(b'"');
    }

    /// As a block that keeps its lines.
    pub(super) fn write_literal(&mut self, text: Text<'_>) {
        let [first, last, before] = text.edges();
        self.put(b'|');
        if first.is_some_and(|char| char == ' ' || is_break(char)) {
            self.put(b'2');
        }
        if !last.is_some_and(is_break) {
            self.put(b'-');
        } else if before.is_none_or(is_break) {
            self.put(b'+');
        }
        self.put_feed();
        match text {
            Text::Ascii(bytes, _) => self.put_block(bytes),
            Text::Wide(text, _) => self.put_block_by_character(text),
        }
    }

    fn put_block(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let feed = memchr::memchr(b'\n', bytes);
            let (line, behind) = bytes.split_at(feed.unwrap_or(bytes.len()));
            if !line.is_empty() {
                self.write_indent();
                self.put_bytes(line, true);
            }
            if feed.is_some() {
                self.put_feed();
            }
            bytes = behind.get(1..).unwrap_or_default();
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
    fn put_folded(&mut self, bytes: &[u8], ascii: bool, quoted: bool) {
        let last = bytes.len().saturating_sub(1);
        let mut after_space = false;
        let mut rest = 0;
        while rest < bytes.len() {
            // Nothing is folded up to the column where the line is wide.
            let column = self.column();
            if ascii && column <= WIDTH {
                let end = bytes.len().min(rest + WIDTH + 1 - column);
                let quote = quoted.then(|| memchr::memchr(b'\'', &bytes[rest..end]));
                let end = quote.flatten().map_or(end, |quote| rest + quote);
                if end > rest {
                    self.put_bytes(&bytes[rest..end], true);
                    after_space = bytes[end - 1] == b' ';
                    rest = end;
                    continue;
                }
            }
            let space = memchr::memchr(b' ', &bytes[rest..]);
            let end = space.map_or(bytes.len(), |space| rest + space);
            if end > rest {
                let word = &bytes[rest..end];
                after_space = false;
                if quoted {
                    self.put_with_doubled_quotes(word, ascii);
                } else {
                    self.put_bytes(word, ascii);
                }
            }
            if end == bytes.len() {
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
    fn put_with_doubled_quotes(&mut self, bytes: &[u8], ascii: bool) {
        let mut from = 0;
        for quote in memchr::memchr_iter(b'\'', bytes) {
            // With the quote, which begins the next part once more.
            self.put_bytes(&bytes[from..=quote], ascii);
            from = quote;
        }
        self.put_bytes(&bytes[from..], ascii);
    }

    /// Characters for double quotes, each with its place in these bytes.
    fn put_escaped(
        &mut self,
        chars: impl Iterator<Item = (usize, char)>,
        bytes: &[u8],
        fold: bool,
    ) {
        const BYTE_ORDER_MARK: &[u8] = "\u{FEFF}".as_bytes();
        // go-yaml asks whether the text, not the character, begins with a byte-order mark.
        let all = bytes.starts_with(BYTE_ORDER_MARK);
        let last = bytes.len().saturating_sub(1);
        let mut after_space = false;
        for (at, char) in chars {
            if all || matches!(char, '"' | '\\') || is_break(char) || !is_printable(char) {
                self.put_escape(char);
                after_space = false;
            } else if char == ' ' {
                if fold && !after_space && self.is_wide() && at > 0 && at < last {
                    self.write_indent();
                    if bytes.get(at + 1) == Some(&b' ') {
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

/// Whether ASCII is so short and simple that in double quotes it stands as it is.
fn is_short_word(bytes: &[u8]) -> bool {
    const SHORT: usize = 16;
    let simple = |byte: &u8| !matches!(byte, b'"' | b'\\' | b'\n' | b' ');
    bytes.len() <= SHORT && bytes.iter().all(simple)
}
