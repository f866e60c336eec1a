//! Equality, order, membership and emptiness in JEXL.

use std::cmp::Ordering;
use std::rc::Rc;

use super::super::error::Fault;
use super::super::java_regex;
use super::super::value::{self, Value};
use super::{arithmetic, items};

/// `left == right`, which makes numbers of texts, and booleans of anything next to a boolean.
pub fn equal(left: &Value, right: &Value) -> Result<bool, Fault> {
    match (left, right) {
        (Value::Null, Value::Null) => Ok(true),
        (Value::Null, _) | (_, Value::Null) => Ok(false),
        (Value::Bool(_), _) | (_, Value::Bool(_)) => {
            Ok(arithmetic::truth(left)? == arithmetic::truth(right)?)
        }
        _ if same(left, right) => Ok(true),
        _ => match compare(left, right)? {
            Some(order) => Ok(order.is_eq()),
            None => Ok(value::equals(left, right)),
        },
    }
}

/// Whether two values are one object.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::List(a), Value::List(b)) => Rc::ptr_eq(a, b),
        (Value::Map(a), Value::Map(b)) => Rc::ptr_eq(a, b),
        _ => false,
    }
}

/// The order of two values; `None` where one is `null`, so that no comparison holds. `or_equal`
/// says that two nulls, or one object, count as equal.
pub fn ordered(left: &Value, right: &Value, or_equal: bool) -> Result<Option<Ordering>, Fault> {
    if left.is_null() && right.is_null() || same(left, right) {
        return Ok(or_equal.then_some(Ordering::Equal));
    }
    if left.is_null() || right.is_null() {
        return Ok(None);
    }
    if let (Value::Bool(l), Value::Bool(r)) = (left, right) {
        return Ok(Some(l.cmp(r)));
    }
    match compare(left, right)? {
        Some(order) => Ok(Some(order)),
        None => Err(Fault::evaluate(format!(
            "a {} and a {} have no order",
            left.kind(),
            right.kind()
        ))),
    }
}

/// `None` where neither is a number nor a text.
fn compare(left: &Value, right: &Value) -> Result<Option<Ordering>, Fault> {
    let either = |test: fn(&Value) -> bool| test(left) || test(right);
    if either(|v| matches!(v, Value::Big(_))) {
        let (l, r) = (
            arithmetic::to_big_value(left)?,
            arithmetic::to_big_value(right)?,
        );
        return Ok(match (l, r) {
            (Value::Big(l), Value::Big(r)) => Some(l.cmp(&r)),
            _ => None,
        });
    }
    if either(|v| matches!(v, Value::Double(_))) {
        let (l, r) = (arithmetic::to_double(left)?, arithmetic::to_double(right)?);
        return Ok(Some(match (l.is_nan(), r.is_nan()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            _ => l.partial_cmp(&r).unwrap_or(Ordering::Equal),
        }));
    }
    if either(|v| matches!(v, Value::Int(_) | Value::Long(_) | Value::Char(_))) {
        return Ok(Some(
            arithmetic::to_long(left)?.cmp(&arithmetic::to_long(right)?),
        ));
    }
    if either(|v| matches!(v, Value::Text(_))) {
        let (l, r) = (arithmetic::to_text(left)?, arithmetic::to_text(right)?);
        return Ok(Some(l.encode_utf16().cmp(r.encode_utf16())));
    }
    Ok(None)
}

/// Whether `container` holds `value`: a text as a regular expression for the whole of the value,
/// a map by its keys, a list by its items.
pub fn contains(container: &Value, value: &Value) -> Result<bool, Fault> {
    match known_contains(container, value)? {
        Some(answer) => Ok(answer),
        None => equal(container, value),
    }
}

fn known_contains(container: &Value, value: &Value) -> Result<Option<bool>, Fault> {
    if container.is_null() || value.is_null() {
        return Ok(Some(container.is_null() && value.is_null()));
    }
    match container {
        Value::Text(pattern) => {
            let regex = java_regex::whole(pattern).map_err(Fault::Evaluate)?;
            Ok(Some(regex.is_match(&value.to_string())))
        }
        Value::Map(map) => Ok(Some(match value {
            Value::Map(other) => other
                .entries()
                .iter()
                .all(|e| map.entry_of(&e.key).is_some()),
            _ => map.entry_of(value).is_some(),
        })),
        _ => {
            let Some((held, _)) = items(container) else {
                return Ok(None);
            };
            let holds = |wanted: &Value| held.iter().any(|item| value::equals(item, wanted));
            Ok(Some(match items(value) {
                Some((wanted, _)) => wanted.iter().all(holds),
                None => holds(value),
            }))
        }
    }
}

/// `left =^ right`.
pub fn starts(left: &Value, right: &Value) -> Result<bool, Fault> {
    match by_name("startsWith", left, right)? {
        Some(Value::Bool(answer)) => Ok(answer),
        _ => equal(left, right),
    }
}

/// `left =$ right`.
pub fn ends(left: &Value, right: &Value) -> Result<bool, Fault> {
    match by_name("endsWith", left, right)? {
        Some(Value::Bool(answer)) => Ok(answer),
        _ => equal(left, right),
    }
}

/// JEXL's own `startsWith`, `endsWith`, `contains` and `matches`; null where they do not know.
pub fn by_name(name: &str, left: &Value, right: &Value) -> Result<Option<Value>, Fault> {
    let known = match name {
        "contains" => known_contains(left, right)?,
        "matches" => known_contains(right, left)?,
        _ => match (left, right) {
            (Value::Null, Value::Null) => Some(true),
            (Value::Null, _) | (_, Value::Null) => Some(false),
            (Value::Text(text), _) => {
                let part = arithmetic::to_text(right)?;
                let starts = name == "startsWith";
                Some(if starts {
                    text.starts_with(&part)
                } else {
                    text.ends_with(&part)
                })
            }
            _ => None,
        },
    };
    Ok(Some(known.map_or(Value::Null, Value::Bool)))
}

/// Whether a value has a size.
pub fn has_size(value: &Value) -> bool {
    matches!(value, Value::Text(_) | Value::List(_) | Value::Map(_))
}

/// `empty value`: null, zero, and what holds nothing.
pub fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Text(text) => text.is_empty(),
        Value::List(list) => list.items.is_empty(),
        Value::Map(map) => map.is_empty(),
        _ if value.is_number() => !arithmetic::truth(value).unwrap_or(true),
        _ => false,
    }
}

/// `size value`: zero for null; null for what has no size.
pub fn size(value: &Value) -> Value {
    let size = match value {
        Value::Null => 0,
        Value::Text(text) => text.encode_utf16().count(),
        Value::List(list) => list.items.len(),
        Value::Map(map) => map.len(),
        _ => return Value::Null,
    };
    Value::Int(i32::try_from(size).unwrap_or(i32::MAX))
}
