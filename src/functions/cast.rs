//! What sprig makes of any value that should be a number.
//!
//! sprig 3, which Helm has, asks spf13/cast; sprig 2, which Harness's renderer has, had rules of
//! its own. Neither ever fails: what is no number is 0.

use crate::value::number::{NumError, parse_float, parse_int};
use crate::value::{IntKind, UintKind, Value};

/// How values become numbers.
pub(super) trait Cast {
    /// The value as an integer.
    fn int(value: &Value) -> i64;

    /// The value as a float.
    fn float(value: &Value) -> f64;
}

/// The rules of spf13/cast 1.7, in sprig 3.
pub(super) enum Sprig3 {}

impl Cast for Sprig3 {
    fn int(value: &Value) -> i64 {
        match value {
            // A type with a name of its own is no number to cast, but for the calendar's.
            Value::Int(IntKind::Duration, _) | Value::Uint(UintKind::Uintptr, _) => 0,
            Value::Str(text) => parse_int(whole(text.as_bytes()), 0, 64).unwrap_or(0),
            other => plain_int(other),
        }
    }

    fn float(value: &Value) -> f64 {
        match value {
            Value::Int(IntKind::Duration, _) | Value::Uint(UintKind::Uintptr, _) => 0.0,
            other => plain_float(other),
        }
    }
}

/// The rules of sprig 2 itself, by reflection.
pub(super) enum Sprig2 {}

impl Cast for Sprig2 {
    fn int(value: &Value) -> i64 {
        match value {
            Value::Uint(UintKind::Uintptr, _) => 0,
            Value::Uint(_, number) => i64::try_from(*number).unwrap_or(i64::MAX),
            Value::Str(text) => parse_int(text.as_bytes(), 10, 64).unwrap_or(0),
            other => plain_int(other),
        }
    }

    fn float(value: &Value) -> f64 {
        match value {
            Value::Uint(UintKind::Uintptr, _) => 0.0,
            other => plain_float(other),
        }
    }
}

fn plain_int(value: &Value) -> i64 {
    match value {
        Value::Int(_, number) => *number,
        Value::Uint(_, number) => *number as i64,
        Value::Float(number) => truncate(*number),
        Value::Bool(truth) => i64::from(*truth),
        _ => 0,
    }
}

fn plain_float(value: &Value) -> f64 {
    match value {
        Value::Int(_, number) => *number as f64,
        Value::Uint(_, number) => *number as f64,
        Value::Float(number) => *number,
        Value::Bool(truth) => f64::from(u8::from(*truth)),
        Value::Str(text) => parse_float(text.as_bytes()).unwrap_or(0.0),
        _ => 0.0,
    }
}

/// Go's `int64(number)`: towards zero, and the smallest integer for what does not fit.
pub(super) fn truncate(number: f64) -> i64 {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if (-LIMIT..LIMIT).contains(&number) {
        number as i64
    } else {
        i64::MIN
    }
}

/// The text without a fraction of zeros only: `7.00` as `7`.
fn whole(text: &[u8]) -> &[u8] {
    let kept = text
        .iter()
        .rposition(|c| *c != b'0')
        .map_or(0, |last| last + 1);
    match text.get(..kept) {
        Some([before @ .., b'.']) if kept < text.len() => before,
        _ => text,
    }
}

/// `strconv.Atoi` where errors are dropped: 0, or the nearest integer there is.
pub(super) fn atoi(text: &[u8]) -> i64 {
    match parse_int(text, 10, 64) {
        Ok(number) | Err(NumError::Range(number)) => number,
        Err(NumError::Syntax) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_as_integers() {
        let int = |text: &str| (Sprig3::int(&text.into()), Sprig2::int(&text.into()));
        assert_eq!(int("12"), (12, 12));
        assert_eq!(int("1.00"), (1, 0));
        assert_eq!(int("1."), (0, 0));
        assert_eq!(int(".0"), (0, 0));
        assert_eq!(int("0x1F"), (31, 0));
        assert_eq!(int("017"), (15, 17));
        assert_eq!(int("1_000"), (1000, 0));
        assert_eq!(int("08"), (0, 8));
        assert_eq!(int("99999999999999999999"), (0, 0));
    }

    #[test]
    fn floats_that_do_not_fit() {
        assert_eq!(truncate(-1.9), -1);
        assert_eq!(truncate(1e19), i64::MIN);
        assert_eq!(truncate(f64::NAN), i64::MIN);
        assert_eq!(truncate(-9_223_372_036_854_775_808.0), i64::MIN);
    }
}
