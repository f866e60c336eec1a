//! Values as YAML, JSON and TOML, and back.
//!
//! What cannot be written is empty text for a template, or a failure for the functions with `must`
//! in front; `toToml` alone gives the error's text as its result.

use super::text_marks::marked;
use super::{Entry, Family, Profiles};
use crate::encoding::json::{JsonError, JsonStyle, ReadError, read_json_marked, write_json};
use crate::encoding::toml::{TomlError, read_toml, write_toml};
use crate::encoding::yaml::emit::{EmitError, to_yaml, to_yaml_pretty};
use crate::encoding::yaml::{Library, Marker, NoMarks, Reader};
use crate::function;
use crate::gotemplate::call::Call;
use crate::gotemplate::function::Failure;
use crate::value::time::{Zone, Zones};
use crate::value::{ANY_LIST, DICT, List, Map, Str, StrBuf, Value};

const RAW: JsonStyle = JsonStyle {
    raw: true,
    pretty: false,
};
const PRETTY: JsonStyle = JsonStyle {
    raw: false,
    pretty: true,
};

/// A function from any value to text.
macro_rules! writer {
    ($name:literal, $function:expr, $help:literal, $example:literal) => {
        Entry::new(
            function!($name, $function),
            Family::Encoding,
            "(v any) string",
        )
        .help($help, $example)
    };
}

/// A function that reads a text. Errors become part of the result.
macro_rules! reader {
    ($name:literal, $function:expr, $result:literal, $help:literal, $example:literal) => {
        Entry::new(
            function!($name, $function),
            Family::Encoding,
            concat!("(s string) ", $result),
        )
        .help($help, $example)
    };
}

/// The functions of this family.
pub static TABLE: &[Entry] = &[
    writer!(
        "toYaml",
        helm_to_yaml,
        "Writes a value as YAML, without the last line feed.",
        "{{ toYaml .Values.resources | nindent 12 }}"
    )
    .profiles(Profiles::Helm),
    writer!(
        "toYaml",
        harness_to_yaml,
        "Writes a value as YAML, its last line feed included.",
        "{{ toYaml .Values.resources | nindent 12 }}"
    )
    .profiles(Profiles::Harness),
    writer!(
        "mustToYaml",
        must_to_yaml,
        "Writes a value as YAML, or fails.",
        "{{ mustToYaml .Values.resources }}"
    )
    .profiles(Profiles::Helm),
    writer!(
        "toYamlPretty",
        helm_to_yaml_pretty,
        "Writes a value as YAML with indented lists.",
        "{{ toYamlPretty .Values.args }}"
    )
    .profiles(Profiles::Helm),
    writer!(
        "toJson",
        to_json,
        "Writes a value as JSON in one line.",
        "{{ toJson .Values.labels }}"
    ),
    writer!(
        "mustToJson",
        must_to_json,
        "Writes a value as JSON, or fails.",
        "{{ mustToJson .Values.labels }}"
    )
    .profiles(Profiles::Helm),
    writer!(
        "toPrettyJson",
        to_pretty_json,
        "Writes a value as JSON, an entry a line.",
        "{{ toPrettyJson .Values.labels }}"
    ),
    writer!(
        "mustToPrettyJson",
        must_to_pretty_json,
        "Writes a value as JSON, an entry a line, or fails.",
        "{{ mustToPrettyJson .Values.labels }}"
    )
    .profiles(Profiles::Helm),
    writer!(
        "toRawJson",
        must_to_raw_json,
        "Writes a value as JSON and leaves <, > and & as they are.",
        "{{ toRawJson .Values.html }}"
    )
    .profiles(Profiles::Helm),
    writer!(
        "mustToRawJson",
        must_to_raw_json,
        "Writes a value as JSON and leaves <, > and & as they are.",
        "{{ mustToRawJson .Values.html }}"
    )
    .profiles(Profiles::Helm),
    writer!(
        "toToml",
        to_toml,
        "Writes a value as TOML; what cannot be written gives the error's text.",
        "{{ toToml .Values.settings }}"
    )
    .profiles(Profiles::Helm),
    writer!(
        "mustToToml",
        must_to_toml,
        "Writes a value as TOML, or fails.",
        "{{ mustToToml .Values.settings }}"
    )
    .profiles(Profiles::Helm),
    reader!(
        "fromYaml",
        called_from_yaml,
        "map[string]interface {}",
        "Reads a YAML map; errors stand under the key Error.",
        "{{ (fromYaml (.Files.Get \"a.yaml\")).name }}"
    )
    .profiles(Profiles::Helm),
    reader!(
        "fromYaml",
        harness_from_yaml,
        "map[string]interface {}",
        "Reads a YAML map; errors stand under the key Error.",
        "{{ (fromYaml .Values.settings).name }}"
    )
    .profiles(Profiles::Harness),
    reader!(
        "fromYamlArray",
        called_from_yaml_array,
        "[]interface {}",
        "Reads a YAML list; an error is its only item.",
        "{{ range fromYamlArray .Values.list }}{{ . }}{{ end }}"
    )
    .profiles(Profiles::Helm),
    reader!(
        "fromJson",
        called_from_json,
        "map[string]interface {}",
        "Reads a JSON object; errors stand under the key Error.",
        "{{ (fromJson .Values.json).name }}"
    ),
    reader!(
        "fromJsonArray",
        called_from_json_array,
        "[]interface {}",
        "Reads a JSON array; an error is its only item.",
        "{{ range fromJsonArray .Values.list }}{{ . }}{{ end }}"
    )
    .profiles(Profiles::Helm),
    reader!(
        "fromToml",
        from_toml_here,
        "map[string]interface {}",
        "Reads a TOML table; errors stand under the key Error.",
        "{{ (fromToml (.Files.Get \"a.toml\")).name }}"
    )
    .profiles(Profiles::Helm),
    reader!(
        "mustFromJson",
        must_from_json,
        "(interface {}, error)",
        "Reads any JSON, or fails.",
        "{{ range mustFromJson .Values.list }}{{ . }}{{ end }}"
    )
    .profiles(Profiles::Helm),
];

