//! Kinds, types, and equality as Go's `reflect` sees them.

use super::{Entry, Family};
use crate::function;
use crate::gotemplate::call::Call;
use crate::gotemplate::function::{Failure, Function, Reason};
use crate::value::{Kind, Str, Value};

/// Functions about kinds and types.
pub static TABLE: &[Entry] = &[
    entry(function!("deepEqual", deep_equal_told), "(a, b any) bool").help(
        "Whether two values are the same, types included.",
        "{{ deepEqual (list 1) (list 1) }}",
    ),
    entry(function!("kindIs", kind_is), "(target string, v any) bool").help(
        "Whether a value is of a kind.",
        r#"{{ kindIs "string" .Values.name }}"#,
    ),
    entry(function!("kindOf", kind_of), "(v any) string").help(
        "The kind of a value: string, map, slice, float64.",
        "{{ kindOf .Values.ports }}",
    ),
    entry(function!("typeIs", type_is), "(target string, v any) bool").help(
        "Whether a value is of a type.",
        r#"{{ typeIs "string" .Values.name }}"#,
    ),
    entry(
        function!("typeIsLike", type_is_like),
        "(target string, v any) bool",
    )
    .help(
        "Whether a value is of a type or a pointer to it.",
        r#"{{ typeIsLike "int" 1 }}"#,
    ),
    entry(function!("typeOf", type_of), "(v any) string")
        .help("Go's name of a value's type.", "{{ typeOf .Values.ports }}"),
];

const fn entry(function: Function, signature: &'static str) -> Entry {
    Entry::new(function, Family::Reflection, signature)
}

/// How deep two values may be nested to be compared; a map can hold itself.
const MAX_DEPTH: u32 = 10_000;

fn type_of(value: &Value) -> Str {
    Str::from(value.type_name())
}

fn type_is(target: &Str, value: &Value) -> bool {
    *target == value.type_name()
}

fn type_is_like(target: &Str, value: &Value) -> bool {
    let name = value.type_name();
    *target == name || name.strip_prefix('*').is_some_and(|name| *target == name)
}

fn kind_of(value: &Value) -> &'static str {
    value.kind().name()
}

fn kind_is(target: &Str, value: &Value) -> bool {
    *target == kind_of(value)
}

fn deep_equal_told(call: &mut Call<'_>, a: &Value, b: &Value) -> Result<bool, Failure> {
    call.looked_into();
    deep_equal(a, b)
}

/// `reflect.DeepEqual`: the same types all the way down, so that 1 and 1.0 differ, and an empty
/// list differs from a nil one.
pub(super) fn deep_equal(a: &Value, b: &Value) -> Result<bool, Failure> {
    equal_at(a, b, 0)
}

fn equal_at(a: &Value, b: &Value, depth: u32) -> Result<bool, Failure> {
    if depth > MAX_DEPTH {
        let text = format!("values are nested deeper than {MAX_DEPTH} levels");
        return Err(Failure::because(Reason::Limit, text));
    }
    Ok(match (a, b) {
        (Value::Missing | Value::Nil, Value::Missing | Value::Nil) => true,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::Int(a_kind, a), Value::Int(b_kind, b)) => a_kind == b_kind && a == b,
        (Value::Uint(a_kind, a), Value::Uint(b_kind, b)) => a_kind == b_kind && a == b,
        (Value::Float(a), Value::Float(b)) => a == b,
        (Value::Complex(a, ai), Value::Complex(b, bi)) => a == b && ai == bi,
        (Value::Str(a), Value::Str(b)) => a == b,
        (Value::Bytes(a), Value::Bytes(b)) => a == b,
        (Value::List(a), Value::List(b)) => {
            if a.ty().name != b.ty().name {
                return Ok(false);
            }
            if a.same(b) {
                return Ok(true);
            }
            if a.is_nil() != b.is_nil() || a.len() != b.len() {
                return Ok(false);
            }
            return deeper(|| all(a.iter().zip(b.iter()), depth));
        }
        (Value::Map(a), Value::Map(b)) => {
            if a.ty().name != b.ty().name {
                return Ok(false);
            }
            if a.same(b) {
                return Ok(true);
            }
            let (a_entries, b_entries) = (a.borrow(), b.borrow());
            if a.is_nil() != b.is_nil()
                || a_entries.len() != b_entries.len()
                || a_entries
                    .iter()
                    .zip(b_entries.iter())
                    .any(|(a, b)| a.key != b.key)
            {
                return Ok(false);
            }
            let values = a_entries.iter().zip(b_entries.iter());
            return deeper(|| all(values.map(|(a, b)| (&a.value, &b.value)), depth));
        }
        (Value::Object(a), Value::Object(b)) => {
            a.type_name() == b.type_name() && a.kind() != Kind::Func && a.equals(b.as_ref())
        }
        _ => false,
    })
}

fn all<'a>(
    mut pairs: impl Iterator<Item = (&'a Value, &'a Value)>,
    depth: u32,
) -> Result<bool, Failure> {
    pairs.try_fold(true, |same, (a, b)| Ok(same && equal_at(a, b, depth + 1)?))
}

/// Compares on a stack that has room for it.
fn deeper(compare: impl FnOnce() -> Result<bool, Failure>) -> Result<bool, Failure> {
    stacker::maybe_grow(64 << 10, 1 << 20, compare)
}
