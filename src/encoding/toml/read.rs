//! TOML read as BurntSushi/toml 1.6 reads it, which Helm's `fromToml` calls: TOML 1.1.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::rc::Rc;

use super::scan::{Fault, Scan, Scanner, Shape, key_text, quoted};
use super::text::{strip_escaped_line_ends, unescape, without_first_line_end};
use crate::value::number::{NumError, parse_float, parse_int};
use crate::value::time::{self, Zone};
use crate::value::{DICT, DICT_LIST, Entry, IntKind, List, Map, Mark, Str, Value};

/// How deep lists and inline tables may be nested.
const MAX_DEPTH: u32 = 1_000;

/// Why a text is no TOML, in BurntSushi's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TomlReadError {
    line: i64,
    last_key: Vec<u8>,
    message: String,
}

impl fmt::Display for TomlReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, message) = (self.line, &self.message);
        if self.last_key.is_empty() {
            return write!(f, "toml: line {line}: {message}");
        }
        let key = quoted(&self.last_key);
        write!(f, "toml: line {line} (last key {key}): {message}")
    }
}

impl std::error::Error for TomlReadError {}

/// Reads a TOML text. Times without an offset get the one that `local` has at `now`, in seconds
/// since 1970.
///
/// # Errors
/// The first mistake, as BurntSushi/toml words it.
///
/// ```
/// use manifest_render::encoding::toml::read_toml;
/// use manifest_render::value::time::Zone;
///
/// let map = read_toml(b"[server]\nport = 8080", &Zone::Utc, 0)?;
/// assert!(map.contains("server"));
/// let error = read_toml(b"a = ", &Zone::Utc, 0).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     r#"toml: line 1 (last key "a"): unexpected EOF; expected value"#
/// );
/// # Ok::<(), manifest_render::encoding::toml::TomlReadError>(())
/// ```
pub fn read_toml(text: &[u8], local: &Zone, now: i64) -> Result<Map, TomlReadError> {
    let text = match text {
        [0xff, 0xfe, rest @ ..] | [0xfe, 0xff, rest @ ..] | [0xef, 0xbb, 0xbf, rest @ ..] => rest,
        _ => text,
    };
    if text.iter().take(6).any(|byte| *byte == 0) {
        return Err(TomlReadError {
            line: 1,
            last_key: Vec::new(),
            message: "files cannot contain NULL bytes; probably using UTF-16; TOML files must be \
                      UTF-8"
                .to_string(),
        });
    }
    let mut reader = Reader {
        scan: Scanner::new(text),
        local: local.clone(),
        now,
        root: Table::default(),
        context: Vec::new(),
        key: Str::EMPTY,
        line: 1,
        implicit: HashSet::new(),
        lists: HashMap::new(),
        depth: 0,
    };
    match reader.document() {
        Ok(()) => Ok(finished(&reader.root)),
        Err(fault) => Err(TomlReadError {
            line: fault.line,
            last_key: reader.current(),
            message: fault.message,
        }),
    }
}

/// A table that can still grow.
type Table = Rc<RefCell<BTreeMap<Str, Node>>>;

enum Node {
    Value(Value),
    Table(Table),
    Tables(Vec<Table>),
}

/// The tables as values.
fn finished(table: &Table) -> Map {
    let entries = table.borrow();
    let entry = |(key, node): (&Str, &Node)| Entry {
        key: key.clone(),
        value: match node {
            Node::Value(value) => value.clone(),
            Node::Table(table) => nested(table),
            Node::Tables(tables) => {
                Value::List(List::of(&DICT_LIST, tables.iter().map(nested).collect()))
            }
        },
        mark: Mark::NONE,
    };
    Map::of(&DICT, entries.iter().map(entry).collect())
}

/// A table within another; dotted keys can nest them deep.
fn nested(table: &Table) -> Value {
    Value::Map(stacker::maybe_grow(64 << 10, 1 << 20, || finished(table)))
}

