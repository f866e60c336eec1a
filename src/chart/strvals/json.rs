//! The value at the start of a text, in JSON, with the words of Go's decoder where it is none.

use super::MarkPart;
use crate::value::number::parse_float;
use crate::value::quote::append_quote_rune;
use crate::value::{ANY_LIST, DICT, Entry, List, Map, Mark, Str, Value};

/// How deep Go's decoder goes.
const MAX_DEPTH: usize = 10_000;

/// Reads one value and tells how many bytes it takes; what follows does not matter. Entries and
/// items get the marks of their parts of the text, keys included.
pub(super) fn read(text: &str, mark: &mut MarkPart<'_>) -> Result<(Value, usize), String> {
    let mut reader = Reader {
        bytes: text.as_bytes(),
        at: 0,
        mark,
        unfit: None,
    };
    let value = reader.value()?;
    match reader.unfit {
        Some(unfit) => Err(unfit),
        None => Ok((value, reader.at)),
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    mark: &'a mut MarkPart<'a>,
    /// Go reads to the end before it complains of a number that does not fit.
    unfit: Option<String>,
}

/// A list or map that is still open.
enum Open {
    /// Its items, and where it begins.
    List(Vec<(Value, Mark)>, usize),
    /// Its entries, the key of the next one, where that one begins, and where the map does.
    Map(Vec<Entry>, Str, usize, usize),
}

impl Reader<'_> {
    fn value(&mut self) -> Result<Value, String> {
        let mut open: Vec<Open> = Vec::new();
        loop {
            let first = self.skip_blanks();
            let mut start = self.at;
            let mut done = match first {
                Some(b'{') => {
                    self.at += 1;
                    if self.skip_blanks() == Some(b'}') {
                        self.at += 1;
                        Value::from(Map::new())
                    } else {
                        let inner = self.at;
                        let key = self.key()?;
                        push(&mut open, Open::Map(Vec::new(), key, inner, start))?;
                        continue;
                    }
                }
                Some(b'[') => {
                    self.at += 1;
                    if self.skip_blanks() == Some(b']') {
                        self.at += 1;
                        Value::from(List::new(Vec::new()))
                    } else {
                        push(&mut open, Open::List(Vec::new(), start))?;
                        continue;
                    }
                }
                Some(b'"') => Value::from(self.text()?),
                Some(b't') => self.word("true", Value::Bool(true))?,
                Some(b'f') => self.word("false", Value::Bool(false))?,
                Some(b'n') => self.word("null", Value::Nil)?,
                Some(b'-' | b'0'..=b'9') => self.number()?,
                _ => return Err(self.unexpected("looking for beginning of value")),
            };
            loop {
                match open.pop() {
                    None => return Ok(done),
                    Some(Open::List(mut items, list)) => {
                        items.push((done, (self.mark)(start..self.at)));
                        match self.skip_blanks() {
                            Some(b',') => {
                                self.at += 1;
                                open.push(Open::List(items, list));
                                break;
                            }
                            Some(b']') => {
                                self.at += 1;
                                let (items, marks) = items.into_iter().unzip();
                                done = Value::from(List::with_marks(&ANY_LIST, items, marks));
                                start = list;
                            }
                            _ => return Err(self.unexpected("after array element")),
                        }
                    }
                    Some(Open::Map(mut entries, key, entry, map)) => {
                        let mark = (self.mark)(entry..self.at);
                        entries.push(Entry {
                            key,
                            value: done,
                            mark,
                        });
                        match self.skip_blanks() {
                            Some(b',') => {
                                self.at += 1;
                                self.skip_blanks();
                                let entry = self.at;
                                let key = self.key()?;
                                open.push(Open::Map(entries, key, entry, map));
                                break;
                            }
                            Some(b'}') => {
                                self.at += 1;
                                done = Value::from(Map::of(&DICT, entries));
                                start = map;
                            }
                            _ => return Err(self.unexpected("after object key:value pair")),
                        }
                    }
                }
            }
        }
    }

    /// A key and its colon.
    fn key(&mut self) -> Result<Str, String> {
        if self.skip_blanks() != Some(b'"') {
            return Err(self.unexpected("looking for beginning of object key string"));
        }
        let key = self.text()?;
        if self.skip_blanks() != Some(b':') {
            return Err(self.unexpected("after object key"));
        }
        self.at += 1;
        Ok(key)
    }

    fn text(&mut self) -> Result<Str, String> {
        self.at += 1;
        let mut text: Vec<u8> = Vec::new();
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(Str::from(text));
                }
                Some(b'\\') => {
                    self.at += 1;
                    self.escape(&mut text)?;
                }
                Some(byte) if byte >= b' ' => {
                    self.at += 1;
                    text.push(byte);
                }
                _ => return Err(self.unexpected("in string literal")),
            }
        }
    }

    fn escape(&mut self, text: &mut Vec<u8>) -> Result<(), String> {
        let byte = match self.peek() {
            Some(b'b') => 0x08,
            Some(b'f') => 0x0c,
            Some(b'n') => b'\n',
            Some(b'r') => b'\r',
            Some(b't') => b'\t',
            Some(byte @ (b'"' | b'\\' | b'/')) => byte,
            Some(b'u') => {
                self.at += 1;
                let mut unit = self.unit()?;
                if (0xd800..0xdc00).contains(&unit) && self.bytes[self.at..].starts_with(b"\\u") {
                    let before = self.at;
                    self.at += 2;
                    let low = self.unit()?;
                    if (0xdc00..0xe000).contains(&low) {
                        unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                    } else {
                        self.at = before;
                    }
                }
                let c = char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER);
                text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                return Ok(());
            }
            _ => return Err(self.unexpected("in string escape code")),
        };
        self.at += 1;
        text.push(byte);
        Ok(())
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Result<u32, String> {
        let mut unit = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|byte| char::from(byte).to_digit(16));
            let Some(digit) = digit else {
                return Err(self.unexpected("in \\u hexadecimal character escape"));
            };
            unit = unit * 16 + digit;
            self.at += 1;
        }
        Ok(unit)
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value, String> {
        for expected in word.bytes() {
            if self.peek() != Some(expected) {
                let expected = char::from(expected);
                return Err(self.unexpected(&format!("in literal {word} (expecting '{expected}')")));
            }
            self.at += 1;
        }
        Ok(value)
    }

    fn number(&mut self) -> Result<Value, String> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits("in numeric literal")?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits("after decimal point in numeric literal")?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits("in exponent of numeric literal")?;
        }
        let digits = &self.bytes[start..self.at];
        let number = parse_float(digits).unwrap_or_else(|_| {
            let digits = String::from_utf8_lossy(digits);
            let unfit =
                format!("json: cannot unmarshal number {digits} into Go value of type float64");
            self.unfit.get_or_insert(unfit);
            0.0
        });
        Ok(Value::Float(number))
    }

    /// At least one digit.
    fn digits(&mut self, place: &str) -> Result<(), String> {
        if !self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            return Err(self.unexpected(place));
        }
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        Ok(())
    }

    fn skip_blanks(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = self.peek() {
            self.at += 1;
        }
        self.peek()
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn unexpected(&self, place: &str) -> String {
        let Some(byte) = self.peek() else {
            return "unexpected EOF".to_string();
        };
        let mut quoted = Vec::new();
        match byte {
            // Go's decoder writes the byte as if it were a character, and `'"'` plainly.
            b'"' => quoted.extend_from_slice(b"'\"'"),
            _ => append_quote_rune(&mut quoted, char::from(byte), false),
        }
        format!(
            "invalid character {} {place}",
            String::from_utf8_lossy(&quoted)
        )
    }
}

fn push(open: &mut Vec<Open>, new: Open) -> Result<(), String> {
    if open.len() >= MAX_DEPTH {
        return Err("exceeded max depth".to_string());
    }
    open.push(new);
    Ok(())
}
