//! Texts that a reader would take for something else if they stood without quotes.

use super::emitter::Dialect;
use crate::value::number::{parse_float, parse_int, parse_uint};

/// Whether go-yaml reads the text, standing plain, as a text.
pub(super) fn reads_as_text(text: &str, dialect: Dialect) -> bool {
    let bytes = text.as_bytes();
    match bytes.first() {
        None => false,
        Some(b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' | b'~') => {
            !is_word(text)
        }
        Some(b'.') => !is_special_float(text) && parse_float(bytes).is_err(),
        Some(b'0'..=b'9' | b'+' | b'-') => {
            !(is_special_float(text)
                || is_timestamp(bytes)
                || is_number(text, dialect)
                || is_base_60(bytes))
        }
        _ => true,
    }
}

/// The words for true, false and null. YAML 1.2's reader knows fewer of them, but go-yaml v3
/// quotes those of YAML 1.1 all the same.
fn is_word(text: &str) -> bool {
    matches!(
        text,
        "y" | "Y"
            | "yes"
            | "Yes"
            | "YES"
            | "true"
            | "True"
            | "TRUE"
            | "on"
            | "On"
            | "ON"
            | "n"
            | "N"
            | "no"
            | "No"
            | "NO"
            | "false"
            | "False"
            | "FALSE"
            | "off"
            | "Off"
            | "OFF"
            | "~"
            | "null"
            | "Null"
            | "NULL"
    )
}

fn is_special_float(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN")
}

fn is_number(text: &str, dialect: Dialect) -> bool {
    let plain: String;
    let digits = if text.contains('_') {
        plain = text.replace('_', "");
        plain.as_bytes()
    } else {
        text.as_bytes()
    };
    if parse_int(digits, 0, 64).is_ok() || parse_uint(digits, 0, 64).is_ok() || is_float(digits) {
        return true;
    }
    // With the prefix cut off a sign may follow it.
    let prefixed = |prefix: &[u8], base| {
        let (negative, rest) = match digits.strip_prefix(b"-") {
            Some(rest) => (true, rest),
            None => (false, digits),
        };
        let Some(rest) = rest.strip_prefix(prefix) else {
            return false;
        };
        if negative {
            parse_int(&[b"-", rest].concat(), base, 64).is_ok()
        } else {
            parse_int(rest, base, 64).is_ok() || parse_uint(rest, base, 64).is_ok()
        }
    };
    prefixed(b"0b", 2) || (dialect == Dialect::V3 && prefixed(b"0o", 8))
}

/// A decimal float that is not too large: `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`.
fn is_float(bytes: &[u8]) -> bool {
    let rest = bytes
        .strip_prefix(b"+")
        .or(bytes.strip_prefix(b"-"))
        .unwrap_or(bytes);
    let (whole, rest) = split_digits(rest);
    let (fraction, rest) = match rest.strip_prefix(b".") {
        Some(rest) => split_digits(rest),
        None => (0, rest),
    };
    if whole == 0 && fraction == 0 {
        return false;
    }
    if let Some(rest) = rest.strip_prefix(b"e").or(rest.strip_prefix(b"E")) {
        let rest = rest
            .strip_prefix(b"+")
            .or(rest.strip_prefix(b"-"))
            .unwrap_or(rest);
        let (exponent, rest) = split_digits(rest);
        return exponent > 0 && rest.is_empty() && parse_float(bytes).is_ok();
    }
    rest.is_empty() && parse_float(bytes).is_ok()
}

fn split_digits(bytes: &[u8]) -> (usize, &[u8]) {
    let digits = bytes
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    (digits, &bytes[digits..])
}

