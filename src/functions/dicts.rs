//! Dictionaries.
//!
//! A dictionary is a reference: `set`, `unset` and `merge` change the one that every holder sees.

use super::items::Builder;
use super::merge::{Fault, merge};
use super::strings::text_of;
use super::{Entry, Family, Profiles};
use crate::function;
use crate::gotemplate::call::Call;
use crate::gotemplate::function::{Failure, Function, Reason, Rest};
use crate::value::{DICT, Entry as MapEntry, List, Map, Mark, STRING_LIST, Str, Value};

/// Functions on dictionaries.
pub static TABLE: &[Entry] = &[
    both(function!("deepCopy", deep_copy), "(v any) any"),
    both(function!("dict", dict), "(v ...any) map[string]any"),
    helm(
        function!("dig", dig),
        "(keys ...string, default any, d map[string]any) any",
    ),
    helm(function!("get", get), "(d map[string]any, key string) any"),
    both(
        function!("hasKey", has_key),
        "(d map[string]any, key string) bool",
    ),
    both(function!("keys", keys), "(d ...map[string]any) []string"),
    both(
        function!("merge", merge_kept),
        "(dst map[string]any, srcs ...map[string]any) any",
    ),
    both(
        function!("mergeOverwrite", merge_over),
        "(dst map[string]any, srcs ...map[string]any) any",
    ),
    helm(function!("mustDeepCopy", deep_copy), "(v any) any"),
    helm(
        function!("mustMerge", must_merge),
        "(dst map[string]any, srcs ...map[string]any) any",
    ),
    helm(
        function!("mustMergeOverwrite", must_merge_over),
        "(dst map[string]any, srcs ...map[string]any) any",
    ),
    both(
        function!("omit", omit),
        "(d map[string]any, keys ...string) map[string]any",
    ),
    both(
        function!("pick", pick),
        "(d map[string]any, keys ...string) map[string]any",
    ),
    both(
        function!("pluck", pluck),
        "(key string, d ...map[string]any) []any",
    ),
    both(
        function!("set", set),
        "(d map[string]any, key string, v any) map[string]any",
    ),
    both(
        function!("unset", unset),
        "(d map[string]any, key string) map[string]any",
    ),
    both(function!("values", values), "(d map[string]any) []any"),
];

const fn helm(function: Function, signature: &'static str) -> Entry {
    both(function, signature).profiles(Profiles::Helm)
}

/// Help stands here once for the several names of a function.
const fn both(function: Function, signature: &'static str) -> Entry {
    let (help, example) = match function.name.as_bytes() {
        b"deepCopy" | b"mustDeepCopy" => (
            "A copy that shares nothing with the original.",
            "{{ deepCopy .Values | merge (dict) }}",
        ),
        b"dict" => (
            "A dictionary of keys and values.",
            r#"{{ dict "a" 1 "b" 2 }}"#,
        ),
        b"dig" => (
            "The value at a path of keys, or a default.",
            r#"{{ dig "a" "b" "none" (dict "a" (dict "b" 1)) }}"#,
        ),
        b"get" => (
            "The value of a key, or empty text.",
            r#"{{ get .Values "name" }}"#,
        ),
        b"hasKey" => (
            "Whether a dictionary has a key.",
            r#"{{ hasKey .Values "name" }}"#,
        ),
        b"keys" => (
            "The keys of dictionaries, sorted.",
            "{{ keys .Values | join \",\" }}",
        ),
        b"merge" | b"mustMerge" => (
            "Merges dictionaries into the first, which keeps what it has.",
            r#"{{ merge (dict "a" 1) (dict "a" 2 "b" 3) }}"#,
        ),
        b"mergeOverwrite" | b"mustMergeOverwrite" => (
            "Merges dictionaries into the first, the last one winning.",
            r#"{{ mergeOverwrite (dict "a" 1) (dict "a" 2) }}"#,
        ),
        b"omit" => (
            "A dictionary without some keys.",
            r#"{{ omit .Values "secret" }}"#,
        ),
        b"pick" => (
            "A dictionary with only some keys.",
            r#"{{ pick .Values "name" }}"#,
        ),
        b"pluck" => (
            "The values of a key in several dictionaries.",
            r#"{{ pluck "a" (dict "a" 1) (dict "a" 2) }}"#,
        ),
        b"set" => (
            "Sets a key, and returns the dictionary.",
            r#"{{ $_ := set .Values "a" 1 }}"#,
        ),
        b"unset" => (
            "Removes a key, and returns the dictionary.",
            r#"{{ $_ := unset .Values "a" }}"#,
        ),
        _ => (
            "The values of a dictionary, in the order of its keys.",
            "{{ values .Values }}",
        ),
    };
    Entry::new(function, Family::Dicts, signature).help(help, example)
}

