//! Texts that a reader would take for something else if they stood without quotes.

use super::emitter::Dialect;
use crate::encoding::yaml::resolve::{Resolved, resolve};
use crate::encoding::yaml::timestamp::is_timestamp;
use crate::value::number::parse_int;

/// Whether go-yaml reads the text, standing plain, as a text.
///
/// go-yaml v3 reads `yes`, `on` and their like as text, but quotes them all the same.
pub(super) fn reads_as_text(bytes: &[u8], dialect: Dialect) -> bool {
    resolve(bytes) == Resolved::Text
        && match bytes.first() {
            Some(b'0'..=b'9' | b'+' | b'-') => {
                let octal = dialect == Dialect::V3 && is_signed_octal(bytes);
                !(octal || is_timestamp(bytes) || is_base_60(bytes))
            }
            _ => true,
        }
}

/// An octal number with its sign behind the prefix, which only go-yaml v3 takes for a number.
fn is_signed_octal(bytes: &[u8]) -> bool {
    let digits: Vec<u8> = bytes.iter().copied().filter(|&byte| byte != b'_').collect();
    digits
        .strip_prefix(b"0o")
        .is_some_and(|digits| parse_int(digits, 8, 64).is_ok())
}

/// A number in base 60, which only other readers take for a number:
/// `[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?`.
fn is_base_60(bytes: &[u8]) -> bool {
    let rest = match bytes {
        [b'+' | b'-', rest @ ..] => rest,
        _ => bytes,
    };
    if !rest.first().is_some_and(u8::is_ascii_digit) || !rest.contains(&b':') {
        return false;
    }
    let digits = |byte: &u8| byte.is_ascii_digit() || *byte == b'_';
    let mut rest = skip(rest, digits);
    let mut groups = 0;
    while let Some(group) = rest.strip_prefix(b":") {
        rest = match group {
            [b'0'..=b'5', b'0'..=b'9', rest @ ..] | [b'0'..=b'9', rest @ ..] => rest,
            _ => return false,
        };
        groups += 1;
    }
    if let Some(fraction) = rest.strip_prefix(b".") {
        rest = skip(fraction, digits);
    }
    groups > 0 && rest.is_empty()
}

fn skip(bytes: &[u8], belongs: impl Fn(&u8) -> bool) -> &[u8] {
    let count = bytes.iter().take_while(|byte| belongs(byte)).count();
    bytes.get(count..).unwrap_or_default()
}
