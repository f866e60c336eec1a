//! Decimal integers.

/// Appends `value` in decimal.
///
/// ```
/// use manifest_render::value::number::append_int;
/// let mut text = Vec::new();
/// append_int(&mut text, -42);
/// assert_eq!(text, b"-42");
/// ```
pub fn append_int(buf: &mut Vec<u8>, value: i64) {
    if value < 0 {
        buf.push(b'-');
    }
    append_uint(buf, value.unsigned_abs());
}

/// Appends `value` in decimal.
pub fn append_uint(buf: &mut Vec<u8>, mut value: u64) {
    if value < 10 {
        buf.push(digit(value));
        return;
    }
    let mut digits = [0u8; 20];
    let mut start = digits.len();
    for slot in digits.iter_mut().rev() {
        *slot = digit(value % 10);
        start -= 1;
        value /= 10;
        if value == 0 {
            break;
        }
    }
    buf.extend_from_slice(digits.get(start..).unwrap_or_default());
}

/// The character of the last decimal digit of `value`, which is below ten.
fn digit(value: u64) -> u8 {
    b'0' + (value % 10) as u8
}
