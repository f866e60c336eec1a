//! The values templates see, with the kinds Go tells apart, and where each came from.
//!
//! [`Value`] is what every room passes around. It is 24 bytes and a clone costs a reference count
//! at most. It lives in one thread: a rendering is one thread's work, and many renderings run side
//! by side.
//!
//! - `kind`: Go's kinds and parameter types.
//! - `str`: [`Str`], bytes that may know their origins; `str_buf`: [`StrBuf`], which writes them;
//!   `words`: a look at eight of them at once.
//! - `list`, `map`: Go's slices and maps, with their types.
//! - `object`: values with fields and methods.
//! - `origin`: [`Origin`], [`Mark`] and [`Origins`].
//! - [`time`]: Go's times, durations and zones.
//! - [`number`], [`quote`], [`printable`], [`utf8`]: how Go writes numbers and quotes text.

mod kind;
mod list;
mod map;
pub mod number;
mod object;
pub mod origin;
pub mod printable;
pub mod quote;
mod str;
mod str_buf;
pub mod time;
pub mod utf8;
pub(crate) mod words;

use std::cell::Cell;
use std::rc::Rc;

pub use kind::{GoType, IntKind, Kind, UintKind};
pub use list::{ANY_LIST, DICT_LIST, INT_LIST, LIST_LIST, List, ListType, STRING_LIST};
pub use map::{DICT, Entry, Map, MapType, STRING_MAP};
pub use object::{Method, Object};
pub use origin::{Mark, Origin, Origins, Run, Site};
pub(crate) use str::INLINE;
pub use str::Str;
pub use str_buf::StrBuf;

use crate::world::Bytes;

/// A value in a template.
///
/// Three kinds of nothing are told apart, as in Go: [`Value::Missing`] is what a lookup of an
/// absent key gives (printed `<no value>`), [`Value::Nil`] is a nil interface, such as a null in a
/// values file, and the literal `nil` exists only in the template's text.
#[derive(Clone, Debug, Default)]
pub enum Value {
    /// No value: Go's zero `reflect.Value`.
    #[default]
    Missing,
    /// A nil interface.
    Nil,
    /// A truth value.
    Bool(bool),
    /// A signed integer.
    Int(IntKind, i64),
    /// An unsigned integer.
    Uint(UintKind, u64),
    /// A `float64`, which every number of a values file is.
    Float(f64),
    /// A `complex128`, as real and imaginary part.
    Complex(f64, f64),
    /// A string.
    Str(Str),
    /// A `[]uint8`.
    Bytes(Bytes),
    /// A slice.
    List(List),
    /// A map.
    Map(Map),
    /// Anything else.
    Object(Rc<dyn Object>),
}

impl Value {
    /// A `time.Duration` in nanoseconds.
    pub fn duration(nanoseconds: i64) -> Value {
        Value::Int(IntKind::Duration, nanoseconds)
    }

    /// An object.
    pub fn object(object: impl Object) -> Value {
        Value::Object(Rc::new(object))
    }

    /// Go's kind of the value.
    pub fn kind(&self) -> Kind {
        match self {
            Value::Missing | Value::Nil => Kind::Invalid,
            Value::Bool(_) => Kind::Bool,
            Value::Int(kind, _) => kind.kind(),
            Value::Uint(kind, _) => kind.kind(),
            Value::Float(_) => Kind::Float64,
            Value::Complex(..) => Kind::Complex128,
            Value::Str(_) => Kind::String,
            Value::Bytes(_) | Value::List(_) => Kind::Slice,
            Value::Map(_) => Kind::Map,
            Value::Object(object) => object.kind(),
        }
    }

    /// Go's name of the value's type, as `typeOf` prints it.
    pub fn type_name(&self) -> &str {
        match self {
            Value::Missing | Value::Nil => "<nil>",
            Value::Int(kind, _) => kind.name(),
            Value::Bytes(_) => "[]uint8",
            Value::List(list) => list.ty().name,
            Value::Map(map) => map.ty().name,
            Value::Object(object) => object.type_name(),
            _ => self.kind().name(),
        }
    }

    /// Whether it is missing or nil.
    pub fn is_nil(&self) -> bool {
        matches!(self, Value::Missing | Value::Nil)
    }

