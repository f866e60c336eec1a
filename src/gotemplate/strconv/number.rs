//! Number literals in Go's syntax: bases, underscores, hexadecimal floats.

/// Why a text is no number of the wanted kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberError {
    /// The text does not follow the syntax.
    Syntax,
    /// The number does not fit.
    Range,
}

impl NumberError {
    /// Go's words for it.
    pub fn message(self) -> &'static str {
        match self {
            NumberError::Syntax => "invalid syntax",
            NumberError::Range => "value out of range",
        }
    }
}

/// Reads an unsigned integer with an optional prefix of its base (`strconv.ParseUint` with base
/// 0): `42`, `0x2a`, `0b10`, `0o7`, `017`, `1_000`.
pub fn parse_uint(text: &[u8]) -> Result<u64, NumberError> {
    let (base, body) = match text {
        [b'0', b'x' | b'X', rest @ ..] if !rest.is_empty() => (16, rest),
        [b'0', b'o' | b'O', rest @ ..] if !rest.is_empty() => (8, rest),
        [b'0', b'b' | b'B', rest @ ..] if !rest.is_empty() => (2, rest),
        [b'0', rest @ ..] if !rest.is_empty() => (8, rest),
        _ => (10, text),
    };
    if body.is_empty() {
        return Err(NumberError::Syntax);
    }
    let mut number = Some(0u64);
    for &byte in body {
        if byte == b'_' {
            continue;
        }
        let digit = char::from(byte).to_digit(base).ok_or(NumberError::Syntax)?;
        number = number
            .and_then(|n| n.checked_mul(u64::from(base)))
            .and_then(|n| n.checked_add(u64::from(digit)));
        // Go stops at the digit that does not fit: what follows is not looked at.
        if number.is_none() {
            return Err(NumberError::Range);
        }
    }
    if body.contains(&b'_') && !underscores_ok(text) {
        return Err(NumberError::Syntax);
    }
    number.ok_or(NumberError::Range)
}

/// Reads an integer with an optional sign (`strconv.ParseInt` with base 0, 64 bits).
pub fn parse_int(text: &[u8]) -> Result<i64, NumberError> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let number = parse_uint(digits)?;
    if negative {
        0i64.checked_sub_unsigned(number).ok_or(NumberError::Range)
    } else {
        i64::try_from(number).map_err(|_| NumberError::Range)
    }
}

/// Reads a float (`strconv.ParseFloat`, 64 bits): decimal, or hexadecimal with its `p`.
///
/// ```
/// use manifest_render::gotemplate::strconv::{NumberError, parse_float};
///
/// assert_eq!(parse_float(b"1_000.5e-1"), Ok(100.05));
/// assert_eq!(parse_float(b"0x1.8p3"), Ok(12.0));
/// assert_eq!(parse_float(b"1e999"), Err(NumberError::Range));
/// ```
pub fn parse_float(text: &[u8]) -> Result<f64, NumberError> {
    if let Some(number) = special(text) {
        return Ok(number);
    }
    let unsigned = match text {
        [b'+' | b'-', rest @ ..] => rest,
        _ => text,
    };
    if text.contains(&b'_') && !underscores_ok(text) {
        return Err(NumberError::Syntax);
    }
    let plain: Vec<u8> = text.iter().copied().filter(|&b| b != b'_').collect();
    if let [b'0', b'x' | b'X', ..] = unsigned {
        return hex_float(&plain);
    }
    let allowed = |b: &u8| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'+' | b'-');
    if !plain.iter().all(allowed) {
        return Err(NumberError::Syntax);
    }
    let number = std::str::from_utf8(&plain)
        .ok()
        .and_then(|digits| digits.parse::<f64>().ok())
        .ok_or(NumberError::Syntax)?;
    if number.is_infinite() {
        return Err(NumberError::Range);
    }
    Ok(number)
}

/// `inf`, `infinity` with a sign, `nan` without, in any case of letters.
fn special(text: &[u8]) -> Option<f64> {
    let (sign, word) = match text {
        [b'-', rest @ ..] => (Some(-1.0), rest),
        [b'+', rest @ ..] => (Some(1.0), rest),
        _ => (None, text),
    };
    if word.eq_ignore_ascii_case(b"inf") || word.eq_ignore_ascii_case(b"infinity") {
        return Some(sign.unwrap_or(1.0) * f64::INFINITY);
    }
    (sign.is_none() && word.eq_ignore_ascii_case(b"nan")).then_some(f64::NAN)
}

/// Reads `[sign] 0x hexadecimal mantissa p exponent`, without underscores.
fn hex_float(text: &[u8]) -> Result<f64, NumberError> {
    let (negative, text) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let body = text.get(2..).unwrap_or_default();
    let split = body
        .iter()
        .position(|b| matches!(b, b'p' | b'P'))
        .ok_or(NumberError::Syntax)?;
    let (digits, exponent) = body.split_at(split);
    let exponent = exponent.get(1..).unwrap_or_default();
    let (mut mantissa, mut scale, mut sticky) = (0u64, 0i64, false);
    let (mut seen, mut dot) = (false, false);
    for &byte in digits {
        if byte == b'.' {
            if dot {
                return Err(NumberError::Syntax);
            }
            dot = true;
            continue;
        }
        let digit = char::from(byte).to_digit(16).ok_or(NumberError::Syntax)?;
        seen = true;
        if mantissa >> 59 == 0 {
            mantissa = mantissa << 4 | u64::from(digit);
            scale -= if dot { 4 } else { 0 };
        } else {
            sticky |= digit != 0;
            scale += if dot { 0 } else { 4 };
        }
    }
    if !seen {
        return Err(NumberError::Syntax);
    }
    let power = decimal_exponent(exponent)?;
    let number = scaled(mantissa, sticky, scale.saturating_add(power));
    if number.is_infinite() {
        return Err(NumberError::Range);
    }
    Ok(if negative { -number } else { number })
}

