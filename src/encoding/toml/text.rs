//! What a TOML text in quotes means.

use crate::value::utf8;

/// The text without a line end at its start.
pub(super) fn without_first_line_end(text: &[u8]) -> &[u8] {
    match text {
        [b'\n', rest @ ..] | [b'\r', b'\n', rest @ ..] => rest,
        _ => text,
    }
}

/// The text without backslashes at the end of lines and the space that follows them.
pub(super) fn strip_escaped_line_ends(mut text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut from = 0;
    loop {
        let rest = text.get(from..).unwrap_or_default();
        let Some(at) = memchr::memchr(b'\\', rest) else {
            out.extend_from_slice(text);
            return out;
        };
        let at = from + at;
        if text.get(at + 1) == Some(&b'\\') {
            from = at + 2;
            continue;
        }
        let behind = text.get(at + 1..).unwrap_or_default();
        let space = behind
            .iter()
            .take_while(|c| matches!(c, b' ' | b'\t' | b'\r' | b'\n'))
            .count();
        let spaces = behind.get(..space).unwrap_or_default();
        if !spaces.contains(&b'\n') {
            from = at + 1;
            continue;
        }
        out.extend_from_slice(text.get(..at).unwrap_or_default());
        text = behind.get(space..).unwrap_or_default();
        from = 0;
    }
}

/// The text with its escapes resolved; the scanner has checked their letters and digits.
pub(super) fn unescape(text: &[u8]) -> Result<Vec<u8>, String> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        let (before, behind) = rest.split_at(at);
        out.extend_from_slice(before);
        let Some(letter) = behind.get(1) else { break };
        let digits = match letter {
            b'x' => 2,
            b'u' => 4,
            b'U' => 8,
            _ => 0,
        };
        rest = behind.get(2 + digits..).unwrap_or_default();
        let plain = match letter {
            b'b' => b'\x08',
            b't' => b'\t',
            b'n' => b'\n',
            b'f' => b'\x0c',
            b'r' => b'\r',
            b'e' => b'\x1b',
            b'"' | b'\\' => *letter,
            b'x' | b'u' | b'U' => {
                let digits = behind.get(2..2 + digits).unwrap_or_default();
                let digits = String::from_utf8_lossy(digits);
                let code = u32::from_str_radix(&digits, 16)
                    .ok()
                    .and_then(char::from_u32);
                let Some(c) = code else {
                    return Err(format!(
                        "Escaped character '\\u{digits}' is not valid UTF-8."
                    ));
                };
                utf8::push(&mut out, c);
                continue;
            }
            other => return Err(format!("invalid escape: '\\{}'", char::from(*other))),
        };
        out.push(plain);
    }
    out.extend_from_slice(rest);
    Ok(out)
}
