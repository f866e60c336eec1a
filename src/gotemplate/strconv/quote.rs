//! Text as a Go literal.

use crate::gotemplate::unicode::{decode_rune, is_print};

/// How text is quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quoting {
    /// The quote around it: `"` or `'`.
    pub quote: char,
    /// Whether everything that is not ASCII is escaped (`%+q`).
    pub ascii: bool,
}

impl Default for Quoting {
    fn default() -> Self {
        Quoting {
            quote: '"',
            ascii: false,
        }
    }
}

/// Text as a double-quoted Go literal (`strconv.Quote`).
///
/// ```
/// use manifest_render::gotemplate::strconv::quote;
///
/// assert_eq!(quote("a\"é\n\u{7}".as_bytes()), r#""a\"é\n\a""#);
/// assert_eq!(quote(b"\xff"), r#""\xff""#);
/// ```
pub fn quote(text: &[u8]) -> String {
    let mut out = Vec::with_capacity(text.len() + 2);
    quote_into(&mut out, text, Quoting::default());
    String::from_utf8_lossy(&out).into_owned()
}

/// Writes text as a Go literal; what is written is always UTF-8.
pub fn quote_into(out: &mut Vec<u8>, mut text: &[u8], quoting: Quoting) {
    push(out, quoting.quote);
    while !text.is_empty() {
        let (rune, width) = decode_rune(text);
        if rune == char::REPLACEMENT_CHARACTER && width == 1 {
            out.extend_from_slice(b"\\x");
            hex(out, text.first().copied().map_or(0, u32::from), 2);
        } else {
            escape(out, rune, quoting);
        }
        text = text.get(width..).unwrap_or_default();
    }
    push(out, quoting.quote);
}

/// Writes a rune as a Go literal (`strconv.AppendQuoteRune`); one that is no character is
/// written as U+FFFD.
pub fn quote_rune_into(out: &mut Vec<u8>, rune: u32, quoting: Quoting) {
    push(out, quoting.quote);
    let rune = char::from_u32(rune).unwrap_or(char::REPLACEMENT_CHARACTER);
    escape(out, rune, quoting);
    push(out, quoting.quote);
}

fn escape(out: &mut Vec<u8>, rune: char, quoting: Quoting) {
    if rune == quoting.quote || rune == '\\' {
        out.push(b'\\');
        return push(out, rune);
    }
    if (rune.is_ascii() || !quoting.ascii) && is_print(rune) {
        return push(out, rune);
    }
    let short = match rune {
        '\x07' => b'a',
        '\x08' => b'b',
        '\x0c' => b'f',
        '\n' => b'n',
        '\r' => b'r',
        '\t' => b't',
        '\x0b' => b'v',
        _ => 0,
    };
    out.push(b'\\');
    let code = u32::from(rune);
    match code {
        _ if short != 0 => out.push(short),
        0..0x20 | 0x7f => {
            out.push(b'x');
            hex(out, code, 2);
        }
        0..0x10000 => {
            out.push(b'u');
            hex(out, code, 4);
        }
        _ => {
            out.push(b'U');
            hex(out, code, 8);
        }
    }
}

fn push(out: &mut Vec<u8>, rune: char) {
    out.extend_from_slice(rune.encode_utf8(&mut [0; 4]).as_bytes());
}

fn hex(out: &mut Vec<u8>, code: u32, digits: u32) {
    for place in (0..digits).rev() {
        let digit = (code >> (4 * place)) & 0xf;
        out.push(char::from_digit(digit, 16).map_or(b'0', |d| d as u8));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_as_go() {
        assert_eq!(
            quote("\u{2028}\u{1f389}\u{0}\u{7f}".as_bytes()),
            "\"\\u2028🎉\\x00\\x7f\""
        );
        let mut out = Vec::new();
        let ascii = Quoting {
            quote: '\'',
            ascii: true,
        };
        quote_into(&mut out, "'🎉é\"".as_bytes(), ascii);
        assert_eq!(out, br#"'\'\U0001f389\u00e9"'"#);
        out.clear();
        quote_rune_into(&mut out, 0xd800, ascii);
        assert_eq!(out, br"'\ufffd'");
    }
}
