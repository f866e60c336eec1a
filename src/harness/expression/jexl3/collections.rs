//! The methods of lists, arrays, sets and maps that only read.

use std::rc::Rc;

use super::super::error::Fault;
use super::super::value::{self, List, ListKind, Map, Value};
use super::strings;

/// Calls a method of a list; `None` where lists have none of this name for these arguments.
pub fn list_method(
    this: &Rc<List>,
    name: &str,
    arguments: &[Value],
) -> Result<Option<Value>, Fault> {
    let items = &this.items;
    let number =
        |n: Option<usize>| Value::Int(n.map_or(-1, |n| i32::try_from(n).unwrap_or(i32::MAX)));
    let ordered = matches!(this.kind, ListKind::List | ListKind::Array);
    let value = match (name, arguments) {
        ("size", []) => number(Some(items.len())),
        ("isEmpty", []) => Value::Bool(items.is_empty()),
        ("contains", [wanted]) => Value::Bool(items.iter().any(|item| value::equals(item, wanted))),
        ("containsAll", [Value::List(wanted)]) => Value::Bool(
            (wanted.items.iter()).all(|w| items.iter().any(|item| value::equals(item, w))),
        ),
        ("get", [index]) if ordered => match strings::int(index) {
            Some(index) => match usize::try_from(index).ok().and_then(|i| items.get(i)) {
                Some(item) => item.clone(),
                None => return Err(Fault::evaluate(outside(index, items.len()))),
            },
            None => return Ok(None),
        },
        ("indexOf", [wanted]) if ordered => {
            number(items.iter().position(|item| value::equals(item, wanted)))
        }
        ("lastIndexOf", [wanted]) if ordered => {
            number(items.iter().rposition(|item| value::equals(item, wanted)))
        }
        ("subList", [from, to]) if this.kind == ListKind::List => {
            match (strings::int(from), strings::int(to)) {
                (Some(from), Some(to)) => {
                    let range = usize::try_from(from).ok().zip(usize::try_from(to).ok());
                    match range.and_then(|(from, to)| items.get(from..to)) {
                        Some(part) => Value::list(part.to_vec()),
                        None => return Err(Fault::evaluate(outside(to, items.len()))),
                    }
                }
                _ => return Ok(None),
            }
        }
        ("toArray", []) => Value::array(items.clone()),
        _ => return Ok(None),
    };
    Ok(Some(value))
}

/// What to say about a position outside of a list.
pub fn outside(index: i32, length: usize) -> String {
    format!("there is no item {index} in a list of {length}")
}

/// Calls a method of a map; `None` where maps have none of this name for these arguments.
pub fn map_method(this: &Rc<Map>, name: &str, arguments: &[Value]) -> Result<Option<Value>, Fault> {
    let value = match (name, arguments) {
        ("size", []) => Value::Int(i32::try_from(this.len()).unwrap_or(i32::MAX)),
        ("isEmpty", []) => Value::Bool(this.is_empty()),
        ("get", [key]) => this.entry_of(key).map_or(Value::Null, |e| e.value.clone()),
        ("getOrDefault", [key, default]) => this
            .entry_of(key)
            .map_or_else(|| default.clone(), |e| e.value.clone()),
        ("containsKey", [key]) => Value::Bool(this.entry_of(key).is_some()),
        ("containsValue", [wanted]) => Value::Bool(
            this.entries()
                .iter()
                .any(|e| value::equals(&e.value, wanted)),
        ),
        ("keySet", []) => Value::List(Rc::new(List {
            kind: ListKind::Set,
            ..List::new(this.entries().iter().map(|e| e.key.clone()).collect())
        })),
        ("values", []) => Value::list(this.entries().iter().map(|e| e.value.clone()).collect()),
        _ => return Ok(None),
    };
    Ok(Some(value))
}
