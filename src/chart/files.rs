//! `.Files`: the files of a chart that are neither templates nor its own.

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

fn content(files: &Value, args: &[Value]) -> Option<Value> {
    receiver(files).get(args.first()?.as_str()?)
}

fn bytes(value: &Value) -> &[u8] {
    match value {
        Value::Bytes(bytes) => bytes,
        _ => &[],
    }
}

fn get(files: &Value, args: &[Value]) -> Result<Value, Str> {
    let content = content(files, args).unwrap_or_default();
    Ok(Value::from(Str::new(bytes(&content))))
}

fn get_bytes(files: &Value, args: &[Value]) -> Result<Value, Str> {
    let none = || Value::Bytes(Vec::new().into());
    Ok(content(files, args).unwrap_or_else(none))
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
    let Some(content) = content(files, args) else {
        return Ok(Value::from(List::of(&STRING_LIST, Vec::new())));
    };
    let text = bytes(&content);
    if text.is_empty() {
        return Err(Str::from("runtime error: index out of range [-1]"));
    }
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    let lines = text.split(|&byte| byte == b'\n');
    let lines = lines.map(|line| Value::from(Str::new(line))).collect();
    Ok(Value::from(List::of(&STRING_LIST, lines)))
}

fn as_config(files: &Value, _: &[Value]) -> Result<Value, Str> {
    Ok(by_name(files, Str::new))
}

fn as_secrets(files: &Value, _: &[Value]) -> Result<Value, Str> {
    Ok(by_name(files, |bytes| Str::from(STANDARD.encode(bytes))))
}

/// YAML of the files' names without folders and of what `encode` makes of their contents. Of
/// files with one name the last stays, where Helm keeps any of them.
fn by_name(files: &Value, encode: fn(&[u8]) -> Str) -> Value {
    let entry = |entry: Entry| {
        let path = entry.key.as_bytes();
        let base = path
            .rsplit(|&byte| byte == b'/')
            .find(|name| !name.is_empty());
        Entry {
            key: Str::new(base.unwrap_or(b".")),
            value: encode(bytes(&entry.value)).into(),
            mark: Mark::NONE,
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
