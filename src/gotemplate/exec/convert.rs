//! Values as parameters want them.

use super::{Executor, Trace};
use crate::gotemplate::error::ExecError;
use crate::value::{
    ANY_LIST, DICT, DICT_LIST, INT_LIST, LIST_LIST, List, Map, STRING_LIST, STRING_MAP, Str, Value,
};
use crate::value::{GoType, Kind};

impl<T: Trace> Executor<'_, T> {
    /// A value for a parameter of this type, or Go's error that it is none.
    #[inline]
    pub(super) fn validate(&self, value: Value, ty: &GoType) -> Result<Value, ExecError> {
        if fits(&value, ty) {
            return Ok(value);
        }
        self.validate_other(value, ty)
    }

    fn validate_other(&self, value: Value, ty: &GoType) -> Result<Value, ExecError> {
        if let Value::Missing = value {
            if can_be_nil(ty) {
                return Ok(zero(*ty));
            }
            return Err(self.fail(format!("invalid value; expected {ty}")));
        }
        if assignable(&value, ty) {
            return Ok(assigned(value, ty));
        }
        let got = match &value {
            Value::Nil => "interface {}",
            value => value.type_name(),
        };
        Err(self.fail(format!("wrong type for value; expected {ty}; got {got}")))
    }

    /// The literal `nil` for a parameter of this type.
    pub(super) fn nil(&self, ty: &GoType) -> Result<Value, ExecError> {
        if can_be_nil(ty) {
            return Ok(zero(*ty));
        }
        Err(self.fail(format!("cannot assign nil to {ty}")))
    }
}

/// Whether a value is one for a parameter of this type just as it is; says no too often.
#[inline]
pub(super) fn fits(value: &Value, ty: &GoType) -> bool {
    match *ty {
        GoType::Reflect => true,
        GoType::Any => !matches!(value, Value::Missing | Value::Object(_)),
        GoType::String => matches!(value, Value::Str(_)),
        GoType::Bool => matches!(value, Value::Bool(_)),
        GoType::Float64 => matches!(value, Value::Float(_)),
        GoType::Int(want) => matches!(value, Value::Int(kind, _) if *kind == want),
        GoType::Map(name) => matches!(value, Value::Map(map) if map.ty().name == name),
        GoType::Slice(name) => matches!(value, Value::List(list) if list.ty().name == name),
        _ => false,
    }
}

fn can_be_nil(ty: &GoType) -> bool {
    match ty {
        GoType::Any
        | GoType::Reflect
        | GoType::Error
        | GoType::Bytes
        | GoType::Slice(_)
        | GoType::Map(_) => true,
        GoType::Named(name) => name.starts_with(['*', '[']) || name.starts_with("func("),
        _ => false,
    }
}

/// The zero value of a type.
pub(super) fn zero(ty: GoType) -> Value {
    match ty {
        GoType::Reflect => Value::Missing,
        GoType::Any | GoType::Error | GoType::Named(_) => Value::Nil,
        GoType::Bool => Value::Bool(false),
        GoType::Int(kind) => Value::Int(kind, 0),
        GoType::Uint(kind) => Value::Uint(kind, 0),
        GoType::Float64 => Value::Float(0.0),
        GoType::Complex128 => Value::Complex(0.0, 0.0),
        GoType::String => Value::Str(Str::EMPTY),
        GoType::Bytes => Value::Bytes([].into()),
        GoType::Slice(name) => {
            let types = [&STRING_LIST, &INT_LIST, &LIST_LIST, &DICT_LIST];
            let ty = types.into_iter().find(|ty| ty.name == name);
            Value::List(List::nil(ty.unwrap_or(&ANY_LIST)))
        }
        GoType::Map(name) if name == STRING_MAP.name => Value::Map(Map::nil(&STRING_MAP)),
        GoType::Map(_) => Value::Map(Map::nil(&DICT)),
    }
}

/// Whether a value can be assigned to a variable of this type.
fn assignable(value: &Value, ty: &GoType) -> bool {
    match (*ty, value) {
        (GoType::Any, value) => !matches!(value, Value::Missing),
        (GoType::Reflect, _)
        | (GoType::Bool, Value::Bool(_))
        | (GoType::Float64, Value::Float(_))
        | (GoType::Complex128, Value::Complex(..))
        | (GoType::String, Value::Str(_))
        | (GoType::Bytes | GoType::Slice("[]uint8"), Value::Bytes(_)) => true,
        (GoType::Int(want), Value::Int(kind, _)) => want == *kind,
        (GoType::Uint(want), Value::Uint(kind, _)) => want == *kind,
        // A type with a name of its own can be assigned to the one it is made of, and back.
        (GoType::Slice(name), Value::List(list)) => {
            let own = list.ty().name;
            own == name || (made_of(own, name) && list.ty().elem.name() == element(own, name))
        }
        (GoType::Map(name), Value::Map(map)) => {
            let own = map.ty().name;
            own == name || (made_of(own, name) && map.ty().elem.name() == element(own, name))
        }
        (GoType::Error, Value::Object(object)) => object.is_error(),
        (GoType::Named(name), Value::Object(object)) => {
            let own = object.type_name();
            // One pointer more or less is followed.
            own == name
                || (object.kind() == Kind::Ptr && own.strip_prefix('*') == Some(name))
                || name.strip_prefix('*') == Some(own)
        }
        (GoType::Named(name), value) => value.type_name() == name,
        _ => false,
    }
}

/// What can be assigned to a variable of this type, as the variable then holds it: `.Values` given
/// to `merge` comes back as a map without a name.
fn assigned(value: Value, ty: &GoType) -> Value {
    match (ty, value) {
        (GoType::Any, Value::Object(object)) => object.boxed().unwrap_or(Value::Object(object)),
        (GoType::Map(name), Value::Map(map)) => {
            let mut types = [&DICT, &STRING_MAP].into_iter();
            let ty = types.find(|ty| ty.name == *name);
            Value::Map(ty.map_or_else(|| map.clone(), |ty| map.retyped(ty)))
        }
        (_, value) => value,
    }
}

/// Whether just one of two types is written out and not a name.
fn made_of(one: &str, other: &str) -> bool {
    let written = |name: &str| name.starts_with("map[") || name.starts_with("[]");
    written(one) != written(other)
}

/// The element type of whichever of two types is written out.
fn element<'a>(one: &'a str, other: &'a str) -> &'a str {
    let written = |name: &'a str| {
        name.strip_prefix("map[string]")
            .or_else(|| name.strip_prefix("[]"))
    };
    written(one).or_else(|| written(other)).unwrap_or("")
}
