//! Text in JSON.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::value::words;

/// Stands as it is.
const PLAIN: u8 = 0;
/// Must be escaped.
const ESCAPE: u8 = 1;
/// Is escaped for the sake of HTML.
const HTML: u8 = 2;
/// Begins or goes on with a character that is not ASCII.
const WIDE: u8 = 4;

static CLASS: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut table = [PLAIN; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            0..=0x1F | b'"' | b'\\' => ESCAPE,
            b'<' | b'>' | b'&' => HTML,
            0x80..=0xFF => WIDE,
            _ => PLAIN,
        };
        byte += 1;
    }
    table
}

/// Sets a high bit if one of eight bytes must not stand as it is, else none.
#[inline(always)]
pub(super) fn escaped(eight: u64, raw: bool) -> u64 {
    let always = words::below(eight, b' ') | words::equal(eight, b'\\');
    if raw {
        return always | words::equal(eight, b'"');
    }
    // One bit tells `"` from `&`, and `<` from `>`.
    let (quote, angle) = (b'"' | b'&', b'<' | b'>');
    always
        | words::equal(eight | words::all(b'"' ^ b'&'), quote)
        | words::equal(eight | words::all(b'<' ^ b'>'), angle)
}

/// Appends a text in quotes as Go's `encoding/json` writes it.
///
/// `raw` leaves `<`, `>` and `&` as they are. Bytes that are not UTF-8 become `\ufffd`, one each;
/// U+2028 and U+2029 are escaped always.
///
/// ```
/// use manifest_render::encoding::json::append_json_text;
///
/// let mut out = Vec::new();
/// append_json_text(&mut out, b"a<b\n\xff", false);
/// assert_eq!(out, br#""a\u003cb\n\ufffd""#);
/// ```
pub fn append_json_text(out: &mut Vec<u8>, text: &[u8], raw: bool) {
    out.push(b'"');
    let special = if raw {
        ESCAPE | WIDE
    } else {
        ESCAPE | HTML | WIDE
    };
    let mut rest = text;
    loop {
        let is_special = |byte: &u8| CLASS[usize::from(*byte)] & special != 0;
        let plain = rest.iter().position(is_special).unwrap_or(rest.len());
        out.extend_from_slice(&rest[..plain]);
        rest = &rest[plain..];
        let Some(&byte) = rest.first() else { break };
        let width = if byte < 0x80 {
            append_escape(out, byte);
            1
        } else {
            let wide = rest.iter().position(u8::is_ascii).unwrap_or(rest.len());
            append_wide(out, &rest[..wide]);
            wide
        };
        rest = &rest[width..];
    }
    out.push(b'"');
}

/// Appends the base64 of bytes, which is how Go's JSON writes a `[]byte`.
pub(crate) fn append_base64(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(STANDARD.encode(bytes).as_bytes());
}

fn append_escape(out: &mut Vec<u8>, byte: u8) {
    let short = match byte {
        b'"' | b'\\' => byte,
        0x8 => b'b',
        0xC => b'f',
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        _ => {
            const HEX: &[u8; 16] = b"0123456789abcdef";
            let (high, low) = (HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 0xF)]);
            out.extend_from_slice(&[b'\\', b'u', b'0', b'0', high, low]);
            return;
        }
    };
    out.extend_from_slice(&[b'\\', short]);
}

fn append_wide(out: &mut Vec<u8>, bytes: &[u8]) {
    for chunk in bytes.utf8_chunks() {
        let mut rest = chunk.valid();
        while let Some(at) = rest.find(['\u{2028}', '\u{2029}']) {
            out.extend_from_slice(&rest.as_bytes()[..at]);
            let (separator, behind) = rest[at..].split_at(3);
            out.extend_from_slice(if separator == "\u{2028}" {
                b"\\u2028"
            } else {
                b"\\u2029"
            });
            rest = behind;
        }
        out.extend_from_slice(rest.as_bytes());
        for _ in chunk.invalid() {
            out.extend_from_slice(b"\\ufffd");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_bytes_at_once_are_escaped_as_each_is() {
        for byte in 0..=255_u8 {
            for at in 0..8 {
                let mut eight = [b'~'; 8];
                eight[at] = byte;
                for (raw, classes) in [(true, ESCAPE | WIDE), (false, ESCAPE | HTML | WIDE)] {
                    let found = escaped(u64::from_ne_bytes(eight), raw) & words::all(0x80) != 0;
                    assert_eq!(
                        found,
                        CLASS[usize::from(byte)] & classes != 0,
                        "{byte} {raw}"
                    );
                }
            }
        }
    }
}
