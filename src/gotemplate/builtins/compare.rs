//! Comparison of basic kinds.

use std::rc::Rc;

use crate::gotemplate::function::{Failure, Reflect, Rest};
use crate::gotemplate::printf;
use crate::value::{Kind, StrBuf, Value};

/// What kinds compare with each other: all signed integers, say.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Basic {
    Bool,
    Int,
    Uint,
    Float,
    Complex,
    String,
}

/// The built-in that compares two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::gotemplate) enum Comparison {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

impl Comparison {
    /// The one of this name.
    pub fn find(name: &str) -> Option<Self> {
        Some(match name {
            "eq" => Comparison::Eq,
            "ne" => Comparison::Ne,
            "lt" => Comparison::Lt,
            "le" => Comparison::Le,
            "gt" => Comparison::Gt,
            "ge" => Comparison::Ge,
            _ => return None,
        })
    }

    /// What it says about two values.
    #[inline]
    pub fn of(self, a: &Value, b: &Value) -> Result<bool, Failure> {
        match self {
            Comparison::Eq => equal(a, b),
            Comparison::Ne => Ok(!equal(a, b)?),
            Comparison::Lt => less(a, b),
            Comparison::Le => Ok(less(a, b)? || equal(a, b)?),
            // Go has `gt` as "not le" and `ge` as "not lt", which shows with NaN.
            Comparison::Gt => Ok(!Comparison::Le.of(a, b)?),
            Comparison::Ge => Ok(!less(a, b)?),
        }
    }
}

fn basic(value: &Value) -> Option<Basic> {
    match value {
        Value::Bool(_) => Some(Basic::Bool),
        Value::Int(..) => Some(Basic::Int),
        Value::Uint(..) => Some(Basic::Uint),
        Value::Float(_) => Some(Basic::Float),
        Value::Complex(..) => Some(Basic::Complex),
        Value::Str(_) => Some(Basic::String),
        _ => None,
    }
}

/// Whether any of the others equals the first.
pub(super) fn eq(first: Reflect<'_>, rest: Rest<'_, Reflect<'_>>) -> Result<bool, Failure> {
    if rest.is_empty() {
        return Err(Failure::new("missing argument for comparison"));
    }
    for other in rest.values() {
        if equal(first.0, other)? {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(super) fn ne(a: Reflect<'_>, b: Reflect<'_>) -> Result<bool, Failure> {
    Comparison::Ne.of(a.0, b.0)
}

pub(super) fn lt(a: Reflect<'_>, b: Reflect<'_>) -> Result<bool, Failure> {
    Comparison::Lt.of(a.0, b.0)
}

pub(super) fn le(a: Reflect<'_>, b: Reflect<'_>) -> Result<bool, Failure> {
    Comparison::Le.of(a.0, b.0)
}

pub(super) fn gt(a: Reflect<'_>, b: Reflect<'_>) -> Result<bool, Failure> {
    Comparison::Gt.of(a.0, b.0)
}

pub(super) fn ge(a: Reflect<'_>, b: Reflect<'_>) -> Result<bool, Failure> {
    Comparison::Ge.of(a.0, b.0)
}

/// `eq` of two values: signed and unsigned integers compare by their size, nil equals only nil,
/// any other two kinds do not compare.
///
/// # Errors
/// Go's, for kinds that do not compare with each other or not at all.
pub fn equal(a: &Value, b: &Value) -> Result<bool, Failure> {
    Ok(match (a, b) {
        (Value::Str(a), Value::Str(b)) => a == b,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::Int(_, a), Value::Int(_, b)) => a == b,
        (Value::Uint(_, a), Value::Uint(_, b)) => a == b,
        (Value::Float(a), Value::Float(b)) => a == b,
        (Value::Complex(a, ai), Value::Complex(b, bi)) => a == b && ai == bi,
        (Value::Int(_, int), Value::Uint(_, uint)) | (Value::Uint(_, uint), Value::Int(_, int)) => {
            u64::try_from(*int) == Ok(*uint)
        }
        _ if basic(a) != basic(b) => {
            if !a.is_nil() && !b.is_nil() {
                return Err(incompatible(a, b));
            }
            false
        }
        _ => return equal_references(a, b),
    })
}

/// Equality of what is of no basic kind.
fn equal_references(a: &Value, b: &Value) -> Result<bool, Failure> {
    if a.kind() != b.kind() && !a.is_nil() && !b.is_nil() {
        let format = "non-comparable types %s: %v, %s: %v";
        let (a_type, b_type) = (Value::from(a.type_name()), Value::from(b.type_name()));
        return Err(complaint(format, &[a.clone(), a_type, b_type, b.clone()]));
    }
    if is_nil(a) || is_nil(b) {
        return Ok(is_nil(a) == is_nil(b));
    }
    match (a, b) {
        (Value::Object(a), Value::Object(b)) if a.kind() == Kind::Ptr => Ok(Rc::ptr_eq(a, b)),
        (Value::Object(a), Value::Object(b)) if a.kind() == Kind::Struct => {
            Ok(a.equals(b.as_ref()))
        }
        _ => {
            let b_type = Value::from(b.type_name());
            Err(complaint(
                "non-comparable type %s: %v",
                &[b.clone(), b_type],
            ))
        }
    }
}

/// Go's nil: nothing, or a nil map, slice, pointer or function.
fn is_nil(value: &Value) -> bool {
    match value {
        Value::Missing | Value::Nil => true,
        Value::List(list) => list.is_nil(),
        Value::Map(map) => map.is_nil(),
        Value::Object(object) => {
            matches!(object.kind(), Kind::Ptr | Kind::Func | Kind::Chan) && !object.truth()
        }
        _ => false,
    }
}

/// `lt` of two values: integers, floats and strings have an order.
///
/// # Errors
/// Go's, for kinds that have no order or do not compare with each other.
pub fn less(a: &Value, b: &Value) -> Result<bool, Failure> {
    Ok(match (a, b) {
        (Value::Int(_, a), Value::Int(_, b)) => a < b,
        (Value::Uint(_, a), Value::Uint(_, b)) => a < b,
        (Value::Float(a), Value::Float(b)) => a < b,
        (Value::Str(a), Value::Str(b)) => a < b,
        (Value::Int(_, a), Value::Uint(_, b)) => u64::try_from(*a).map_or(true, |a| a < *b),
        (Value::Uint(_, a), Value::Int(_, b)) => u64::try_from(*b).is_ok_and(|b| *a < b),
        _ => {
            return Err(match (basic(a), basic(b)) {
                (Some(first), Some(second)) if first != second => incompatible(a, b),
                _ => Failure::new("invalid type for comparison"),
            });
        }
    })
}

fn incompatible(a: &Value, b: &Value) -> Failure {
    let (a, b) = (a.type_name(), b.type_name());
    Failure::new(format!("incompatible types for comparison: {a} and {b}"))
}

fn complaint(format: &str, args: &[Value]) -> Failure {
    let mut text = StrBuf::new();
    match printf::sprintf(&mut text, &format.into(), args) {
        Ok(()) => Failure::new(text.into_str()),
        Err(error) => error.into(),
    }
}
