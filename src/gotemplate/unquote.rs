//! Go literals as the text they mean.

use crate::value::utf8;

/// What a character of a literal means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unquoted {
    /// A rune, written as UTF-8.
    Rune(char),
    /// A byte as it is (`\xff`, `\377`).
    Byte(u8),
}

impl Unquoted {
    /// The number of the rune or byte.
    pub fn code(self) -> u32 {
        match self {
            Unquoted::Rune(rune) => u32::from(rune),
            Unquoted::Byte(byte) => u32::from(byte),
        }
    }
}

/// The first character of what stands between quotes, and how many bytes it takes
/// (`strconv.UnquoteChar`); `None` where the syntax is wrong.
pub fn unquote_char(text: &[u8], quote: u8) -> Option<(Unquoted, usize)> {
    let first = *text.first()?;
    if first == quote {
        return None;
    }
    if first != b'\\' {
        let (rune, width) = utf8::first(text)?;
        return Some((
            Unquoted::Rune(rune.unwrap_or(char::REPLACEMENT_CHARACTER)),
            width,
        ));
    }
    let simple = |rune| Some((Unquoted::Rune(rune), 2));
    let kind = *text.get(1)?;
    match kind {
        b'a' => simple('\x07'),
        b'b' => simple('\x08'),
        b'f' => simple('\x0c'),
        b'n' => simple('\n'),
        b'r' => simple('\r'),
        b't' => simple('\t'),
        b'v' => simple('\x0b'),
        b'\\' => simple('\\'),
        b'\'' | b'"' if kind == quote => simple(char::from(kind)),
        b'x' => {
            let code = digits(text.get(2..4)?, 16)?;
            Some((Unquoted::Byte(u8::try_from(code).ok()?), 4))
        }
        b'u' => Some((Unquoted::Rune(rune(text.get(2..6)?)?), 6)),
        b'U' => Some((Unquoted::Rune(rune(text.get(2..10)?)?), 10)),
        b'0'..=b'7' => {
            let code = digits(text.get(1..4)?, 8)?;
            Some((Unquoted::Byte(u8::try_from(code).ok()?), 4))
        }
        _ => None,
    }
}

fn rune(hex: &[u8]) -> Option<char> {
    char::from_u32(digits(hex, 16)?)
}

fn digits(text: &[u8], base: u32) -> Option<u32> {
    text.iter().try_fold(0u32, |code, &byte| {
        let digit = char::from(byte).to_digit(base)?;
        code.checked_mul(base)?.checked_add(digit)
    })
}

/// The text that a literal in double quotes or backquotes means (`strconv.Unquote`); `None`
/// where the syntax is wrong.
///
/// ```
/// use manifest_render::gotemplate::unquote::unquote;
///
/// assert_eq!(unquote(br#""a\tb""#).as_deref(), Some(&b"a\tb"[..]));
/// assert_eq!(unquote(br#""\z""#), None);
/// ```
pub fn unquote(literal: &[u8]) -> Option<Vec<u8>> {
    let (&quote, rest) = literal.split_first()?;
    let (&end, mut inner) = rest.split_last()?;
    if end != quote {
        return None;
    }
    if quote == b'`' {
        if inner.contains(&b'`') {
            return None;
        }
        return Some(inner.iter().copied().filter(|&b| b != b'\r').collect());
    }
    if quote != b'"' {
        return None;
    }
    let mut out = Vec::with_capacity(inner.len());
    while let Some(&first) = inner.first() {
        if first == b'\n' {
            return None;
        }
        let (character, width) = unquote_char(inner, quote)?;
        match character {
            Unquoted::Rune(rune) => utf8::push(&mut out, rune),
            Unquoted::Byte(byte) => out.push(byte),
        }
        inner = inner.get(width..)?;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unquotes_as_go() {
        assert_eq!(
            unquote(br#""\xff\377\u00e9\U0001F389""#),
            Some(
                "\u{0}\u{0}é🎉"
                    .bytes()
                    .enumerate()
                    .map(|(i, b)| if i < 2 { 0xff } else { b })
                    .collect()
            )
        );
        assert_eq!(unquote(b"`a\r\nb`"), Some(b"a\nb".to_vec()));
        for bad in [
            &br#""\'""#[..],
            br#""\400""#,
            br#""\ud800""#,
            br#""\""#,
            b"\"",
            b"'a'",
            b"\"a\nb\"",
        ] {
            assert_eq!(unquote(bad), None, "{bad:?}");
        }
    }
}
