//! Reading TOML as BurntSushi's library does, version 1.6.

use std::fmt;

use super::lex::{EOF, Fault, Item, Kind, Lexer, is_blank, is_line_end, quoted, quoted_text};
use super::tables::{Key, Tables, name};
use crate::value::number::{NumError, parse_float, parse_int};
use crate::value::time::{Zone, parse};
use crate::value::{IntKind, List, Map, Value, utf8};

/// The deepest nesting of arrays and inline tables.
const MAX_DEPTH: usize = 500;

/// Why a text is not read, in the words of BurntSushi's library:
/// `toml: line 1 (last key "a"): unexpected EOF; expected value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TomlReadError {
    text: String,
    offset: usize,
}

impl TomlReadError {
    /// The byte at which reading stopped.
    pub fn offset(&self) -> usize {
        self.offset
    }
}

impl fmt::Display for TomlReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for TomlReadError {}

/// Reads a text. Integers are `int64`, dates and times `time.Time`, those without an offset in
/// the local zone as it is now.
///
/// # Errors
/// When the text is no TOML, or nests deeper than 500 arrays and inline tables.
///
/// ```
/// use manifest_render::encoding::toml::read_toml;
/// use manifest_render::value::time::Zone;
///
/// let map = read_toml(b"[server]\nport = 8080\n", &Zone::Utc, 0)?;
/// assert!(map.contains("server"));
/// let error = read_toml(b"a = ", &Zone::Utc, 0).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "toml: line 1 (last key \"a\"): unexpected EOF; expected value"
/// );
/// # Ok::<(), manifest_render::encoding::toml::TomlReadError>(())
/// ```
pub fn read_toml(text: &[u8], local: &Zone, offset: i64) -> Result<Map, TomlReadError> {
    // Tools that write byte-order marks are forgiven.
    let body = text
        .strip_prefix(b"\xFF\xFE")
        .or(text.strip_prefix(b"\xFE\xFF"))
        .or(text.strip_prefix(b"\xEF\xBB\xBF"))
        .unwrap_or(text);
    let base = text.len() - body.len();
    if let Some(at) = body.iter().take(6).position(|byte| *byte == 0) {
        let problem = "files cannot contain NULL bytes; probably using UTF-16; \
                       TOML files must be UTF-8";
        return Err(TomlReadError {
            text: format!("toml: line 1: {problem}"),
            offset: base + at,
        });
    }
    let mut parser = Parser {
        lexer: Lexer::new(body),
        tables: Tables::new(),
        context: Vec::new(),
        key: Vec::new(),
        line: 0,
        at: 0,
        local,
        offset,
    };
    match parser.document() {
        Ok(()) => Ok(parser.tables.into_map()),
        Err(fault) => {
            let key = parser.last_key();
            let line = fault.line;
            let text = match key.is_empty() {
                true => format!("toml: line {line}: {}", fault.text),
                false => {
                    let key = quoted_text(key.as_bytes());
                    format!("toml: line {line} (last key {key}): {}", fault.text)
                }
            };
            Err(TomlReadError {
                text,
                offset: base + fault.offset,
            })
        }
    }
}

struct Parser<'t, 'z> {
    lexer: Lexer<'t>,
    tables: Tables,
    /// The full key of the table that is being filled.
    context: Key,
    /// The key whose value is being read.
    key: Vec<u8>,
    /// Where the last key or table name began.
    line: usize,
    at: usize,
    local: &'z Zone,
    offset: i64,
}

type Read<T> = Result<T, Fault>;

impl Parser<'_, '_> {
    fn last_key(&self) -> String {
        if self.key.is_empty() {
            return name(&self.context);
        }
        let key = String::from_utf8_lossy(&self.key);
        if self.context.is_empty() {
            return key.into_owned();
        }
        format!("{}.{key}", name(&self.context))
    }

    /// A fault of what was said before, reported where the last key began.
    fn said(&self, text: String) -> Fault {
        Fault {
            text,
            line: self.line,
            offset: self.at,
        }
    }

    fn document(&mut self) -> Read<()> {
        loop {
            match self.lexer.next()? {
                c if is_blank(c) || is_line_end(c) => {
                    self.lexer.ignore();
                    continue;
                }
                '#' => {
                    self.lexer.skip_comment()?;
                    continue;
                }
                EOF => return Ok(()),
                '[' => self.table()?,
                _ => {
                    self.lexer.backup();
                    self.entry(0)?;
                }
            }
            if self.line_end()? {
                return Ok(());
            }
        }
    }

