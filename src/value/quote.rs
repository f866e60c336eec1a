//! Text in quotes, as Go's `strconv.Quote` and its kin write it.

use super::printable::is_print;
use super::utf8;

/// Appends `text` in double quotes, with Go's escapes for what is not printable
/// (`strconv.AppendQuote`).
///
/// ```
/// use manifest_render::value::quote::append_quote;
/// let mut buf = Vec::new();
/// append_quote(&mut buf, b"a\"b\n\xff");
/// assert_eq!(buf, br#""a\"b\n\xff""#);
/// ```
pub fn append_quote(buf: &mut Vec<u8>, text: &[u8]) {
    append_with(buf, text, false);
}

/// Appends `text` in double quotes, with escapes for everything beyond ASCII
/// (`strconv.AppendQuoteToASCII`).
pub fn append_quote_to_ascii(buf: &mut Vec<u8>, text: &[u8]) {
    append_with(buf, text, true);
}

/// Appends a character in single quotes (`strconv.AppendQuoteRune`), with escapes beyond ASCII
/// when `ascii`.
pub fn append_quote_rune(buf: &mut Vec<u8>, c: char, ascii: bool) {
    buf.push(b'\'');
    append_escaped(buf, c, '\'', ascii);
    buf.push(b'\'');
}

/// Whether `text` can stand between backquotes unchanged, on one line
/// (`strconv.CanBackquote`).
pub fn can_backquote(text: &[u8]) -> bool {
    let plain = |&c: &u8| (c >= b' ' || c == b'\t') && c != b'`' && c != 0x7f;
    text.iter().all(plain) && std::str::from_utf8(text).is_ok_and(|text| !text.contains('\u{feff}'))
}

fn append_with(buf: &mut Vec<u8>, text: &[u8], ascii: bool) {
    buf.reserve(text.len() + 2);
    buf.push(b'"');
    let mut rest = text;
    while !rest.is_empty() {
        // Most text needs no escape at all, so it moves in runs.
        let plain = |&c: &u8| matches!(c, b' '..=b'~') && c != b'"' && c != b'\\';
        let run = rest.iter().position(|c| !plain(c)).unwrap_or(rest.len());
        let (done, left) = rest.split_at(run);
        buf.extend_from_slice(done);
        let Some((c, size)) = utf8::first(left) else {
            break;
        };
        match c {
            Ok(c) => append_escaped(buf, c, '"', ascii),
            Err(byte) => {
                buf.extend_from_slice(b"\\x");
                append_hex(buf, u32::from(byte), 2);
            }
        }
        rest = left.get(size..).unwrap_or_default();
    }
    buf.push(b'"');
}

fn append_escaped(buf: &mut Vec<u8>, c: char, quote: char, ascii: bool) {
    if c == quote || c == '\\' {
        buf.push(b'\\');
        buf.push(c as u8);
        return;
    }
    if (c.is_ascii() || !ascii) && is_print(c) {
        utf8::push(buf, c);
        return;
    }
    let short = match c {
        '\x07' => b'a',
        '\x08' => b'b',
        '\x0c' => b'f',
        '\n' => b'n',
        '\r' => b'r',
        '\t' => b't',
        '\x0b' => b'v',
        _ => {
            let (letter, digits) = match c {
                '\0'..=' ' | '\x7f' => (b'x', 2),
                '\0'..='\u{ffff}' => (b'u', 4),
                _ => (b'U', 8),
            };
            buf.extend_from_slice(&[b'\\', letter]);
            append_hex(buf, c as u32, digits);
            return;
        }
    };
    buf.extend_from_slice(&[b'\\', short]);
}

/// The lowest `digits` hexadecimal digits of `value`.
fn append_hex(buf: &mut Vec<u8>, value: u32, digits: u32) {
    for place in (0..digits).rev() {
        let digit = (value >> (place * 4)) & 15;
        buf.push(char::from_digit(digit, 16).map_or(b'0', |c| c as u8));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_gos() {
        let cases: [(&[u8], &str, &str); 5] = [
            (b"tab\t", r#""tab\t""#, r#""tab\t""#),
            (b"\x00\x7f\xc3", r#""\x00\x7f\xc3""#, r#""\x00\x7f\xc3""#),
            ("é世".as_bytes(), "\"é世\"", r#""\u00e9\u4e16""#),
            (
                "\u{a0}\u{200b}".as_bytes(),
                r#""\u00a0\u200b""#,
                r#""\u00a0\u200b""#,
            ),
            (
                "😀\u{e0001}".as_bytes(),
                "\"😀\\U000e0001\"",
                r#""\U0001f600\U000e0001""#,
            ),
        ];
        for (text, want, ascii) in cases {
            let mut buf = Vec::new();
            append_quote(&mut buf, text);
            assert_eq!(String::from_utf8_lossy(&buf), want);
            buf.clear();
            append_quote_to_ascii(&mut buf, text);
            assert_eq!(String::from_utf8_lossy(&buf), ascii);
        }
        assert!(can_backquote("a\tb é".as_bytes()));
        assert!(!can_backquote(b"a\nb"));
        assert!(!can_backquote("\u{feff}".as_bytes()));
    }
}
