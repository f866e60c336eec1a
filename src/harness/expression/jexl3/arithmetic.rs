//! JEXL's default arithmetic: texts that look like numbers count as numbers, except for `+`,
//! and whole numbers grow as they need.

use std::rc::Rc;

use num_bigint::{BigInt, Sign};

use super::super::ast::Operator;
use super::super::error::Fault;
use super::super::print;
use super::super::value::{List, ListKind, Value};

/// The most bytes a text may grow to; Harness stops at as many.
pub const MAX_TEXT: usize = 6 << 20;
/// The most items a range may have.
const MAX_RANGE: i64 = 100_000;
/// The most 32-bit digits a whole number may grow to.
const MAX_DIGITS: u64 = 32 * 4096;

fn null_operand<T>() -> Result<T, Fault> {
    Err(Fault::evaluate("an operand is null"))
}

fn coercion<T>(value: &Value, to: &str) -> Result<T, Fault> {
    Err(Fault::evaluate(format!(
        "a {} is no {to}: `{}`",
        value.kind(),
        short(value)
    )))
}

/// A value for a message, not longer than a line.
fn short(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

/// Whether a value counts as a floating point number in arithmetic: a double, or a text that
/// looks like one.
fn is_real(value: &Value) -> bool {
    match value {
        Value::Double(_) => true,
        Value::Text(text) => looks_real(text),
        _ => false,
    }
}

/// A sign, digits, perhaps a point and digits, perhaps an exponent; with a point or an `e`.
fn looks_real(text: &str) -> bool {
    if !text.contains(['.', 'e', 'E']) {
        return false;
    }
    let sign = |t: &str| t.strip_prefix(['+', '-']).map_or(t.len(), str::len);
    let skip_digits = |t: &str| t.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let tail = |length: usize| text.get(text.len() - length..).unwrap_or_default();
    let mut rest = tail(sign(text));
    rest = tail(skip_digits(rest));
    if let Some(fraction) = rest.strip_prefix('.') {
        rest = tail(skip_digits(fraction));
    }
    rest = rest.strip_prefix(['e', 'E']).unwrap_or(rest);
    rest = tail(sign(rest));
    skip_digits(rest) == 0
}

/// `left + right`: texts are joined as soon as one operand is one.
pub fn add(left: &Value, right: &Value) -> Result<Value, Fault> {
    if left.is_null() && right.is_null() {
        return null_operand();
    }
    if left.text().is_none() && right.text().is_none() {
        match calculate(Operator::Add, left, right) {
            Err(Fault::Evaluate(_)) if !left.is_null() && !right.is_null() => {
                return Err(Fault::evaluate(format!(
                    "a {} and a {} cannot be added",
                    left.kind(),
                    right.kind()
                )));
            }
            other => return other,
        }
    }
    let joined = to_text(left)? + &to_text(right)?;
    if joined.len() > MAX_TEXT {
        return Err(Fault::limit(format!("a text grows over {MAX_TEXT} bytes")));
    }
    Ok(Value::Text(joined.into()))
}

/// The other operators on numbers.
pub fn calculate(operator: Operator, left: &Value, right: &Value) -> Result<Value, Fault> {
    if left.is_null() && right.is_null() {
        return null_operand();
    }
    if is_real(left) || is_real(right) {
        let (l, r) = (to_double(left)?, to_double(right)?);
        return Ok(Value::Double(match operator {
            Operator::Add => l + r,
            Operator::Subtract => l - r,
            Operator::Multiply => l * r,
            Operator::Divide | Operator::Modulo if r == 0.0 => {
                return Err(Fault::evaluate("division by zero"));
            }
            Operator::Divide => l / r,
            _ => l % r,
        }));
    }
    let big = matches!(left, Value::Big(_)) || matches!(right, Value::Big(_));
    let long = matches!(left, Value::Long(_)) || matches!(right, Value::Long(_));
    match (small(left)?, small(right)?) {
        (Some(l), Some(r)) if !big => {
            let (l, r) = (i128::from(l), i128::from(r));
            let result = match operator {
                Operator::Add => l + r,
                Operator::Subtract => l - r,
                Operator::Multiply => l * r,
                Operator::Divide if r != 0 => l / r,
                Operator::Modulo if r > 0 => l.rem_euclid(r),
                Operator::Modulo if r < 0 => return modulus(),
                _ => return Err(Fault::evaluate("division by zero")),
            };
            Ok(match (Value::integer(result), long) {
                (Value::Int(i), true) => Value::Long(i.into()),
                (value, _) => value,
            })
        }
        _ => {
            let result = calculate_big(operator, &to_big(left)?, &to_big(right)?)?;
            Ok(if big {
                Value::Big(Rc::new(result))
            } else {
                narrow(result, long)
            })
        }
    }
}

fn modulus<T>() -> Result<T, Fault> {
    Err(Fault::evaluate("the right side of `%` is negative"))
}

fn calculate_big(operator: Operator, l: &BigInt, r: &BigInt) -> Result<BigInt, Fault> {
    if l.bits().saturating_add(r.bits()) > MAX_DIGITS {
        return Err(Fault::limit("a whole number grew too large"));
    }
    Ok(match operator {
        Operator::Add => l + r,
        Operator::Subtract => l - r,
        Operator::Multiply => l * r,
        _ if r.sign() == Sign::NoSign => return Err(Fault::evaluate("division by zero")),
        Operator::Divide => l / r,
        _ if r.sign() == Sign::Minus => return modulus(),
        _ => {
            let rest = l % r;
            if rest.sign() == Sign::Minus {
                rest + r
            } else {
                rest
            }
        }
    })
}

/// The smallest class for a result, though no smaller than a long where an operand was one.
fn narrow(number: BigInt, long: bool) -> Value {
    match (i128::try_from(&number).map(Value::integer), long) {
        (Ok(Value::Int(i)), true) => Value::Long(i.into()),
        (Ok(value), _) => value,
        (Err(_), _) => Value::Big(Rc::new(number)),
    }
}

/// `-value`.
pub fn negate(value: &Value) -> Result<Value, Fault> {
    Ok(match value {
        Value::Int(i) => Value::Int(i.wrapping_neg()),
        Value::Long(l) => Value::Long(l.wrapping_neg()),
        Value::Big(big) => Value::Big(Rc::new(-&**big)),
        Value::Double(d) => Value::Double(-d),
        Value::Bool(b) => Value::Bool(!b),
        _ => return coercion(value, "number to negate"),
    })
}

/// `&`, `|`, `^` on longs.
pub fn bitwise(operator: Operator, left: &Value, right: &Value) -> Result<Value, Fault> {
    let (l, r) = (to_long(left)?, to_long(right)?);
    Ok(Value::Long(match operator {
        Operator::BitAnd => l & r,
        Operator::BitOr => l | r,
        _ => l ^ r,
    }))
}

/// `left .. right`, both ends included; downwards where the right end is the smaller.
pub fn range(left: &Value, right: &Value) -> Result<Value, Fault> {
    let (from, to) = (to_long(left)?, to_long(right)?);
    let (low, high) = (from.min(to), from.max(to));
    if high.checked_sub(low).is_none_or(|n| n >= MAX_RANGE) {
        return Err(Fault::limit(format!(
            "a range of more than {MAX_RANGE} numbers"
        )));
    }
    let fits = i32::try_from(low).is_ok() && i32::try_from(high).is_ok();
    let item = |n: i64| match i32::try_from(n) {
        Ok(int) if fits => Value::Int(int),
        _ => Value::Long(n),
    };
    let items = if from <= to {
        (low..=high).map(item).collect()
    } else {
        (low..=high).rev().map(item).collect()
    };
    Ok(Value::List(Rc::new(List {
        kind: ListKind::Range,
        items,
        origins: Vec::new(),
    })))
}

/// What counts as true: not `false`, zero, NaN, the empty text or the text `false`.
pub fn truth(value: &Value) -> Result<bool, Fault> {
    Ok(match value {
        Value::Null => return null_operand(),
        Value::Bool(b) => *b,
        Value::Int(i) => *i != 0,
        Value::Long(l) => *l != 0,
        Value::Big(big) => big.sign() != Sign::NoSign,
        Value::Double(d) => !d.is_nan() && *d != 0.0,
        Value::Text(text) => !text.is_empty() && &**text != "false",
        _ => true,
    })
}

/// The value as an integer.
pub fn to_int(value: &Value) -> Result<i32, Fault> {
    match value {
        Value::Text(text) if !text.is_empty() => {
            text.parse().or_else(|_| coercion(value, "integer"))
        }
        Value::Double(d) => Ok(*d as i32),
        _ => Ok(to_long(value)? as i32),
    }
}

/// The value as a long.
pub fn to_long(value: &Value) -> Result<i64, Fault> {
    Ok(match value {
        Value::Null => return null_operand(),
        Value::Int(i) => (*i).into(),
        Value::Long(l) => *l,
        Value::Big(big) => {
            let low = big.iter_u64_digits().next().unwrap_or(0).cast_signed();
            if big.sign() == Sign::Minus {
                low.wrapping_neg()
            } else {
                low
            }
        }
        Value::Double(d) => *d as i64,
        Value::Bool(b) => (*b).into(),
        Value::Char(c) => (*c).into(),
        Value::Text(text) if text.is_empty() => 0,
        Value::Text(text) => return text.parse().or_else(|_| coercion(value, "integer")),
        _ => return coercion(value, "integer"),
    })
}

/// The value as a whole number, where it fits a long.
fn small(value: &Value) -> Result<Option<i64>, Fault> {
    match value {
        Value::Big(_) => Ok(None),
        Value::Text(text) if !text.is_empty() => match text.parse() {
            Ok(number) => Ok(Some(number)),
            Err(_) => to_big(value).map(|_| None),
        },
        _ => to_long(value).map(Some),
    }
}

fn to_big(value: &Value) -> Result<BigInt, Fault> {
    match value {
        Value::Big(big) => Ok((**big).clone()),
        Value::Text(text) if !text.is_empty() => {
            let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
            let whole = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
            match BigInt::parse_bytes(text.as_bytes(), 10) {
                Some(big) if whole => Ok(big),
                _ => coercion(value, "number"),
            }
        }
        _ => Ok(to_long(value)?.into()),
    }
}

/// The value as a big integer.
pub fn to_big_value(value: &Value) -> Result<Value, Fault> {
    Ok(Value::Big(Rc::new(to_big(value)?)))
}

/// The value as a double.
pub fn to_double(value: &Value) -> Result<f64, Fault> {
    match value {
        Value::Double(d) => Ok(*d),
        Value::Big(big) => Ok(big.to_string().parse().unwrap_or(f64::NAN)),
        Value::Text(text) if text.is_empty() => Ok(f64::NAN),
        Value::Text(text) => match parse_double(text) {
            Some(number) => Ok(number),
            None => coercion(value, "number"),
        },
        _ => Ok(to_long(value)? as f64),
    }
}

/// Java's `Double.parseDouble`, hexadecimal notation aside.
fn parse_double(text: &str) -> Option<f64> {
    let trimmed = text.trim_matches(|c: char| c <= ' ');
    let digits = trimmed
        .strip_suffix(['d', 'D', 'f', 'F'])
        .unwrap_or(trimmed);
    let unsigned = trimmed.strip_prefix(['+', '-']).unwrap_or(trimmed);
    match unsigned {
        "NaN" => return Some(f64::NAN),
        "Infinity" if trimmed.starts_with('-') => return Some(f64::NEG_INFINITY),
        "Infinity" => return Some(f64::INFINITY),
        _ => {}
    }
    let numeric = |c: char| c.is_ascii_digit() || matches!(c, '.' | '+' | '-' | 'e' | 'E');
    if !digits.chars().all(numeric) {
        return None;
    }
    digits.parse().ok()
}

/// The value as a text; a NaN is empty.
pub fn to_text(value: &Value) -> Result<String, Fault> {
    match value {
        Value::Null => null_operand(),
        Value::Double(d) if d.is_nan() => Ok(String::new()),
        Value::Double(d) => Ok(print::double(*d)),
        _ => Ok(value.to_string()),
    }
}