    /// What may follow an entry or a table's name: a comment, the end of the line or, then true,
    /// of the text.
    fn line_end(&mut self) -> Read<bool> {
        loop {
            match self.lexer.next()? {
                '#' => {
                    self.lexer.skip_comment()?;
                    return Ok(false);
                }
                c if is_blank(c) => {}
                c if is_line_end(c) => {
                    self.lexer.ignore();
                    return Ok(false);
                }
                EOF => return Ok(true),
                c => {
                    return Err(self.lexer.fault(format!(
                        "expected a top-level item to end with a newline, comment, or EOF, but \
                         got {} instead",
                        quoted(c)
                    )));
                }
            }
        }
    }

    /// `[name]` or `[[name]]`, whose first bracket was read.
    fn table(&mut self) -> Read<()> {
        let array = self.lexer.peek()? == '[';
        if array {
            self.lexer.next()?;
        }
        self.lexer.ignore();
        let mut key = Key::new();
        loop {
            self.lexer.skip_blanks()?;
            let next = self.lexer.peek()?;
            if next == ']' || next == EOF {
                let text = "unexpected end of table name (table names cannot be empty)";
                return Err(self.lexer.fault(text));
            }
            if next == '.' {
                let text = "unexpected table separator (table names cannot be empty)";
                return Err(self.lexer.fault(text));
            }
            let part = self.lexer.key_part(next)?;
            if key.is_empty() {
                (self.line, self.at) = (part.line, part.offset);
            }
            key.push(self.text(part)?);
            self.lexer.skip_blanks()?;
            match self.lexer.next()? {
                '.' => self.lexer.ignore(),
                ']' => break,
                c => {
                    return Err(self.lexer.fault(format!(
                        "expected '.' or ']' to end table name, but got {} instead",
                        quoted(c)
                    )));
                }
            }
        }
        if array {
            let c = self.lexer.next()?;
            if c != ']' {
                return Err(self.lexer.fault(format!(
                    "expected end of table array name delimiter ']', but got {} instead",
                    quoted(c)
                )));
            }
        }
        self.lexer.ignore();
        self.open(&key, array)?;
        self.tables.note(&key, false);
        Ok(())
    }

    /// Makes a table the context. On a fault the context is what led there.
    fn open(&mut self, key: &[Vec<u8>], array: bool) -> Read<()> {
        if let Err(text) = self.tables.open(key, array) {
            let walking = text.ends_with("was already created as a hash.");
            if !walking {
                self.context = key
                    .get(..key.len().saturating_sub(1))
                    .unwrap_or_default()
                    .to_vec();
            }
            return Err(self.said(text));
        }
        self.context = key.to_vec();
        Ok(())
    }

    /// `key = value`, at the top or in an inline table; returns the parts of the key before the
    /// last, the last, and the value.
    fn entry(&mut self, depth: usize) -> Read<(Key, Vec<u8>, Value)> {
        let outer = self.context.clone();
        self.lexer.skip_blanks()?;
        match self.lexer.peek()? {
            '=' | EOF => {
                return Err(self.lexer.fault("unexpected '=': key name appears blank"));
            }
            '.' => {
                return Err(self
                    .lexer
                    .fault("unexpected '.': keys cannot start with a '.'"));
            }
            _ => self.lexer.ignore(),
        }
        let mut key = Key::new();
        loop {
            self.lexer.skip_blanks()?;
            let next = self.lexer.peek()?;
            if next == '=' || next == EOF {
                return Err(self.lexer.fault("unexpected '='"));
            }
            if next == '.' {
                return Err(self.lexer.fault("unexpected '.'"));
            }
            let part = self.lexer.key_part(next)?;
            if key.is_empty() {
                (self.line, self.at) = (part.line, part.offset);
            }
            key.push(self.text(part)?);
            self.lexer.skip_blanks()?;
            match self.lexer.next()? {
                '.' => self.lexer.ignore(),
                '=' => break,
                EOF => {
                    let text = "unexpected EOF; expected key separator '='";
                    return Err(self.lexer.fault(text));
                }
                c => {
                    let text = format!("expected '.' or '=', but got {} instead", quoted(c));
                    return Err(if c == '\n' {
                        self.lexer.fault_before(text)
                    } else {
                        self.lexer.fault(text)
                    });
                }
            }
        }
        self.lexer.ignore();
        let last = key.pop().unwrap_or_default();
        self.key = last.clone();
        for part in &key {
            let mut implied = self.context.clone();
            implied.push(part.clone());
            self.tables.imply(&implied);
            self.open(&implied, false)?;
        }
        let item = self.lexer.value()?;
        let value = self.value(item, false, depth)?;
        let array = item.kind == Kind::Array;
        self.set(value.clone())?;
        self.note(array);
        self.context = outer;
        if depth == 0 {
            self.key = Vec::new();
        }
        Ok((key, last, value))
    }

