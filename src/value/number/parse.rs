//! Text as numbers: Go's `strconv.ParseInt`, `ParseUint` and `ParseFloat`.

/// Why a text is no number, as `strconv.NumError` says it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum NumError<T> {
    /// Not the text of a number: Go's `invalid syntax`.
    Syntax,
    /// A number that does not fit, with the nearest one that does: Go's `value out of range`.
    Range(T),
}

impl<T> NumError<T> {
    /// Go's words for it.
    pub fn text(&self) -> &'static str {
        match self {
            NumError::Syntax => "invalid syntax",
            NumError::Range(_) => "value out of range",
        }
    }
}

/// Reads a signed integer of at most `bits` bits as `strconv.ParseInt(text, base, bits)`.
///
/// Base 0 takes the base from the prefix (`0x`, `0o`, `0b`, `0`) and allows underscores between
/// digits.
///
/// ```
/// use manifest_render::value::number::{NumError, parse_int};
/// assert_eq!(parse_int(b"-0x1F", 0, 64), Ok(-31));
/// assert_eq!(parse_int(b"300", 10, 8), Err(NumError::Range(127)));
/// ```
pub fn parse_int(text: &[u8], base: u32, bits: u32) -> Result<i64, NumError<i64>> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let largest = i64::MAX >> (64 - bits.clamp(1, 64));
    let bound = largest as u64;
    let size = match parse_uint(digits, base, bits) {
        Ok(size) => size,
        Err(NumError::Range(size)) => size,
        Err(NumError::Syntax) => return Err(NumError::Syntax),
    };
    match (negative, size) {
        (false, _) if size <= bound => Ok(size as i64),
        (false, _) => Err(NumError::Range(largest)),
        (true, _) if size <= bound + 1 => Ok((size as i64).wrapping_neg()),
        (true, _) => Err(NumError::Range(-largest - 1)),
    }
}

/// Reads an unsigned integer of at most `bits` bits as `strconv.ParseUint(text, base, bits)`.
pub fn parse_uint(text: &[u8], base: u32, bits: u32) -> Result<u64, NumError<u64>> {
    let largest = u64::MAX >> (64 - bits.clamp(1, 64));
    let (radix, digits) = if base == 0 {
        prefix(text)
    } else {
        (base, text)
    };
    if text.is_empty() || digits.is_empty() || !(2..=36).contains(&radix) {
        return Err(NumError::Syntax);
    }
    let mut value = 0u64;
    let mut underscores = false;
    for &c in digits {
        if c == b'_' && base == 0 {
            underscores = true;
            continue;
        }
        let digit = char::from(c).to_digit(radix).ok_or(NumError::Syntax)?;
        value = value
            .checked_mul(u64::from(radix))
            .and_then(|v| v.checked_add(u64::from(digit)))
            .filter(|v| *v <= largest)
            // Go does not look at what follows the digit that is too much.
            .ok_or(NumError::Range(largest))?;
    }
    if underscores && !underscores_fit(text) {
        return Err(NumError::Syntax);
    }
    Ok(value)
}

/// The base that a prefix tells, and the digits after it.
fn prefix(text: &[u8]) -> (u32, &[u8]) {
    match text {
        [b'0', b'x' | b'X', rest @ ..] if !rest.is_empty() => (16, rest),
        [b'0', b'o' | b'O', rest @ ..] if !rest.is_empty() => (8, rest),
        [b'0', b'b' | b'B', rest @ ..] if !rest.is_empty() => (2, rest),
        [b'0', rest @ ..] if !rest.is_empty() => (8, rest),
        _ => (10, text),
    }
}

/// Whether every underscore stands between digits, or between a base prefix and a digit.
fn underscores_fit(text: &[u8]) -> bool {
    let text = match text {
        [b'-' | b'+', rest @ ..] => rest,
        _ => text,
    };
    let (mut last, rest, hex) = match text {
        [b'0', b'x' | b'X', rest @ ..] => (b'0', rest, true),
        [b'0', b'b' | b'B' | b'o' | b'O', rest @ ..] => (b'0', rest, false),
        _ => (b'^', text, false),
    };
    for &c in rest {
        let kind = match c {
            b'0'..=b'9' => b'0',
            b'a'..=b'f' | b'A'..=b'F' if hex => b'0',
            b'_' => b'_',
            _ => b'!',
        };
        match (last, kind) {
            (b'0', b'_') => {}
            (_, b'_') => return false,
            (b'_', b'!') => return false,
            _ => {}
        }
        last = kind;
    }
    last != b'_'
}

/// Reads a number as `strconv.ParseFloat(text, 64)`.
///
/// Decimal and hexadecimal floats, underscores as in Go's source text, `inf`, `infinity` and
/// `nan` in any case. What is too large gives [`NumError::Range`] with an infinity.
pub fn parse_float(text: &[u8]) -> Result<f64, NumError<f64>> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let signed = |value: f64| if negative { -value } else { value };
    if digits.eq_ignore_ascii_case(b"inf") || digits.eq_ignore_ascii_case(b"infinity") {
        return Ok(signed(f64::INFINITY));
    }
    if text.eq_ignore_ascii_case(b"nan") {
        return Ok(f64::NAN);
    }
    let value = match digits {
        [b'0', b'x' | b'X', rest @ ..] => {
            if rest.contains(&b'_') && !underscores_fit(digits) {
                return Err(NumError::Syntax);
            }
            hex_float(rest)?
        }
        _ => decimal_float(digits)?,
    };
    if value.is_infinite() {
        return Err(NumError::Range(signed(value)));
    }
    Ok(signed(value))
}

