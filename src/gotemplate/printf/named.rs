//! Integers whose types have names and a `String` method: durations, months, weekdays.

use crate::value::number::append_uint;
use crate::value::{IntKind, Str};

/// What the integer types with names of their own print.
pub(super) fn named_integer(kind: IntKind, number: i64) -> Option<Str> {
    const MONTHS: [&str; 12] = [
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
    const DAYS: [&str; 7] = [
        "Sunday",
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
    ];
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

/// A `time.Duration` as its `String` method writes it: `1h2m0.5s`.
fn append_duration(buf: &mut Vec<u8>, nanoseconds: i64) {
    let size = nanoseconds.unsigned_abs();
    if size == 0 {
        return buf.extend_from_slice(b"0s");
    }
    if nanoseconds < 0 {
        buf.push(b'-');
    }
    let (unit, name): (u64, &str) = match size {
        0..1_000 => (1, "ns"),
        1_000..1_000_000 => (1_000, "µs"),
        1_000_000..1_000_000_000 => (1_000_000, "ms"),
        _ => (1_000_000_000, "s"),
    };
    let mut whole = size / unit;
    if unit == 1_000_000_000 {
        if whole >= 3600 {
            append_uint(buf, whole / 3600);
            buf.push(b'h');
        }
        if whole >= 60 {
            append_uint(buf, whole % 3600 / 60);
            buf.push(b'm');
        }
        whole %= 60;
    }
    append_uint(buf, whole);
    let mut rest = size % unit;
    if rest > 0 {
        buf.push(b'.');
        let mut place = unit / 10;
        while rest > 0 && place > 0 {
            append_uint(buf, rest / place);
            rest %= place;
            place /= 10;
        }
    }
    buf.extend_from_slice(name.as_bytes());
}
