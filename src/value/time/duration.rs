//! Durations as Go's `time` reads, prints and rounds them.

use super::layout::quote;

/// Nanoseconds in a second.
pub const SECOND: i64 = 1_000_000_000;

/// `time.ParseDuration`: `1h15m30.5s`, in nanoseconds.
///
/// # Errors
/// Go's texts: `time: unknown unit "d" in duration "1d"`.
pub fn parse(text: &[u8]) -> Result<i64, String> {
    let fault = |what: &str| Err(format!("time: {what} {}", quote(text)));
    let (negative, mut rest) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    if rest == b"0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return fault("invalid duration");
    }
    let mut sum: u64 = 0;
    while !rest.is_empty() {
        let Some((whole, tail)) = leading_int(rest) else {
            return fault("invalid duration");
        };
        let mut any = tail.len() < rest.len();
        let mut fraction = (0, 1.0);
        rest = tail;
        if let Some(tail) = rest.strip_prefix(b".") {
            let (value, scale, tail_end) = leading_fraction(tail);
            any |= tail_end.len() < tail.len();
            fraction = (value, scale);
            rest = tail_end;
        }
        if !any {
            return fault("invalid duration");
        }
        let len = rest
            .iter()
            .take_while(|b| !(b.is_ascii_digit() || **b == b'.'))
            .count();
        let (name, tail) = rest.split_at(len);
        rest = tail;
        if name.is_empty() {
            return fault("missing unit in duration");
        }
        let Some(unit) = unit(name) else {
            return fault(&format!("unknown unit {} in duration", quote(name)));
        };
        let Some(value) = scaled(whole, fraction, unit) else {
            return fault("invalid duration");
        };
        sum = sum.saturating_add(value);
        if sum > 1 << 63 {
            return fault("invalid duration");
        }
    }
    if negative {
        return Ok((sum as i64).wrapping_neg());
    }
    i64::try_from(sum).or_else(|_| fault("invalid duration"))
}

fn scaled(whole: u64, (fraction, scale): (u64, f64), unit: u64) -> Option<u64> {
    let value = whole.checked_mul(unit).filter(|value| *value <= 1 << 63)?;
    // Go computes this in floating point, and so the same digits come out.
    let part = (fraction as f64 * (unit as f64 / scale)) as u64;
    value.checked_add(part).filter(|value| *value <= 1 << 63)
}

fn unit(name: &[u8]) -> Option<u64> {
    Some(match name {
        b"ns" => 1,
        b"us" | b"\xc2\xb5s" | b"\xce\xbcs" => 1_000,
        b"ms" => 1_000_000,
        b"s" => 1_000_000_000,
        b"m" => 60_000_000_000,
        b"h" => 3_600_000_000_000,
        _ => return None,
    })
}

/// The number that a text starts with, 0 for none, and the rest; `None` beyond 2^63.
pub(super) fn leading_int(text: &[u8]) -> Option<(u64, &[u8])> {
    let len = text.iter().take_while(|b| b.is_ascii_digit()).count();
    let (digits, rest) = text.split_at(len);
    let mut value: u64 = 0;
    for digit in digits {
        if value > (1 << 63) / 10 {
            return None;
        }
        value = value * 10 + u64::from(digit - b'0');
        if value > 1 << 63 {
            return None;
        }
    }
    Some((value, rest))
}

/// The digits after a point as a number and what to divide it by; those that do not fit are
/// dropped.
fn leading_fraction(text: &[u8]) -> (u64, f64, &[u8]) {
    let len = text.iter().take_while(|b| b.is_ascii_digit()).count();
    let (digits, rest) = text.split_at(len);
    let (mut value, mut scale): (u64, f64) = (0, 1.0);
    for digit in digits {
        if value > ((1 << 63) - 1) / 10 {
            break;
        }
        let next = value * 10 + u64::from(digit - b'0');
        if next > 1 << 63 {
            break;
        }
        (value, scale) = (next, scale * 10.0);
    }
    (value, scale, rest)
}

/// `Duration.Round`: to the nearest multiple, halves away from zero.
pub fn round(duration: i64, to: i64) -> i64 {
    if to <= 0 {
        return duration;
    }
    let rest = (duration % to).abs();
    let down = (rest as u64) < (to as u64) - (rest as u64);
    let by = if down { -rest } else { to - rest };
    if duration < 0 {
        duration.saturating_sub(by)
    } else {
        duration.saturating_add(by)
    }
}

/// `Duration.Truncate`: towards zero to a multiple.
pub fn truncate(duration: i64, to: i64) -> i64 {
    if to <= 0 {
        duration
    } else {
        duration - duration % to
    }
}

/// sprig's `durationRound`: the largest unit that it exceeds, without its sign.
pub fn rounded(nanoseconds: i64) -> String {
    const HOUR: u64 = 3_600_000_000_000;
    const UNITS: [(u64, &str); 6] = [
        (HOUR * 24 * 365, "y"),
        (HOUR * 24 * 30, "mo"),
        (HOUR * 24, "d"),
        (HOUR, "h"),
        (HOUR / 60, "m"),
        (HOUR / 3600, "s"),
    ];
    let size = nanoseconds.unsigned_abs();
    let largest = UNITS.iter().find(|(unit, _)| size > *unit);
    largest.map_or_else(
        || "0s".to_string(),
        |(unit, name)| format!("{}{name}", size / unit),
    )
}
