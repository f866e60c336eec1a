//! base64 and base32, in Go's standard alphabets.
//!
//! What can not be decoded is not an error for a template: sprig hands the error's text on as the
//! value. Its place is Go's, down to what Go takes for the offending byte.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{Entry, Family};
use crate::function;
use crate::value::Str;

/// The functions of this family.
pub static TABLE: &[Entry] = &[
    Entry::new(
        function!("b64enc", b64enc),
        Family::Encoding,
        "(s string) string",
    )
    .help("Encodes as base64.", "{{ b64enc \"abc\" }}"),
    Entry::new(
        function!("b64dec", b64dec),
        Family::Encoding,
        "(s string) string",
    )
    .help(
        "Decodes base64; broken base64 gives the error's text.",
        "{{ b64dec \"YWJj\" }}",
    ),
    Entry::new(
        function!("b32enc", b32enc),
        Family::Encoding,
        "(s string) string",
    )
    .help("Encodes as base32.", "{{ b32enc \"abc\" }}"),
    Entry::new(
        function!("b32dec", b32dec),
        Family::Encoding,
        "(s string) string",
    )
    .help(
        "Decodes base32; broken base32 gives the error's text.",
        "{{ b32dec \"MFRGG===\" }}",
    ),
];

fn b64enc(text: &Str) -> Str {
    // Most texts are short, and so need memory only once.
    let mut short = [0; 256];
    match STANDARD.encode_slice(text.as_bytes(), &mut short) {
        Ok(len) => Str::new(&short[..len]),
        Err(_) => STANDARD.encode(text.as_bytes()).into(),
    }
}

fn b64dec(text: &Str) -> Str {
    match decode_base64(text.as_bytes()) {
        Ok(bytes) => bytes.into(),
        Err(at) => format!("illegal base64 data at input byte {at}").into(),
    }
}

/// Decodes base64 as Go's `StdEncoding`: line breaks count for nothing, padding is demanded, bits
/// beyond the last byte may be anything.
///
/// # Errors
/// The byte that Go complains about.
pub(crate) fn decode_base64(text: &[u8]) -> Result<Vec<u8>, usize> {
    if let Ok(bytes) = STANDARD.decode(text) {
        return Ok(bytes);
    }
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let mut at = 0;
    let skip_breaks = |mut at: usize| {
        while matches!(text.get(at), Some(b'\n' | b'\r')) {
            at += 1;
        }
        at
    };
    loop {
        let mut quantum = 0u32;
        let mut count = 0;
        while count < 4 {
            let Some(&byte) = text.get(at) else {
                return if count == 0 { Ok(out) } else { Err(at - count) };
            };
            at += 1;
            match (base64_digit(byte), byte) {
                (Some(digit), _) => {
                    quantum = quantum << 6 | u32::from(digit);
                    count += 1;
                }
                (None, b'\n' | b'\r') => {}
                (None, b'=') if count >= 2 => {
                    if count == 2 {
                        at = skip_breaks(at);
                        match text.get(at) {
                            None => return Err(text.len()),
                            Some(b'=') => at += 1,
                            Some(_) => return Err(at - 1),
                        }
                    }
                    at = skip_breaks(at);
                    if at < text.len() {
                        return Err(at);
                    }
                    let bytes = (quantum << (6 * (4 - count))).to_be_bytes();
                    out.extend_from_slice(&bytes[1..count]);
                    return Ok(out);
                }
                _ => return Err(at - 1),
            }
        }
        out.extend_from_slice(&quantum.to_be_bytes()[1..]);
    }
}

fn base64_digit(byte: u8) -> Option<u8> {
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    })
}

const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

fn b32enc(text: &Str) -> Str {
    let mut out = Vec::with_capacity(text.len().div_ceil(5) * 8);
    for group in text.as_bytes().chunks(5) {
        let mut bytes = [0; 8];
        bytes[3..3 + group.len()].copy_from_slice(group);
        let bits = u64::from_be_bytes(bytes);
        let digits = (group.len() * 8).div_ceil(5);
        for digit in 0..8 {
            out.push(if digit < digits {
                BASE32[(bits >> (35 - 5 * digit) & 31) as usize]
            } else {
                b'='
            });
        }
    }
    out.into()
}

fn b32dec(text: &Str) -> Str {
    match decode_base32(text.as_bytes()) {
        Ok(bytes) => bytes.into(),
        Err(at) => format!("illegal base32 data at input byte {at}").into(),
    }
}

/// Decodes base32 as Go's `StdEncoding`; the error is the byte that Go complains about, counted
/// without line breaks.
fn decode_base32(text: &[u8]) -> Result<Vec<u8>, usize> {
    let text: Vec<u8> = text
        .iter()
        .copied()
        .filter(|b| !matches!(b, b'\n' | b'\r'))
        .collect();
    let mut out = Vec::with_capacity(text.len() / 8 * 5);
    let mut at = 0;
    while at < text.len() {
        let mut bits = 0u64;
        let mut count = 0;
        let mut padded = false;
        while count < 8 {
            let Some(&byte) = text.get(at) else {
                return Err(at - count);
            };
            at += 1;
            let left = text.len() - at;
            if byte == b'=' && count >= 2 && left < 8 {
                if left + count < 7 {
                    return Err(text.len());
                }
                let wrong = text[at..].iter().take(7 - count).position(|&b| b != b'=');
                if let Some(k) = wrong {
                    return Err(at + k - 1);
                }
                if matches!(count, 3 | 6) {
                    return Err(at - 1);
                }
                padded = true;
                break;
            }
            match BASE32.iter().position(|&digit| digit == byte) {
                Some(digit) => bits |= (digit as u64) << (35 - 5 * count),
                None => return Err(at - 1),
            }
            count += 1;
        }
        out.extend_from_slice(&bits.to_be_bytes()[3..3 + count * 5 / 8]);
        if padded {
            break;
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_stand_where_go_sees_them() {
        for (text, want) in [
            ("YQ===", Err(4)),
            ("YW\nJj", Ok("abc")),
            ("YW Jj", Err(2)),
            ("_-8=", Err(0)),
            ("YQ==YQ==", Err(4)),
            ("YR==", Ok("a")),
            ("YQ", Err(0)),
            ("YQ=", Err(3)),
            ("YWJ", Err(0)),
            ("YQ=\n=\n", Ok("a")),
            ("=", Err(0)),
            ("Y=", Err(1)),
            ("YQ=x", Err(2)),
        ] {
            assert_eq!(
                decode_base64(text.as_bytes()),
                want.map(|t| t.as_bytes().to_vec()),
                "{text}"
            );
        }
        for (text, want) in [
            ("MFRGG===", Ok("abc")),
            ("mfrgg===", Err(0)),
            ("ME======", Ok("a")),
            ("MFRGGZDF", Ok("abcde")),
            ("1", Err(0)),
            ("ME=====", Err(7)),
            ("ME====A=", Err(5)),
            ("MFRGG===M", Ok("abc")),
            ("ME======MFRGG===", Err(2)),
            ("M", Err(0)),
            ("MFRGGZD", Err(0)),
            ("MFR=====", Err(3)),
        ] {
            assert_eq!(
                decode_base32(text.as_bytes()),
                want.map(|t| t.as_bytes().to_vec()),
                "{text}"
            );
        }
    }
}
