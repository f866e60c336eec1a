//! Floating point numbers as text: Go's `strconv.AppendFloat`.

use std::io::Write;

use super::append_int;
use super::hex_float::{append_binary, append_hex};

/// A number of digits after which a float64 has only zeros, whatever the layout.
const EXACT_SIGNIFICANT: usize = 767;
/// A number of decimals after which a float64 has only zeros.
const EXACT_DECIMALS: usize = 1074;

/// Appends `value` as Go's `strconv.AppendFloat(buf, value, format, precision, 64)` does.
///
/// `format` is one of `b` (`-ddddp±ddd`, a binary exponent), `e` and `E` (`-d.dddde±dd`), `f`
/// (`-ddd.dddd`), `g` and `G` (`e` for large exponents, else `f`), `x` and `X`
/// (`-0xd.dddp±dd`). `precision` counts digits after the point, for `g` and `G` significant
/// digits; `None` means as few digits as name this very number.
///
/// ```
/// use manifest_render::value::number::append_float;
/// let mut text = Vec::new();
/// append_float(&mut text, 1e6, b'g', None);
/// text.push(b' ');
/// append_float(&mut text, 2.345, b'f', Some(2));
/// assert_eq!(text, b"1e+06 2.35");
/// ```
pub fn append_float(buf: &mut Vec<u8>, value: f64, format: u8, precision: Option<usize>) {
    if !value.is_finite() {
        let name: &[u8] = if value.is_nan() {
            b"NaN"
        } else if value > 0.0 {
            b"+Inf"
        } else {
            b"-Inf"
        };
        buf.extend_from_slice(name);
        return;
    }
    match format {
        b'b' => return append_binary(buf, value),
        b'x' | b'X' => return append_hex(buf, value, format, precision),
        _ => {}
    }
    if value.is_sign_negative() {
        buf.push(b'-');
    }
    let magnitude = value.abs();
    match precision {
        None => shortest(buf, magnitude, format),
        Some(decimals) => match format {
            b'e' | b'E' => exact_exponent(buf, magnitude, format, decimals),
            b'g' | b'G' => exact_general(buf, magnitude, format, decimals.max(1)),
            _ => exact_plain(buf, magnitude, decimals),
        },
    }
}

/// The digits of a number: `0.d1d2d3… × 10^point`, without zeros at the end.
struct Digits<'a> {
    digits: &'a [u8],
    point: i32,
}

fn shortest(buf: &mut Vec<u8>, magnitude: f64, format: u8) {
    let mut space = zmij::Buffer::new();
    let text = space.format_finite(magnitude).as_bytes();
    let plain = match format {
        b'g' | b'G' => (1e-4..1e6).contains(&magnitude),
        _ => format == b'f',
    };
    if plain && !text.contains(&b'e') {
        buf.extend_from_slice(text.strip_suffix(b".0").unwrap_or(text));
        return;
    }
    let mut digits = [0u8; 24];
    let number = read_digits(text, &mut digits);
    match format {
        b'e' | b'E' => {
            append_exponent(buf, &number, format, number.digits.len().saturating_sub(1));
        }
        b'g' | b'G' => append_general(buf, &number, format, 6),
        _ => append_plain(buf, &number),
    }
}

/// `%.Ne`.
fn exact_exponent(buf: &mut Vec<u8>, magnitude: f64, format: u8, decimals: usize) {
    let mut space = [0u8; EXACT_SIGNIFICANT + 16];
    let mut digits = [0u8; EXACT_SIGNIFICANT + 16];
    let number = significant(
        magnitude,
        decimals.saturating_add(1),
        &mut space,
        &mut digits,
    );
    append_exponent(buf, &number, format, decimals);
}

/// `%.Ng`.
fn exact_general(buf: &mut Vec<u8>, magnitude: f64, format: u8, precision: usize) {
    let mut space = [0u8; EXACT_SIGNIFICANT + 16];
    let mut digits = [0u8; EXACT_SIGNIFICANT + 16];
    let number = significant(magnitude, precision, &mut space, &mut digits);
    let count = number.digits.len();
    let limit = if precision > count && count as i64 >= i64::from(number.point) {
        count
    } else {
        precision
    };
    append_general(
        buf,
        &number,
        format,
        i32::try_from(limit).unwrap_or(i32::MAX),
    );
}

/// `%.Nf`.
fn exact_plain(buf: &mut Vec<u8>, magnitude: f64, decimals: usize) {
    let real = decimals.min(EXACT_DECIMALS);
    // Writing into a vector cannot fail.
    let _ = write!(buf, "{magnitude:.real$}");
    buf.extend(std::iter::repeat_n(b'0', decimals - real));
}

/// The first `count` significant digits, rounded to even on the exact value.
fn significant<'a>(
    magnitude: f64,
    count: usize,
    space: &mut [u8],
    digits: &'a mut [u8],
) -> Digits<'a> {
    let decimals = count.min(EXACT_SIGNIFICANT).saturating_sub(1);
    let room = space.len();
    let mut rest = &mut *space;
    let _ = write!(rest, "{magnitude:.decimals$e}");
    let used = room - rest.len();
    read_digits(space.get(..used).unwrap_or_default(), digits)
}

