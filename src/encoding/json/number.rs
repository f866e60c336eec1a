//! Numbers in JSON.

use crate::value::number::{append_float, append_int};

/// Appends a float as Go's `encoding/json` writes it: as few digits as read back, plain from 1e-6
/// up to 1e21, else with an exponent without leading zeros. It must be finite.
///
/// ```
/// use manifest_render::encoding::json::append_json_float;
///
/// let mut text = Vec::new();
/// append_json_float(&mut text, 1e20);
/// text.push(b' ');
/// append_json_float(&mut text, 1e-7);
/// assert_eq!(text, b"100000000000000000000 1e-7");
/// ```
pub fn append_json_float(out: &mut Vec<u8>, number: f64) {
    if let Some(integer) = small_integer(number) {
        append_int(out, integer);
        return;
    }
    let size = number.abs();
    if size == 0.0 || (1e-6..1e21).contains(&size) {
        append_float(out, number, b'f', None);
        return;
    }
    append_float(out, number, b'e', None);
    if let [.., b'e', b'-', b'0', digit] = out[..] {
        out.truncate(out.len() - 2);
        out.push(digit);
    }
}

/// The number as an integer, if it is one that every float form writes alike; -0 is none.
pub(crate) fn small_integer(number: f64) -> Option<i64> {
    let integer = number as i64;
    let exact = integer as f64 == number && number.abs() < 1e15;
    (exact && (integer != 0 || number.is_sign_positive())).then_some(integer)
}