fn dict(call: &mut Call<'_>, pairs: Rest<'_, Value>) -> Result<Map, Failure> {
    let pairs = pairs.into_values();
    let mut entries = Vec::with_capacity(pairs.len().div_ceil(2));
    for (i, pair) in pairs.chunks_mut(2).enumerate() {
        let (key, value) = match pair {
            [key, value] => (key, std::mem::take(value)),
            [key] => (key, Value::Str(Str::EMPTY)),
            _ => continue,
        };
        let value = if value.is_nil() { Value::Nil } else { value };
        entries.push(MapEntry {
            key: match key {
                Value::Str(text) => std::mem::take(text),
                other => text_of(other)?,
            },
            value,
            mark: call.mark(2 * i + 1),
        });
    }
    Ok(Map::of(&DICT, entries))
}

fn get(call: &mut Call<'_>, dict: &Map, key: &Str) -> Value {
    let Some((value, mark)) = dict.get_marked(key) else {
        return Value::Str(Str::EMPTY);
    };
    found(call, mark, 0);
    value
}

/// Tells that the result is an entry with this mark, or where it has none, of what holds it.
fn found(call: &mut Call<'_>, mark: Mark, holder: usize) {
    let mark = match mark {
        Mark::NONE => call.mark(holder),
        mark => mark,
    };
    call.made_of(mark);
}

fn set(call: &mut Call<'_>, dict: &Map, key: Str, value: Value) -> Result<Map, Failure> {
    if dict.is_nil() {
        return Err(Failure::new("assignment to entry in nil map"));
    }
    let mark = call.mark_kept(2);
    dict.insert_marked(key, value, mark);
    Ok(dict.clone())
}

fn unset(dict: &Map, key: &Str) -> Map {
    dict.remove(key);
    dict.clone()
}

fn has_key(call: &mut Call<'_>, dict: &Map, key: &Str) -> bool {
    if call.is_traced() {
        let mark = dict.get_marked(key).map_or(Mark::NONE, |(_, mark)| mark);
        found(call, mark, 0);
    }
    dict.contains(key)
}

fn keys(dicts: Rest<'_, &Map>) -> List {
    let mut keys = Builder::default();
    for dict in dicts {
        for entry in dict.borrow().iter() {
            keys.push(Value::Str(entry.key.clone()), entry.mark);
        }
    }
    keys.finish_as(&STRING_LIST)
}

fn values(dict: &Map) -> List {
    let entries = dict.borrow();
    let mut built = Builder::with_capacity(entries.len());
    for entry in entries.iter() {
        built.push(entry.value.clone(), entry.mark);
    }
    built.finish()
}

fn pluck(key: &Str, dicts: Rest<'_, &Map>) -> List {
    let mut built = Builder::default();
    for dict in dicts {
        if let Some((value, mark)) = dict.get_marked(key) {
            built.push(value, mark);
        }
    }
    built.finish()
}

fn pick(dict: &Map, keys: Rest<'_, &Str>) -> Map {
    let picked = Map::new();
    for key in keys {
        if let Some((value, mark)) = dict.get_marked(key) {
            picked.insert_marked(key.clone(), value, mark);
        }
    }
    picked
}

fn omit(dict: &Map, keys: Rest<'_, &Str>) -> Map {
    let mut omitted: Vec<&Str> = keys.into_iter().collect();
    omitted.sort();
    let entries = dict.borrow();
    let kept = entries
        .iter()
        .filter(|entry| omitted.binary_search(&&entry.key).is_err());
    Map::of(&DICT, kept.cloned().collect())
}

/// Go's words where an interface holds another type than it should.
fn conversion(value: &Value, wanted: &str) -> Failure {
    let found = match value {
        Value::Missing | Value::Nil => "nil",
        other => other.type_name(),
    };
    Failure::new(format!(
        "interface conversion: interface {{}} is {found}, not {wanted}"
    ))
}

