//! Keys and what they set.

use std::ops::Range;

use super::scan::Scanner;
use super::{Error, Grammar, MAX_INDEX, MAX_INDICES, MAX_NAMES, MarkPart, ReadFile, json};
use crate::value::number::{NumError, parse_int};
use crate::value::quote::{append_quote, append_quote_rune};
use crate::value::{IntKind, List, Map, Mark, Value};

pub(super) struct Parser<'a> {
    scanner: Scanner<'a>,
    grammar: Grammar,
    mark: &'a mut MarkPart<'a>,
    read: &'a ReadFile<'a>,
    /// Where the assignment begins.
    start: usize,
    /// The mark of the assignment, once its value has been read.
    own: Option<Mark>,
}

/// Why a step did not come to its end. Helm takes the end of the input for a good one, even in
/// the middle of an index.
enum Stop {
    End,
    Fail(String),
}

impl From<String> for Stop {
    fn from(text: String) -> Self {
        Stop::Fail(text)
    }
}

impl<'a> Parser<'a> {
    pub(super) fn new(
        grammar: Grammar,
        input: &'a str,
        mark: &'a mut MarkPart<'a>,
        read: &'a ReadFile<'a>,
    ) -> Self {
        Parser {
            scanner: Scanner::new(input, grammar != Grammar::Literal),
            grammar,
            mark,
            read,
            start: 0,
            own: None,
        }
    }

    pub(super) fn parse(mut self, dest: &Map) -> Result<(), Error> {
        loop {
            self.start = self.scanner.at();
            self.own = None;
            match self.key(dest, 0) {
                Ok(()) => {}
                Err(Stop::End) => return Ok(()),
                Err(Stop::Fail(text)) => {
                    let at = self.scanner.at();
                    return Err(Error { text, at });
                }
            }
        }
    }

    fn key(&mut self, data: &Map, names: usize) -> Result<(), Stop> {
        let stops: &[char] = match self.grammar {
            Grammar::Literal => &['=', '[', '.'],
            _ => &['=', '[', ',', '.'],
        };
        let (key, stop) = self.scanner.until(stops);
        match stop {
            None if key.is_empty() => Err(Stop::End),
            None => Err(format!("key {} has no value", quoted(&key)).into()),
            Some('[') => {
                let index = self.index()?;
                let mut list = match data.get(&key) {
                    None => Vec::new(),
                    Some(value) => items(&value).map_err(unparsable)?,
                };
                let result = self.item(&mut list, index, names, 0);
                self.set(data, &key, Value::from(List::new(list)));
                result
            }
            Some('=') => self.assign(data, &key),
            Some(',') => {
                self.set(data, &key, Value::from(""));
                let key = quoted(&key);
                Err(format!("key {key} has no value (cannot end with ,)").into())
            }
            Some(_) => self.inner(data, &key, names + 1),
        }
    }

    /// What follows a dot.
    fn inner(&mut self, data: &Map, key: &str, names: usize) -> Result<(), Stop> {
        if names > MAX_NAMES {
            return Err(format!(
                "value name nested level is greater than maximum supported nested level of \
                 {MAX_NAMES}"
            )
            .into());
        }
        let (inner, mark) = match data.get_marked(key) {
            None => (Map::new(), None),
            Some((Value::Map(map), mark)) => (map, Some(mark)),
            Some((value, _)) => {
                return Err(unparsable(conversion(&value, "map[string]interface {}")));
            }
        };
        let result = self.key(&inner, names);
        if result.is_ok() && inner.is_empty() {
            return Err(format!("key map {} has no value", quoted(key)).into());
        }
        if !inner.is_empty() && !key.is_empty() {
            let part = self.part();
            let mark = mark.unwrap_or_else(|| (self.mark)(part));
            data.insert_marked(key.into(), Value::from(inner), mark);
        }
        result
    }

    /// What follows a key and its `=`.
    fn assign(&mut self, data: &Map, key: &str) -> Result<(), Stop> {
        match self.value() {
            Ok(value) => {
                self.set(data, key, value);
                Ok(())
            }
            Err(Stop::End) => {
                self.set(data, key, Value::from(""));
                Err(Stop::End)
            }
            Err(fail) => Err(fail),
        }
    }

    /// A value; the end where there is none at all.
    fn value(&mut self) -> Result<Value, Stop> {
        match self.grammar {
            Grammar::Json => {
                if self.scanner.nothing() {
                    return Ok(Value::Nil);
                }
                let at = self.scanner.at();
                let mut mark = |part: Range<usize>| (self.mark)(at + part.start..at + part.end);
                let (value, read) = json::read(self.scanner.rest(), &mut mark)?;
                self.scanner.skip(read);
                self.scanner.nothing();
                Ok(value)
            }
            Grammar::Literal => Ok(Value::from(self.scanner.until(&[]).0)),
            _ => match self.scanner.peek() {
                None => Err(Stop::End),
                Some('{') => self.list(),
                Some(_) => {
                    let text = self.scanner.until(&[',']).0;
                    Ok(self.typed(text)?)
                }
            },
        }
    }

    /// `{a,b}`.
    fn list(&mut self) -> Result<Value, Stop> {
        self.scanner.next();
        let mut items = Vec::new();
        loop {
            let (text, stop) = self.scanner.until(&[',', '}']);
            match stop {
                None => return Err("list must terminate with '}'".to_string().into()),
                Some(',') => items.push(self.typed(text)?),
                Some(_) => {
                    if self.scanner.peek() == Some(',') {
                        self.scanner.next();
                    }
                    items.push(self.typed(text)?);
                    let marks = vec![self.assignment(); items.len()];
                    return Ok(Value::from(List::with_marks(
                        &crate::value::ANY_LIST,
                        items,
                        marks,
                    )));
                }
            }
        }
    }

