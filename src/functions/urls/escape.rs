//! Escapes in URLs, as Go's `net/url` reads and writes them.

use crate::functions::strings::quoted;

/// Which part of a URL a text is; what must be escaped differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The path.
    Path,
    /// One name of the path.
    Segment,
    /// The host.
    Host,
    /// The zone of an IPv6 host.
    Zone,
    /// User name or password.
    User,
    /// A key or value of the query.
    Query,
    /// The fragment.
    Fragment,
}

/// Whether a byte cannot stand for itself (`shouldEscape`).
fn must_escape(byte: u8, part: Part) -> bool {
    if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
        return false;
    }
    let plain: &[u8] = match part {
        Part::Path => b"$&+,/:;=@",
        Part::Segment => b"$&+:=@",
        Part::Host | Part::Zone => b"!\"$&'()*+,:;<=>[]",
        Part::User => b"$&+,;=",
        Part::Query => b"",
        Part::Fragment => b"!$&()*+,/:;=?@",
    };
    !plain.contains(&byte)
}

/// Escapes a text for a part of a URL (`url.escape`).
pub fn escape(text: &[u8], part: Part) -> Vec<u8> {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = Vec::with_capacity(text.len());
    for &byte in text {
        if byte == b' ' && part == Part::Query {
            out.push(b'+');
        } else if must_escape(byte, part) {
            let digit = |four: u8| HEX.get(usize::from(four)).copied().unwrap_or(b'0');
            out.extend_from_slice(&[b'%', digit(byte >> 4), digit(byte & 15)]);
        } else {
            out.push(byte);
        }
    }
    out
}

/// Takes escapes back (`url.unescape`).
///
/// # Errors
/// Go's texts: `invalid URL escape "%zz"`, `invalid character " " in host name`.
pub fn unescape(text: &[u8], part: Part) -> Result<Vec<u8>, String> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        if byte != b'%' {
            let host = matches!(part, Part::Host | Part::Zone);
            if host && byte < 0x80 && must_escape(byte, part) {
                return Err(format!(
                    "invalid character {} in host name",
                    quoted(&[byte])
                ));
            }
            out.push(if byte == b'+' && part == Part::Query {
                b' '
            } else {
                byte
            });
            at += 1;
            continue;
        }
        let whole = text.get(at..text.len().min(at + 3)).unwrap_or_default();
        let bad = || Err(format!("invalid URL escape {}", quoted(whole)));
        let [_, high, low] = *whole else { return bad() };
        let digit = |byte: u8| {
            char::from(byte)
                .to_digit(16)
                .and_then(|d| u8::try_from(d).ok())
        };
        let Some((high, low)) = digit(high).zip(digit(low)) else {
            return bad();
        };
        let value = high << 4 | low;
        // A host takes escapes only for bytes beyond ASCII, a zone also for what it may contain.
        if part == Part::Host && high < 8 && whole != b"%25" {
            return bad();
        }
        if part == Part::Zone && whole != b"%25" && value != b' ' && must_escape(value, Part::Host)
        {
            return bad();
        }
        out.push(value);
        at += 3;
    }
    Ok(out)
}

/// Whether a text is a good escaped form as it stands (`validEncoded`).
pub fn is_escaped(text: &[u8], part: Part) -> bool {
    text.iter()
        .all(|&byte| b"!$&'()*+,;=:@[]%".contains(&byte) || !must_escape(byte, part))
}