/// Reads `12.34`, `0.0012` or `1.2e-7`, without a sign.
fn read_digits<'a>(text: &[u8], digits: &'a mut [u8]) -> Digits<'a> {
    let mut count = 0;
    let mut point = None;
    let mut seen = 0i32;
    let mut exponent = 0i32;
    for (at, &c) in text.iter().enumerate() {
        match c {
            b'0'..=b'9' => {
                seen += 1;
                if c == b'0' && count == 0 {
                    // A zero in front only moves the point.
                    seen -= 1;
                    if point.is_some() {
                        exponent -= 1;
                    }
                } else if let Some(slot) = digits.get_mut(count) {
                    *slot = c;
                    count += 1;
                }
            }
            b'.' => point = Some(seen),
            _ => {
                exponent += read_exponent(text.get(at + 1..).unwrap_or_default());
                break;
            }
        }
    }
    let digits = digits.get(..count).unwrap_or_default();
    let kept = digits.iter().rposition(|&d| d != b'0').map_or(0, |i| i + 1);
    let point = if kept == 0 {
        0
    } else {
        point.unwrap_or(seen) + exponent
    };
    Digits {
        digits: digits.get(..kept).unwrap_or_default(),
        point,
    }
}

fn read_exponent(text: &[u8]) -> i32 {
    let (negative, text) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let size = text.iter().fold(0i32, |n, c| n * 10 + i32::from(c - b'0'));
    if negative { -size } else { size }
}

/// `d.ddde±dd` with `decimals` digits after the point.
fn append_exponent(buf: &mut Vec<u8>, number: &Digits<'_>, format: u8, decimals: usize) {
    buf.push(number.digits.first().copied().unwrap_or(b'0'));
    if decimals > 0 {
        buf.push(b'.');
        let have = number.digits.get(1..).unwrap_or_default();
        let have = have.get(..decimals).unwrap_or(have);
        buf.extend_from_slice(have);
        buf.extend(std::iter::repeat_n(b'0', decimals - have.len()));
    }
    let exponent = if number.digits.is_empty() {
        0
    } else {
        number.point - 1
    };
    buf.push(if format == b'E' || format == b'G' {
        b'E'
    } else {
        b'e'
    });
    append_signed_exponent(buf, exponent);
}

/// `+07`: a sign and at least two digits.
pub(super) fn append_signed_exponent(buf: &mut Vec<u8>, exponent: i32) {
    buf.push(if exponent < 0 { b'-' } else { b'+' });
    let size = exponent.unsigned_abs();
    if size < 10 {
        buf.push(b'0');
    }
    append_int(buf, i64::from(size));
}

/// `e` where the exponent is below -4 or reaches `limit`, else plain.
fn append_general(buf: &mut Vec<u8>, number: &Digits<'_>, format: u8, limit: i32) {
    let exponent = number.point - 1;
    if exponent < -4 || exponent >= limit {
        let decimals = number.digits.len().saturating_sub(1);
        append_exponent(buf, number, format, decimals);
    } else {
        append_plain(buf, number);
    }
}

/// All digits and no more, without exponent.
fn append_plain(buf: &mut Vec<u8>, number: &Digits<'_>) {
    let digits = number.digits;
    let Ok(whole) = usize::try_from(number.point) else {
        buf.extend_from_slice(b"0.");
        buf.extend(std::iter::repeat_n(
            b'0',
            number.point.unsigned_abs() as usize,
        ));
        buf.extend_from_slice(digits);
        return;
    };
    match digits.split_at_checked(whole) {
        Some((before, after)) => {
            if before.is_empty() {
                buf.push(b'0');
            }
            buf.extend_from_slice(before);
            if !after.is_empty() {
                buf.push(b'.');
                buf.extend_from_slice(after);
            }
        }
        None => {
            buf.extend_from_slice(digits);
            buf.extend(std::iter::repeat_n(b'0', whole - digits.len()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::append_float;

    #[test]
    fn every_layout() {
        let cases = [
            (1e21, b'g', None, "1e+21"),
            (123456.0, b'g', None, "123456"),
            (1234567.0, b'g', None, "1.234567e+06"),
            (0.0001, b'g', None, "0.0001"),
            (0.00001, b'G', None, "1E-05"),
            (-0.0, b'f', None, "-0"),
            (0.0, b'f', None, "0"),
            (0.00012, b'g', None, "0.00012"),
            (999999.5, b'g', None, "999999.5"),
            (1000000.5, b'g', None, "1.0000005e+06"),
            (1000000.5, b'f', None, "1000000.5"),
            (1e-7, b'f', None, "0.0000001"),
            (5e-324, b'e', None, "5e-324"),
            (1e23, b'f', None, "100000000000000000000000"),
            (100.0, b'g', Some(2), "1e+02"),
            (100.0, b'g', Some(5), "100"),
            (2.5, b'f', Some(0), "2"),
            (0.045, b'f', Some(2), "0.04"),
            (9.99, b'e', Some(1), "1.0e+01"),
            (0.0, b'e', Some(3), "0.000e+00"),
            (0.0, b'b', None, "0p-1074"),
            (1.0, b'x', Some(0), "0x1p+00"),
            (1.9999, b'X', Some(1), "0X1.0P+01"),
            (f64::NEG_INFINITY, b'f', Some(3), "-Inf"),
        ];
        for (value, format, precision, want) in cases {
            let mut buf = Vec::new();
            append_float(&mut buf, value, format, precision);
            assert_eq!(
                String::from_utf8_lossy(&buf),
                want,
                "{value} {}",
                char::from(format)
            );
        }
    }
}