fn helm_to_yaml(value: &Value) -> Str {
    text(to_yaml(value).map(without_line_feed))
}

fn harness_to_yaml(value: &Value) -> Str {
    text(to_yaml(value))
}

fn must_to_yaml(value: &Value) -> Result<Str, Failure> {
    let yaml = to_yaml(value).map_err(|error: EmitError| Failure::new(error.to_string()))?;
    Ok(without_line_feed(yaml).into_str())
}

fn helm_to_yaml_pretty(value: &Value) -> Result<Str, Failure> {
    match to_yaml_pretty(value) {
        Ok(yaml) => Ok(without_line_feed(yaml).into_str()),
        // go-yaml panics there, and Helm does not catch it.
        Err(EmitError::Json(JsonError::Unsupported(name))) => {
            Err(Failure::new(format!("cannot marshal type: {name}")))
        }
        Err(_) => Ok(Str::EMPTY),
    }
}

fn to_json(value: &Value) -> Str {
    text(write_json(value, JsonStyle::default()))
}

fn must_to_json(value: &Value) -> Result<Str, Failure> {
    json(value, JsonStyle::default())
}

fn to_pretty_json(value: &Value) -> Str {
    text(write_json(value, PRETTY))
}

fn must_to_pretty_json(value: &Value) -> Result<Str, Failure> {
    json(value, PRETTY)
}

fn must_to_raw_json(value: &Value) -> Result<Str, Failure> {
    json(value, RAW)
}

fn to_toml(value: &Value) -> Result<Str, Failure> {
    match write_toml(value) {
        Ok(toml) => Ok(toml.into_str()),
        Err(TomlError::Encode(text)) => Ok(text.into()),
        Err(error @ TomlError::Panic(_)) => Err(Failure::new(error.to_string())),
    }
}

fn must_to_toml(value: &Value) -> Result<Str, Failure> {
    match write_toml(value) {
        Ok(toml) => Ok(toml.into_str()),
        Err(error) => Err(Failure::new(error.to_string())),
    }
}

fn json(value: &Value, style: JsonStyle) -> Result<Str, Failure> {
    let json = write_json(value, style).map_err(|error| Failure::new(error.to_string()))?;
    Ok(json.into_str())
}

/// The text, or nothing where there was an error.
fn text<E>(written: Result<StrBuf, E>) -> Str {
    written.map_or(Str::EMPTY, StrBuf::into_str)
}

fn without_line_feed(mut text: StrBuf) -> StrBuf {
    if text.as_bytes().ends_with(b"\n") {
        text.truncate(text.len() - 1);
    }
    text
}

const DICT_NAME: &str = "map[string]interface {}";
const LIST_NAME: &str = "[]interface {}";

/// `fromYaml`: the map in a YAML text; empty where there is none, the key `Error` where it is wrong.
pub fn from_yaml(text: &Str) -> Map {
    yaml_map(Reader::new(), text)
}

/// `fromYaml`, of which often just one field is read: the rest is checked, not made.
fn called_from_yaml(call: &mut Call<'_>, text: &Str) -> Map {
    let reader = Reader::new();
    let reader = match call.only() {
        Some(field) => reader.only_key(field),
        None => reader,
    };
    marked!(call, text, marks => yaml_map(reader.marker(marks), text))
}

