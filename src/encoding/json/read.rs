//! Reading JSON as Go's `encoding/json` does.
//!
//! One pass makes the value. A text that is not JSON is gone through a second time by `explain`,
//! which knows Go's words.

use std::fmt;

use memchr::memchr2;

use super::explain::explain;
use crate::encoding::yaml::{Marker, NoMarks};
use crate::value::number::parse_float;
use crate::value::{ANY_LIST, DICT, Entry, List, Map, Mark, Str, Value, utf8};

/// The deepest nesting that Go reads.
pub(super) const MAX_DEPTH: usize = 10_000;

/// Why a text is not read, in Go's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    text: String,
    offset: usize,
}

impl ReadError {
    pub(super) fn new(text: impl Into<String>, offset: usize) -> Self {
        ReadError {
            text: text.into(),
            offset,
        }
    }

    /// A value of another kind than is wanted: `json: cannot unmarshal array into Go value of
    /// type map[string]interface {}`.
    pub fn shape(value: &Value, go_type: &str) -> Self {
        let what = match value {
            Value::Map(_) => "object",
            Value::List(_) => "array",
            Value::Str(_) => "string",
            Value::Bool(_) => "bool",
            _ => "number",
        };
        let text = format!("json: cannot unmarshal {what} into Go value of type {go_type}");
        ReadError::new(text, 0)
    }