    /// Notes whether the key's value is an array. An empty key counts as its table.
    fn note(&mut self, array: bool) {
        let mut full = self.context.clone();
        if full.is_empty() || !self.key.is_empty() {
            full.push(self.key.clone());
        }
        self.tables.note(&full, array);
    }

    fn set(&mut self, value: Value) -> Read<()> {
        let set = self.tables.set(&self.context, &self.key, value);
        set.map_err(|text| self.said(text))
    }

    /// The text of a part of a key.
    fn text(&mut self, item: Item<'_>) -> Read<Vec<u8>> {
        match item.kind {
            Kind::Escaped => self.unescape(item, item.text),
            _ => Ok(item.text.to_vec()),
        }
    }

    fn value(&mut self, item: Item<'_>, in_array: bool, depth: usize) -> Read<Value> {
        let text = |bytes: &[u8]| Value::Str(bytes.into());
        Ok(match item.kind {
            Kind::Text | Kind::Raw => text(item.text),
            Kind::RawLines => text(without_first_line_end(item.text)),
            Kind::Escaped => text(&self.unescape(item, item.text)?),
            Kind::Lines => {
                let joined = join_lines(without_first_line_end(item.text));
                text(&self.unescape(item, &joined)?)
            }
            Kind::Bool => Value::Bool(item.text == b"true"),
            Kind::Integer => self.integer(item)?,
            Kind::Float => self.float(item)?,
            Kind::Datetime => self.datetime(item)?,
            Kind::Array | Kind::InlineTable if depth >= MAX_DEPTH => {
                let text = format!("arrays and tables nest deeper than {MAX_DEPTH}");
                return Err(fault(item, text));
            }
            Kind::Array => self.array(depth + 1)?,
            Kind::InlineTable => self.inline_table(in_array, depth + 1)?,
        })
    }

    fn array(&mut self, depth: usize) -> Read<Value> {
        self.note(true);
        let mut items = Vec::new();
        loop {
            match self.lexer.next()? {
                c if is_blank(c) || is_line_end(c) => {
                    self.lexer.ignore();
                    continue;
                }
                '#' => {
                    self.lexer.skip_comment()?;
                    continue;
                }
                ',' => return Err(self.lexer.fault("unexpected comma")),
                ']' => break,
                _ => self.lexer.backup(),
            }
            let item = self.lexer.value()?;
            items.push(self.value(item, true, depth)?);
            if !self.array_separator()? {
                break;
            }
        }
        self.lexer.ignore();
        Ok(List::new(items).into())
    }

    /// What stands behind an item: true for a `,`, false for the end of the array.
    fn array_separator(&mut self) -> Read<bool> {
        loop {
            match self.lexer.next()? {
                c if is_blank(c) || is_line_end(c) => self.lexer.ignore(),
                '#' => self.lexer.skip_comment()?,
                ',' => {
                    self.lexer.ignore();
                    return Ok(true);
                }
                ']' => return Ok(false),
                c => {
                    return Err(self.lexer.fault(format!(
                        "expected a comma (',') or array terminator (']'), but got {}",
                        char_or_end(c)
                    )));
                }
            }
        }
    }

    fn inline_table(&mut self, in_array: bool, depth: usize) -> Read<Value> {
        let outer = (self.context.clone(), std::mem::take(&mut self.key));
        let mut full = outer.0.clone();
        full.push(outer.1.clone());
        self.context = full.clone();
        self.tables.imply(&full);
        self.open(&full, in_array)?;
        let top = Map::new();
        loop {
            match self.lexer.next()? {
                c if is_blank(c) || is_line_end(c) => {
                    self.lexer.ignore();
                    continue;
                }
                '#' => {
                    self.lexer.skip_comment()?;
                    continue;
                }
                ',' => return Err(self.lexer.fault("unexpected comma")),
                '}' => break,
                _ => self.lexer.backup(),
            }
            let (parents, key, value) = self.entry(depth)?;
            let mut map = top.clone();
            for part in &parents {
                let inner = match map.get(part) {
                    None => {
                        let inner = Map::new();
                        map.insert(part.as_slice(), inner.clone().into());
                        inner
                    }
                    Some(Value::Map(inner)) => inner,
                    Some(_) => {
                        let name = quoted_text(name(&self.context).as_bytes());
                        return Err(self.said(format!("{name} is not a table")));
                    }
                };
                map = inner;
            }
            map.insert(key.as_slice(), value);
            if !self.table_separator()? {
                break;
            }
        }
        self.lexer.ignore();
        (self.context, self.key) = outer;
        Ok(top.into())
    }

