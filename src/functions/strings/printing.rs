//! The string functions that print values: `quote`, `cat`, `join` and their like.

use super::table::room;
use crate::function;
use crate::functions::{Entry, Family};
use crate::gotemplate::call::Call;
use crate::gotemplate::function::{Failure, Reason, Rest};
use crate::gotemplate::printf::{PrintError, to_str, write_value};
use crate::value::quote::append_quote;
use crate::value::{List, STRING_LIST, Str, StrBuf, Value};

/// The string functions that print values.
pub static PRINTING: &[Entry] = &[
    Entry::new(function!("cat", cat), Family::Strings, "(v ...any) string").help(
        "Values with spaces between; nil is left out.",
        r#"{{ cat "a" 1 nil }}"#,
    ),
    Entry::new(
        function!("join", join),
        Family::Strings,
        "(sep string, list any) string",
    )
    .help(
        "The items of a list with a separator between.",
        r#"{{ join "," (list 1 2) }}"#,
    ),
    Entry::new(
        function!("quote", quote),
        Family::Strings,
        "(v ...any) string",
    )
    .help("Values in double quotes.", r#"{{ quote "say \"hi\"" }}"#),
    Entry::new(
        function!("squote", squote),
        Family::Strings,
        "(v ...any) string",
    )
    .help(
        "Values in single quotes, nothing escaped.",
        r#"{{ squote "a b" }}"#,
    ),
    Entry::new(
        function!("toString", to_string),
        Family::Strings,
        "(v any) string",
    )
    .help("A value as text.", r#"{{ toString 12 | len }}"#),
    Entry::new(
        function!("toStrings", to_strings),
        Family::Strings,
        "(list any) []string",
    )
    .help(
        "The items of a list as text.",
        r#"{{ toStrings (list 1 2) }}"#,
    ),
];

fn limit(error: PrintError) -> Failure {
    Failure::because(Reason::Limit, error.to_string())
}

/// sprig's `strval`: `[]byte` as text, anything else as `%v` prints it.
pub(in crate::functions) fn text_of(value: &Value) -> Result<Str, Failure> {
    match value {
        Value::Str(text) => Ok(text.clone()),
        Value::Bytes(bytes) => Ok(Str::new(bytes)),
        other => to_str(other).map_err(limit),
    }
}

fn cat(values: Rest<'_, Value>) -> Result<Str, Failure> {
    let mut out = StrBuf::new();
    for (number, value) in values
        .values()
        .iter()
        .filter(|value| !value.is_nil())
        .enumerate()
    {
        if number > 0 {
            out.push_byte(b' ');
        }
        write_value(&mut out, value).map_err(limit)?;
    }
    Ok(out.into_str())
}

fn quote(values: Rest<'_, Value>) -> Result<Str, Failure> {
    let mut out = StrBuf::with_capacity(quoted_size(values.values()));
    for (number, value) in values
        .values()
        .iter()
        .filter(|value| !value.is_nil())
        .enumerate()
    {
        if number > 0 {
            out.push_byte(b' ');
        }
        push_quoted(&mut out, &text_of(value)?);
    }
    Ok(out.into_str())
}

/// How much room texts need in quotes, with spaces between.
fn quoted_size(values: &[Value]) -> usize {
    let text = |value: &Value| value.as_str().map_or(0, Str::len);
    values.iter().map(|value| text(value) + 3).sum()
}

/// Adds a text in quotes, each run of it quoted with its origins.
fn push_quoted(out: &mut StrBuf, text: &Str) {
    let plain = |&byte: &u8| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\';
    if text.as_bytes().iter().all(plain) {
        out.push_byte(b'"');
        out.push(text);
        out.push_byte(b'"');
        return;
    }
    let runs = text.runs();
    let Ok(_) = std::str::from_utf8(text.as_bytes()) else {
        append_quote(out.bytes_mut(), text.as_bytes());
        return out.plain();
    };
    if runs.is_empty() {
        append_quote(out.bytes_mut(), text.as_bytes());
        return out.plain();
    }
    out.push_byte(b'"');
    let (mut start, mut quoted) = (0, Vec::new());
    for run in runs {
        let end = run.end as usize;
        quoted.clear();
        append_quote(
            &mut quoted,
            text.as_bytes().get(start..end).unwrap_or_default(),
        );
        let inner = quoted.get(1..quoted.len() - 1).unwrap_or_default();
        out.push_traced(inner, run.site, run.mark);
        start = end;
    }
    out.push_byte(b'"');
}

fn squote(values: Rest<'_, Value>) -> Result<Str, Failure> {
    let mut out = StrBuf::with_capacity(quoted_size(values.values()));
    for (number, value) in values
        .values()
        .iter()
        .filter(|value| !value.is_nil())
        .enumerate()
    {
        out.push_bytes(if number > 0 { b" '" } else { b"'" });
        write_value(&mut out, value).map_err(limit)?;
        out.push_byte(b'\'');
    }
    Ok(out.into_str())
}

fn to_string(value: &Value) -> Result<Str, Failure> {
    text_of(value)
}

/// sprig's `strslice`: the items that are not nil, or the value itself as the only one.
pub(in crate::functions) fn strings(value: &Value) -> Result<Vec<Str>, Failure> {
    match value {
        Value::Missing | Value::Nil => Ok(Vec::new()),
        Value::List(list) => {
            let items = list.iter().enumerate();
            let text = |(at, item)| Ok(text_of(item)?.with_mark(list.mark(at)));
            let texts = items.filter(|(_, item)| !item.is_nil()).map(text);
            texts.collect()
        }
        Value::Bytes(bytes) => Ok(numbers(bytes)),
        other => Ok(vec![text_of(other)?]),
    }
}

fn numbers(bytes: &[u8]) -> Vec<Str> {
    bytes
        .iter()
        .map(|byte| Str::from(byte.to_string()))
        .collect()
}

fn join(call: &mut Call<'_>, separator: &Str, value: &Value) -> Result<Str, Failure> {
    let items = strings(value)?;
    let separators = items.len().saturating_sub(1).checked_mul(separator.len());
    let size = separators.and_then(|n| n.checked_add(items.iter().map(Str::len).sum()));
    let mut out = StrBuf::with_capacity(room(call, "join", size)?);
    for (number, item) in items.iter().enumerate() {
        if number > 0 {
            out.push(separator);
        }
        out.push(item);
    }
    Ok(out.into_str())
}

fn to_strings(value: &Value) -> Result<List, Failure> {
    if let Value::List(list) = value
        && std::ptr::eq(list.ty(), &STRING_LIST)
    {
        return Ok(list.clone());
    }
    Ok(List::of(
        &STRING_LIST,
        strings(value)?.into_iter().map(Value::Str).collect(),
    ))
}
