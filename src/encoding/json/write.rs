//! Writing JSON as Go's `encoding/json` does.

use std::fmt;

use super::escape::{append_base64, append_json_text};
use super::number::append_json_float;
use crate::encoding::walk::{Expanded, MAX_DEPTH, Visit, WalkError, walk};
use crate::value::number::{append_int, append_uint};
use crate::value::{Kind, Mark, Object, Str, StrBuf, Value};

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
        out: StrBuf::new(),
        style,
        open: Vec::new(),
        after_key: false,
    };
    walk(value, &mut writer)?;
    Ok(writer.out)
}

struct Writer {
    out: StrBuf,
    style: JsonStyle,
    open: Vec<Open>,
    after_key: bool,
}

/// A map or list that is not ended yet.
struct Open {
    close: u8,
    empty: bool,
}

impl Writer {
    /// What stands between the value before and the one that comes.
    #[inline]
    fn separate(&mut self) {
        if std::mem::take(&mut self.after_key) {
            return;
        }
        let depth = self.open.len();
        let Some(open) = self.open.last_mut() else {
            return;
        };
        if !std::mem::take(&mut open.empty) {
            self.out.bytes_mut().push(b',');
        }
        if self.style.pretty {
            self.new_line(depth);
        }
    }

    fn new_line(&mut self, depth: usize) {
        let out = self.out.bytes_mut();
        out.push(b'\n');
        out.resize(out.len() + 2 * depth, b' ');
    }

    fn begin(&mut self, open: u8, close: u8) {
        self.separate();
        self.out.bytes_mut().push(open);
        self.open.push(Open { close, empty: true });
    }

    /// Writes with the mark of the value that it is made of.
    fn marked(&mut self, mark: Mark, write: impl FnOnce(&mut Vec<u8>)) {
        if mark.is_none() {
            write(self.out.bytes_mut());
        } else {
            let mut text = Vec::new();
            write(&mut text);
            self.out.plain();
            self.out.push_marked(&text, mark);
        }
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
    type Error = JsonError;

    const NIL_IS_NULL: bool = true;

    fn begin_map(&mut self, _: usize) -> Result<(), JsonError> {
        self.begin(b'{', b'}');
        Ok(())
    }

    fn begin_list(&mut self, _: usize) -> Result<(), JsonError> {
        self.begin(b'[', b']');
        Ok(())
    }

    fn end(&mut self) -> Result<(), JsonError> {
        if let Some(Open { close, empty }) = self.open.pop() {
            if self.style.pretty && !empty {
                self.new_line(self.open.len());
            }
            self.out.bytes_mut().push(close);
            self.out.plain();
        }
        Ok(())
    }

    fn key(&mut self, key: &Str, mark: Mark) -> Result<(), JsonError> {
        self.separate();
        let JsonStyle { raw, pretty } = self.style;
        self.marked(mark, |out| {
            append_json_text(out, key.as_bytes(), raw);
            out.extend_from_slice(if pretty { b": " } else { b":" });
        });
        self.after_key = true;
        Ok(())
    }

    fn scalar(&mut self, value: &Value, mark: Mark) -> Result<(), JsonError> {
        self.separate();
        let raw = self.style.raw;
        match value {
            Value::Bool(truth) => {
                self.marked(mark, |out| {
                    out.extend_from_slice(if *truth { b"true" } else { b"false" })
                });
            }
            Value::Int(_, number) => self.marked(mark, |out| append_int(out, *number)),
            Value::Uint(_, number) => self.marked(mark, |out| append_uint(out, *number)),
            Value::Float(number) if number.is_finite() => {
                self.marked(mark, |out| append_json_float(out, *number));
            }
            Value::Float(number) => return Err(JsonError::NotFinite(*number)),
            Value::Complex(..) => return Err(JsonError::Unsupported(value.type_name().into())),
            Value::Str(text) => {
                let mark = mark_of(mark, text);
                self.marked(mark, |out| append_json_text(out, text.as_bytes(), raw));
            }
            Value::Bytes(bytes) => self.marked(mark, |out| {
                out.push(b'"');
                append_base64(out, bytes);
                out.push(b'"');
            }),
            Value::Missing | Value::Nil => self.marked(mark, |out| out.extend_from_slice(b"null")),
            Value::List(_) | Value::Map(_) | Value::Object(_) => {}
        }
        Ok(())
    }

    fn expand(&mut self, object: &dyn Object) -> Result<Expanded, JsonError> {
        expand(object)
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