fn yaml_map<M: Marker>(mut reader: Reader<M>, text: &Str) -> Map {
    match reader.map(text.as_bytes(), DICT_NAME) {
        Ok(map) => map.unwrap_or_default(),
        Err(error) => error_map(error),
    }
}

fn harness_from_yaml(call: &mut Call<'_>, text: &Str) -> Map {
    let reader = Reader::new().library(Library::Ghodss);
    marked!(call, text, marks => match reader.marker(marks).map(text.as_bytes(), DICT_NAME) {
        // Unlike Helm's library, this one lets null reach the map.
        Ok(map) => map.unwrap_or_else(|| Map::nil(&DICT)),
        Err(error) => error_map(error),
    })
}

/// `fromYamlArray`: the list in a YAML text; empty where there is none, its error as only item.
pub fn from_yaml_array(text: &Str) -> List {
    yaml_list(Reader::new(), text)
}

fn called_from_yaml_array(call: &mut Call<'_>, text: &Str) -> List {
    marked!(call, text, marks => yaml_list(Reader::new().marker(marks), text))
}

fn yaml_list<M: Marker>(mut reader: Reader<M>, text: &Str) -> List {
    match reader.list(text.as_bytes()) {
        Ok(list) => list.unwrap_or_else(|| List::new(Vec::new())),
        Err(error) => error_list(error),
    }
}

/// `fromJson`: the object in a JSON text, with the key `Error` where it is wrong; nil for null.
pub fn from_json(text: &Str) -> Map {
    json_map(NoMarks, text)
}

fn called_from_json(call: &mut Call<'_>, text: &Str) -> Map {
    marked!(call, text, marks => json_map(marks, text))
}

fn json_map(mut marks: impl Marker, text: &Str) -> Map {
    let (value, misfit) = match read_json_marked(text.as_bytes(), &mut marks) {
        Ok(read) => read,
        Err(error) => return error_map(error),
    };
    match value {
        // Go has read the rest of the map when it reports a number that does not fit.
        Value::Map(map) => {
            if let Some(error) = misfit {
                map.insert("Error", error.to_string().into());
            }
            map
        }
        // A number alone that does not fit is a number all the same.
        Value::Nil if misfit.is_some() => {
            error_map(ReadError::shape(&Value::Float(0.0), DICT_NAME))
        }
        Value::Nil => Map::nil(&DICT),
        other => error_map(ReadError::shape(&other, DICT_NAME)),
    }
}

/// `fromJsonArray`: the array in a JSON text, its error as only item; nil for null.
pub fn from_json_array(text: &Str) -> List {
    json_list(NoMarks, text)
}

fn called_from_json_array(call: &mut Call<'_>, text: &Str) -> List {
    marked!(call, text, marks => json_list(marks, text))
}

fn json_list(mut marks: impl Marker, text: &Str) -> List {
    match read_json_marked(text.as_bytes(), &mut marks) {
        Err(error) => error_list(error),
        Ok((Value::List(list), None)) => list,
        Ok((Value::List(_), Some(error))) => error_list(error),
        Ok((Value::Nil, None)) => List::nil(&ANY_LIST),
        Ok((Value::Nil, Some(_))) => error_list(ReadError::shape(&Value::Float(0.0), LIST_NAME)),
        Ok((other, _)) => error_list(ReadError::shape(&other, LIST_NAME)),
    }
}

fn must_from_json(call: &mut Call<'_>, text: &Str) -> Result<Value, Failure> {
    let read = marked!(call, text, marks => read_json_marked(text.as_bytes(), &mut { marks }));
    match read {
        Ok((value, None)) => Ok(value),
        Ok((_, Some(error))) | Err(error) => Err(Failure::new(error.to_string())),
    }
}

fn error_map(error: impl ToString) -> Map {
    Map::from_iter([("Error", Value::from(error.to_string()))])
}

fn error_list(error: impl ToString) -> List {
    List::new(vec![Value::from(error.to_string())])
}

fn from_toml_here(call: &mut Call<'_>, text: &Str) -> Map {
    let local = call.cache::<Zones>().local(call.world());
    let now = call.world().now().seconds;
    let offset = local.offset_at(now);
    from_toml(text, &local, offset)
}

/// `fromToml`: the table in a TOML text, with the key `Error` where it is wrong. Times without an
/// offset are in the local zone, at the offset that it has now.
pub fn from_toml(text: &Str, local: &Zone, offset: i64) -> Map {
    read_toml(text.as_bytes(), local, offset).unwrap_or_else(error_map)
}
