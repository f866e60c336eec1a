//! `index`, `slice` and `len`.

use crate::gotemplate::call::Call;
use crate::gotemplate::function::{Failure, Reflect, Rest};
use crate::value::{GoType, Kind, List, Mark, UintKind, Value};

/// `index x 1 2 3` is Go's `x[1][2][3]`, in lists, strings and maps.
pub(super) fn index(
    call: &mut Call<'_>,
    item: Reflect<'_>,
    indexes: Rest<'_, Reflect<'_>>,
) -> Result<Value, Failure> {
    if item.0.is_nil() {
        return Err(Failure::new("index of untyped nil"));
    }
    let mut mark = call.mark(0);
    let mut item = item.0.clone();
    for index in indexes.values() {
        if call.is_traced() {
            match mark_of(&item, index) {
                Mark::NONE => {}
                own => mark = own,
            }
        }
        item = element(&item, index)?;
    }
    if call.is_traced() {
        call.made_of(mark);
        (1..=indexes.len()).for_each(|argument| call.chosen_by(argument));
    }
    Ok(item)
}

/// Where an element came from, where that is known.
fn mark_of(item: &Value, index: &Value) -> Mark {
    match (item, index) {
        (Value::Map(map), Value::Str(key)) => map.get_marked(key).map_or(Mark::NONE, |(_, m)| m),
        (Value::List(list), Value::Int(_, at)) => usize::try_from(*at)
            .ok()
            .map_or(Mark::NONE, |at| list.mark(at)),
        _ => Mark::NONE,
    }
}

fn element(item: &Value, index: &Value) -> Result<Value, Failure> {
    match item {
        Value::Missing | Value::Nil => Err(Failure::new("index of nil pointer")),
        Value::List(list) => {
            let at = position(index, list.len())?;
            list.get(at).cloned().ok_or_else(|| beyond("slice"))
        }
        Value::Str(text) => byte(text.as_bytes(), index, "string"),
        Value::Bytes(bytes) => byte(bytes, index, "slice"),
        Value::Map(map) => {
            let value = map.get(key(index)?);
            Ok(value.unwrap_or_else(|| zero(map.ty().elem)))
        }
        Value::Object(object) if object.kind() == Kind::Map => {
            let key = key(index)?;
            let value = std::str::from_utf8(key)
                .ok()
                .and_then(|key| object.field(key));
            Ok(value.unwrap_or(Value::Nil))
        }
        other => Err(Failure::new(format!(
            "can't index item of type {}",
            pointed_at(other)
        ))),
    }
}

/// The type of a value or of what it points to.
fn pointed_at(value: &Value) -> &str {
    let name = value.type_name();
    match value.kind() {
        Kind::Ptr => name.strip_prefix('*').unwrap_or(name),
        _ => name,
    }
}

fn byte(bytes: &[u8], index: &Value, of: &str) -> Result<Value, Failure> {
    let at = position(index, bytes.len())?;
    let byte = bytes.get(at).ok_or_else(|| beyond(of))?;
    Ok(Value::Uint(UintKind::Uint8, u64::from(*byte)))
}

/// Go checks an index against the length only as the end of a slice; reflection finds the rest.
fn beyond(of: &str) -> Failure {
    Failure::new(format!("reflect: {of} index out of range"))
}

/// A map's key of an argument.
fn key(index: &Value) -> Result<&[u8], Failure> {
    match index {
        Value::Str(key) => Ok(key.as_bytes()),
        Value::Missing | Value::Nil => Err(Failure::new("value is nil; should be of type string")),
        other => {
            let name = other.type_name();
            Err(Failure::new(format!(
                "value has type {name}; should be string"
            )))
        }
    }
}

/// What Go finds in a map under an absent key.
fn zero(of: GoType) -> Value {
    match of {
        GoType::Bool => Value::Bool(false),
        GoType::Int(kind) => Value::Int(kind, 0),
        GoType::Uint(kind) => Value::Uint(kind, 0),
        GoType::Float64 => Value::Float(0.0),
        GoType::Complex128 => Value::Complex(0.0, 0.0),
        GoType::String => Value::Str(Default::default()),
        GoType::Bytes => Value::Bytes(Default::default()),
        _ => Value::Nil,
    }
}

/// A position from 0 to `limit`, itself included.
fn position(index: &Value, limit: usize) -> Result<usize, Failure> {
    let at = match index {
        Value::Int(_, at) => *at,
        // Go's own conversion, which makes huge numbers negative.
        Value::Uint(_, at) => *at as i64,
        Value::Missing | Value::Nil => {
            return Err(Failure::new("cannot index slice/array with nil"));
        }
        other => {
            let name = other.type_name();
            return Err(Failure::new(format!(
                "cannot index slice/array with type {name}"
            )));
        }
    };
    usize::try_from(at)
        .ok()
        .filter(|at| *at <= limit)
        .ok_or_else(|| Failure::new(format!("index out of range: {at}")))
}

/// `slice x 1 2` is Go's `x[1:2]`, of lists and strings.
pub(super) fn slice(item: Reflect<'_>, indexes: Rest<'_, Reflect<'_>>) -> Result<Value, Failure> {
    let (item, indexes) = (item.0, indexes.values());
    if item.is_nil() {
        return Err(Failure::new("slice of untyped nil"));
    }
    if indexes.len() > 3 {
        let count = indexes.len();
        return Err(Failure::new(format!("too many slice indexes: {count}")));
    }
    let len = match item {
        Value::Str(_) if indexes.len() == 3 => {
            return Err(Failure::new("cannot 3-index slice a string"));
        }
        Value::Str(text) => text.len(),
        Value::List(list) => list.len(),
        Value::Bytes(bytes) => bytes.len(),
        other => {
            return Err(Failure::new(format!(
                "can't slice item of type {}",
                pointed_at(other)
            )));
        }
    };
    let mut bounds = [0, len, len];
    for (bound, index) in bounds.iter_mut().zip(indexes) {
        *bound = position(index, len)?;
    }
    let [start, end, capacity] = bounds;
    for (low, high) in [(start, end), (end, capacity)] {
        if low > high {
            return Err(Failure::new(format!("invalid slice index: {low} > {high}")));
        }
    }
    Ok(match item {
        Value::Str(text) => Value::Str(text.slice(start..end)),
        Value::List(list) => Value::List(sublist(list, start, end)),
        Value::Bytes(bytes) => Value::Bytes(bytes.get(start..end).unwrap_or_default().into()),
        other => other.clone(),
    })
}

fn sublist(list: &List, start: usize, end: usize) -> List {
    if start == 0 && end == list.len() {
        list.clone()
    } else {
        list.slice(start..end)
    }
}

/// The length of a string in bytes, of a list or of a map.
pub(super) fn len(item: Reflect<'_>) -> Result<i64, Failure> {
    let len = match item.0 {
        Value::Str(text) => text.len(),
        Value::List(list) => list.len(),
        Value::Bytes(bytes) => bytes.len(),
        Value::Map(map) => map.len(),
        Value::Object(object) if object.kind() == Kind::Map => object.fields().len(),
        Value::Missing => {
            return Err(Failure::new(
                "reflect: call of reflect.Value.Type on zero Value",
            ));
        }
        Value::Nil => return Err(Failure::new("len of nil pointer")),
        other => return Err(Failure::new(format!("len of type {}", pointed_at(other)))),
    };
    Ok(i64::try_from(len).unwrap_or(i64::MAX))
}