    /// Go's truth: false for zero, empty, nil and missing.
    pub fn truth(&self) -> bool {
        match self {
            Value::Missing | Value::Nil => false,
            Value::Bool(truth) => *truth,
            Value::Int(_, number) => *number != 0,
            Value::Uint(_, number) => *number != 0,
            Value::Float(number) => *number != 0.0,
            Value::Complex(re, im) => *re != 0.0 || *im != 0.0,
            Value::Str(text) => !text.is_empty(),
            Value::Bytes(bytes) => !bytes.is_empty(),
            Value::List(list) => !list.is_empty(),
            Value::Map(map) => !map.is_empty(),
            Value::Object(object) => object.truth(),
        }
    }

    /// The text, if it is a string.
    pub fn as_str(&self) -> Option<&Str> {
        match self {
            Value::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The map, if it is one.
    pub fn as_map(&self) -> Option<&Map> {
        match self {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The list, if it is one.
    pub fn as_list(&self) -> Option<&List> {
        match self {
            Value::List(list) => Some(list),
            _ => None,
        }
    }

    /// The object, if it is one of this type.
    pub fn as_object<T: Object>(&self) -> Option<&T> {
        match self {
            Value::Object(object) => object.as_any().downcast_ref(),
            _ => None,
        }
    }

    /// The methods that templates can call on it.
    pub fn methods(&self) -> &'static [Method] {
        match self {
            Value::List(list) => list.ty().methods,
            Value::Map(map) => map.ty().methods,
            Value::Object(object) => object.methods(),
            Value::Int(kind, _) => time::named::methods(*kind),
            _ => &[],
        }
    }

    /// Whether dropping it may drop other values.
    fn is_container(&self) -> bool {
        matches!(self, Value::List(_) | Value::Map(_))
    }
}

thread_local! {
    /// How many maps and lists that hold others are being dropped now, one within the other.
    static DROPPING: Cell<u32> = const { Cell::new(0) };
}

/// Drops what a map or list holds, other maps and lists among it. A template can nest
/// them a million deep: from some depth on it is done without recursion.
fn drop_nested<T>(items: &mut Vec<T>, value: impl Fn(T) -> Value) {
    const ON_STACK: u32 = 64;
    let depth = DROPPING.get();
    if depth < ON_STACK {
        DROPPING.set(depth + 1);
        items.clear();
        DROPPING.set(depth);
        return;
    }
    let values = std::mem::take(items).into_iter().map(value);
    let mut open: Vec<Value> = values.filter(Value::is_container).collect();
    while let Some(value) = open.pop() {
        match value {
            Value::List(list) => {
                open.extend(
                    list.into_items()
                        .into_iter()
                        .flatten()
                        .filter(Value::is_container),
                );
            }
            Value::Map(map) => open.extend(
                map.into_entries()
                    .into_iter()
                    .flatten()
                    .map(|entry| entry.value)
                    .filter(Value::is_container),
            ),
            _ => {}
        }
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Value::Bool(truth)
    }
}

/// Go's `int`.
impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Value::Int(IntKind::Int, number)
    }
}

/// Go's `int`.
impl From<i32> for Value {
    fn from(number: i32) -> Self {
        Value::from(i64::from(number))
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Value::Float(number)
    }
}

impl From<Str> for Value {
    fn from(text: Str) -> Self {
        Value::Str(text)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Str(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::Str(text.into())
    }
}

impl From<List> for Value {
    fn from(list: List) -> Self {
        Value::List(list)
    }
}

impl From<Map> for Value {
    fn from(map: Map) -> Self {
        Value::Map(map)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deep_values_are_dropped_without_a_deep_stack() {
        let mut value = Value::Nil;
        for _ in 0..1_000_000 {
            value = Value::from(List::new(vec![value]));
        }
        drop(value);
        let mut value = Value::Nil;
        for _ in 0..100_000 {
            value = Value::from(Map::from_iter([("a", value)]));
        }
        drop(value);
    }

    #[test]
    fn of_equal_keys_the_last_stays() {
        let map = Map::from_iter([("b", 1.into()), ("a", 2.into()), ("b", Value::from(3))]);
        assert_eq!(map.len(), 2);
        assert!(matches!(map.get("b"), Some(Value::Int(_, 3))));
    }
}