    /// What stands behind an entry of an inline table: true for a `,`, false for the end.
    fn table_separator(&mut self) -> Read<bool> {
        loop {
            match self.lexer.next()? {
                c if is_blank(c) || is_line_end(c) => self.lexer.ignore(),
                '#' => self.lexer.skip_comment()?,
                ',' => {
                    self.lexer.ignore();
                    return Ok(true);
                }
                '}' => return Ok(false),
                c => {
                    return Err(self.lexer.fault(format!(
                        "expected a comma or an inline table terminator '}}', but got {} instead",
                        char_or_end(c)
                    )));
                }
            }
        }
    }

    fn integer(&self, item: Item<'_>) -> Read<Value> {
        let shown = || quoted_text(item.text);
        if !underscores_fit(item.text) {
            return Err(fault(
                item,
                format!(
                    "Invalid integer {}: underscores must be surrounded by digits",
                    shown()
                ),
            ));
        }
        if leading_zero(item.text) {
            return Err(fault(
                item,
                format!("Invalid integer {}: cannot have leading zeroes", shown()),
            ));
        }
        match parse_int(item.text, 0, 64) {
            Ok(number) => Ok(Value::Int(IntKind::Int64, number)),
            Err(NumError::Range(_)) => {
                let text = String::from_utf8_lossy(item.text);
                Err(fault(item, format!("{text} is out of range for int64")))
            }
            Err(_) => {
                let text = String::from_utf8_lossy(item.text);
                Err(fault(
                    item,
                    format!("BUG: Expected integer value, but got '{text}'."),
                ))
            }
        }
    }

    fn float(&self, item: Item<'_>) -> Read<Value> {
        let shown = || quoted_text(item.text);
        let mut parts = item
            .text
            .split(|byte| matches!(byte, b'.' | b'e' | b'E'))
            .filter(|part| !part.is_empty());
        if !parts.clone().all(underscores_fit) {
            return Err(fault(
                item,
                format!(
                    "Invalid float {}: underscores must be surrounded by digits",
                    shown()
                ),
            ));
        }
        if parts.next().is_some_and(leading_zero) {
            return Err(fault(
                item,
                format!("Invalid float {}: cannot have leading zeroes", shown()),
            ));
        }
        let bare_point = item.text.ends_with(b".")
            || item
                .text
                .windows(2)
                .any(|two| matches!(two, [b'.', next] if !next.is_ascii_digit()));
        if bare_point {
            return Err(fault(
                item,
                format!(
                    "Invalid float {}: '.' must be followed by one or more digits",
                    shown()
                ),
            ));
        }
        let plain: Vec<u8> = item
            .text
            .iter()
            .copied()
            .filter(|byte| *byte != b'_')
            .collect();
        match plain.as_slice() {
            b"+nan" => return Ok(Value::Float(f64::NAN)),
            b"-nan" => return Ok(Value::Float(-f64::NAN)),
            _ => {}
        }
        match parse_float(&plain) {
            Ok(number) => Ok(Value::Float(number)),
            Err(NumError::Range(_)) => {
                let text = String::from_utf8_lossy(item.text);
                Err(fault(item, format!("{text} is out of range for float64")))
            }
            Err(_) => Err(fault(item, format!("Invalid float value: {}", shown()))),
        }
    }

    fn datetime(&self, item: Item<'_>) -> Read<Value> {
        let text: Vec<u8> = item
            .text
            .iter()
            .map(|byte| match byte {
                b'z' => b'Z',
                b't' | b' ' => b'T',
                other => *other,
            })
            .collect();
        let zone = |name: &str| Zone::Fixed(name.into(), self.offset);
        let (date_time, date, time) = (
            zone("datetime-local"),
            zone("date-local"),
            zone("time-local"),
        );
        let layouts: [(&[u8], &Zone); 7] = [
            (b"2006-01-02T15:04:05.999999999Z07:00", self.local),
            (b"2006-01-02T15:04:05.999999999", &date_time),
            (b"2006-01-02", &date),
            (b"15:04:05.999999999", &time),
            (b"2006-01-02T15:04Z07:00", self.local),
            (b"2006-01-02T15:04", &date_time),
            (b"15:04", &time),
        ];
        for (layout, zone) in layouts {
            if let Ok(time) = parse(layout, &text, zone) {
                if !lacks_zero(&text, layout) {
                    return Ok(Value::object(time));
                }
                break;
            }
        }
        Err(fault(
            item,
            format!("invalid datetime: {}", quoted_text(&text)),
        ))
    }

