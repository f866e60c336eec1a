//! Writing TOML as BurntSushi's encoder does.

use std::fmt;

use crate::encoding::json::mark_of;
use crate::value::number::{append_duration, append_float, append_int, append_uint};
use crate::value::time::{self, Time};
use crate::value::{Entry, GoType, IntKind, Kind, List, Mark, Object, Str, StrBuf, Value};

/// The deepest nesting that is written.
const MAX_DEPTH: usize = 500;

/// Why a value cannot be written as TOML.
#[derive(Clone, Debug, PartialEq)]
pub enum TomlError {
    /// In BurntSushi's words, which `toToml` returns as its result.
    Encode(String),
    /// What Go's reflection would have panicked with, so that `toToml` fails too.
    Panic(&'static str),
}

impl fmt::Display for TomlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TomlError::Encode(text) => f.write_str(text),
            TomlError::Panic(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for TomlError {}

/// Writes a value as BurntSushi's `toml.Encoder` does: in each table first what is no table, then
/// the tables, both in byte order of their keys and indented by two blanks a level. A value that is
/// no map is written bare.
///
/// ```
/// use manifest_render::encoding::toml::write_toml;
/// use manifest_render::value::{Map, Value};
///
/// let limits = Map::from_iter([("cpu", Value::from(2.0))]);
/// let map = Map::from_iter([("limits", limits.into()), ("name", Value::from("web"))]);
/// let toml = write_toml(&map.into())?;
/// assert_eq!(toml.into_str(), "name = \"web\"\n\n[limits]\n  cpu = 2.0\n");
/// # Ok::<(), manifest_render::encoding::toml::TomlError>(())
/// ```
pub fn write_toml(value: &Value) -> Result<StrBuf, TomlError> {
    if value.is_nil() {
        return Err(TomlError::Panic(
            "reflect: call of reflect.Value.Type on zero Value",
        ));
    }
    let mut writer = Writer {
        out: StrBuf::new(),
        path: Vec::new(),
        depth: 0,
    };
    writer.encode(value, Mark::NONE)?;
    Ok(writer.out)
}

/// What TOML calls the type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Type {
    /// A nil, which is left out of tables and refused in arrays.
    None,
    /// A map or struct.
    Table,
    /// A list of nothing but tables.
    Tables,
    /// Anything else.
    Plain,
}

impl Type {
    fn is_table(self) -> bool {
        matches!(self, Type::Table | Type::Tables)
    }
}

struct Writer {
    out: StrBuf,
    /// The keys down to the table that is being written.
    path: Vec<Str>,
    depth: usize,
}

impl Writer {
    /// A value at its own place: a table, an array of tables, or `key = value`.
    fn encode(&mut self, value: &Value, mark: Mark) -> Result<(), TomlError> {
        match self.type_of(value)? {
            Type::None => {
                // At the top a list that is nil is an empty one.
                if self.path.is_empty() && value.as_list().is_some() {
                    self.push(b"[]");
                }
                Ok(())
            }
            Type::Table => self.table(value),
            Type::Tables => match value {
                Value::List(list) => self.tables(list),
                _ => Ok(()),
            },
            Type::Plain => {
                if let Some((key, _)) = self.path.split_last() {
                    let key = key.clone();
                    self.indent();
                    push_key(self.out.bytes_mut(), key.as_bytes());
                    self.push(b" = ");
                    self.element(value, mark)?;
                    self.push(b"\n");
                } else {
                    self.element(value, mark)?;
                }
                Ok(())
            }
        }
    }

    fn table(&mut self, value: &Value) -> Result<(), TomlError> {
        if self.path.len() == 1 {
            self.new_line();
        }
        if !self.path.is_empty() {
            self.heading(b"[", b"]");
        }
        self.entries(value, false)
    }

    fn tables(&mut self, list: &List) -> Result<(), TomlError> {
        if self.path.is_empty() {
            return Err(TomlError::Encode(
                "toml: top-level values must be Go maps or structs".into(),
            ));
        }
        for item in list.iter() {
            self.new_line();
            self.heading(b"[[", b"]]");
            self.entries(item, false)?;
        }
        Ok(())
    }

