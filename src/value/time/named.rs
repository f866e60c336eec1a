//! Integers whose types have names and methods: durations, months, weekdays.

use super::duration::{SECOND, round, truncate};
use crate::value::number::append_duration;
use crate::value::{GoType, IntKind, Method, Str, Value};

/// The months' names.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
/// The names of the days of the week, Sunday first.
pub const DAYS: [&str; 7] = [
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
];

/// What the integer types with names of their own print.
pub fn named_integer(kind: IntKind, number: i64) -> Option<Str> {
    let name = |names: &[&'static str], at: i64, what: &str| {
        let name = usize::try_from(at).ok().and_then(|at| names.get(at));
        name.map_or_else(
            || Str::from(format!("%!{what}({})", number as u64)),
            |name| Str::from_static(name),
        )
    };
    match kind {
        IntKind::Duration => {
            let mut text = Vec::new();
            append_duration(&mut text, number);
            Some(Str::from(text))
        }
        IntKind::Month => Some(name(&MONTHS, number.saturating_sub(1), "Month")),
        IntKind::Weekday => Some(name(&DAYS, number, "Weekday")),
        _ => None,
    }
}

/// The methods of the types that have names.
pub fn methods(kind: IntKind) -> &'static [Method] {
    match kind {
        IntKind::Duration => DURATION,
        IntKind::Month | IntKind::Weekday => STRING,
        _ => &[],
    }
}

macro_rules! method {
    ($name:literal, $params:expr, $body:expr) => {
        Method {
            name: $name,
            params: $params,
            variadic: false,
            call: |receiver, args| Ok($body(number(receiver), args)),
        }
    };
}

const TO: &[GoType] = &[GoType::Int(IntKind::Duration)];

static STRING: &[Method] = &[Method {
    name: "String",
    params: &[],
    variadic: false,
    call: text,
}];

static DURATION: &[Method] = &[
    method!("Abs", &[], |own: i64, _| Value::duration(
        own.saturating_abs()
    )),
    method!("Hours", &[], |own, _| parts(own, 3600 * SECOND)),
    method!("Microseconds", &[], |own, _| whole(own, 1_000)),
    method!("Milliseconds", &[], |own, _| whole(own, 1_000_000)),
    method!("Minutes", &[], |own, _| parts(own, 60 * SECOND)),
    method!("Nanoseconds", &[], |own, _| whole(own, 1)),
    method!("Round", TO, |own, args| Value::duration(round(
        own,
        first(args)
    ))),
    method!("Seconds", &[], |own, _| parts(own, SECOND)),
    Method {
        name: "String",
        params: &[],
        variadic: false,
        call: text,
    },
    method!("Truncate", TO, |own, args| Value::duration(truncate(
        own,
        first(args)
    ))),
];

fn number(value: &Value) -> i64 {
    match value {
        Value::Int(_, number) => *number,
        _ => 0,
    }
}

fn first(args: &[Value]) -> i64 {
    args.first().map_or(0, number)
}

fn text(receiver: &Value, _: &[Value]) -> Result<Value, Str> {
    match receiver {
        Value::Int(kind, number) => Ok(Value::Str(
            named_integer(*kind, *number).unwrap_or_default(),
        )),
        _ => Err(Str::from_static("not an integer")),
    }
}

fn whole(duration: i64, unit: i64) -> Value {
    Value::Int(IntKind::Int64, duration / unit)
}

/// A duration in units, with Go's rounding: whole units and the rest are added as floats.
fn parts(duration: i64, unit: i64) -> Value {
    Value::Float((duration / unit) as f64 + (duration % unit) as f64 / unit as f64)
}
