//! YAML into records of known fields, as Helm decodes Chart.yaml: by way of JSON, with names in
//! any casing, numbers welcome as text, and Go's words for what does not fit.

use std::collections::BTreeMap;

use super::values::deeper;
use crate::encoding::yaml::{Numbers, Reader};
use crate::value::number::{append_float, append_int, append_uint};
use crate::value::{Entry, List, Map, Value};

/// Something with named fields.
pub(crate) trait Record {
    /// The package of the Go type.
    const PACKAGE: &'static str = "v2";
    /// The name of the Go type, without its package.
    const TYPE: &'static str;
    /// The names of its fields in JSON, in order.
    const FIELDS: &'static [&'static str];

    /// Where the value of the field goes.
    fn slot(&mut self, field: &str) -> Slot<'_>;
}

/// Where a value goes.
pub(crate) enum Slot<'a> {
    Text(&'a mut String),
    Bool(&'a mut bool),
    Texts(&'a mut Vec<String>),
    TextMap(&'a mut Option<BTreeMap<String, String>>),
    Values(&'a mut Vec<Value>),
    Records(&'a mut dyn Records),
    Nested(&'a mut dyn Nested),
    /// It is not needed.
    Ignored,
}

/// A list of records, any of which may be null.
pub(crate) trait Records {
    fn go_type(&self) -> String;
    fn decode(&mut self, items: &List, decoder: &mut Decoder);
}

impl<T: Record + Default> Records for Option<Vec<Option<T>>> {
    fn go_type(&self) -> String {
        format!("[]*{}", go_type::<T>())
    }

    fn decode(&mut self, items: &List, decoder: &mut Decoder) {
        // Go decodes over the items that are there already.
        let list = self.get_or_insert_default();
        list.resize_with(items.len(), || None);
        for (slot, item) in list.iter_mut().zip(items.iter()) {
            match item {
                Value::Map(map) => decoder.fields(slot.get_or_insert_with(T::default), map),
                Value::Nil => *slot = None,
                other => {
                    slot.get_or_insert_with(T::default);
                    decoder.mismatch(other, &go_type::<T>());
                }
            }
        }
    }
}

/// A record within a record.
pub(crate) trait Nested {
    fn go_type(&self) -> String;
    fn decode(&mut self, map: &Map, decoder: &mut Decoder);
}

impl<T: Record> Nested for T {
    fn go_type(&self) -> String {
        go_type::<T>()
    }

    fn decode(&mut self, map: &Map, decoder: &mut Decoder) {
        decoder.fields(self, map);
    }
}

fn go_type<T: Record>() -> String {
    format!("{}.{}", T::PACKAGE, T::TYPE)
}

/// Decodes a YAML text over a record. Gives Helm's words for the first thing that does not fit;
/// the rest has been decoded then. Says whether there was anything but null.
pub(crate) fn decode<T: Record>(text: &[u8], record: &mut T) -> Result<bool, String> {
    Ok(run(text, record)?.found)
}

/// The first name in a YAML text that is no field of the record, in Helm's words.
pub(crate) fn unknown_field<T: Record>(text: &[u8], record: &mut T) -> Option<String> {
    let name = run(text, record).ok()?.unknown?;
    let name = super::error::quoted(&name);
    Some(format!(
        "error unmarshaling JSON: while decoding JSON: json: unknown field {name}"
    ))
}

fn run<T: Record>(text: &[u8], record: &mut T) -> Result<Decoder, String> {
    let value = Reader::new()
        .numbers(Numbers::Typed)
        .value(text)
        .map_err(|error| error.to_string())?;
    let mut decoder = Decoder {
        record: T::TYPE,
        path: Vec::new(),
        error: None,
        unknown: None,
        found: !matches!(value, Value::Nil),
    };
    match &value {
        Value::Map(map) => decoder.fields(record, map),
        Value::Nil => {}
        other => decoder.mismatch(other, &go_type::<T>()),
    }
    match &decoder.error {
        None => Ok(decoder),
        Some(error) => Err(format!(
            "error unmarshaling JSON: while decoding JSON: json: {error}"
        )),
    }
}

pub(crate) struct Decoder {
    /// The type of the innermost record.
    record: &'static str,
    path: Vec<&'static str>,
    error: Option<String>,
    unknown: Option<String>,
    found: bool,
}

impl Decoder {
    fn fields<T: Record>(&mut self, record: &mut T, map: &Map) {
        let outer = std::mem::replace(&mut self.record, T::TYPE);
        for Entry { key, value, .. } in map.borrow().iter() {
            let same = |name: &&&str| key == **name;
            let alike = |name: &&&str| key.as_bytes().eq_ignore_ascii_case(name.as_bytes());
            let field = T::FIELDS
                .iter()
                .find(same)
                .or_else(|| T::FIELDS.iter().find(alike));
            let Some(field) = field else {
                let name = || key.to_string_lossy().into_owned();
                self.unknown.get_or_insert_with(name);
                continue;
            };
            if !matches!(value, Value::Nil) {
                self.path.push(field);
                self.slot(record.slot(field), value);
                self.path.pop();
            }
        }
        self.record = outer;
    }

    fn slot(&mut self, slot: Slot<'_>, value: &Value) {
        match (slot, value) {
            (Slot::Ignored, _) => {}
            (Slot::Text(text), value) => self.text(text, value),
            (Slot::Bool(truth), Value::Bool(value)) => *truth = *value,
            (Slot::Bool(_), other) => self.mismatch(other, "bool"),
            (Slot::Texts(texts), Value::List(items)) => {
                texts.resize(items.len(), String::new());
                for (text, item) in texts.iter_mut().zip(items.iter()) {
                    self.text(text, item);
                }
            }
            (Slot::Texts(_), other) => self.mismatch(other, "[]string"),
            (Slot::TextMap(texts), Value::Map(map)) => {
                let texts = texts.get_or_insert_default();
                for entry in map.borrow().iter() {
                    let mut text = String::new();
                    self.text(&mut text, &entry.value);
                    texts.insert(entry.key.to_string_lossy().into_owned(), text);
                }
            }
            (Slot::TextMap(_), other) => self.mismatch(other, "map[string]string"),
            (Slot::Values(values), Value::List(items)) => {
                *values = items.iter().map(plain).collect();
            }
            (Slot::Values(_), other) => self.mismatch(other, "[]interface {}"),
            (Slot::Nested(record), Value::Map(map)) => record.decode(map, self),
            (Slot::Nested(record), other) => {
                let ty = record.go_type();
                self.mismatch(other, &ty);
            }
            (Slot::Records(records), Value::List(items)) => records.decode(items, self),
            (Slot::Records(records), other) => {
                let ty = records.go_type();
                self.mismatch(other, &ty);
            }
        }
    }

    fn text(&mut self, text: &mut String, value: &Value) {
        let mut buf = Vec::new();
        match value {
            Value::Str(value) => buf.extend_from_slice(value.as_bytes()),
            Value::Bool(value) => buf.extend_from_slice(value.to_string().as_bytes()),
            Value::Int(_, number) => append_int(&mut buf, *number),
            Value::Uint(_, number) => append_uint(&mut buf, *number),
            Value::Float(number) => append_float(&mut buf, *number, b'g', None),
            Value::Nil => return,
            other => return self.mismatch(other, "string"),
        }
        *text = String::from_utf8_lossy(&buf).into_owned();
    }

    fn mismatch(&mut self, value: &Value, ty: &str) {
        let what = match value {
            Value::Map(_) => "object",
            Value::List(_) => "array",
            Value::Str(_) => "string",
            Value::Bool(_) => "bool",
            _ => "number",
        };
        let (record, path) = (self.record, self.path.join("."));
        self.error.get_or_insert_with(|| match path.is_empty() {
            true => format!("cannot unmarshal {what} into Go value of type {ty}"),
            false => {
                format!("cannot unmarshal {what} into Go struct field {record}.{path} of type {ty}")
            }
        });
    }
}

/// A value as JSON makes it: all numbers alike.
fn plain(value: &Value) -> Value {
    match value {
        Value::Int(_, number) => Value::Float(*number as f64),
        Value::Uint(_, number) => Value::Float(*number as f64),
        Value::List(items) => {
            let items = items.iter().map(|item| deeper(|| plain(item)));
            items.collect::<List>().into()
        }
        Value::Map(map) => map
            .borrow()
            .iter()
            .map(|entry| (entry.key.clone(), deeper(|| plain(&entry.value))))
            .collect::<Map>()
            .into(),
        other => other.clone(),
    }
}