    /// The entries of a map or the fields of an object, tables last.
    fn entries(&mut self, value: &Value, inline: bool) -> Result<(), TomlError> {
        self.deeper(|writer| match value {
            Value::Map(map) => writer.map_entries(&map.snapshot(), inline),
            Value::Object(object) => {
                let entry = |(name, value)| Entry {
                    key: Str::from(name),
                    value,
                    mark: Mark::NONE,
                };
                let fields: Vec<_> = object.exported_fields().into_iter().map(entry).collect();
                writer.map_entries(&fields, inline)
            }
            _ => Ok(()),
        })
    }

    fn map_entries(&mut self, entries: &[Entry], inline: bool) -> Result<(), TomlError> {
        let mut tables = Vec::new();
        let mut others = Vec::new();
        for entry in entries {
            let is_table = self.type_of(&entry.value)?.is_table();
            if is_table { &mut tables } else { &mut others }.push(entry);
        }
        if inline {
            self.push(b"{");
        }
        // A comma stands behind each but the last, be the last a nil that is left out.
        let count = entries.len();
        for (at, entry) in others.into_iter().chain(tables).enumerate() {
            if is_nil(&entry.value) {
                continue;
            }
            if inline {
                push_key(self.out.bytes_mut(), entry.key.as_bytes());
                self.push(b" = ");
                self.element(&entry.value, entry.mark)?;
                if at + 1 < count {
                    self.push(b", ");
                }
            } else {
                self.path.push(entry.key.clone());
                self.encode(&entry.value, entry.mark)?;
                self.path.pop();
            }
        }
        if inline {
            self.push(b"}");
        }
        Ok(())
    }

    /// A value to the right of an equals sign or in an array.
    fn element(&mut self, value: &Value, mark: Mark) -> Result<(), TomlError> {
        match value {
            Value::Bool(truth) => {
                self.marked(mark, |out| {
                    out.extend_from_slice(if *truth { b"true" } else { b"false" })
                });
            }
            Value::Int(IntKind::Duration, nanoseconds) => self.marked(mark, |out| {
                out.push(b'"');
                append_duration(out, *nanoseconds);
                out.push(b'"');
            }),
            Value::Int(_, number) => self.marked(mark, |out| append_int(out, *number)),
            Value::Uint(_, number) => self.marked(mark, |out| append_uint(out, *number)),
            Value::Float(number) => self.marked(mark, |out| push_float(out, *number)),
            Value::Str(text) => {
                self.marked(mark_of(mark, text), |out| push_quoted(out, text.as_bytes()));
            }
            Value::Bytes(bytes) => self.marked(mark, |out| {
                out.push(b'[');
                for (at, byte) in bytes.iter().enumerate() {
                    if at > 0 {
                        out.extend_from_slice(b", ");
                    }
                    append_uint(out, u64::from(*byte));
                }
                out.push(b']');
            }),
            Value::List(list) => return self.deeper(|writer| writer.array(list)),
            Value::Map(_) => return self.entries(value, true),
            Value::Object(object) => return self.object(value, &**object, mark),
            Value::Missing | Value::Nil | Value::Complex(..) => {
                let text = format!("unexpected type: {}", value.type_name());
                return Err(TomlError::Encode(text));
            }
        }
        Ok(())
    }

    fn array(&mut self, list: &List) -> Result<(), TomlError> {
        self.push(b"[");
        for (at, item) in list.iter().enumerate() {
            if at > 0 {
                self.push(b", ");
            }
            self.element(item, list.mark(at))?;
        }
        self.push(b"]");
        Ok(())
    }

    fn object(&mut self, value: &Value, object: &dyn Object, mark: Mark) -> Result<(), TomlError> {
        if let Some(time) = object.as_any().downcast_ref::<Time>() {
            self.push(&time::format(time, time::RFC3339_NANO));
            return Ok(());
        }
        match object.plain() {
            Some(Ok(Value::Str(text))) => {
                self.marked(mark, |out| push_quoted(out, text.as_bytes()))
            }
            _ => return self.entries(value, true),
        }
        Ok(())
    }

    fn type_of(&self, value: &Value) -> Result<Type, TomlError> {
        type_of(value, 0)
    }

    fn deeper(
        &mut self,
        write: impl FnOnce(&mut Self) -> Result<(), TomlError>,
    ) -> Result<(), TomlError> {
        if self.depth >= MAX_DEPTH {
            return Err(too_deep());
        }
        self.depth += 1;
        let result = write(self);
        self.depth -= 1;
        result
    }

