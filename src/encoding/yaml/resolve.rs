//! What a scalar means: YAML 1.1 as go-yaml 2 resolves it.

use std::borrow::Cow;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::timestamp::is_timestamp;
use crate::value::number::{parse_float, parse_int, parse_uint};

/// What the text of a scalar stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Resolved {
    /// Nothing.
    Null,
    /// A truth value.
    Bool(bool),
    /// An integer that fits `int64`.
    Int(i64),
    /// An integer that fits `uint64` only.
    Uint(u64),
    /// A number with a fraction, an exponent, or too many digits.
    Float(f64),
    /// Its text.
    Text,
}

impl Resolved {
    fn tag(self) -> &'static str {
        match self {
            Resolved::Null => "!!null",
            Resolved::Bool(_) => "!!bool",
            Resolved::Int(_) | Resolved::Uint(_) => "!!int",
            Resolved::Float(_) => "!!float",
            Resolved::Text => "!!str",
        }
    }
}

/// What a plain scalar without a tag stands for.
///
/// ```
/// use manifest_render::encoding::yaml::{Resolved, resolve};
///
/// assert_eq!(resolve(b"on"), Resolved::Bool(true));
/// assert_eq!(resolve(b"0644"), Resolved::Int(420));
/// assert_eq!(resolve(b"1_000"), Resolved::Int(1000));
/// assert_eq!(resolve(b"08"), Resolved::Float(8.0));
/// assert_eq!(resolve(b"1:30"), Resolved::Text);
/// ```
#[inline]
pub fn resolve(text: &[u8]) -> Resolved {
    match text.first() {
        None => Resolved::Null,
        Some(b'0'..=b'9' | b'+' | b'-') => number(text),
        Some(b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' | b'~') => {
            word(text)
        }
        Some(b'.') => word(text).or_else(|| dotted(text)),
        Some(_) => Resolved::Text,
    }
}

impl Resolved {
    fn or_else(self, other: impl FnOnce() -> Resolved) -> Resolved {
        if self == Resolved::Text {
            other()
        } else {
            self
        }
    }
}

fn word(text: &[u8]) -> Resolved {
    match text {
        b"y" | b"Y" | b"yes" | b"Yes" | b"YES" | b"true" | b"True" | b"TRUE" | b"on" | b"On"
        | b"ON" => Resolved::Bool(true),
        b"n" | b"N" | b"no" | b"No" | b"NO" | b"false" | b"False" | b"FALSE" | b"off" | b"Off"
        | b"OFF" => Resolved::Bool(false),
        b"" | b"~" | b"null" | b"Null" | b"NULL" => Resolved::Null,
        b".nan" | b".NaN" | b".NAN" => Resolved::Float(f64::NAN),
        b".inf" | b".Inf" | b".INF" | b"+.inf" | b"+.Inf" | b"+.INF" => {
            Resolved::Float(f64::INFINITY)
        }
        b"-.inf" | b"-.Inf" | b"-.INF" => Resolved::Float(f64::NEG_INFINITY),
        _ => Resolved::Text,
    }
}

/// A number that begins with its point. Go reads it without taking underscores out first.
fn dotted(text: &[u8]) -> Resolved {
    parse_float(text).map_or(Resolved::Text, Resolved::Float)
}

