//! Writing JSON as Go's `encoding/json` does.

use std::fmt;

use smallvec::SmallVec;

use super::escape::{append_base64, append_json_text, escaped};
use super::number::{append_json_float, small_integer};
use crate::encoding::buffer::Buffer;
use crate::encoding::stretch::{Stretch, with_runs};
use crate::encoding::walk::{Expanded, MAX_DEPTH, Visit, WalkError, walk};
use crate::value::number::append_uint;
use crate::value::{Kind, Mark, Object, Site, Str, StrBuf, Value};

/// How JSON is laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JsonStyle {
    /// Write `<`, `>` and `&` as they are (`toRawJson`), not as `\u003c`, `\u003e`, `\u0026`.
    pub raw: bool,
    /// One entry a line, indented by two blanks (`toPrettyJson`).
    pub pretty: bool,
}

/// Why a value cannot be written as JSON, in Go's words.
#[derive(Clone, Debug, PartialEq)]
pub enum JsonError {
    /// NaN or an infinity.
    NotFinite(f64),
    /// A map that holds itself; the type of the map.
    Cycle(&'static str),
    /// A function or a complex number; its type.
    Unsupported(String),
    /// A value whose own `MarshalJSON` fails; its type, and why.
    Refused(String, Str),
    /// More levels than [`MAX_DEPTH`].
    TooDeep,
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            JsonError::NotFinite(number) => {
                let name = match number {
                    number if number.is_nan() => "NaN",
                    number if *number > 0.0 => "+Inf",
                    _ => "-Inf",
                };
                write!(f, "json: unsupported value: {name}")
            }
            JsonError::Cycle(name) => {
                write!(f, "json: unsupported value: encountered a cycle via {name}")
            }
            JsonError::Unsupported(name) => write!(f, "json: unsupported type: {name}"),
            JsonError::Refused(name, why) => {
                write!(f, "json: error calling MarshalJSON for type {name}: {why}")
            }
            JsonError::TooDeep => write!(f, "json: more than {MAX_DEPTH} levels"),
        }
    }
}

impl std::error::Error for JsonError {}

/// Writes a value as Go's `json.Marshal` does, or as an `Encoder` without HTML escapes, or as
/// `json.MarshalIndent`.
///
/// Keys stand in byte order; what is not UTF-8 becomes U+FFFD; bytes become base64; nil slices and
/// maps are null.
///
/// ```
/// use manifest_render::encoding::json::{JsonStyle, write_json};
/// use manifest_render::value::{Map, Value};
///
/// let map = Map::from_iter([("b", Value::from(1.5)), ("a", Value::from("<x>"))]);
/// let json = write_json(&map.into(), JsonStyle::default())?;
/// assert_eq!(json.into_str(), r#"{"a":"\u003cx\u003e","b":1.5}"#);
/// # Ok::<(), manifest_render::encoding::json::JsonError>(())
/// ```
pub fn write_json(value: &Value, style: JsonStyle) -> Result<StrBuf, JsonError> {
    let mut writer = Writer {
        out: Buffer::new(),
        runs: Vec::new(),
        style,
        open: SmallVec::new(),
    };
    walk(value, &mut writer).map_err(|error| *error)?;
    // What follows a value, but not the last one.
    writer.out.pop();
    Ok(with_runs(writer.out.into_bytes(), &writer.runs))
}

/// Writes a comma behind each value and takes it back where nothing follows.
struct Writer {
    out: Buffer,
    runs: Vec<Stretch>,
    style: JsonStyle,
    /// What ends the maps and lists that are not ended yet.
    open: SmallVec<[u8; 16]>,
}

impl Writer {
    /// In the pretty form, begins the line of a key or of a list's item.
    #[inline(always)]
    fn lead(&mut self) {
        if self.style.pretty {
            self.new_line();
        }
    }

    #[inline(never)]
    fn new_line(&mut self) {
        let indent = 2 * self.open.len();
        self.out.push(b'\n');
        self.out.append(|piece| piece.resize(indent, b' '));
    }

    /// Begins a list's item. Behind a key nothing is to be done.
    #[inline(always)]
    fn item(&mut self) {
        if self.style.pretty && self.open.last() == Some(&b']') {
            self.new_line();
        }
    }

    fn begin(&mut self, open: u8, close: u8) {
        self.item();
        self.out.push(open);
        self.open.push(close);
    }

    /// Writes a text in quotes and what follows it.
    #[inline(always)]
    fn quoted<const N: usize>(&mut self, text: &Str, behind: [u8; N]) {
        let raw = self.style.raw;
        if text.without(|eight| escaped(eight, raw)).is_some() {
            self.out.push(b'"');
            self.out.push_text(text, [b'"']);
        } else {
            self.out
                .append(|piece| append_json_text(piece, text.as_bytes(), raw));
        }
        self.out.push_all(behind);
    }

