//! `.Files`: the files of a chart that are neither templates nor its own.

use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::File;
use super::glob::Glob;
use crate::encoding::yaml::emit::to_yaml;
use crate::value::{
    Entry, GoType, List, Map, MapType, Mark, Method, STRING_LIST, STRING_MAP, Str, Value,
};

/// The Go type of `.Files`: names and bytes.
pub static FILES: MapType = MapType {
    name: "engine.files",
    elem: GoType::Bytes,
    methods: &[
        method("AsConfig", &[], as_config),
        method("AsSecrets", &[], as_secrets),
        method("Get", &[GoType::String], get),
        method("GetBytes", &[GoType::String], get_bytes),
        method("Glob", &[GoType::String], glob),
        method("Lines", &[GoType::String], lines),
    ],
};

const fn method(
    name: &'static str,
    params: &'static [GoType],
    call: fn(&Value, &[Value]) -> Result<Value, Str>,
) -> Method {
    Method {
        name,
        params,
        variadic: false,
        call,
    }
}

/// The files of a chart as templates see them.
pub fn to_map(files: &[File]) -> Map {
    let entry = |file: &File| Entry {
        key: file.name.clone(),
        value: Value::Bytes(file.data.clone()),
        mark: Mark::NONE,
    };
    Map::of(&FILES, files.iter().map(entry).collect())
}

fn receiver(files: &Value) -> Map {
    files.as_map().cloned().unwrap_or_default()
}

/// The content of a file, and its mark.
fn content(files: &Value, args: &[Value]) -> Option<(Value, Mark)> {
    receiver(files).get_marked(args.first()?.as_str()?)
}

fn bytes(value: &Value) -> Rc<[u8]> {
    match value {
        Value::Bytes(bytes) => bytes.shared().clone(),
        _ => Rc::default(),
    }
}

fn get(files: &Value, args: &[Value]) -> Result<Value, Str> {
    let (content, mark) = content(files, args).unwrap_or_default();
    Ok(Value::from(mark.lines_of(&bytes(&content))))
}

fn get_bytes(files: &Value, args: &[Value]) -> Result<Value, Str> {
    let none = || Value::Bytes(Vec::new().into());
    Ok(content(files, args).map_or_else(none, |(content, _)| content))
}

fn glob(files: &Value, args: &[Value]) -> Result<Value, Str> {
    let pattern = args.first().and_then(Value::as_str);
    let pattern = pattern.map(Str::to_string_lossy).unwrap_or_default();
    // A pattern that is not well formed matches everything.
    let glob = Glob::new(&pattern);
    let matches = |entry: &Entry| {
        let glob = glob.as_ref();
        glob.is_none_or(|glob| glob.matches(&entry.key.to_string_lossy()))
    };
    let mut entries = receiver(files).snapshot();
    entries.retain(matches);
    Ok(Value::from(Map::of(&FILES, entries)))
}

fn lines(files: &Value, args: &[Value]) -> Result<Value, Str> {
    let Some((content, mark)) = content(files, args) else {
        return Ok(Value::from(List::of(&STRING_LIST, Vec::new())));
    };
    let text = bytes(&content);
    if text.is_empty() {
        return Err(Str::from("runtime error: index out of range [-1]"));
    }
    let text = text.strip_suffix(b"\n").unwrap_or(&text);
    let (lines, marks) = mark.each_line(text);
    let lines = lines.into_iter().map(Value::from).collect();
    Ok(Value::from(List::with_marks(&STRING_LIST, lines, marks)))
}

fn as_config(files: &Value, _: &[Value]) -> Result<Value, Str> {
    Ok(by_name(files, |bytes, mark| mark.lines_of(bytes)))
}

fn as_secrets(files: &Value, _: &[Value]) -> Result<Value, Str> {
    Ok(by_name(files, |bytes, mark| {
        Str::from(STANDARD.encode(bytes)).with_mark(mark)
    }))
}

/// YAML of the files' names without folders and of what `encode` makes of their contents. Of
/// files with one name the last stays, where Helm keeps any of them.
fn by_name(files: &Value, encode: fn(&Rc<[u8]>, Mark) -> Str) -> Value {
    let entry = |entry: Entry| {
        let path = entry.key.as_bytes();
        let base = path
            .rsplit(|&byte| byte == b'/')
            .find(|name| !name.is_empty());
        Entry {
            key: Str::new(base.unwrap_or(b".")),
            value: encode(&bytes(&entry.value), entry.mark).into(),
            mark: entry.mark,
        }
    };
    let entries = receiver(files).snapshot().into_iter().map(entry).collect();
    let Ok(mut text) = to_yaml(&Value::from(Map::of(&STRING_MAP, entries))) else {
        return Value::from("");
    };
    if text.as_bytes().ends_with(b"\n") {
        text.truncate(text.len() - 1);
    }
    Value::from(text.into_str())
}
