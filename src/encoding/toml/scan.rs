//! The characters and tokens of TOML, with the complaints of BurntSushi/toml 1.6.

use crate::value::quote::{append_quote, append_quote_rune};
use crate::value::{Str, utf8};

/// A complaint and the line it is about; the reader knows the key.
#[derive(Debug)]
pub(super) struct Fault {
    pub line: i64,
    pub message: String,
}

/// Walks over a text.
pub(super) struct Scanner<'a> {
    text: &'a [u8],
    pub pos: usize,
    pub line: i64,
    /// Whether the end was read and not given back: then complaints are about the line before.
    at_end: bool,
}

/// What a number or a date looks like before it is understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Integer,
    Float,
    Datetime,
}

pub(super) type Scan<T> = Result<T, Fault>;

/// A character as complaints name it: `'x'`, and `'\x00'` for the end.
fn rune(c: Option<char>) -> String {
    let mut out = Vec::new();
    append_quote_rune(&mut out, c.unwrap_or('\0'), false);
    String::from_utf8_lossy(&out).into_owned()
}

/// Text as complaints name it.
pub(super) fn quoted(text: &[u8]) -> String {
    let mut out = Vec::new();
    append_quote(&mut out, text);
    String::from_utf8_lossy(&out).into_owned()
}

fn is_space(c: char) -> bool {
    c == ' ' || c == '\t'
}

fn is_line_end(c: char) -> bool {
    c == '\n' || c == '\r'
}

pub(super) fn is_bare(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-'
}

impl<'a> Scanner<'a> {
    pub fn new(text: &'a [u8]) -> Self {
        Scanner {
            text,
            pos: 0,
            line: 1,
            at_end: false,
        }
    }

    /// A complaint about what was just read.
    pub fn fault(&self, message: impl Into<String>) -> Fault {
        let before = self.pos.checked_sub(1).and_then(|at| self.text.get(at));
        let line = if self.at_end && before == Some(&b'\n') {
            self.line - 1
        } else {
            self.line
        };
        Fault {
            line,
            message: message.into(),
        }
    }

    /// A complaint about the line before, for what ends it.
    fn fault_before(&self, message: impl Into<String>) -> Fault {
        Fault {
            line: self.line - 1,
            message: message.into(),
        }
    }

    /// The next character; `None` at the end.
    pub fn next(&mut self) -> Scan<Option<char>> {
        let rest = self.text.get(self.pos..).unwrap_or_default();
        let Some((c, size)) = utf8::first(rest) else {
            self.at_end = true;
            return Ok(None);
        };
        if rest.first() == Some(&b'\n') {
            self.line += 1;
        }
        let c = match c {
            Ok(c) => c,
            Err(byte) => return Err(self.fault(format!("invalid UTF-8 byte: 0x{byte:02x}"))),
        };
        let lone_return = c == '\r' && rest.get(1) != Some(&b'\n');
        if lone_return || (c.is_ascii_control() && !matches!(c, '\t' | '\r' | '\n')) {
            let what = "TOML files cannot contain control characters";
            return Err(self.fault(format!("{what}: '0x{:02x}'", c as u32)));
        }
        self.pos += size;
        Ok(Some(c))
    }

    /// Gives back the character that was just read.
    pub fn back(&mut self, c: Option<char>) {
        match c {
            None => self.at_end = false,
            Some(c) => {
                self.pos -= c.len_utf8();
                if c == '\n' {
                    self.line -= 1;
                }
            }
        }
    }

    /// Where it stands, to [`rewind`](Self::rewind) to.
    pub fn mark(&self) -> (usize, i64) {
        (self.pos, self.line)
    }

    /// Goes back to a mark.
    pub fn rewind(&mut self, (pos, line): (usize, i64)) {
        self.pos = pos;
        self.line = line;
        self.at_end = false;
    }

    pub fn peek(&mut self) -> Scan<Option<char>> {
        let c = self.next()?;
        self.back(c);
        Ok(c)
    }

    fn accept(&mut self, wanted: char) -> Scan<bool> {
        let c = self.next()?;
        if c != Some(wanted) {
            self.back(c);
        }
        Ok(c == Some(wanted))
    }

    fn skip_while(&mut self, wanted: impl Fn(char) -> bool) -> Scan<()> {
        loop {
            let c = self.next()?;
            if !c.is_some_and(&wanted) {
                self.back(c);
                return Ok(());
            }
        }
    }

    pub fn skip_space(&mut self) -> Scan<()> {
        self.skip_while(is_space)
    }

