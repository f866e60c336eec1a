//! The characters of a TOML text, and the items between its punctuation.
//!
//! The order in which faults are noticed and the line they are reported in are those of
//! BurntSushi's lexer, its little slips included.

use crate::value::quote::{append_quote, append_quote_rune};
use crate::value::utf8;

/// What the end of the text looks like.
pub(super) const EOF: char = '\0';

/// A fault with the line it is reported in. The parser adds the last key.
#[derive(Debug)]
pub(super) struct Fault {
    pub text: String,
    pub line: usize,
    pub offset: usize,
}

pub(super) type Result<T> = std::result::Result<T, Fault>;

/// What a value turns out to be, by its first characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    /// Text with escapes.
    Escaped,
    /// Text of several lines, with escapes.
    Lines,
    Raw,
    RawLines,
    Bool,
    Integer,
    Float,
    Datetime,
    Array,
    InlineTable,
}

/// A scalar as it is written, or the beginning of an array or table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item<'t> {
    pub kind: Kind,
    pub text: &'t [u8],
    pub line: usize,
    pub offset: usize,
}

#[derive(Debug)]
pub(super) struct Lexer<'t> {
    text: &'t [u8],
    start: usize,
    pos: usize,
    line: usize,
    /// The last character read was the end.
    at_end: bool,
}

pub(super) fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t')
}

pub(super) fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r')
}

fn is_key(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-')
}

/// A character as `%q` prints it.
pub(super) fn quoted(c: char) -> String {
    let mut out = Vec::new();
    append_quote_rune(&mut out, c, false);
    String::from_utf8_lossy(&out).into_owned()
}

/// A text as `%q` prints it.
pub(super) fn quoted_text(text: &[u8]) -> String {
    let mut out = Vec::new();
    append_quote(&mut out, text);
    String::from_utf8_lossy(&out).into_owned()
}

impl<'t> Lexer<'t> {
    pub fn new(text: &'t [u8]) -> Self {
        Lexer {
            text,
            start: 0,
            pos: 0,
            line: 1,
            at_end: false,
        }
    }

    /// The next character; [`EOF`] at the end.
    pub fn next(&mut self) -> Result<char> {
        let Some(&byte) = self.text.get(self.pos) else {
            self.at_end = true;
            return Ok(EOF);
        };
        if byte == b'\n' {
            self.line += 1;
        }
        let (c, width) = if byte < 0x80 {
            (char::from(byte), 1)
        } else {
            match utf8::first(self.text.get(self.pos..).unwrap_or_default()) {
                Some((Ok(c), width)) => (c, width),
                _ => return Err(self.fault_here(format!("invalid UTF-8 byte: 0x{byte:02x}"))),
            }
        };
        let control = match c {
            '\t' | '\n' => false,
            '\r' => self.text.get(self.pos + 1) != Some(&b'\n'),
            _ => c < ' ' || c == '\u{7F}',
        };
        if control {
            let text = format!("TOML files cannot contain control characters: '0x{byte:02x}'");
            return Err(self.fault_here(text));
        }
        self.pos += width;
        Ok(c)
    }

    /// Goes back before the last character.
    pub fn backup(&mut self) {
        if self.at_end {
            self.at_end = false;
            return;
        }
        self.pos = self.pos.saturating_sub(1);
        while self
            .text
            .get(self.pos)
            .is_some_and(|byte| byte & 0xC0 == 0x80)
        {
            self.pos = self.pos.saturating_sub(1);
        }
        if self.text.get(self.pos) == Some(&b'\n') {
            self.line -= 1;
        }
    }

    pub fn peek(&mut self) -> Result<char> {
        let c = self.next()?;
        self.backup();
        Ok(c)
    }

    fn accept(&mut self, wanted: char) -> Result<bool> {
        if self.next()? == wanted {
            return Ok(true);
        }
        self.backup();
        Ok(false)
    }