    /// Remembers what the bytes from `start` on, but for the last ones, were made of.
    #[inline(always)]
    fn remember(&mut self, start: usize, last: usize, mark: Mark) {
        if !mark.is_none() {
            self.runs.push(Stretch {
                start,
                end: self.out.len() - last,
                site: Site::NONE,
                mark,
            });
        }
    }

    #[inline(never)]
    fn other_scalar(&mut self, value: &Value) -> Result<(), Box<JsonError>> {
        let out = &mut self.out;
        match value {
            Value::Bool(true) => out.push_all(*b"true"),
            Value::Bool(false) => out.push_all(*b"false"),
            Value::Int(_, number) => out.push_int(*number),
            Value::Uint(_, number) => out.append(|piece| append_uint(piece, *number)),
            Value::Float(number) if number.is_finite() => match small_integer(*number) {
                Some(integer) => out.push_int(integer),
                None => out.append(|piece| append_json_float(piece, *number)),
            },
            Value::Float(number) => return Err(Box::new(JsonError::NotFinite(*number))),
            Value::Complex(..) => {
                return Err(Box::new(JsonError::Unsupported(value.type_name().into())));
            }
            Value::Bytes(bytes) => {
                out.push(b'"');
                out.append(|piece| append_base64(piece, bytes));
                out.push(b'"');
            }
            _ => out.push_all(*b"null"),
        }
        out.push(b',');
        Ok(())
    }
}

impl From<WalkError> for Box<JsonError> {
    fn from(error: WalkError) -> Self {
        Box::new(error.into())
    }
}

impl From<WalkError> for JsonError {
    fn from(error: WalkError) -> Self {
        match error {
            WalkError::Cycle(name) => JsonError::Cycle(name),
            WalkError::TooDeep => JsonError::TooDeep,
        }
    }
}

impl Visit for Writer {
    type Error = Box<JsonError>;

    const NIL_IS_NULL: bool = true;

    fn begin_map(&mut self, _: usize) -> Result<(), Self::Error> {
        self.begin(b'{', b'}');
        Ok(())
    }

    fn begin_list(&mut self, _: usize) -> Result<(), Self::Error> {
        self.begin(b'[', b']');
        Ok(())
    }

    fn end(&mut self) -> Result<(), Self::Error> {
        let Some(close) = self.open.pop() else {
            return Ok(());
        };
        if self.out.last() == Some(b',') {
            self.out.pop();
            self.lead();
        }
        self.out.push_all([close, b',']);
        Ok(())
    }

    #[inline(always)]
    fn key(&mut self, key: &Str, mark: Mark) -> Result<(), Self::Error> {
        self.lead();
        let start = self.out.len();
        if self.style.pretty {
            self.quoted(key, *b": ");
        } else {
            self.quoted(key, [b':']);
        }
        self.remember(start, 0, mark);
        Ok(())
    }

    #[inline(always)]
    fn scalar(&mut self, value: &Value, mark: Mark) -> Result<(), Self::Error> {
        self.item();
        let start = self.out.len();
        if let Value::Str(text) = value {
            self.quoted(text, [b',']);
            self.remember(start, 1, mark_of(mark, text));
        } else {
            self.other_scalar(value)?;
            self.remember(start, 1, mark);
        }
        Ok(())
    }

    fn expand(&mut self, object: &dyn Object) -> Result<Expanded, Self::Error> {
        Ok(expand(object)?)
    }
}

/// The mark of an entry, or else the first one that its text knows.
pub(crate) fn mark_of(mark: Mark, text: &Str) -> Mark {
    if mark.is_none() {
        text.runs()
            .iter()
            .map(|run| run.mark)
            .find(|mark| !mark.is_none())
            .unwrap_or_default()
    } else {
        mark
    }
}

/// What JSON writes for an object: what it says of itself, else its fields.
pub(crate) fn expand(object: &dyn Object) -> Result<Expanded, JsonError> {
    if let Some(plain) = object.plain() {
        let refused = |why| JsonError::Refused(object.type_name().into(), why);
        return plain.map(Expanded::Value).map_err(refused);
    }
    if matches!(object.kind(), Kind::Func | Kind::Chan) {
        return Err(JsonError::Unsupported(object.type_name().into()));
    }
    let fields = object.json_fields();
    Ok(Expanded::Fields(
        fields
            .into_iter()
            .map(|(name, value)| (Str::from(name), value))
            .collect(),
    ))
}