struct Reader<'a> {
    scan: Scanner<'a>,
    local: Zone,
    now: i64,
    root: Table,
    /// The key of the table that is being filled.
    context: Vec<Str>,
    /// The key whose value is being read.
    key: Str,
    /// Where the key stands.
    line: i64,
    /// Tables that only came about through keys below them.
    implicit: HashSet<Vec<u8>>,
    /// Whether the last value of a key was a list.
    lists: HashMap<Vec<u8>, bool>,
    depth: u32,
}

impl Reader<'_> {
    /// The key that complaints name.
    fn current(&self) -> Vec<u8> {
        let mut text = key_text(&self.context);
        if !self.key.is_empty() {
            if !text.is_empty() {
                text.push(b'.');
            }
            text.extend_from_slice(self.key.as_bytes());
        }
        text
    }

    /// A complaint about the key.
    fn fault(&self, message: String) -> Fault {
        Fault {
            line: self.line,
            message,
        }
    }

    fn document(&mut self) -> Scan<()> {
        loop {
            self.scan.skip_blank()?;
            match self.scan.next()? {
                None => return Ok(()),
                Some('[') => self.header()?,
                c => {
                    self.scan.back(c);
                    let outer = self.context.clone();
                    self.pair()?;
                    self.context = outer;
                    self.key = Str::EMPTY;
                }
            }
            self.scan.end_of_item()?;
        }
    }

    /// `[a.b]` or `[[a.b]]`, behind the first bracket.
    fn header(&mut self) -> Scan<()> {
        let list = self.scan.peek()? == Some('[');
        if list {
            self.scan.next()?;
        }
        let name = self.name(true)?;
        if list {
            self.scan.end_of_header()?;
        }
        self.enter(&name, list)?;
        self.lists.insert(key_text(&self.context), false);
        Ok(())
    }

    /// The parts of a key, or of a table's name, with what ends it.
    fn name(&mut self, table: bool) -> Scan<Vec<Str>> {
        let mut parts = Vec::new();
        loop {
            let in_quotes = self.scan.before_name(table, parts.is_empty())?;
            if parts.is_empty() {
                self.line = self.scan.line;
            }
            parts.push(if in_quotes {
                match self.scan.next()? {
                    Some('"') => {
                        let (text, escapes) = self.scan.string()?;
                        self.text(text, escapes)?
                    }
                    _ => Str::new(self.scan.raw_string()?),
                }
            } else {
                Str::new(self.scan.bare_name()?)
            });
            if !self.scan.after_name(table)? {
                return Ok(parts);
            }
        }
    }

    /// `a.b = value`, in the current table. Gives the tables of the key, its last part and value.
    fn pair(&mut self) -> Scan<(Vec<Str>, Str, Value)> {
        let mut tables = self.name(false)?;
        let key = tables.pop().unwrap_or_default();
        self.key = key.clone();
        for table in &tables {
            let mut path = self.context.clone();
            path.push(table.clone());
            self.implicit.insert(key_text(&path));
            self.enter(&path, false)?;
        }
        let value = self.value(false)?;
        self.set(key.clone(), Node::Value(value.clone()))?;
        let is_list = matches!(&value, Value::List(_));
        self.lists.insert(self.path_text(&key), is_list);
        Ok((tables, key, value))
    }

    fn path_text(&self, key: &Str) -> Vec<u8> {
        let mut path = self.context.clone();
        path.push(key.clone());
        key_text(&path)
    }

    /// Makes a table the current one, with those above it where there are none yet.
    fn enter(&mut self, name: &[Str], list: bool) -> Scan<()> {
        let Some((last, above)) = name.split_last() else {
            return Ok(());
        };
        let mut table = self.root.clone();
        for (i, part) in above.iter().enumerate() {
            let path = above.get(..=i).unwrap_or_default();
            let mut entries = table.borrow_mut();
            if !entries.contains_key(part) {
                self.implicit.insert(key_text(path));
                entries.insert(part.clone(), Node::Table(Table::default()));
            }
            let inner = match entries.get(part) {
                Some(Node::Table(inner)) => Some(inner.clone()),
                Some(Node::Tables(tables)) => tables.last().cloned(),
                _ => None,
            };
            drop(entries);
            table = inner.ok_or_else(|| {
                let path = path
                    .iter()
                    .map(Str::to_string_lossy)
                    .collect::<Vec<_>>()
                    .join(".");
                self.fault(format!("Key '{path}' was already created as a hash."))
            })?;
        }
        self.context = above.to_vec();
        if list {
            let mut entries = table.borrow_mut();
            let node = entries
                .entry(last.clone())
                .or_insert_with(|| Node::Tables(Vec::new()));
            match node {
                Node::Tables(tables) => tables.push(Table::default()),
                _ => {
                    let name = String::from_utf8_lossy(&key_text(name)).into_owned();
                    return Err(self.fault(format!(
                        "Key '{name}' was already created and cannot be used as an array."
                    )));
                }
            }
        } else {
            self.set(last.clone(), Node::Table(Table::default()))?;
        }
        self.context.push(last.clone());
        Ok(())
    }

    /// Sets a key of the current table.
    fn set(&mut self, key: Str, node: Node) -> Scan<()> {
        let mut table = self.root.clone();
        for (i, part) in self.context.iter().enumerate() {
            let inner = match table.borrow().get(part) {
                Some(Node::Table(inner)) => Some(inner.clone()),
                Some(Node::Tables(tables)) => tables.last().cloned(),
                _ => None,
            };
            table = inner.ok_or_else(|| {
                self.defined(&key_text(self.context.get(..=i).unwrap_or_default()))
            })?;
        }
        let path = self.path_text(&key);
        let mut entries = table.borrow_mut();
        if entries.contains_key(&key) {
            let list = self.lists.get(&path) == Some(&true);
            if !self.implicit.remove(&path) {
                return Err(self.defined(&path));
            }
            if !list {
                // What came about through the keys below it stays.
                return Ok(());
            }
        }
        entries.insert(key, node);
        Ok(())
    }

    fn defined(&self, path: &[u8]) -> Fault {
        let path = String::from_utf8_lossy(path);
        self.fault(format!("Key '{path}' has already been defined."))
    }

    fn value(&mut self, in_list: bool) -> Scan<Value> {
        if self.depth >= MAX_DEPTH {
            let message = format!("values are nested deeper than {MAX_DEPTH} levels");
            return Err(self.scan.fault(message));
        }
        self.depth += 1;
        let value = stacker::maybe_grow(64 << 10, 1 << 20, || self.any_value(in_list));
        self.depth -= 1;
        value
    }

    fn any_value(&mut self, in_list: bool) -> Scan<Value> {
        self.scan.skip_space()?;
        let start = self.scan.pos;
        match self.scan.next()? {
            Some('[') => self.list(),
            Some('{') => self.inline_table(in_list),
            Some('"') => self.string(),
            Some('\'') => self.raw_string(),
            Some('-' | '+') => {
                let (text, shape) = self.scan.signed(start)?;
                self.number(text, shape)
            }
            Some(c) if c.is_ascii_digit() => {
                self.scan.back(Some(c));
                let (text, shape) = self.scan.number_or_date()?;
                self.number(text, shape)
            }
            Some('i' | 'n') if self.scan.special_float()? => {
                self.number(self.scan.since(start), Shape::Float)
            }
            Some('i' | 'n') => Ok(Value::Bool(self.scan.word()?)),
            Some(c) if c.is_alphabetic() => {
                self.scan.back(Some(c));
                Ok(Value::Bool(self.scan.word()?))
            }
            c => Err(self.scan.no_value(c)),
        }
    }

    fn string(&mut self) -> Scan<Value> {
        let start = self.scan.mark();
        if self.scan.next()? == Some('"') && self.scan.peek()? == Some('"') {
            self.scan.next()?;
            let text = self.scan.multiline('"')?;
            let text = strip_escaped_line_ends(without_first_line_end(text));
            return Ok(Value::Str(self.text(&text, true)?));
        }
        self.scan.rewind(start);
        let (text, escapes) = self.scan.string()?;
        Ok(Value::Str(self.text(text, escapes)?))
    }

    fn raw_string(&mut self) -> Scan<Value> {
        let start = self.scan.mark();
        if self.scan.next()? == Some('\'') && self.scan.peek()? == Some('\'') {
            self.scan.next()?;
            let text = self.scan.multiline('\'')?;
            return Ok(Value::Str(Str::new(without_first_line_end(text))));
        }
        self.scan.rewind(start);
        Ok(Value::Str(Str::new(self.scan.raw_string()?)))
    }

    /// What a text means.
    fn text(&self, text: &[u8], escapes: bool) -> Scan<Str> {
        if !escapes {
            return Ok(Str::new(text));
        }
        unescape(text)
            .map(Str::from)
            .map_err(|message| self.scan.fault(message))
    }

    fn number(&self, text: &[u8], shape: Shape) -> Scan<Value> {
        let fault = |message: String| Err(self.scan.fault(message));
        let invalid = |kind: &str, why: &str| {
            Err(self
                .scan
                .fault(format!("Invalid {kind} {}: {why}", quoted(text))))
        };
        let shown = String::from_utf8_lossy(text);
        match shape {
            Shape::Integer => {
                if !underscores_fit(text) {
                    return invalid("integer", "underscores must be surrounded by digits");
                }
                if leading_zero(text) {
                    return invalid("integer", "cannot have leading zeroes");
                }
                match parse_int(text, 0, 64) {
                    Ok(number) => Ok(Value::Int(IntKind::Int64, number)),
                    Err(NumError::Range(_)) => fault(format!("{shown} is out of range for int64")),
                    Err(NumError::Syntax) => {
                        fault(format!("Expected integer value, but got '{shown}'."))
                    }
                }
            }
            Shape::Float => {
                let parts = text.split(|c| matches!(c, b'.' | b'e' | b'E'));
                let mut parts = parts.filter(|part| !part.is_empty()).peekable();
                let zero = parts.peek().is_some_and(|part| leading_zero(part));
                if !parts.all(underscores_fit) {
                    return invalid("float", "underscores must be surrounded by digits");
                }
                if zero {
                    return invalid("float", "cannot have leading zeroes");
                }
                if !points_fit(text) {
                    return invalid("float", "'.' must be followed by one or more digits");
                }
                let plain: Vec<u8> = text.iter().copied().filter(|c| *c != b'_').collect();
                let plain = match &plain[..] {
                    [b'+' | b'-', rest @ ..] if rest == b"nan" => rest,
                    other => other,
                };
                match parse_float(plain) {
                    Ok(number) => Ok(Value::Float(number)),
                    Err(NumError::Range(_)) => {
                        fault(format!("{shown} is out of range for float64"))
                    }
                    Err(NumError::Syntax) => {
                        fault(format!("Invalid float value: {}", quoted(text)))
                    }
                }
            }
            Shape::Datetime => self.datetime(text),
        }
    }

    fn datetime(&self, text: &[u8]) -> Scan<Value> {
        let text: Vec<u8> = text
            .iter()
            .map(|c| match c {
                b'z' => b'Z',
                b't' | b' ' => b'T',
                other => *other,
            })
            .collect();
        let offset = self.local.offset_at(self.now);
        let here = |name: &str| Zone::Fixed(name.into(), offset);
        let formats: [(&[u8], Zone); 7] = [
            (b"2006-01-02T15:04:05.999999999Z07:00", self.local.clone()),
            (b"2006-01-02T15:04:05.999999999", here("datetime-local")),
            (b"2006-01-02", here("date-local")),
            (b"15:04:05.999999999", here("time-local")),
            (b"2006-01-02T15:04Z07:00", self.local.clone()),
            (b"2006-01-02T15:04", here("datetime-local")),
            (b"15:04", here("time-local")),
        ];
        let read = formats.iter().find_map(|(format, zone)| {
            let time = time::parse(format, &text, zone).ok()?;
            Some((time, format))
        });
        match read {
            Some((time, format)) if zeros_stand(&text, format) => Ok(Value::object(time)),
            _ => Err(self
                .scan
                .fault(format!("invalid datetime: {}", quoted(&text)))),
        }
    }

    /// A list behind its bracket.
    fn list(&mut self) -> Scan<Value> {
        let path = self.path_text(&self.key);
        self.lists.insert(path, true);
        let mut items = Vec::new();
        loop {
            self.scan.skip_blank()?;
            match self.scan.next()? {
                Some(']') => break,
                Some(',') => return Err(self.scan.fault("unexpected comma")),
                c => self.scan.back(c),
            }
            items.push(self.value(true)?);
            if !self.scan.separator(']')? {
                break;
            }
        }
        Ok(Value::List(List::new(items)))
    }

    /// An inline table behind its brace.
    fn inline_table(&mut self, in_list: bool) -> Scan<Value> {
        let whole = Map::new();
        let (outer_context, outer_key) = (self.context.clone(), self.key.clone());
        let mut path = self.context.clone();
        path.push(std::mem::take(&mut self.key));
        self.implicit.insert(key_text(&path));
        self.context.clone_from(&path);
        self.enter(&path, in_list)?;
        loop {
            self.scan.skip_blank()?;
            match self.scan.next()? {
                Some('}') => break,
                Some(',') => return Err(self.scan.fault("unexpected comma")),
                c => self.scan.back(c),
            }
            let (tables, key, value) = self.pair()?;
            let mut map = whole.clone();
            for table in tables {
                map = match map.get(&table) {
                    Some(Value::Map(inner)) => inner,
                    Some(_) => {
                        let context = quoted(&key_text(&self.context));
                        return Err(self.fault(format!("{context} is not a table")));
                    }
                    None => {
                        let inner = Map::new();
                        map.insert(table, Value::Map(inner.clone()));
                        inner
                    }
                };
            }
            map.insert(key, value);
            // The key stays the last one in complaints.
            self.context.clone_from(&path);
            if !self.scan.separator('}')? {
                break;
            }
        }
        self.context = outer_context;
        self.key = outer_key;
        Ok(Value::Map(whole))
    }
}

fn leading_zero(text: &[u8]) -> bool {
    match text {
        [b'0', second, ..] => !matches!(second, b'b' | b'o' | b'x'),
        [b'-' | b'+', b'0', _, ..] => true,
        _ => false,
    }
}

/// Whether underscores stand only between digits.
fn underscores_fit(text: &[u8]) -> bool {
    if matches!(
        text,
        b"nan" | b"+nan" | b"-nan" | b"inf" | b"-inf" | b"+inf"
    ) {
        return true;
    }
    let mut digit = false;
    for c in text {
        if *c == b'_' && !digit {
            return false;
        }
        digit = c.is_ascii_hexdigit();
    }
    digit
}

/// Whether a digit follows every point.
fn points_fit(text: &[u8]) -> bool {
    let mut point = false;
    for c in text {
        if point && !c.is_ascii_digit() {
            return false;
        }
        point = *c == b'.';
    }
    !point
}

/// Whether all that is no digit stands where the format has it, so that no zero is missing.
fn zeros_stand(text: &[u8], format: &[u8]) -> bool {
    format
        .iter()
        .zip(text)
        .take_while(|(f, _)| !matches!(f, b'.' | b'Z'))
        .all(|(f, t)| f.is_ascii_digit() || f == t)
}
