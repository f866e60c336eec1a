//! Maps merged into one another as mergo 1.0.1 does it, which `merge` and `mergeOverwrite` call.

use crate::gotemplate::function::{Failure, Reason};
use crate::value::{GoType, Kind, Map, Value};

/// Why maps could not be merged.
pub(super) enum Fault {
    /// mergo's own error, which `merge` does not tell.
    Error(&'static str),
    /// What Go would have panicked with, or a bound that was met.
    Failure(Failure),
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Error(text) => Failure::new(text),
            Fault::Failure(failure) => failure,
        }
    }
}

/// How deep maps may be merged; a map can hold itself.
const MAX_DEPTH: u32 = 10_000;

/// Merges `source` into `target`, which keeps what it has unless that is empty, or with
/// `overwrite` takes what the source has.
///
/// Maps within are merged the same way; the target then holds the source's own maps where it had
/// none, and shares them with it. A nil target takes nothing: the caller starts with a new map.
///
/// # Errors
/// Where a pointer meets another type, with mergo's text, and where maps are nested too deep.
pub(super) fn merge(target: &Map, source: &Map, overwrite: bool) -> Result<(), Fault> {
    merge_at(target, source, overwrite, 0)
}

fn merge_at(target: &Map, source: &Map, overwrite: bool, depth: u32) -> Result<(), Fault> {
    if depth > MAX_DEPTH {
        let text = format!("maps are nested deeper than {MAX_DEPTH} levels");
        return Err(Fault::Failure(Failure::because(Reason::Limit, text)));
    }
    if target.same(source) {
        // Each value would be merged into itself.
        return Ok(());
    }
    let narrow = target.ty().elem != GoType::Any && source.ty().elem == GoType::Any;
    if !narrow && target.is_empty() {
        let mut entries = source.snapshot();
        entries.retain(|entry| overwrite || !entry.value.is_nil());
        target.fill(entries);
        return Ok(());
    }
    for entry in source.snapshot() {
        let before = target.get(&entry.key);
        let list = entry.value.kind() == Kind::Slice;
        if narrow && list && before.is_some() {
            let kind = before.unwrap_or_default().kind();
            return Err(panic(format!(
                "reflect: call of reflect.Value.IsNil on {kind} Value"
            )));
        }
        let keep = match (&before, &entry.value) {
            (Some(_), Value::Missing | Value::Nil) => !overwrite,
            (None, Value::Missing | Value::Nil) => !overwrite,
            (None, _) => false,
            (Some(Value::Map(inner)), Value::Map(_)) if inner.is_nil() => false,
            (Some(Value::Map(inner)), Value::Map(from)) => {
                stacker::maybe_grow(64 << 10, 1 << 20, || {
                    merge_at(inner, from, overwrite, depth + 1)
                })?;
                !inner.is_empty()
            }
            (Some(before), from) => {
                let mergeable = matches!(from.kind(), Kind::Map | Kind::Struct);
                if before.kind() == Kind::Ptr && mergeable && !overwrite {
                    return Err(Fault::Error("src and dst must be of same type"));
                }
                !overwrite && !is_empty(before)
            }
        };
        if !keep && narrow {
            let found = if list {
                entry.value.type_name()
            } else {
                "interface {}"
            };
            let wanted = target.ty().elem;
            return Err(panic(format!(
                "reflect.Value.SetMapIndex: value of type {found} is not assignable to type {wanted}"
            )));
        }
        if !keep {
            target.insert_marked(entry.key, entry.value, entry.mark);
        }
    }
    Ok(())
}

fn panic(text: String) -> Fault {
    Fault::Failure(Failure::new(text))
}

/// mergo's emptiness: complex numbers and structs never are.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Complex(..) => false,
        other => !other.truth(),
    }
}
