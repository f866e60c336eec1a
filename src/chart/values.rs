//! `common.Values`: the values of a chart as templates see them, with their methods.

use super::error::quoted;
use crate::encoding::yaml::emit::to_yaml;
use crate::value::{DICT, Entry, GoType, List, Map, MapType, Mark, Method, Str, Value};

/// The Go type of `.Values`, `.Template` and of the dot that a template starts with.
pub static VALUES: MapType = MapType {
    name: "common.Values",
    elem: GoType::Any,
    methods: &[
        Method {
            name: "AsMap",
            params: &[],
            variadic: false,
            call: as_map,
        },
        Method {
            name: "PathValue",
            params: &[GoType::String],
            variadic: false,
            call: path_value_method,
        },
        Method {
            name: "Table",
            params: &[GoType::String],
            variadic: false,
            call: table_method,
        },
        Method {
            name: "YAML",
            params: &[],
            variadic: false,
            call: yaml,
        },
    ],
};

/// The name of the values that every chart of a tree sees.
pub(super) const GLOBAL: &str = "global";

/// The table at a path of names joined by dots.
///
/// # Errors
/// The name on the way that is not a table, in Helm's words.
pub fn table(values: &Map, path: &str) -> Result<Map, String> {
    let mut table = values.clone();
    for name in path.split('.') {
        match table.get(name) {
            Some(Value::Map(inner)) => table = inner,
            _ => return Err(format!("{} is not a table", quoted(name))),
        }
    }
    Ok(table)
}

/// The value at a path of names joined by dots, which must not be a table itself, with its mark.
///
/// # Errors
/// When there is none, in Helm's words.
pub fn path_value(values: &Map, path: &str) -> Result<(Value, Mark), String> {
    if path.is_empty() {
        return Err("YAML path cannot be empty".to_string());
    }
    let (found, name) = match path.rsplit_once('.') {
        None => (Some(values.clone()), path),
        Some((before, name)) => (table(values, before).ok(), name),
    };
    match found.and_then(|table| table.get_marked(name)) {
        Some((value, mark)) if !matches!(value, Value::Map(_)) => Ok((value, mark)),
        _ => Err(format!("{} is not a value", quoted(name))),
    }
}

/// A copy that shares no map with the original.
pub fn deep_copy(map: &Map) -> Map {
    copy(map, Nulls::Kept)
}

/// What becomes of entries that are null where a map is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Nulls {
    /// They are copied.
    Kept,
    /// They are left out of maps, at any depth, but not of those in lists.
    LeftOut,
}

/// As [`deep_copy`], with nulls or without.
pub(super) fn copy(map: &Map, nulls: Nulls) -> Map {
    let entries = map.borrow();
    let mut copied = Vec::with_capacity(entries.len());
    for entry in entries.iter() {
        if nulls == Nulls::Kept || !matches!(entry.value, Value::Nil) {
            copied.push(Entry {
                key: entry.key.clone(),
                value: copy_value(&entry.value, nulls),
                mark: entry.mark,
            });
        }
    }
    // They are sorted as the original is.
    let copy = Map::of(map.ty(), Vec::new());
    copy.fill(copied);
    copy
}

/// A copy of a value that shares no map with the original.
pub(super) fn copy_value(value: &Value, nulls: Nulls) -> Value {
    match value {
        Value::Map(map) if !map.is_nil() => deeper(|| copy(map, nulls)).into(),
        Value::List(list) if list.iter().any(may_change) => deeper(|| {
            let items = list.iter().map(|item| copy_value(item, Nulls::Kept));
            let marks = (0..list.len()).map(|at| list.mark(at)).collect();
            List::with_marks(list.ty(), items.collect(), marks).into()
        }),
        other => other.clone(),
    }
}

/// One step deeper into a value, with room on the stack: values nest thousands deep.
pub(super) fn deeper<T>(step: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(128 * 1024, 2 * 1024 * 1024, step)
}

fn may_change(value: &Value) -> bool {
    matches!(value, Value::Map(_) | Value::List(_))
}

fn text_of(args: &[Value]) -> String {
    let text = args.first().and_then(Value::as_str);
    text.map_or_else(String::new, |text| text.to_string_lossy().into_owned())
}

fn receiver(value: &Value) -> Map {
    value.as_map().cloned().unwrap_or_default()
}

fn as_map(values: &Value, _: &[Value]) -> Result<Value, Str> {
    let values = receiver(values);
    Ok(Value::from(match values.is_empty() {
        true => Map::new(),
        false => values.retyped(&DICT),
    }))
}

fn path_value_method(values: &Value, args: &[Value]) -> Result<Value, Str> {
    let found = path_value(&receiver(values), &text_of(args));
    found.map(|(value, _)| value).map_err(Str::from)
}

fn table_method(values: &Value, args: &[Value]) -> Result<Value, Str> {
    let table = table(&receiver(values), &text_of(args)).map_err(Str::from)?;
    Ok(Value::from(table.retyped(&VALUES)))
}

fn yaml(values: &Value, _: &[Value]) -> Result<Value, Str> {
    match to_yaml(values) {
        Ok(text) => Ok(Value::from(text.into_str())),
        Err(error) => Err(Str::from(error.to_string())),
    }
}
