//! Durations as text: Go's `time.Duration.String`.

use super::append_uint;

/// Appends a `time.Duration` as its `String` method writes it.
///
/// ```
/// use manifest_render::value::number::append_duration;
///
/// let mut text = Vec::new();
/// append_duration(&mut text, 3_723_500_000_000);
/// assert_eq!(text, b"1h2m3.5s");
/// ```
pub fn append_duration(buf: &mut Vec<u8>, nanoseconds: i64) {
    const SECOND: u64 = 1_000_000_000;
    let size = nanoseconds.unsigned_abs();
    if nanoseconds < 0 {
        buf.push(b'-');
    }
    if size >= SECOND {
        let seconds = size / SECOND;
        if seconds >= 3600 {
            append_uint(buf, seconds / 3600);
            buf.push(b'h');
        }
        if seconds >= 60 {
            append_uint(buf, seconds / 60 % 60);
            buf.push(b'm');
        }
        append_parts(buf, size % (60 * SECOND), SECOND, 9);
        buf.push(b's');
        return;
    }
    let (unit, digits, name) = match size {
        0 => (1, 0, "s"),
        1..1_000 => (1, 0, "ns"),
        1_000..1_000_000 => (1_000, 3, "µs"),
        _ => (1_000_000, 6, "ms"),
    };
    append_parts(buf, size, unit, digits);
    buf.extend_from_slice(name.as_bytes());
}

/// The whole units and, without trailing zeros, the fraction.
fn append_parts(buf: &mut Vec<u8>, size: u64, unit: u64, digits: u32) {
    append_uint(buf, size / unit);
    let mut fraction = size % unit;
    if fraction == 0 {
        return;
    }
    buf.push(b'.');
    for place in (0..digits).rev() {
        let unit = 10_u64.pow(place);
        buf.push(b'0' + (fraction / unit) as u8);
        fraction %= unit;
        if fraction == 0 {
            break;
        }
    }
}