/// A number in base 60, which only other readers take for a number:
/// `[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?`.
fn is_base_60(bytes: &[u8]) -> bool {
    let rest = bytes
        .strip_prefix(b"+")
        .or(bytes.strip_prefix(b"-"))
        .unwrap_or(bytes);
    if !rest.first().is_some_and(u8::is_ascii_digit) || !rest.contains(&b':') {
        return false;
    }
    let digits = |byte: &u8| byte.is_ascii_digit() || *byte == b'_';
    let mut rest = &rest[rest.iter().take_while(|byte| digits(byte)).count()..];
    let mut groups = 0;
    while let Some(group) = rest.strip_prefix(b":") {
        rest = match group {
            [b'0'..=b'5', b'0'..=b'9', rest @ ..] | [b'0'..=b'9', rest @ ..] => rest,
            _ => return false,
        };
        groups += 1;
    }
    if let Some(fraction) = rest.strip_prefix(b".") {
        rest = &fraction[fraction.iter().take_while(|byte| digits(byte)).count()..];
    }
    groups > 0 && rest.is_empty()
}

/// A date, or a date with a time, as go-yaml reads one:
/// `2006-1-2`, `2006-1-2T15:4:5.999Z07:00`, `2006-1-2 15:4:5.999`.
fn is_timestamp(bytes: &[u8]) -> bool {
    let [a, b, c, d, b'-', rest @ ..] = bytes else {
        return false;
    };
    let Some(year) = [a, b, c, d].iter().try_fold(0, |year: u32, digit| {
        digit
            .is_ascii_digit()
            .then(|| year * 10 + u32::from(*digit - b'0'))
    }) else {
        return false;
    };
    let date = || {
        let (month, rest) = short_number(rest)?;
        let (day, rest) = short_number(rest.strip_prefix(b"-")?)?;
        (day >= 1 && day <= days_in(year, month)?).then_some(rest)
    };
    let Some(rest) = date() else { return false };
    match rest.first() {
        None => true,
        Some(b'T' | b't') => time(&rest[1..]).is_some_and(is_zone),
        Some(b' ') => time(skip_spaces(rest)).is_some_and(<[u8]>::is_empty),
        Some(_) => false,
    }
}

fn skip_spaces(bytes: &[u8]) -> &[u8] {
    &bytes[bytes.iter().take_while(|byte| **byte == b' ').count()..]
}

/// What follows a time of day with an optional fraction.
fn time(bytes: &[u8]) -> Option<&[u8]> {
    let (hour, rest) = short_number(bytes)?;
    let (minute, rest) = short_number(rest.strip_prefix(b":")?)?;
    let (second, rest) = short_number(rest.strip_prefix(b":")?)?;
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    Some(match rest {
        [b'.' | b',', fraction @ ..] if fraction.first().is_some_and(u8::is_ascii_digit) => {
            split_digits(fraction).1
        }
        _ => rest,
    })
}

/// Whether it is `Z` or an offset such as `+02:00`, of at most 24 hours and 60 minutes.
fn is_zone(bytes: &[u8]) -> bool {
    match bytes {
        b"Z" => true,
        [
            b'+' | b'-',
            h1 @ b'0'..=b'9',
            h2 @ b'0'..=b'9',
            b':',
            m1 @ b'0'..=b'9',
            b'0'..=b'9',
        ] => {
            let hours = (h1 - b'0') * 10 + (h2 - b'0');
            let minutes = (m1 - b'0') * 10 + (bytes[5] - b'0');
            hours <= 24 && minutes <= 60
        }
        _ => false,
    }
}

/// A number of one or two digits.
fn short_number(bytes: &[u8]) -> Option<(u32, &[u8])> {
    match bytes {
        [a @ b'0'..=b'9', b @ b'0'..=b'9', rest @ ..] => {
            Some((u32::from(a - b'0') * 10 + u32::from(b - b'0'), rest))
        }
        [a @ b'0'..=b'9', rest @ ..] => Some((u32::from(a - b'0'), rest)),
        _ => None,
    }
}

fn days_in(year: u32, month: u32) -> Option<u32> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => Some(31),
        4 | 6 | 9 | 11 => Some(30),
        2 => Some(if leap { 29 } else { 28 }),
        _ => None,
    }
}