fn dictionary(value: &Value) -> Result<&Map, Failure> {
    match value {
        Value::Map(map) if map.ty().name == DICT.name => Ok(map),
        other => Err(conversion(other, DICT.name)),
    }
}

fn dig(call: &mut Call<'_>, args: Rest<'_, Value>) -> Result<Value, Failure> {
    let holder = args.len().saturating_sub(1);
    let [keys @ .., default, dict] = args.values() else {
        return Err(Failure::new("dig needs at least three arguments"));
    };
    let [path @ .., last] = keys else {
        return Err(Failure::new("dig needs at least three arguments"));
    };
    let mut dict = dictionary(dict)?.clone();
    if let Some(other) = keys.iter().find(|key| key.as_str().is_none()) {
        return Err(conversion(other, "string"));
    }
    let mut way = Mark::NONE;
    for key in path.iter().filter_map(Value::as_str) {
        match dict.get_marked(key) {
            Some((step, mark)) => {
                dict = dictionary(&step)?.clone();
                way = mark;
            }
            None => return Ok(default.clone()),
        }
    }
    let entry = last.as_str().and_then(|key| dict.get_marked(key));
    let Some((value, mark)) = entry else {
        return Ok(default.clone());
    };
    found(call, if mark == Mark::NONE { way } else { mark }, holder);
    Ok(value)
}

/// Merges all into the first, or into a new dictionary where that is nil.
fn merge_all(target: &Map, sources: Rest<'_, &Map>, overwrite: bool) -> Result<Map, Fault> {
    let mut target = target.clone();
    for source in sources {
        if target.is_nil() && !source.is_nil() {
            target = Map::of(target.ty(), Vec::new());
        }
        if !target.is_nil() {
            merge(&target, source, overwrite)?;
        }
    }
    Ok(target)
}

/// What sprig returns where mergo fails: empty text.
fn or_empty(merged: Result<Map, Fault>) -> Result<Value, Failure> {
    match merged {
        Ok(map) => Ok(Value::Map(map)),
        Err(Fault::Error(_)) => Ok(Value::Str(Str::EMPTY)),
        Err(Fault::Failure(failure)) => Err(failure),
    }
}

fn merge_kept(target: &Map, sources: Rest<'_, &Map>) -> Result<Value, Failure> {
    or_empty(merge_all(target, sources, false))
}

fn merge_over(target: &Map, sources: Rest<'_, &Map>) -> Result<Value, Failure> {
    or_empty(merge_all(target, sources, true))
}

fn must_merge(target: &Map, sources: Rest<'_, &Map>) -> Result<Map, Failure> {
    Ok(merge_all(target, sources, false)?)
}

fn must_merge_over(target: &Map, sources: Rest<'_, &Map>) -> Result<Map, Failure> {
    Ok(merge_all(target, sources, true)?)
}

/// How deep a value may be nested to be copied; a map can hold itself.
const MAX_DEPTH: u32 = 10_000;

fn deep_copy(value: &Value) -> Result<Value, Failure> {
    if value.is_nil() {
        return Err(Failure::new(
            "reflect: call of reflect.Value.Type on zero Value",
        ));
    }
    copy_at(value, 0)
}

fn copy_at(value: &Value, depth: u32) -> Result<Value, Failure> {
    if depth > MAX_DEPTH {
        let text = format!("the value is nested deeper than {MAX_DEPTH} levels");
        return Err(Failure::because(Reason::Limit, text));
    }
    let copy = || match value {
        Value::Map(map) if !map.is_nil() => {
            let mut entries = map.snapshot();
            for entry in &mut entries {
                entry.value = copy_at(&entry.value, depth + 1)?;
            }
            Ok(Value::Map(Map::of(map.ty(), entries)))
        }
        Value::List(list) if !list.is_nil() => {
            let mut built = Builder::with_capacity(list.len());
            for (i, item) in list.iter().enumerate() {
                built.push(copy_at(item, depth + 1)?, list.mark(i));
            }
            Ok(Value::List(built.finish_as(list.ty())))
        }
        Value::Object(object) => Ok(object.copied().unwrap_or_else(|| value.clone())),
        other => Ok(other.clone()),
    };
    stacker::maybe_grow(64 << 10, 1 << 20, copy)
}