    fn typed(&self, text: String) -> Result<Value, String> {
        match self.grammar {
            Grammar::Set => Ok(typed(text)),
            Grammar::File => (self.read)(&text),
            _ => Ok(Value::from(text)),
        }
    }

    /// The index in brackets, the first of which has been read.
    fn index(&mut self) -> Result<i64, Stop> {
        let (text, stop) = self.scanner.until(&[']']);
        if stop.is_none() {
            return Err(Stop::End);
        }
        parse_int(text.as_bytes(), 10, 64).map_err(|error: NumError<i64>| {
            let (quoted, error) = (quoted(&text), error.text());
            format!("error parsing index: strconv.Atoi: parsing {quoted}: {error}").into()
        })
    }

    /// What follows an index: sets the item in the list.
    fn item(
        &mut self,
        list: &mut Vec<Value>,
        index: i64,
        names: usize,
        indices: usize,
    ) -> Result<(), Stop> {
        let Ok(at) = usize::try_from(index) else {
            return Err(format!("negative {index} index not allowed").into());
        };
        if indices > MAX_INDICES {
            return Err(format!("more than {MAX_INDICES} indices in a row").into());
        }
        let (key, stop) = self.scanner.until(&['[', '.', '=']);
        if !key.is_empty() {
            let key = quoted_runes(&key);
            return Err(format!("unexpected data at end of array index: {key}").into());
        }
        let value = match stop {
            None => return Err(Stop::End),
            Some('=') => match self.value() {
                Err(Stop::End) => Value::from(""),
                value => value?,
            },
            Some('[') => {
                let next = self.index()?;
                let mut inner = match list.get(at) {
                    None | Some(Value::Nil) => Vec::new(),
                    Some(value) => items(value).map_err(unparsable)?,
                };
                self.item(&mut inner, next, names, indices + 1)?;
                Value::from(List::new(inner))
            }
            Some(_) => {
                let inner = match list.get_mut(at) {
                    None => Map::new(),
                    Some(Value::Map(map)) => map.clone(),
                    Some(other) => {
                        let map = Map::new();
                        *other = Value::from(map.clone());
                        map
                    }
                };
                self.key(&inner, names)?;
                Value::from(inner)
            }
        };
        Ok(set_item(list, at, value)?)
    }

    fn set(&mut self, data: &Map, key: &str, value: Value) {
        if !key.is_empty() {
            let mark = self.assignment();
            data.insert_marked(key.into(), value, mark);
        }
    }

    /// The mark of the assignment whose value has just been read. Maps on the way have others:
    /// whoever reads them has not read it.
    fn assignment(&mut self) -> Mark {
        if let Some(mark) = self.own {
            return mark;
        }
        let part = self.part();
        let mark = (self.mark)(part);
        self.own = Some(mark);
        mark
    }

    /// The part of the text that is the assignment.
    fn part(&self) -> Range<usize> {
        let part = self.scanner.since(self.start);
        let part = match self.grammar {
            Grammar::Literal => part,
            _ => part.strip_suffix(',').unwrap_or(part),
        };
        self.start..self.start + part.trim_end().len()
    }
}

fn set_item(list: &mut Vec<Value>, at: usize, value: Value) -> Result<(), String> {
    if at > MAX_INDEX {
        return Err(format!(
            "index of {at} is greater than maximum supported index of {MAX_INDEX}"
        ));
    }
    if list.len() <= at {
        list.resize(at + 1, Value::Nil);
    }
    if let Some(item) = list.get_mut(at) {
        *item = value;
    }
    Ok(())
}

/// What a text means to `--set`.
fn typed(text: String) -> Value {
    if text.eq_ignore_ascii_case("true") {
        return Value::Bool(true);
    }
    if folds_to_false(&text) {
        return Value::Bool(false);
    }
    if text.eq_ignore_ascii_case("null") {
        return Value::Nil;
    }
    if (text == "0" || !text.starts_with('0'))
        && let Ok(number) = parse_int(text.as_bytes(), 10, 64)
    {
        return Value::Int(IntKind::Int64, number);
    }
    Value::from(text)
}

/// Go's `EqualFold` takes the long s for an s, the only letter of our words with such a twin.
fn folds_to_false(text: &str) -> bool {
    text.eq_ignore_ascii_case("false") || text.replace('ſ', "s").eq_ignore_ascii_case("false")
}

/// The items of a value that has to be a list.
fn items(value: &Value) -> Result<Vec<Value>, String> {
    match value {
        Value::List(list) => Ok(list.to_vec()),
        other => Err(conversion(other, "[]interface {}")),
    }
}

/// What Go says where a value is not of the type that was taken for granted.
fn conversion(value: &Value, wanted: &str) -> String {
    let found = match value {
        Value::Nil | Value::Missing => "nil",
        value => value.type_name(),
    };
    format!("interface conversion: interface {{}} is {found}, not {wanted}")
}

fn unparsable(text: String) -> Stop {
    Stop::Fail(format!("unable to parse key: {text}"))
}

fn quoted(text: &str) -> String {
    let mut buf = Vec::new();
    append_quote(&mut buf, text.as_bytes());
    String::from_utf8_lossy(&buf).into_owned()
}

/// Go's `%q` of a list of characters.
fn quoted_runes(text: &str) -> String {
    let mut buf = vec![b'['];
    for (at, c) in text.chars().enumerate() {
        if at > 0 {
            buf.push(b' ');
        }
        append_quote_rune(&mut buf, c, false);
    }
    buf.push(b']');
    String::from_utf8_lossy(&buf).into_owned()
}