fn number(text: &[u8]) -> Resolved {
    // A port, a count, a size: most numbers.
    if text.len() < 19 && matches!(text.first(), Some(b'1'..=b'9')) {
        let mut number = 0;
        let mut digits = text.iter();
        if digits.all(|digit| {
            number = number * 10 + i64::from(digit.wrapping_sub(b'0'));
            digit.is_ascii_digit()
        }) {
            return Resolved::Int(number);
        }
    }
    // `500m`, `64Mi`, `1.25-alpine`: no number ends so.
    if !matches!(
        text.last(),
        Some(b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F' | b'.' | b'_')
    ) {
        return Resolved::Text;
    }
    if matches!(text, [b'+' | b'-', b'.', ..])
        && let special @ Resolved::Float(_) = word(text)
    {
        return special;
    }
    let plain: Cow<'_, [u8]> = if text.contains(&b'_') {
        Cow::Owned(text.iter().copied().filter(|byte| *byte != b'_').collect())
    } else {
        Cow::Borrowed(text)
    };
    if let Ok(integer) = parse_int(&plain, 0, 64) {
        return Resolved::Int(integer);
    }
    if let Ok(integer) = parse_uint(&plain, 0, 64) {
        return Resolved::Uint(integer);
    }
    if is_decimal(&plain)
        && let Ok(float) = parse_float(&plain)
    {
        return Resolved::Float(float);
    }
    // What is left for go-yaml's own binary numbers: a sign behind the `0b`.
    if let Some(digits) = plain.strip_prefix(b"0b")
        && let Ok(integer) = parse_int(digits, 2, 64)
    {
        return Resolved::Int(integer);
    }
    Resolved::Text
}

/// Whether the text is a decimal number: `1.`, `.5`, `-1.5e3`.
fn is_decimal(text: &[u8]) -> bool {
    fn unsigned(text: &[u8]) -> &[u8] {
        text.strip_prefix(b"-")
            .or(text.strip_prefix(b"+"))
            .unwrap_or(text)
    }
    fn digits(text: &[u8]) -> (usize, &[u8]) {
        let count = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
        (count, text.get(count..).unwrap_or_default())
    }
    let (whole, mut rest) = digits(unsigned(text));
    let mut fraction = 0;
    if let Some(after) = rest.strip_prefix(b".") {
        (fraction, rest) = digits(after);
    }
    if whole + fraction == 0 {
        return false;
    }
    match rest {
        [] => true,
        [b'e' | b'E', exponent @ ..] => {
            matches!(digits(unsigned(exponent)), (1.., []))
        }
        _ => false,
    }
}

const LONG: &[u8] = b"tag:yaml.org,2002:";

/// What a scalar with a tag stands for; decoded text where the tag says `!!binary`.
///
/// # Errors
/// In go-yaml's words, when the text does not fit the tag.
pub(super) fn resolve_tagged<'a>(
    tag: &[u8],
    text: Cow<'a, [u8]>,
) -> Result<(Resolved, Cow<'a, [u8]>), String> {
    let short = tag.strip_prefix(LONG).unwrap_or_default();
    let resolved = match short {
        b"str" => return Ok((Resolved::Text, text)),
        b"binary" => {
            let data = decode_base64(&text);
            return match data {
                Some(data) => Ok((Resolved::Text, Cow::Owned(data))),
                None => Err("!!binary value contains invalid base64 data".into()),
            };
        }
        b"null" | b"bool" | b"int" | b"float" | b"timestamp" => resolve(&text),
        _ => return Ok((Resolved::Text, text)),
    };
    let fits = match (short, resolved) {
        (b"null", Resolved::Null) | (b"bool", Resolved::Bool(_)) => true,
        (b"int", Resolved::Int(_) | Resolved::Uint(_)) => true,
        (b"float", Resolved::Float(_)) => true,
        (b"float", Resolved::Int(integer)) => {
            return Ok((Resolved::Float(integer as f64), text));
        }
        (b"timestamp", Resolved::Text) => is_timestamp(&text),
        _ => false,
    };
    if fits {
        return Ok((resolved, text));
    }
    Err(format!(
        "cannot decode {} `{}` as a !!{}",
        resolved.tag(),
        String::from_utf8_lossy(&text),
        String::from_utf8_lossy(short),
    ))
}

/// Go's standard base64: padded, line ends ignored, left-over bits not looked at.
pub(super) fn decode_base64(text: &[u8]) -> Option<Vec<u8>> {
    const LENIENT: GeneralPurpose = GeneralPurpose::new(
        &STANDARD,
        GeneralPurposeConfig::new()
            .with_decode_allow_trailing_bits(true)
            .with_decode_padding_mode(DecodePaddingMode::RequireCanonical),
    );
    let text: Vec<u8> = text
        .iter()
        .copied()
        .filter(|byte| !matches!(byte, b'\r' | b'\n'))
        .collect();
    LENIENT.decode(text).ok()
}