fn decimal_exponent(text: &[u8]) -> Result<i64, NumberError> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return Err(NumberError::Syntax);
    }
    let power = digits
        .iter()
        .fold(0i64, |n, &d| (n * 10 + i64::from(d - b'0')).min(1_000_000));
    Ok(if negative { -power } else { power })
}

/// `mantissa * 2^power`, rounded once, to nearest and ties to even.
fn scaled(mantissa: u64, sticky: bool, power: i64) -> f64 {
    if mantissa == 0 {
        return 0.0;
    }
    let lead = i64::from(mantissa.leading_zeros());
    // The exponent of the highest bit: the value is 1.xxx * 2^top.
    let top = 63 - lead + power;
    if top > 1023 {
        return f64::INFINITY;
    }
    // How many bits below the lowest bit that a float of this size can hold.
    let lowest = (top - 52).max(-1074);
    let drop = lowest - power;
    let (kept, rest, half) = if drop <= 0 {
        (u128::from(mantissa) << (-drop).min(64), 0, 1)
    } else if drop > 64 {
        (0, 1, 2)
    } else {
        let wide = u128::from(mantissa);
        let mask = (1u128 << drop) - 1;
        (wide >> drop, wide & mask, 1u128 << (drop - 1))
    };
    let above = rest > half || (rest == half && sticky);
    let tie = drop > 0 && rest == half && !sticky;
    let rounded = kept + u128::from((above && drop > 0) || (tie && kept & 1 == 1));
    power_of_two(rounded as f64, lowest)
}

/// `number * 2^power` where the product is exact.
fn power_of_two(number: f64, power: i64) -> f64 {
    let (mut number, mut power) = (number, power);
    while power < -1000 {
        number *= 2f64.powi(-1000);
        power += 1000;
    }
    number * 2f64.powi(i32::try_from(power).unwrap_or(i32::MAX))
}

/// Whether every underscore stands between digits, or between the prefix of a base and a digit.
fn underscores_ok(text: &[u8]) -> bool {
    let mut text = text;
    if let [b'+' | b'-', rest @ ..] = text {
        text = rest;
    }
    let mut last = b'^';
    let mut hex = false;
    if let [b'0', base, rest @ ..] = text {
        let base = base.to_ascii_lowercase();
        if matches!(base, b'b' | b'o' | b'x') {
            last = b'0';
            hex = base == b'x';
            text = rest;
        }
    }
    for &byte in text {
        if byte.is_ascii_digit() || (hex && byte.is_ascii_hexdigit()) {
            last = b'0';
        } else if byte == b'_' {
            if last != b'0' {
                return false;
            }
            last = b'_';
        } else {
            if last == b'_' {
                return false;
            }
            last = b'!';
        }
    }
    last != b'_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers() {
        assert_eq!(parse_int(b"-9223372036854775808"), Ok(i64::MIN));
        assert_eq!(parse_int(b"-9223372036854775809"), Err(NumberError::Range));
        assert_eq!(parse_uint(b"0b1_0"), Ok(2));
        assert_eq!(parse_uint(b"017"), Ok(15));
        assert_eq!(parse_uint(b"0"), Ok(0));
        for bad in ["", "09", "1_", "1__2", "_1", "0x", "+1", "1.0"] {
            assert_eq!(
                parse_uint(bad.as_bytes()),
                Err(NumberError::Syntax),
                "{bad}"
            );
        }
    }

    #[test]
    fn floats() {
        assert_eq!(parse_float(b"0x1p-1074"), Ok(5e-324));
        assert_eq!(parse_float(b"0x1p-1075"), Ok(0.0));
        assert_eq!(parse_float(b"0x1.8p-1075"), Ok(5e-324));
        assert_eq!(parse_float(b"0x1.fffffffffffffp1023"), Ok(f64::MAX));
        assert_eq!(
            parse_float(b"0x1.fffffffffffff8p1023"),
            Err(NumberError::Range)
        );
        assert_eq!(parse_float(b"0x1p1024"), Err(NumberError::Range));
        assert_eq!(parse_float(b"-0x.8p1"), Ok(-1.0));
        assert_eq!(parse_float(b"0x1.00000000000008p0"), Ok(1.0));
        assert_eq!(
            parse_float(b"0x1.000000000000080000001p0"),
            Ok(1.0 + f64::EPSILON)
        );
        for bad in ["", ".", "+", "1e", "0x1.8", "0xp1", "1_.0", "1e+", "i"] {
            assert_eq!(
                parse_float(bad.as_bytes()),
                Err(NumberError::Syntax),
                "{bad}"
            );
        }
    }
}
