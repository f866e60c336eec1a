//! Lists. None of these functions changes the list it is given, but for `sortAlpha`.
//!
//! The `must` functions are the same as those without: in Helm both end in an error.

use std::ptr;

use super::cast::{Cast, Sprig2, Sprig3};
use super::items::{Builder, NIL_DEREFERENCE, items};
use super::reflection::deep_equal;
use super::strings::{strings, text_of};
use super::{Entry, Family, Profiles};
use crate::function;
use crate::gotemplate::call::Call;
use crate::gotemplate::function::{Failure, Function, Reason, Rest};
use crate::value::{ANY_LIST, Kind, LIST_LIST, List, Mark, STRING_LIST, Value};

/// Functions on lists.
pub static TABLE: &[Entry] = &[
    both(function!("append", push), "(list any, v any) []any"),
    helm(function!("chunk", chunk), "(size int, list any) [][]any"),
    both(function!("compact", compact), "(list any) []any"),
    both(function!("concat", concat), "(lists ...any) any"),
    both(function!("first", first), "(list any) any"),
    both(function!("has", has), "(needle, haystack any) bool"),
    both(function!("initial", initial), "(list any) []any"),
    both(function!("last", last), "(list any) any"),
    both(function!("list", list), "(v ...any) []any"),
    helm(function!("mustAppend", push), "(list any, v any) []any"),
    helm(
        function!("mustChunk", chunk),
        "(size int, list any) [][]any",
    ),
    helm(function!("mustCompact", compact), "(list any) []any"),
    helm(function!("mustFirst", first), "(list any) any"),
    helm(function!("mustHas", has), "(needle, haystack any) bool"),
    helm(function!("mustInitial", initial), "(list any) []any"),
    helm(function!("mustLast", last), "(list any) any"),
    helm(function!("mustPrepend", prepend), "(list any, v any) []any"),
    helm(function!("mustPush", push), "(list any, v any) []any"),
    helm(function!("mustRest", rest), "(list any) []any"),
    helm(function!("mustReverse", reverse), "(list any) []any"),
    helm(
        function!("mustSlice", slice::<Sprig3>),
        "(list any, indices ...any) any",
    ),
    helm(function!("mustUniq", uniq), "(list any) []any"),
    helm(
        function!("mustWithout", without),
        "(list any, omit ...any) []any",
    ),
    both(function!("prepend", prepend), "(list any, v any) []any"),
    helm(function!("push", push), "(list any, v any) []any"),
    both(function!("rest", rest), "(list any) []any"),
    both(function!("reverse", reverse), "(list any) []any"),
    helm(
        function!("slice", slice::<Sprig3>),
        "(list any, indices ...any) any",
    ),
    both(
        function!("slice", slice::<Sprig2>),
        "(list any, indices ...any) any",
    )
    .profiles(Profiles::Harness),
    both(function!("sortAlpha", sort_alpha), "(list any) []string"),
    both(function!("tuple", list), "(v ...any) []any"),
    both(function!("uniq", uniq), "(list any) []any"),
    both(
        function!("without", without),
        "(list any, omit ...any) []any",
    ),
];

const fn helm(function: Function, signature: &'static str) -> Entry {
    both(function, signature).profiles(Profiles::Helm)
}