    /// Forgets what was read since the item before.
    pub fn ignore(&mut self) {
        self.start = self.pos;
    }

    pub fn skip_blanks(&mut self) -> Result<()> {
        while is_blank(self.next()?) {}
        self.backup();
        self.ignore();
        Ok(())
    }

    /// Passes a comment whose `#` was read, up to its line end.
    pub fn skip_comment(&mut self) -> Result<()> {
        self.ignore();
        loop {
            let c = self.next()?;
            if is_line_end(c) || c == EOF {
                self.backup();
                self.ignore();
                return Ok(());
            }
        }
    }

    fn current(&self) -> &'t [u8] {
        self.text.get(self.start..self.pos).unwrap_or_default()
    }

    fn emit(&mut self, kind: Kind) -> Item<'t> {
        let item = Item {
            kind,
            text: self.current(),
            line: self.line,
            offset: self.start,
        };
        self.start = self.pos;
        item
    }

    fn fault_here(&self, text: String) -> Fault {
        Fault {
            text,
            line: self.line,
            offset: self.pos,
        }
    }

    /// A fault at the last character; at the end of the text it is reported in the line that has
    /// something in it.
    pub fn fault(&self, text: impl Into<String>) -> Fault {
        let mut fault = self.fault_here(text.into());
        let before = self.pos.checked_sub(1).and_then(|at| self.text.get(at));
        if self.at_end && before == Some(&b'\n') {
            fault.line -= 1;
        }
        fault
    }

    /// A fault that a line end shows: it is reported in the line before.
    pub fn fault_before(&self, text: impl Into<String>) -> Fault {
        let mut fault = self.fault_here(text.into());
        fault.line = fault.line.saturating_sub(1);
        fault
    }

    /// A part of a key, bare or in quotes. Empty where no such part begins.
    pub fn key_part(&mut self, next: char) -> Result<Item<'t>> {
        if matches!(next, '"' | '\'') {
            self.next()?;
            self.ignore();
            return if next == '"' {
                self.string()
            } else {
                self.raw_string()
            };
        }
        while is_key(self.next()?) {}
        self.backup();
        Ok(self.emit(Kind::Text))
    }

    /// A value, which blanks may precede. Of arrays and inline tables only the beginning.
    pub fn value(&mut self) -> Result<Item<'t>> {
        let mut c = self.next()?;
        while is_blank(c) {
            self.ignore();
            c = self.next()?;
        }
        match c {
            '0'..='9' => return self.number_or_date(c),
            '[' => {
                self.ignore();
                return Ok(self.emit(Kind::Array));
            }
            '{' => {
                self.ignore();
                return Ok(self.emit(Kind::InlineTable));
            }
            '"' | '\'' => {
                if self.accept(c)? {
                    if self.accept(c)? {
                        self.ignore();
                        return if c == '"' {
                            self.lines()
                        } else {
                            self.raw_lines()
                        };
                    }
                    self.backup();
                }
                self.ignore();
                return if c == '"' {
                    self.string()
                } else {
                    self.raw_string()
                };
            }
            '.' => return Err(self.fault("floats must start with a digit, not '.'")),
            'i' | 'n' => {
                let special = self.accept('n')? && self.accept('f')?
                    || self.accept('a')? && self.accept('n')?;
                if special {
                    return Ok(self.emit(Kind::Float));
                }
            }
            '-' | '+' => return self.signed(),
            _ => {}
        }
        if c.is_alphabetic() {
            self.backup();
            return self.word();
        }
        match c {
            EOF => Err(self.fault("unexpected EOF; expected value")),
            '\n' => {
                Err(self.fault_before(format!("expected value but found {} instead", quoted(c))))
            }
            _ => Err(self.fault(format!("expected value but found {} instead", quoted(c)))),
        }
    }

    fn word(&mut self) -> Result<Item<'t>> {
        let from = self.pos;
        while self.next()?.is_alphabetic() {}
        self.backup();
        let word = self.text.get(from..self.pos).unwrap_or_default();
        if matches!(word, b"true" | b"false") {
            return Ok(self.emit(Kind::Bool));
        }
        Err(self.fault(format!(
            "expected value but found {} instead",
            quoted_text(word)
        )))
    }

    /// Reads digits and the like; the first other character ends the number.
    fn number(&mut self, kind: Kind, more: impl Fn(char) -> bool) -> Result<Item<'t>> {
        while more(self.next()?) {}
        self.backup();
        Ok(self.emit(kind))
    }

    fn float(&mut self) -> Result<Item<'t>> {
        self.number(Kind::Float, |c| {
            c.is_ascii_digit() || matches!(c, '_' | '.' | '-' | '+' | 'e' | 'E')
        })
    }

    fn decimal(&mut self) -> Result<Item<'t>> {
        loop {
            match self.next()? {
                '0'..='9' | '_' => {}
                '.' | 'e' | 'E' => return self.float(),
                _ => {
                    self.backup();
                    return Ok(self.emit(Kind::Integer));
                }
            }
        }
    }

    fn number_or_date(&mut self, first: char) -> Result<Item<'t>> {
        let mut c = self.next()?;
        if first == '0' {
            let (name, valid): (_, fn(&char) -> bool) = match c {
                'b' => ("a binary", |c| matches!(c, '0' | '1')),
                'o' => ("an octal", |c| matches!(c, '0'..='7')),
                'x' => ("a hexadecimal", char::is_ascii_hexdigit),
                _ => ("", |_| false),
            };
            if !name.is_empty() {
                let next = self.peek()?;
                if !valid(&next) {
                    let seen = String::from_utf8_lossy(self.current());
                    return Err(self.fault(format!("not {name} number: '{seen}{next}'")));
                }
                return self.number(Kind::Integer, |c| valid(&c) || c == '_');
            }
            if !c.is_ascii_digit() && matches!(c, '-' | ':') {
                self.backup();
                return Ok(self.emit(Kind::Integer));
            }
        }
        loop {
            match c {
                '0'..='9' => c = self.next()?,
                '-' | ':' => return self.datetime(),
                '_' => return self.decimal(),
                '.' | 'e' | 'E' => return self.float(),
                _ => {
                    self.backup();
                    return Ok(self.emit(Kind::Integer));
                }
            }
        }
    }

    fn datetime(&mut self) -> Result<Item<'t>> {
        let mut item = self.number(Kind::Datetime, |c| {
            c.is_ascii_digit() || matches!(c, '-' | ':' | 'T' | 't' | ' ' | '.' | 'Z' | 'z' | '+')
        })?;
        item.text = item.text.trim_ascii();
        Ok(item)
    }

    fn signed(&mut self) -> Result<Item<'t>> {
        let c = self.next()?;
        match c {
            'i' | 'n' => {
                let rest = if c == 'i' { ['n', 'f'] } else { ['a', 'n'] };
                if !self.accept(rest[0])? || !self.accept(rest[1])? {
                    let seen = String::from_utf8_lossy(self.current());
                    return Err(self.fault(format!("invalid float: '{seen}'")));
                }
                return Ok(self.emit(Kind::Float));
            }
            '0' => {
                let next = self.peek()?;
                if matches!(next, 'b' | 'o' | 'x') {
                    let seen = String::from_utf8_lossy(self.current());
                    return Err(self.fault(format!(
                        "cannot use sign with non-decimal numbers: '{seen}{next}'"
                    )));
                }
            }
            '.' => return Err(self.fault("floats must start with a digit, not '.'")),
            _ => {}
        }
        if c.is_ascii_digit() {
            return self.decimal();
        }
        Err(self.fault(format!("expected a digit but got {}", quoted(c))))
    }

    /// The text up to the closing `"`.
    fn string(&mut self) -> Result<Item<'t>> {
        let mut kind = Kind::Text;
        loop {
            match self.next()? {
                EOF => return Err(self.fault("unexpected EOF; expected '\"'")),
                '\n' | '\r' => {
                    return Err(self.fault_before("strings cannot contain newlines"));
                }
                '\\' => {
                    kind = Kind::Escaped;
                    self.escape()?;
                }
                '"' => {
                    self.backup();
                    let item = self.emit(kind);
                    self.next()?;
                    self.ignore();
                    return Ok(item);
                }
                _ => {}
            }
        }
    }

    fn raw_string(&mut self) -> Result<Item<'t>> {
        loop {
            match self.next()? {
                EOF => return Err(self.fault("unexpected EOF; expected \"'\"")),
                '\n' | '\r' => {
                    return Err(self.fault_before("strings cannot contain newlines"));
                }
                '\'' => {
                    self.backup();
                    let item = self.emit(Kind::Raw);
                    self.next()?;
                    self.ignore();
                    return Ok(item);
                }
                _ => {}
            }
        }
    }

    /// The text up to the closing `"""`.
    fn lines(&mut self) -> Result<Item<'t>> {
        loop {
            match self.next()? {
                EOF => return Err(self.fault("unexpected EOF; expected '\"\"\"'")),
                '\\' => {
                    if is_line_end(self.next()?) {
                        continue;
                    }
                    self.backup();
                    self.escape()?;
                }
                '"' => {
                    if let Some(item) = self.lines_end('"', Kind::Lines)? {
                        return Ok(item);
                    }
                }
                _ => {}
            }
        }
    }

    fn raw_lines(&mut self) -> Result<Item<'t>> {
        loop {
            match self.next()? {
                EOF => return Err(self.fault("unexpected EOF; expected \"'''\"")),
                '\'' => {
                    if let Some(item) = self.lines_end('\'', Kind::RawLines)? {
                        return Ok(item);
                    }
                }
                _ => {}
            }
        }
    }

    /// Behind a first quote: the finished item if two more follow. One or two quotes may stand
    /// right before the closing three.
    fn lines_end(&mut self, quote: char, kind: Kind) -> Result<Option<Item<'t>>> {
        if !self.accept(quote)? {
            return Ok(None);
        }
        if !self.accept(quote)? {
            self.backup();
            return Ok(None);
        }
        if self.peek()? == quote {
            let five = if quote == '"' {
                &b"\"\"\"\"\""[..]
            } else {
                b"'''''"
            };
            let escaped = quote == '"' && self.current().ends_with(br#"\""""""#);
            if self.current().ends_with(five) && !escaped {
                let six = [quote; 6].iter().collect::<String>();
                let around = if quote == '"' { '\'' } else { '"' };
                return Err(self.fault(format!("unexpected {around}{six}{around}")));
            }
            self.backup();
            self.backup();
            return Ok(None);
        }
        for _ in 0..3 {
            self.backup();
        }
        let item = self.emit(kind);
        for _ in 0..3 {
            self.next()?;
        }
        self.ignore();
        Ok(Some(item))
    }

    fn escape(&mut self) -> Result<()> {
        let (digits, name) = match self.next()? {
            'e' | 'b' | 't' | 'n' | 'f' | 'r' | '"' | ' ' | '\t' | '\\' => return Ok(()),
            'x' => (2, r"two hexadecimal digits after '\x'"),
            'u' => (4, r"four hexadecimal digits after '\u'"),
            'U' => (8, r"eight hexadecimal digits after '\U'"),
            other => {
                let text = format!("invalid escape in string '\\{other}'");
                return Err(if self.at_end {
                    self.fault_before(text)
                } else {
                    self.fault_here(text)
                });
            }
        };
        for _ in 0..digits {
            if !self.next()?.is_ascii_hexdigit() {
                let seen = quoted_text(self.current());
                return Err(self.fault(format!("expected {name}, but got {seen} instead")));
            }
        }
        Ok(())
    }
}