    fn heading(&mut self, open: &[u8], close: &[u8]) {
        self.indent();
        self.push(open);
        let out = self.out.bytes_mut();
        for (at, key) in self.path.iter().enumerate() {
            if at > 0 {
                out.push(b'.');
            }
            push_key(out, key.as_bytes());
        }
        self.push(close);
        self.push(b"\n");
    }

    fn indent(&mut self) {
        let levels = self.path.len().saturating_sub(1);
        let out = self.out.bytes_mut();
        out.resize(out.len() + 2 * levels, b' ');
    }

    fn new_line(&mut self) {
        if !self.out.is_empty() {
            self.push(b"\n");
        }
    }

    fn push(&mut self, bytes: &[u8]) {
        self.out.plain();
        self.out.push_bytes(bytes);
    }

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

fn too_deep() -> TomlError {
    TomlError::Encode(format!("toml: more than {MAX_DEPTH} levels"))
}

/// Whether an entry is left out.
fn is_nil(value: &Value) -> bool {
    match value {
        Value::Missing | Value::Nil => true,
        Value::List(list) => list.is_nil(),
        Value::Map(map) => map.is_nil(),
        _ => false,
    }
}

fn type_of(value: &Value, depth: usize) -> Result<Type, TomlError> {
    if depth > MAX_DEPTH {
        return Err(too_deep());
    }
    if is_nil(value) {
        return Ok(Type::None);
    }
    Ok(match value {
        Value::Map(_) => Type::Table,
        Value::List(list) => {
            let mut all_tables = !list.is_empty();
            if scalars_only(list.ty().elem) {
                return Ok(Type::Plain);
            }
            for item in list.iter() {
                match type_of(item, depth + 1)? {
                    Type::None => {
                        let text = "toml: cannot encode array with nil element";
                        return Err(TomlError::Encode(text.into()));
                    }
                    other => all_tables &= other == Type::Table,
                }
            }
            if all_tables {
                Type::Tables
            } else {
                Type::Plain
            }
        }
        Value::Object(object) if object.as_any().is::<Time>() => Type::Plain,
        Value::Object(object) => match (object.plain(), object.kind()) {
            (Some(Ok(Value::Str(_))), _) => Type::Plain,
            (_, Kind::Struct | Kind::Ptr | Kind::Map) => Type::Table,
            (_, kind) => {
                return Err(TomlError::Encode(format!("unsupported type: {kind}")));
            }
        },
        Value::Complex(..) => {
            return Err(TomlError::Encode("unsupported type: complex128".into()));
        }
        _ => Type::Plain,
    })
}

fn scalars_only(elem: GoType) -> bool {
    matches!(
        elem,
        GoType::String | GoType::Int(_) | GoType::Uint(_) | GoType::Float64 | GoType::Bool
    )
}

fn push_float(out: &mut Vec<u8>, number: f64) {
    match number {
        number if number.is_nan() => {
            out.extend_from_slice(if number.is_sign_negative() {
                b"-nan"
            } else {
                b"nan"
            });
        }
        f64::INFINITY => out.extend_from_slice(b"inf"),
        f64::NEG_INFINITY => out.extend_from_slice(b"-inf"),
        number => {
            let start = out.len();
            append_float(out, number, b'g', None);
            if !out[start..].iter().any(|byte| matches!(byte, b'.' | b'e')) {
                out.extend_from_slice(b".0");
            }
        }
    }
}

fn push_key(out: &mut Vec<u8>, key: &[u8]) {
    let bare = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    if !key.is_empty() && key.iter().all(bare) {
        out.extend_from_slice(key);
    } else {
        push_quoted(out, key);
    }
}

fn push_quoted(out: &mut Vec<u8>, text: &[u8]) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.push(b'"');
    for &byte in text {
        let short = match byte {
            b'"' | b'\\' => byte,
            0x8 => b'b',
            b'\t' => b't',
            b'\n' => b'n',
            0xC => b'f',
            b'\r' => b'r',
            0..=0x1F | 0x7F => {
                let (high, low) = (HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 0xF)]);
                out.extend_from_slice(&[b'\\', b'u', b'0', b'0', high, low]);
                continue;
            }
            _ => {
                out.push(byte);
                continue;
            }
        };
        out.extend_from_slice(&[b'\\', short]);
    }
    out.push(b'"');
}
