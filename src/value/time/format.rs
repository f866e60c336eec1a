//! Times as text, by Go's layouts.

use super::civil::Civil;
use super::layout::{self, Offset, Piece};
use super::moment::Time;
use super::named::{DAYS, MONTHS};
use super::zone::{Period, Zone};

/// `2006-01-02T15:04:05Z07:00`
pub const RFC3339: &[u8] = b"2006-01-02T15:04:05Z07:00";
/// `2006-01-02T15:04:05.999999999Z07:00`
pub const RFC3339_NANO: &[u8] = b"2006-01-02T15:04:05.999999999Z07:00";

/// `Time.Format`.
pub fn format(time: &Time, layout: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(layout.len() + 10);
    let period = time.zone.at(time.seconds);
    let civil = Civil::of(time.seconds.wrapping_add(period.offset));
    let mut rest = layout;
    while !rest.is_empty() {
        let chunk = layout::first(rest);
        out.extend_from_slice(chunk.prefix);
        let Some(piece) = chunk.piece else {
            break;
        };
        write(&mut out, piece, &civil, &period, time.nanoseconds);
        rest = chunk.rest;
    }
    out
}

/// `Time.String`: the time with its zone, and what the monotonic clock showed.
pub fn display(time: &Time) -> Vec<u8> {
    let mut out = format(time, b"2006-01-02 15:04:05.999999999 -0700 MST");
    if let Some(monotonic) = time.monotonic {
        out.extend_from_slice(if monotonic < 0 { b" m=-" } else { b" m=+" });
        let size = monotonic.unsigned_abs();
        let text = format!("{}.{:09}", size / 1_000_000_000, size % 1_000_000_000);
        out.extend_from_slice(text.as_bytes());
    }
    out
}

fn write(out: &mut Vec<u8>, piece: Piece, civil: &Civil, period: &Period, nanoseconds: i64) {
    let name = |names: &[&'static str], at: i64| {
        usize::try_from(at)
            .ok()
            .and_then(|at| names.get(at))
            .copied()
            .unwrap_or_default()
    };
    let short = |name: &'static str| name.get(..3).unwrap_or_default();
    let month = name(&MONTHS, civil.month - 1);
    let day = name(&DAYS, civil.weekday);
    let hour12 = if civil.hour % 12 == 0 {
        12
    } else {
        civil.hour % 12
    };
    match piece {
        Piece::LongMonth => out.extend_from_slice(month.as_bytes()),
        Piece::Month => out.extend_from_slice(short(month).as_bytes()),
        Piece::NumMonth => number(out, civil.month, 0),
        Piece::ZeroMonth => number(out, civil.month, 2),
        Piece::LongWeekDay => out.extend_from_slice(day.as_bytes()),
        Piece::WeekDay => out.extend_from_slice(short(day).as_bytes()),
        Piece::Day => number(out, civil.day, 0),
        Piece::UnderDay => padded(out, civil.day, 2),
        Piece::ZeroDay => number(out, civil.day, 2),
        Piece::UnderYearDay => padded(out, civil.year_day, 3),
        Piece::ZeroYearDay => number(out, civil.year_day, 3),
        Piece::Hour => number(out, civil.hour, 2),
        Piece::Hour12 => number(out, hour12, 0),
        Piece::ZeroHour12 => number(out, hour12, 2),
        Piece::Minute => number(out, civil.minute, 0),
        Piece::ZeroMinute => number(out, civil.minute, 2),
        Piece::Second => number(out, civil.second, 0),
        Piece::ZeroSecond => number(out, civil.second, 2),
        Piece::LongYear => number(out, civil.year, 4),
        Piece::Year => number(out, civil.year.abs() % 100, 2),
        Piece::Pm => out.extend_from_slice(if civil.hour >= 12 { b"PM" } else { b"AM" }),
        Piece::SmallPm => out.extend_from_slice(if civil.hour >= 12 { b"pm" } else { b"am" }),
        Piece::Zone if !period.name.is_empty() => out.extend_from_slice(period.name.as_bytes()),
        Piece::Zone => {
            let plain = Offset {
                zulu: false,
                colon: false,
                minutes: true,
                seconds: false,
            };
            offset(out, period.offset, plain);
        }
        Piece::Offset(form) => offset(out, period.offset, form),
        Piece::Fraction {
            trim,
            digits,
            point,
        } => fraction(out, nanoseconds, trim, digits, point),
    }
}

/// A number with zeros up to a width, which the sign does not count for.
fn number(out: &mut Vec<u8>, value: i64, width: usize) {
    if value < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(format!("{:0width$}", value.unsigned_abs()).as_bytes());
}

fn padded(out: &mut Vec<u8>, value: i64, width: usize) {
    out.extend_from_slice(format!("{value:width$}").as_bytes());
}

fn offset(out: &mut Vec<u8>, seconds: i64, form: Offset) {
    if form.zulu && seconds == 0 {
        return out.push(b'Z');
    }
    // The sign is that of the whole minutes.
    let minutes = seconds / 60;
    let (sign, minutes, seconds) = if minutes < 0 {
        (b'-', -minutes, -seconds)
    } else {
        (b'+', minutes, seconds)
    };
    out.push(sign);
    number(out, minutes / 60, 2);
    if form.colon {
        out.push(b':');
    }
    if form.minutes {
        number(out, minutes % 60, 2);
    }
    if form.seconds {
        if form.colon {
            out.push(b':');
        }
        number(out, seconds % 60, 2);
    }
}

fn fraction(out: &mut Vec<u8>, nanoseconds: i64, trim: bool, digits: usize, point: u8) {
    if trim && (digits == 0 || nanoseconds == 0) {
        return;
    }
    let text = format!("{nanoseconds:09}");
    let mut kept = text.get(..digits.min(9)).unwrap_or_default();
    if trim {
        kept = kept.trim_end_matches('0');
        if kept.is_empty() {
            return;
        }
    }
    out.push(point);
    out.extend_from_slice(kept.as_bytes());
}

/// `Time.GoString`.
pub fn go_string(time: &Time) -> String {
    let civil = time.civil();
    let month = usize::try_from(civil.month - 1)
        .ok()
        .and_then(|at| MONTHS.get(at));
    let zone = match &time.zone {
        Zone::Utc => "time.UTC".to_string(),
        zone if zone.is(&time.local) => "time.Local".to_string(),
        zone => format!("time.Location({})", layout::quote(zone.name().as_bytes())),
    };
    format!(
        "time.Date({}, time.{}, {}, {}, {}, {}, {}, {zone})",
        civil.year,
        month.copied().unwrap_or_default(),
        civil.day,
        civil.hour,
        civil.minute,
        civil.second,
        time.nanoseconds,
    )
}

/// `Time.MarshalJSON`, without the quotes.
///
/// # Errors
/// Go's text for what RFC 3339 cannot say.
pub fn json(time: &Time, method: &str) -> Result<Vec<u8>, String> {
    let civil = time.civil();
    if !(0..=9999).contains(&civil.year) {
        return Err(format!("Time.{method}: year outside of range [0,9999]"));
    }
    if time.zone.offset_at(time.seconds).abs() >= 24 * 3600 {
        return Err(format!(
            "Time.{method}: timezone hour outside of range [0,23]"
        ));
    }
    Ok(format(time, RFC3339_NANO))
}