    fn unescape(&self, item: Item<'_>, text: &[u8]) -> Read<Vec<u8>> {
        let mut out = Vec::with_capacity(text.len());
        let mut rest = text;
        while let Some((byte, after)) = rest.split_first() {
            rest = after;
            if *byte != b'\\' {
                out.push(*byte);
                continue;
            }
            let Some((escape, after)) = rest.split_first() else {
                break;
            };
            rest = after;
            let digits = match escape {
                b'b' => 8,
                b't' => 9,
                b'n' => 10,
                b'f' => 12,
                b'r' => 13,
                b'e' => 27,
                b'"' | b'\\' => *escape,
                b' ' | b'\t' => {
                    let text = format!("invalid escape: '\\{}'", char::from(*escape));
                    return Err(fault(item, text));
                }
                b'x' | b'u' | b'U' => {
                    let length = match escape {
                        b'x' => 2,
                        b'u' => 4,
                        _ => 8,
                    };
                    let digits = rest.get(..length).unwrap_or_default();
                    rest = rest.get(length..).unwrap_or_default();
                    let digits = String::from_utf8_lossy(digits);
                    let code = u32::from_str_radix(&digits, 16).unwrap_or(u32::MAX);
                    let Some(c) = char::from_u32(code) else {
                        let text = format!("Escaped character '\\u{digits}' is not valid UTF-8.");
                        return Err(fault(item, text));
                    };
                    utf8::push(&mut out, c);
                    continue;
                }
                _ => {
                    let shown = quoted(char::from(*escape));
                    let text =
                        format!("BUG: Expected valid escape code after \\, but got {shown}.");
                    return Err(fault(item, text));
                }
            };
            out.push(digits);
        }
        Ok(out)
    }
}

fn fault(item: Item<'_>, text: String) -> Fault {
    Fault {
        text,
        line: item.line,
        offset: item.offset,
    }
}

fn char_or_end(c: char) -> String {
    if c == EOF {
        "end of file".into()
    } else {
        format!("'{c}'")
    }
}

fn without_first_line_end(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"\n")
        .or(text.strip_prefix(b"\r\n"))
        .unwrap_or(text)
}

/// Takes out what follows a backslash at the end of a line, up to the next text.
fn join_lines(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        let (before, escape) = rest.split_at(at);
        out.extend_from_slice(before);
        let after = escape.get(1..).unwrap_or_default();
        if after.first() == Some(&b'\\') {
            out.extend_from_slice(b"\\\\");
            rest = after.get(1..).unwrap_or_default();
            continue;
        }
        let blanks = after
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
            .count();
        let (skipped, next) = after.split_at(blanks);
        if skipped.contains(&b'\n') {
            rest = next;
        } else {
            out.push(b'\\');
            rest = after;
        }
    }
    out.extend_from_slice(rest);
    out
}

/// Whether every underscore stands between digits.
fn underscores_fit(text: &[u8]) -> bool {
    if matches!(
        text,
        b"nan" | b"+nan" | b"-nan" | b"inf" | b"-inf" | b"+inf"
    ) {
        return true;
    }
    let mut digit = false;
    for byte in text {
        if *byte == b'_' && !digit {
            return false;
        }
        digit = byte.is_ascii_hexdigit();
    }
    digit
}

fn leading_zero(text: &[u8]) -> bool {
    match text {
        [b'0', second, ..] => !matches!(second, b'b' | b'o' | b'x'),
        [b'-' | b'+', b'0', _, ..] => true,
        _ => false,
    }
}

/// Whether a number of a time is written without its leading zero, which Go's layouts allow: then
/// the separators stand elsewhere than in the layout.
fn lacks_zero(text: &[u8], layout: &[u8]) -> bool {
    layout
        .iter()
        .take_while(|byte| !matches!(byte, b'.' | b'Z'))
        .zip(text.iter().map(Some).chain(std::iter::repeat(None)))
        .any(|(layout, text)| !layout.is_ascii_digit() && text != Some(layout))
}
