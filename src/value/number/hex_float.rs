//! Floating point numbers with a binary exponent: Go's formats `b`, `x` and `X`.

use super::float::append_signed_exponent;
use super::{append_int, append_uint};

/// Bits of a float64's mantissa, without the hidden one.
const MANTISSA_BITS: u32 = 52;
/// Where the leading one of a mantissa stands while it is rounded: 15 hex digits follow it.
const LEAD: u64 = 1 << 60;

/// The mantissa and the exponent of its lowest bit plus [`MANTISSA_BITS`].
fn parts(value: f64) -> (u64, i32) {
    let bits = value.to_bits();
    let fraction = bits & ((1 << MANTISSA_BITS) - 1);
    let exponent = ((bits >> MANTISSA_BITS) & 0x7ff) as i32;
    if exponent == 0 {
        (fraction, 1 - 1023)
    } else {
        (fraction | 1 << MANTISSA_BITS, exponent - 1023)
    }
}

/// `4503599627370496p-52`.
pub(super) fn append_binary(buf: &mut Vec<u8>, value: f64) {
    let (mantissa, exponent) = parts(value);
    if value.is_sign_negative() {
        buf.push(b'-');
    }
    append_uint(buf, mantissa);
    buf.push(b'p');
    let exponent = exponent - MANTISSA_BITS as i32;
    if exponent >= 0 {
        buf.push(b'+');
    }
    append_int(buf, i64::from(exponent));
}

/// `0x1.8p+01`; `X` writes capitals.
pub(super) fn append_hex(buf: &mut Vec<u8>, value: f64, format: u8, precision: Option<usize>) {
    let (mantissa, mut exponent) = parts(value);
    let mut mantissa = mantissa << (60 - MANTISSA_BITS);
    if mantissa == 0 {
        exponent = 0;
    } else {
        let shift = mantissa.leading_zeros().saturating_sub(3);
        mantissa <<= shift;
        exponent -= shift as i32;
    }
    if let Some(digits @ 0..15) = precision {
        let kept = digits as u32 * 4;
        let lost = (mantissa << kept) & (LEAD - 1);
        mantissa >>= 60 - kept;
        // Half goes to the even neighbour.
        if lost | (mantissa & 1) > LEAD / 2 {
            mantissa += 1;
        }
        mantissa <<= 60 - kept;
        if mantissa & (LEAD << 1) != 0 {
            mantissa >>= 1;
            exponent += 1;
        }
    }
    let capitals = format == b'X';
    if value.is_sign_negative() {
        buf.push(b'-');
    }
    buf.extend_from_slice(if capitals { b"0X" } else { b"0x" });
    buf.push(b'0' + ((mantissa >> 60) & 1) as u8);
    let mut fraction = mantissa << 4;
    match precision {
        None => {
            if fraction != 0 {
                buf.push(b'.');
            }
            while fraction != 0 {
                buf.push(hex_digit(fraction, capitals));
                fraction <<= 4;
            }
        }
        Some(0) => {}
        Some(digits) => {
            buf.push(b'.');
            let real = digits.min(16);
            for _ in 0..real {
                buf.push(hex_digit(fraction, capitals));
                fraction <<= 4;
            }
            buf.extend(std::iter::repeat_n(b'0', digits - real));
        }
    }
    buf.push(if capitals { b'P' } else { b'p' });
    append_signed_exponent(buf, exponent);
}

/// The digit in the four highest bits.
fn hex_digit(bits: u64, capitals: bool) -> u8 {
    let digit = (bits >> 60) as u8;
    match (digit, capitals) {
        (0..=9, _) => b'0' + digit,
        (_, true) => b'A' + digit - 10,
        (_, false) => b'a' + digit - 10,
    }
}