/// Help stands here once for the several names of a function.
const fn both(function: Function, signature: &'static str) -> Entry {
    let (help, example) = match function.name.as_bytes() {
        b"append" | b"mustAppend" | b"push" | b"mustPush" => (
            "A list with one more item at the end.",
            "{{ append (list 1 2) 3 }}",
        ),
        b"chunk" | b"mustChunk" => (
            "A list cut into lists of a size.",
            "{{ chunk 2 (list 1 2 3) }}",
        ),
        b"compact" | b"mustCompact" => (
            "The items that are not empty.",
            r#"{{ compact (list 1 "" 2) }}"#,
        ),
        b"concat" => (
            "Lists one after another.",
            "{{ concat (list 1) (list 2 3) }}",
        ),
        b"first" | b"mustFirst" => ("The first item.", "{{ first (list 1 2 3) }}"),
        b"has" | b"mustHas" => (
            "Whether a list has an item, of the same type too.",
            "{{ has 2 (list 1 2) }}",
        ),
        b"initial" | b"mustInitial" => ("All items but the last.", "{{ initial (list 1 2 3) }}"),
        b"last" | b"mustLast" => ("The last item.", "{{ last (list 1 2 3) }}"),
        b"list" => ("A list of the arguments.", r#"{{ list "a" 1 true }}"#),
        b"tuple" => (
            "A list of the arguments; list is the newer name.",
            "{{ tuple 1 2 }}",
        ),
        b"prepend" | b"mustPrepend" => (
            "A list with one more item in front.",
            "{{ prepend (list 2 3) 1 }}",
        ),
        b"rest" | b"mustRest" => ("All items but the first.", "{{ rest (list 1 2 3) }}"),
        b"reverse" | b"mustReverse" => {
            ("The items from last to first.", "{{ reverse (list 1 2) }}")
        }
        b"slice" | b"mustSlice" => (
            "The items from one position to before another.",
            "{{ slice (list 1 2 3) 1 2 }}",
        ),
        b"sortAlpha" => (
            "The items as text, sorted.",
            r#"{{ sortAlpha (list "b" "a") }}"#,
        ),
        b"uniq" | b"mustUniq" => ("The items without repetitions.", "{{ uniq (list 1 1 2) }}"),
        _ => (
            "The items that are none of the arguments.",
            "{{ without (list 1 2 3) 2 }}",
        ),
    };
    Entry::new(function, Family::Lists, signature).help(help, example)
}

fn list(call: &mut Call<'_>, values: Rest<'_, Value>) -> List {
    let mut built = Builder::with_capacity(values.len());
    for (i, value) in values.into_iter().enumerate() {
        built.push(value, call.mark(i));
    }
    built.finish()
}

fn push(call: &mut Call<'_>, list: &Value, value: Value) -> Result<List, Failure> {
    let list = items(list, "Cannot push on type")?;
    let mut built = Builder::with_capacity(list.len() + 1);
    built.extend(&list);
    built.push(value, call.mark(1));
    Ok(built.finish())
}

fn prepend(call: &mut Call<'_>, list: &Value, value: Value) -> Result<List, Failure> {
    let list = items(list, "Cannot prepend on type")?;
    let mut built = Builder::with_capacity(list.len() + 1);
    built.push(value, call.mark(1));
    built.extend(&list);
    Ok(built.finish())
}

fn concat(call: &mut Call<'_>, lists: Rest<'_, Value>) -> Result<List, Failure> {
    let mut built = Builder::default();
    for list in lists.values() {
        let list = match list {
            Value::List(_) | Value::Bytes(_) | Value::Missing | Value::Nil => items(list, "")?,
            other => {
                let kind = other.kind();
                return Err(Failure::new(format!("Cannot concat type {kind} as list")));
            }
        };
        let limit = call.limits().items;
        if built.items().len() + list.len() > limit {
            let text = format!("the list exceeds the limit of {limit} items");
            return Err(Failure::because(Reason::Limit, text));
        }
        built.extend(&list);
    }
    if built.items().is_empty() {
        return Ok(List::nil(&ANY_LIST));
    }
    Ok(built.finish())
}

fn first(call: &mut Call<'_>, list: &Value) -> Result<Value, Failure> {
    let list = items(list, "Cannot find first on type")?;
    Ok(item(call, &list, 0))
}

fn last(call: &mut Call<'_>, list: &Value) -> Result<Value, Failure> {
    let list = items(list, "Cannot find last on type")?;
    Ok(item(call, &list, list.len().saturating_sub(1)))
}

fn item(call: &mut Call<'_>, list: &List, at: usize) -> Value {
    let Some(item) = list.get(at) else {
        return Value::Nil;
    };
    match list.mark(at) {
        Mark::NONE => call.made_of(call.mark(0)),
        mark => call.made_of(mark),
    }
    item.clone()
}

fn rest(list: &Value) -> Result<List, Failure> {
    let list = items(list, "Cannot find rest on type")?;
    Ok(part(&list, 1, list.len()))
}

fn initial(list: &Value) -> Result<List, Failure> {
    let list = items(list, "Cannot find initial on type")?;
    Ok(part(&list, 0, list.len().saturating_sub(1)))
}

/// A part of a list as a new list, nil where the whole is empty.
fn part(list: &List, start: usize, end: usize) -> List {
    if list.is_empty() {
        return List::nil(&ANY_LIST);
    }
    let mut built = Builder::with_capacity(end.saturating_sub(start));
    for index in start..end {
        built.take(list, index);
    }
    built.finish()
}

fn reverse(list: &Value) -> Result<List, Failure> {
    let list = items(list, "Cannot find reverse on type")?;
    let mut built = Builder::with_capacity(list.len());
    for index in (0..list.len()).rev() {
        built.take(&list, index);
    }
    Ok(built.finish())
}

fn compact(list: &Value) -> Result<List, Failure> {
    filter(list, "Cannot compact on type", |item, _| Ok(item.truth()))
}

fn uniq(list: &Value) -> Result<List, Failure> {
    filter(list, "Cannot find uniq on type", |item, kept| {
        Ok(!contains(kept, item)?)
    })
}

fn without(list: &Value, omit: Rest<'_, Value>) -> Result<List, Failure> {
    filter(list, "Cannot find without on type", |item, _| {
        Ok(!contains(omit.values(), item)?)
    })
}

/// The items that `keep` wants, which also sees those kept so far.
fn filter(
    list: &Value,
    what: &str,
    keep: impl Fn(&Value, &[Value]) -> Result<bool, Failure>,
) -> Result<List, Failure> {
    let list = items(list, what)?;
    let mut built = Builder::default();
    for (index, item) in list.iter().enumerate() {
        if keep(item, built.items())? {
            built.take(&list, index);
        }
    }
    Ok(built.finish())
}

fn contains(list: &[Value], needle: &Value) -> Result<bool, Failure> {
    for item in list {
        if deep_equal(needle, item)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn has(call: &mut Call<'_>, needle: &Value, haystack: &Value) -> Result<bool, Failure> {
    call.looked_into();
    if haystack.is_nil() {
        return Ok(false);
    }
    contains(&items(haystack, "Cannot find has on type")?, needle)
}

fn slice<C: Cast>(list: &Value, indices: Rest<'_, Value>) -> Result<Value, Failure> {
    let len = match list {
        Value::List(list) => list.len(),
        Value::Bytes(bytes) => bytes.len(),
        Value::Missing | Value::Nil => return Err(Failure::new(NIL_DEREFERENCE)),
        other => {
            let kind = other.kind();
            return Err(Failure::new(format!(
                "list should be type of slice or array but {kind}"
            )));
        }
    };
    if len == 0 {
        return Ok(Value::Nil);
    }
    let index = |at: usize, default: usize| match indices.values().get(at) {
        Some(index) => usize::try_from(C::int(index)).ok(),
        None => Some(default),
    };
    match (index(0, 0), index(1, len)) {
        (Some(start), Some(end)) if start <= end && end <= len => Ok(match list {
            Value::List(list) => Value::List(list.slice(start..end)),
            Value::Bytes(bytes) => Value::Bytes(bytes.get(start..end).unwrap_or_default().into()),
            other => other.clone(),
        }),
        _ => Err(Failure::new(
            "reflect.Value.Slice: slice index out of bounds",
        )),
    }
}

fn chunk(size: i64, list: &Value) -> Result<List, Failure> {
    let list = items(list, "Cannot chunk type")?;
    let too_long = || Failure::new("runtime error: makeslice: len out of range");
    let (len, size_f) = (list.len() as f64, size as f64);
    let chunks = ((len - 1.0) / size_f).floor() + 1.0;
    // Go counts with floats, and a size of 0 gives no number at all.
    if !(0.0..=len + 1.0).contains(&chunks) {
        return Err(too_long());
    }
    let chunks = chunks as usize;
    let mut built = Vec::with_capacity(chunks);
    for i in 0..chunks {
        let mut length = size;
        if i + 1 == chunks {
            length = match list.len() as i64 % size {
                0 => size,
                rest => rest,
            };
        }
        let length = usize::try_from(length).map_err(|_| too_long())?;
        let start = i.saturating_mul(length.max(usize::try_from(size).unwrap_or(0)));
        let mut part = Builder::with_capacity(length.min(list.len()));
        for index in start..start.saturating_add(length).min(list.len()) {
            part.take(&list, index);
        }
        built.push(Value::List(part.finish()));
    }
    Ok(List::of(&LIST_LIST, built))
}

fn sort_alpha(list: &Value) -> Result<List, Failure> {
    if list.kind() != Kind::Slice {
        return Ok(List::of(&STRING_LIST, vec![Value::Str(text_of(list)?)]));
    }
    // Sprig sorts a `[]string` where it stands, and a copy of any other list.
    let texts = match list {
        Value::List(texts) if ptr::eq(texts.ty(), &STRING_LIST) => texts.clone(),
        _ => List::of(
            &STRING_LIST,
            strings(list)?.into_iter().map(Value::Str).collect(),
        ),
    };
    texts.sort_texts();
    Ok(texts)
}