    /// Skips space, line ends and comments, as between the items of a list.
    pub fn skip_blank(&mut self) -> Scan<()> {
        loop {
            self.skip_while(|c| is_space(c) || is_line_end(c))?;
            if !self.comment()? {
                return Ok(());
            }
        }
    }

    fn comment(&mut self) -> Scan<bool> {
        let found = self.accept('#')?;
        if found {
            self.skip_while(|c| !is_line_end(c))?;
        }
        Ok(found)
    }

    /// What was read since a position.
    pub fn since(&self, start: usize) -> &'a [u8] {
        self.text.get(start..self.pos).unwrap_or_default()
    }

    /// What must follow a table's header or a value: the end of the line.
    pub fn end_of_item(&mut self) -> Scan<()> {
        self.skip_space()?;
        self.comment()?;
        match self.next()? {
            None => {
                self.back(None);
                Ok(())
            }
            Some(c) if is_line_end(c) => Ok(()),
            c => Err(self.fault(format!(
                "expected a top-level item to end with a newline, comment, or EOF, but got {} \
                 instead",
                rune(c)
            ))),
        }
    }

    /// The end of a table's header: `]`, or the second `]` of two.
    pub fn end_of_header(&mut self) -> Scan<()> {
        match self.next()? {
            Some(']') => Ok(()),
            c => Err(self.fault(format!(
                "expected end of table array name delimiter ']', but got {} instead",
                rune(c)
            ))),
        }
    }

    /// Whether a part of a key or of a table's name stands here in quotes.
    pub fn before_name(&mut self, table: bool, first: bool) -> Scan<bool> {
        self.skip_space()?;
        let message = match (self.peek()?, table, first) {
            (Some('"' | '\''), ..) => return Ok(true),
            (Some(']') | None, true, _) => {
                "unexpected end of table name (table names cannot be empty)"
            }
            (Some('.'), true, _) => "unexpected table separator (table names cannot be empty)",
            (Some('=') | None, false, true) => "unexpected '=': key name appears blank",
            (Some('.'), false, true) => "unexpected '.': keys cannot start with a '.'",
            (Some('=') | None, false, false) => "unexpected '='",
            (Some('.'), false, false) => "unexpected '.'",
            _ => return Ok(false),
        };
        Err(self.fault(message))
    }

    pub fn bare_name(&mut self) -> Scan<&'a [u8]> {
        let start = self.pos;
        self.skip_while(is_bare)?;
        Ok(self.since(start))
    }

    /// Whether the name goes on after a dot, or has come to its end.
    pub fn after_name(&mut self, table: bool) -> Scan<bool> {
        self.skip_space()?;
        match (self.next()?, table) {
            (Some('.'), _) => Ok(true),
            (Some(']'), true) | (Some('='), false) => Ok(false),
            (c, true) => Err(self.fault(format!(
                "expected '.' or ']' to end table name, but got {} instead",
                rune(c)
            ))),
            (None, false) => Err(self.fault("unexpected EOF; expected key separator '='")),
            (c, false) => {
                let message = format!("expected '.' or '=', but got {} instead", rune(c));
                Err(if c == Some('\n') {
                    self.fault_before(message)
                } else {
                    self.fault(message)
                })
            }
        }
    }

    /// The complaint about a character that begins no value.
    pub fn no_value(&self, c: Option<char>) -> Fault {
        match c {
            None => self.fault("unexpected EOF; expected value"),
            Some('.') => self.fault("floats must start with a digit, not '.'"),
            Some('\n') => {
                self.fault_before(format!("expected value but found {} instead", rune(c)))
            }
            c => self.fault(format!("expected value but found {} instead", rune(c))),
        }
    }

    /// What stands between two items: true for a comma, false for the end.
    pub fn separator(&mut self, end: char) -> Scan<bool> {
        self.skip_blank()?;
        match self.next()? {
            Some(',') => Ok(true),
            c if c == Some(end) => Ok(false),
            c => {
                let found = c.map_or("end of file".to_string(), |c| format!("'{c}'"));
                Err(self.fault(if end == ']' {
                    format!("expected a comma (',') or array terminator (']'), but got {found}")
                } else {
                    format!(
                        "expected a comma or an inline table terminator '}}', but got {found} \
                         instead"
                    )
                }))
            }
        }
    }

    /// `true`, `false`, or a complaint about any other word.
    pub fn word(&mut self) -> Scan<bool> {
        let start = self.pos;
        self.skip_while(char::is_alphabetic)?;
        match self.since(start) {
            b"true" => Ok(true),
            b"false" => Ok(false),
            other => Err(self.fault(format!(
                "expected value but found {} instead",
                quoted(other)
            ))),
        }
    }

    /// `inf` or `nan` behind their first letter; else nothing is read but what could begin them.
    pub fn special_float(&mut self) -> Scan<bool> {
        if (self.accept('n')? && self.accept('f')?) || (self.accept('a')? && self.accept('n')?) {
            return Ok(true);
        }
        // The last character read is looked at again.
        self.pos -= 1;
        Ok(false)
    }

    /// A text in quotes behind the first one, as it is written, and whether it has escapes.
    pub fn string(&mut self) -> Scan<(&'a [u8], bool)> {
        let start = self.pos;
        let mut escapes = false;
        loop {
            match self.next()? {
                None => return Err(self.fault("unexpected EOF; expected '\"'")),
                Some(c) if is_line_end(c) => {
                    return Err(self.fault_before("strings cannot contain newlines"));
                }
                Some('\\') => {
                    escapes = true;
                    self.escape(start)?;
                }
                Some('"') => {
                    let text = self.since(start);
                    return Ok((text.split_last().map_or(&[], |(_, text)| text), escapes));
                }
                Some(_) => {}
            }
        }
    }

    pub fn raw_string(&mut self) -> Scan<&'a [u8]> {
        let start = self.pos;
        loop {
            match self.next()? {
                None => return Err(self.fault("unexpected EOF; expected \"'\"")),
                Some(c) if is_line_end(c) => {
                    return Err(self.fault_before("strings cannot contain newlines"));
                }
                Some('\'') => {
                    return Ok(self.since(start).split_last().map_or(&[], |(_, text)| text));
                }
                Some(_) => {}
            }
        }
    }

    /// A text behind three quotes of this kind, as it is written.
    pub fn multiline(&mut self, quote: char) -> Scan<&'a [u8]> {
        let start = self.pos;
        let five = [quote as u8; 5];
        loop {
            let c = self.next()?;
            if c.is_none() {
                let three = if quote == '"' { "'\"\"\"'" } else { "\"'''\"" };
                return Err(self.fault(format!("unexpected EOF; expected {three}")));
            }
            if quote == '"' && c == Some('\\') {
                let c = self.next()?;
                if !c.is_some_and(is_line_end) {
                    self.back(c);
                    self.escape(start)?;
                }
            } else if c == Some(quote) {
                let second = self.accept(quote)?;
                if !second {
                    continue;
                }
                if !self.accept(quote)? {
                    self.pos -= 1;
                    continue;
                }
                if self.peek()? != Some(quote) {
                    let text = self.since(start);
                    return Ok(text.get(..text.len() - 3).unwrap_or_default());
                }
                let so_far = self.since(start);
                let escaped = quote == '"' && so_far.ends_with(b"\\\"\"\"\"\"");
                if so_far.ends_with(&five) && !escaped {
                    let six = if quote == '"' {
                        "'\"\"\"\"\"\"'"
                    } else {
                        "\"''''''\""
                    };
                    return Err(self.fault(format!("unexpected {six}")));
                }
                self.pos -= 2;
            }
        }
    }

    /// Checks what follows a backslash in a text that began at `start`.
    fn escape(&mut self, start: usize) -> Scan<()> {
        let c = self.next()?;
        let (digits, name, letter) = match c {
            Some('e' | 'b' | 't' | 'n' | 'f' | 'r' | '"' | ' ' | '\t' | '\\') => return Ok(()),
            Some('x') => (2, "two", 'x'),
            Some('u') => (4, "four", 'u'),
            Some('U') => (8, "eight", 'U'),
            c => {
                let message = format!("invalid escape in string '\\{}'", c.unwrap_or('\0'));
                let at_end = c.is_none();
                return Err(if at_end {
                    self.fault_before(message)
                } else {
                    self.fault(message)
                });
            }
        };
        for _ in 0..digits {
            if !self.next()?.is_some_and(|c| c.is_ascii_hexdigit()) {
                return Err(self.fault(format!(
                    "expected {name} hexadecimal digits after '\\{letter}', but got {} instead",
                    quoted(self.since(start))
                )));
            }
        }
        Ok(())
    }

    /// A number or a date that begins with a digit.
    pub fn number_or_date(&mut self) -> Scan<(&'a [u8], Shape)> {
        let start = self.pos;
        let shape = if self.next()? == Some('0') {
            match self.next()? {
                Some('_') => self.decimal()?,
                Some('.' | 'e' | 'E') => self.float()?,
                Some(c @ ('b' | 'o' | 'x')) => self.based(start, c)?,
                Some(c) if c.is_ascii_digit() => self.digits_or_date()?,
                c => {
                    self.back(c);
                    Shape::Integer
                }
            }
        } else {
            self.digits_or_date()?
        };
        Ok((self.since(start).trim_ascii(), shape))
    }

    fn digits_or_date(&mut self) -> Scan<Shape> {
        self.skip_while(|c| c.is_ascii_digit())?;
        match self.next()? {
            Some('-' | ':') => {
                let part = |c| matches!(c, '-' | ':' | 'T' | 't' | ' ' | '.' | 'Z' | 'z' | '+');
                self.skip_while(|c| c.is_ascii_digit() || part(c))?;
                Ok(Shape::Datetime)
            }
            Some('_') => self.decimal(),
            Some('.' | 'e' | 'E') => self.float(),
            c => {
                self.back(c);
                Ok(Shape::Integer)
            }
        }
    }

    fn decimal(&mut self) -> Scan<Shape> {
        self.skip_while(|c| c.is_ascii_digit() || c == '_')?;
        match self.next()? {
            Some('.' | 'e' | 'E') => self.float(),
            c => {
                self.back(c);
                Ok(Shape::Integer)
            }
        }
    }

    fn float(&mut self) -> Scan<Shape> {
        let part = |c| matches!(c, '_' | '.' | '-' | '+' | 'e' | 'E');
        self.skip_while(|c| c.is_ascii_digit() || part(c))?;
        Ok(Shape::Float)
    }

    /// An integer of base 2, 8 or 16 behind the letter that says so.
    fn based(&mut self, start: usize, letter: char) -> Scan<Shape> {
        let (name, base) = match letter {
            'b' => ("a binary", 2),
            'o' => ("an octal", 8),
            _ => ("a hexadecimal", 16),
        };
        let c = self.peek()?;
        if !c.is_some_and(|c| c.is_digit(base)) {
            let number = String::from_utf8_lossy(self.since(start)).into_owned();
            let next = c.unwrap_or('\0');
            return Err(self.fault(format!("not {name} number: '{number}{next}'")));
        }
        self.skip_while(|c| c.is_digit(base) || c == '_')?;
        Ok(Shape::Integer)
    }

    /// A number behind its sign, which began at `start`.
    pub fn signed(&mut self, start: usize) -> Scan<(&'a [u8], Shape)> {
        let invalid = |scanner: &Self| {
            let text = String::from_utf8_lossy(scanner.since(start));
            scanner.fault(format!("invalid float: '{text}'"))
        };
        let shape = match self.next()? {
            Some('i') => {
                if !(self.accept('n')? && self.accept('f')?) {
                    return Err(invalid(self));
                }
                Shape::Float
            }
            Some('n') => {
                if !(self.accept('a')? && self.accept('n')?) {
                    return Err(invalid(self));
                }
                Shape::Float
            }
            Some('.') => return Err(self.fault("floats must start with a digit, not '.'")),
            Some(c) if c.is_ascii_digit() => {
                if c == '0'
                    && let Some(next @ ('b' | 'o' | 'x')) = self.peek()?
                {
                    let text = String::from_utf8_lossy(self.since(start));
                    return Err(self.fault(format!(
                        "cannot use sign with non-decimal numbers: '{text}{next}'"
                    )));
                }
                self.decimal()?
            }
            c => return Err(self.fault(format!("expected a digit but got {}", rune(c)))),
        };
        Ok((self.since(start), shape))
    }
}

/// A key as complaints name it: parts that are not bare in quotes, dots between.
pub(super) fn key_text(parts: &[Str]) -> Vec<u8> {
    let mut out = Vec::new();
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            out.push(b'.');
        }
        let text = part.to_string_lossy();
        if !text.is_empty() && text.chars().all(is_bare) {
            out.extend_from_slice(part.as_bytes());
        } else {
            append_key(&mut out, &text);
        }
    }
    out
}

fn append_key(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    for c in text.chars() {
        let short = match c {
            '"' | '\\' => c,
            '\x08' => 'b',
            '\t' => 't',
            '\n' => 'n',
            '\x0c' => 'f',
            '\r' => 'r',
            c if c.is_ascii_control() => {
                out.extend_from_slice(format!("\\u{:04x}", c as u32).as_bytes());
                continue;
            }
            c => {
                utf8::push(out, c);
                continue;
            }
        };
        out.extend_from_slice(&[b'\\', short as u8]);
    }
    out.push(b'"');
}
