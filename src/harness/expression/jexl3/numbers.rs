//! The methods of numbers, booleans and characters.

use num_bigint::Sign;

use super::super::error::Fault;
use super::super::value::Value;
use super::{arithmetic, compare};

/// Calls a method; `None` where the kind has none of this name for these arguments.
pub fn method(this: &Value, name: &str, arguments: &[Value]) -> Result<Option<Value>, Fault> {
    match (this, arguments) {
        (Value::Bool(b), []) if name == "booleanValue" => Ok(Some(Value::Bool(*b))),
        (Value::Bool(b), [Value::Bool(other)]) if name == "compareTo" => {
            Ok(Some(Value::Int(b.cmp(other) as i32)))
        }
        (Value::Char(c), []) if name == "charValue" => Ok(Some(Value::Char(*c))),
        (Value::Bool(_) | Value::Char(_), _) => Ok(None),
        (_, []) => convert(this, name),
        (_, [other]) => with_one(this, name, other),
        (Value::Int(_) | Value::Long(_), [Value::Int(a), Value::Int(b)]) => Ok(match name {
            "max" => Some(Value::Int(*a.max(b))),
            "min" => Some(Value::Int(*a.min(b))),
            "sum" => Some(Value::Int(a.wrapping_add(*b))),
            "compare" => Some(Value::Int(a.cmp(b) as i32)),
            _ => None,
        }),
        _ => Ok(None),
    }
}

fn convert(this: &Value, name: &str) -> Result<Option<Value>, Fault> {
    Ok(Some(match name {
        "intValue" => Value::Int(arithmetic::to_int(this)?),
        "longValue" => Value::Long(arithmetic::to_long(this)?),
        "shortValue" => Value::Int((arithmetic::to_long(this)? as i16).into()),
        "byteValue" => Value::Int((arithmetic::to_long(this)? as i8).into()),
        "doubleValue" | "floatValue" => Value::Double(arithmetic::to_double(this)?),
        "signum" => match this {
            Value::Big(big) => Value::Int(match big.sign() {
                Sign::Minus => -1,
                Sign::NoSign => 0,
                Sign::Plus => 1,
            }),
            _ => return Ok(None),
        },
        "isNaN" => match this {
            Value::Double(d) => Value::Bool(d.is_nan()),
            _ => return Ok(None),
        },
        "isInfinite" => match this {
            Value::Double(d) => Value::Bool(d.is_infinite()),
            _ => return Ok(None),
        },
        _ => return Ok(None),
    }))
}

fn with_one(this: &Value, name: &str, other: &Value) -> Result<Option<Value>, Fault> {
    let same_kind = std::mem::discriminant(this) == std::mem::discriminant(other);
    Ok(match (name, this, other) {
        ("compareTo", _, _) if same_kind => {
            let order = compare::ordered(this, other, true)?;
            Some(Value::Int(order.map_or(0, |o| o as i32)))
        }
        ("toString", Value::Int(_), Value::Int(i)) => Some(Value::Text(i.to_string().into())),
        ("parseInt" | "valueOf", Value::Int(_), Value::Text(text)) => {
            let parsed = text.parse::<i32>();
            Some(Value::Int(
                parsed.map_err(|_| Fault::evaluate("no integer"))?,
            ))
        }
        ("parseLong" | "valueOf", Value::Long(_), Value::Text(text)) => {
            let parsed = text.parse::<i64>();
            Some(Value::Long(
                parsed.map_err(|_| Fault::evaluate("no integer"))?,
            ))
        }
        ("parseDouble" | "valueOf", Value::Double(_), Value::Text(_)) => {
            Some(Value::Double(arithmetic::to_double(other)?))
        }
        ("valueOf", _, other) if same_kind => Some(other.clone()),
        ("toHexString", Value::Int(_) | Value::Long(_), Value::Int(i)) => {
            Some(Value::Text(format!("{i:x}").into()))
        }
        ("toBinaryString", Value::Int(_) | Value::Long(_), Value::Int(i)) => {
            Some(Value::Text(format!("{i:b}").into()))
        }
        ("toOctalString", Value::Int(_) | Value::Long(_), Value::Int(i)) => {
            Some(Value::Text(format!("{i:o}").into()))
        }
        _ => None,
    })
}