fn decimal_float(text: &[u8]) -> Result<f64, NumError<f64>> {
    if matches!(text, [b'+' | b'-', ..]) {
        return Err(NumError::Syntax);
    }
    let mut underscores = false;
    for &c in text {
        match c {
            b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-' => {}
            b'_' => underscores = true,
            _ => return Err(NumError::Syntax),
        }
    }
    let text = std::str::from_utf8(text).map_err(|_| NumError::Syntax)?;
    let value = if !underscores {
        text.parse()
    } else if underscores_fit(text.as_bytes()) {
        text.replace('_', "").parse()
    } else {
        return Err(NumError::Syntax);
    };
    value.map_err(|_| NumError::Syntax)
}

/// Reads `1.8p-3`, what follows `0x`. The exponent is required.
fn hex_float(text: &[u8]) -> Result<f64, NumError<f64>> {
    let at = text
        .iter()
        .position(|c| matches!(c, b'p' | b'P'))
        .ok_or(NumError::Syntax)?;
    let (digits, power) = text.split_at(at);
    let mut mantissa = 0u64;
    let mut exponent = 0i64;
    let mut lost = false;
    let (mut any, mut point) = (false, false);
    for &c in digits {
        match c {
            b'_' => continue,
            b'.' if !point => {
                point = true;
                continue;
            }
            _ => {}
        }
        let digit = char::from(c).to_digit(16).ok_or(NumError::Syntax)?;
        any = true;
        if mantissa >> 60 == 0 {
            mantissa = mantissa << 4 | u64::from(digit);
            exponent -= if point { 4 } else { 0 };
        } else {
            lost |= digit != 0;
            exponent += if point { 0 } else { 4 };
        }
    }
    if !any {
        return Err(NumError::Syntax);
    }
    let (negative, power) = match power.get(1..).unwrap_or_default() {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    if power.is_empty() || !power.first().is_some_and(u8::is_ascii_digit) {
        return Err(NumError::Syntax);
    }
    let mut size = 0i64;
    for &c in power.iter().filter(|c| **c != b'_') {
        let digit = char::from(c).to_digit(10).ok_or(NumError::Syntax)?;
        size = (size * 10 + i64::from(digit)).min(100_000);
    }
    exponent += if negative { -size } else { size };
    Ok(scale(mantissa, exponent, lost))
}

/// `mantissa × 2^exponent` rounded once, to even; `lost` tells of bits below the mantissa.
fn scale(mantissa: u64, exponent: i64, lost: bool) -> f64 {
    if mantissa == 0 {
        return 0.0;
    }
    let shift = i64::from(mantissa.leading_zeros());
    let mantissa = mantissa << shift;
    // The value is 1.fff × 2^top.
    let top = exponent - shift + 63;
    if top > 1023 {
        return f64::INFINITY;
    }
    // How many bits are dropped: 11 of a normal number, more of a subnormal one.
    let dropped = (11 + (-1022 - top).max(0)).min(65) as u32;
    let kept = mantissa.checked_shr(dropped).unwrap_or(0);
    let rest = if dropped > 64 {
        0
    } else {
        mantissa.checked_shl(64 - dropped).unwrap_or(mantissa)
    };
    let half = 1u64 << 63;
    let sticky = lost || dropped > 64;
    let up = dropped <= 64 && (rest > half || (rest == half && (sticky || kept & 1 == 1)));
    let kept = kept + u64::from(up);
    // Adding the mantissa to the exponent's field carries over where rounding overflows.
    let field = (top.max(-1022) + 1022) as u64;
    let bits = (field << 52) + kept;
    let bits = if top < -1022 { kept } else { bits };
    f64::from_bits(bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_as_go_reads_them() {
        let ok = [
            ("1_000.5", 1000.5),
            (".5", 0.5),
            ("5.", 5.0),
            ("1e-400", 0.0),
            ("0x1p-1074", 5e-324),
            ("0x1.fffffffffffff8p0", 2.0),
            ("-Infinity", f64::NEG_INFINITY),
        ];
        for (text, want) in ok {
            assert_eq!(parse_float(text.as_bytes()), Ok(want), "{text}");
        }
        for text in [
            "", ".", "e5", "1_e5", "--1", "0x1", "0x1p", " 1", "1__0", "-nan",
        ] {
            assert_eq!(
                parse_float(text.as_bytes()),
                Err(NumError::Syntax),
                "{text}"
            );
        }
        let too_large = Err(NumError::Range(f64::NEG_INFINITY));
        assert_eq!(parse_float(b"-1e400"), too_large);
        assert_eq!(parse_float(b"-0x1.fffffffffffff8p1023"), too_large);
    }

    #[test]
    fn integers_end_at_the_digit_too_much() {
        assert_eq!(parse_int(b"-129x", 10, 8), Err(NumError::Syntax));
        assert_eq!(parse_int(b"2560x", 10, 8), Err(NumError::Range(127)));
        assert_eq!(parse_int(b"-9223372036854775808", 10, 64), Ok(i64::MIN));
        assert_eq!(parse_uint(b"0x_f_f", 0, 8), Ok(255));
        assert_eq!(parse_uint(b"0_8", 0, 64), Err(NumError::Syntax));
        assert_eq!(parse_uint(b"1_0", 10, 64), Err(NumError::Syntax));
    }
}