    /// The byte at which reading stopped.
    pub fn offset(&self) -> usize {
        self.offset
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for ReadError {}

/// Reads a text as `json.Unmarshal` reads it into an `interface{}`: numbers are `float64`, of
/// equal keys the last counts, what is not UTF-8 and halves of surrogate pairs become U+FFFD.
///
/// # Errors
/// When the text is not JSON, or a number does not fit `float64`.
///
/// ```
/// use manifest_render::encoding::json::read_json;
///
/// let value = read_json(br#"{"a": [1, "x"]}"#)?;
/// assert_eq!(value.as_map().unwrap().len(), 1);
/// let error = read_json(b"[1 2]").unwrap_err();
/// assert_eq!(error.to_string(), "invalid character '2' after array element");
/// # Ok::<(), manifest_render::encoding::json::ReadError>(())
/// ```
pub fn read_json(text: &[u8]) -> Result<Value, ReadError> {
    match read_json_marked(text, &mut NoMarks)? {
        (value, None) => Ok(value),
        (_, Some(error)) => Err(error),
    }
}

/// Reads a text and notes where its values stand. A number that does not fit is not the end, as
/// in Go: the value holds null in its place, and the error comes with it.
///
/// # Errors
/// When the text is not JSON.
pub fn read_json_marked<M: Marker>(
    text: &[u8],
    marker: &mut M,
) -> Result<(Value, Option<ReadError>), ReadError> {
    let mut parser = Parser {
        text,
        pos: 0,
        value_start: 0,
        value_end: 0,
        marker,
        frames: Vec::new(),
        items: Vec::new(),
        marks: Vec::new(),
        entries: Vec::new(),
        misfit: None,
    };
    match parser.document() {
        Some(value) => Ok((value, parser.misfit)),
        None => Err(explain(text)),
    }
}

struct Frame {
    map: bool,
    /// Where its share of the stack of items or entries begins.
    first: usize,
    key: Str,
    key_start: usize,
    key_end: usize,
}

struct Parser<'t, 'm, M> {
    text: &'t [u8],
    pos: usize,
    /// Where the value that was read last begins and ends.
    value_start: usize,
    value_end: usize,
    marker: &'m mut M,
    frames: Vec<Frame>,
    items: Vec<Value>,
    marks: Vec<Mark>,
    entries: Vec<Entry>,
    misfit: Option<ReadError>,
}

impl<M: Marker> Parser<'_, '_, M> {
    #[inline(always)]
    fn byte(&self) -> Option<u8> {
        self.text.get(self.pos).copied()
    }

    #[inline(always)]
    fn skip_blanks(&mut self) {
        while let Some(blank @ (b' ' | b'\t' | b'\r' | b'\n')) = self.byte() {
            self.pos += 1;
            if blank == b'\n' {
                self.skip_indent();
            }
        }
    }

    /// Passes most of what a line is indented by, many bytes at a time.
    fn skip_indent(&mut self) {
        let rest = self.text.get(self.pos..).unwrap_or_default();
        let (eights, _) = rest.as_chunks::<8>();
        let blank = eights.iter().take_while(|eight| **eight == [b' '; 8]);
        self.pos += 8 * blank.count();
    }

    /// The value of the whole text; `None` where it is not JSON.
    fn document(&mut self) -> Option<Value> {
        let mut done = self.value()?;
        loop {
            // A value is finished: close what ends here, go on with what does not.
            while let Some(value) = done.take() {
                if M::WHOLE {
                    self.value_end = self.pos;
                }
                self.skip_blanks();
                let Some(frame) = self.frames.last() else {
                    return (self.pos == self.text.len()).then_some(value);
                };
                let map = frame.map;
                self.place(value);
                match self.byte()? {
                    b',' => {
                        self.pos += 1;
                        if map {
                            self.skip_blanks();
                            self.key()?;
                        }
                    }
                    b'}' if map => done = Some(self.close()),
                    b']' if !map => done = Some(self.close()),
                    _ => return None,
                }
            }
            done = self.value()?;
        }
    }

    /// Reads a value, or opens one: then there is `None` in it.
    #[inline]
    fn value(&mut self) -> Option<Option<Value>> {
        self.skip_blanks();
        if M::WHOLE {
            self.value_start = self.pos;
        }
        Some(Some(match self.byte()? {
            b'"' => Value::Str(self.string()?),
            b'{' => return self.open(true),
            b'[' => return self.open(false),
            b't' => self.word(b"true", Value::Bool(true))?,
            b'f' => self.word(b"false", Value::Bool(false))?,
            b'n' => self.word(b"null", Value::Nil)?,
            b'-' | b'0'..=b'9' => self.number()?,
            _ => return None,
        }))
    }

    fn open(&mut self, map: bool) -> Option<Option<Value>> {
        if self.frames.len() >= MAX_DEPTH {
            return None;
        }
        let start = self.pos;
        self.pos += 1;
        self.skip_blanks();
        let first = if map {
            self.entries.len()
        } else {
            self.items.len()
        };
        let key = Str::EMPTY;
        self.frames.push(Frame {
            map,
            first,
            key,
            key_start: start,
            key_end: start + 1,
        });
        let end = if map { b'}' } else { b']' };
        if self.byte()? == end {
            return Some(Some(self.close()));
        }
        if map {
            self.key()?;
        }
        Some(None)
    }

    fn close(&mut self) -> Value {
        self.pos += 1;
        let Some(frame) = self.frames.pop() else {
            return Value::Nil;
        };
        if frame.map {
            let first = frame.first.min(self.entries.len());
            return Value::Map(Map::of(&DICT, self.entries.split_off(first)));
        }
        let first = frame.first.min(self.items.len());
        let items = self.items.split_off(first);
        if !M::ON {
            return Value::List(List::of(&ANY_LIST, items));
        }
        let marks = self.marks.split_off(first.min(self.marks.len()));
        Value::List(List::with_marks(&ANY_LIST, items, marks))
    }

    fn key(&mut self) -> Option<()> {
        let start = self.pos;
        if self.byte()? != b'"' {
            return None;
        }
        let key = self.string()?;
        let end = self.pos;
        self.skip_blanks();
        if self.byte()? != b':' {
            return None;
        }
        self.pos += 1;
        let frame = self.frames.last_mut()?;
        (frame.key, frame.key_start, frame.key_end) = (key, start, end);
        Some(())
    }

    /// Puts a finished value into the collection that holds it.
    #[inline]
    fn place(&mut self, value: Value) {
        let Some(frame) = self.frames.last_mut() else {
            return;
        };
        let is_scalar = !matches!(value, Value::Map(_) | Value::List(_));
        let (mut start, mut end) = (frame.key_start, frame.key_end);
        if M::WHOLE && is_scalar {
            end = self.value_end;
            if !frame.map {
                start = self.value_start;
            }
        }
        let mark = match M::ON {
            true => self.marker.mark(start as u32, end as u32),
            false => Mark::NONE,
        };
        if frame.map {
            let key = std::mem::take(&mut frame.key);
            self.entries.push(Entry { key, value, mark });
        } else {
            self.items.push(value);
            if M::ON {
                self.marks.push(mark);
            }
        }
    }

    fn word(&mut self, word: &[u8], value: Value) -> Option<Value> {
        let end = self.pos + word.len();
        if self.text.get(self.pos..end)? != word {
            return None;
        }
        self.pos = end;
        Some(value)
    }

    fn number(&mut self) -> Option<Value> {
        let start = self.pos;
        let digits = |parser: &mut Self| {
            let from = parser.pos;
            while let Some(b'0'..=b'9') = parser.byte() {
                parser.pos += 1;
            }
            (parser.pos > from).then_some(())
        };
        if self.byte() == Some(b'-') {
            self.pos += 1;
        }
        if self.byte() == Some(b'0') {
            self.pos += 1;
        } else {
            digits(self)?;
        }
        let whole = self.pos;
        if self.byte() == Some(b'.') {
            self.pos += 1;
            digits(self)?;
        }
        if let Some(b'e' | b'E') = self.byte() {
            self.pos += 1;
            if let Some(b'+' | b'-') = self.byte() {
                self.pos += 1;
            }
            digits(self)?;
        }
        let text = self.text.get(start..self.pos)?;
        // Whole numbers of this length are exact.
        if whole == self.pos && text.len() <= 15 && text.first() != Some(&b'-') {
            let number = text
                .iter()
                .fold(0, |n: i64, digit| n * 10 + i64::from(digit - b'0'));
            return Some(Value::Float(number as f64));
        }
        match parse_float(text) {
            Ok(number) => Some(Value::Float(number)),
            Err(_) => {
                let number = String::from_utf8_lossy(text);
                let error =
                    format!("json: cannot unmarshal number {number} into Go value of type float64");
                self.misfit
                    .get_or_insert_with(|| ReadError::new(error, start));
                Some(Value::Nil)
            }
        }
    }

    fn string(&mut self) -> Option<Str> {
        let start = self.pos + 1;
        let rest = self.text.get(start..)?;
        let length = memchr2(b'"', b'\\', rest)?;
        let plain = rest.get(..length)?;
        if plain.iter().fold(false, |bad, byte| bad | (*byte < 0x20)) {
            return None;
        }
        if rest.get(length) == Some(&b'"') && (plain.is_ascii() || utf8_valid(plain)) {
            self.pos = start + length + 1;
            return Some(Str::new(plain));
        }
        self.escaped_string(start)
    }

    /// A string with escapes, or with bytes that are not UTF-8.
    fn escaped_string(&mut self, start: usize) -> Option<Str> {
        let mut out = Vec::new();
        self.pos = start;
        loop {
            let byte = self.byte()?;
            match byte {
                b'"' => {
                    self.pos += 1;
                    return Some(Str::from(out));
                }
                b'\\' => self.escape(&mut out)?,
                0..0x20 => return None,
                0x20..0x80 => {
                    out.push(byte);
                    self.pos += 1;
                }
                _ => {
                    let (char, width) = utf8::first(self.text.get(self.pos..)?)?;
                    utf8::push(&mut out, char.unwrap_or(char::REPLACEMENT_CHARACTER));
                    self.pos += width;
                }
            }
        }
    }

    fn escape(&mut self, out: &mut Vec<u8>) -> Option<()> {
        let byte = *self.text.get(self.pos + 1)?;
        self.pos += 2;
        out.push(match byte {
            b'"' | b'\\' | b'/' => byte,
            b'b' => 8,
            b'f' => 12,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'u' => {
                let unit = self.hex(self.pos)?;
                self.pos += 4;
                let mut char = char::from_u32(unit);
                // A pair of surrogates is one character; a single one is none.
                if (0xD800..0xDC00).contains(&unit)
                    && self.text.get(self.pos..self.pos + 2) == Some(b"\\u")
                    && let Some(low @ 0xDC00..0xE000) = self.hex(self.pos + 2)
                {
                    char = char::from_u32(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
                    self.pos += 6;
                }
                utf8::push(out, char.unwrap_or(char::REPLACEMENT_CHARACTER));
                return Some(());
            }
            _ => return None,
        });
        Some(())
    }

    fn hex(&self, at: usize) -> Option<u32> {
        self.text
            .get(at..at + 4)?
            .iter()
            .try_fold(0, |code, digit| {
                Some(code << 4 | char::from(*digit).to_digit(16)?)
            })
    }
}

fn utf8_valid(text: &[u8]) -> bool {
    std::str::from_utf8(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::json::{JsonStyle, write_json};

    fn read(text: &str) -> String {
        match read_json(text.as_bytes()) {
            Ok(value) => write_json(&value, JsonStyle::default()).map_or_else(
                |error| error.to_string(),
                |text| text.into_str().to_string(),
            ),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn values_are_read_as_go_reads_them() {
        for (text, want) in [
            (
                r#" {"b":[1,-2.5e3,0.1,true,null],"a":{}} "#,
                r#"{"a":{},"b":[1,-2500,0.1,true,null]}"#,
            ),
            (r#"{"a":1,"a":[]}"#, r#"{"a":[]}"#),
            (
                r#""\u00e9\ud83d\ude00\ud83d\ud83dx\udc00\/""#,
                "\"é😀\u{FFFD}\u{FFFD}x\u{FFFD}/\"",
            ),
            ("12345678901234567890", "12345678901234567000"),
            ("-0", "-0"),
            ("[[],[[]]]", "[[],[[]]]"),
        ] {
            assert_eq!(read(text), want, "{text}");
        }
    }

    #[test]
    fn what_is_not_utf_8_is_replaced_byte_by_byte() {
        let value = read_json(b"\"a\xE2\x82b\"").unwrap();
        assert_eq!(*value.as_str().unwrap(), "a\u{FFFD}\u{FFFD}b");
    }

    #[test]
    fn errors_are_in_the_words_of_go() {
        for (text, want) in [
            ("", "unexpected end of JSON input"),
            ("{", "unexpected end of JSON input"),
            ("\"a", "unexpected end of JSON input"),
            (
                "nul",
                "invalid character ' ' in literal null (expecting 'l')",
            ),
            ("-", "invalid character ' ' in numeric literal"),
            (
                "[1,]",
                "invalid character ']' looking for beginning of value",
            ),
            (
                "{'a':1}",
                r"invalid character '\'' looking for beginning of object key string",
            ),
            ("{\"a\" 1}", "invalid character '1' after object key"),
            (
                "{\"a\":01}",
                "invalid character '1' after object key:value pair",
            ),
            (
                "1.x",
                "invalid character 'x' after decimal point in numeric literal",
            ),
            ("1e", "invalid character ' ' in exponent of numeric literal"),
            ("\"\\q\"", "invalid character 'q' in string escape code"),
            (
                "\"\\u00g0\"",
                r"invalid character 'g' in \u hexadecimal character escape",
            ),
            ("\"\n\"", r"invalid character '\n' in string literal"),
            ("1 \"", "invalid character '\"' after top-level value"),
            ("é", "invalid character 'Ã' looking for beginning of value"),
            (
                "1e999",
                "json: cannot unmarshal number 1e999 into Go value of type float64",
            ),
        ] {
            assert_eq!(read(text), want, "{text}");
        }
        let deep = "[".repeat(10_001);
        assert_eq!(read(&deep), "invalid character '[' exceeded max depth");
    }
}
