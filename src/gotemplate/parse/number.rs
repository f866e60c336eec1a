//! Number and character constants: all the kinds one can be.

use crate::gotemplate::ast::Number;
use crate::gotemplate::lex::ItemKind;
use crate::gotemplate::print::quoted;
use crate::gotemplate::unquote::unquote_char;
use crate::value::number::{parse_float, parse_int, parse_uint};

/// Reads a constant; the error is Go's text.
pub(super) fn number(text: &[u8], kind: ItemKind) -> Result<Number, String> {
    match kind {
        ItemKind::CharConstant => character(text),
        ItemKind::Complex => Ok(simplify(complex(text)?)),
        _ => real(text),
    }
}

fn character(text: &[u8]) -> Result<Number, String> {
    let quote = text.first().copied().unwrap_or(b'\'');
    let inside = text.get(1..).unwrap_or_default();
    let (c, width) = unquote_char(inside, quote).ok_or("invalid syntax")?;
    if inside.get(width..) != Some(b"'") {
        let text = String::from_utf8_lossy(text);
        return Err(format!("malformed character constant: {text}"));
    }
    Ok(Number {
        int: Some(i64::from(c.code())),
        uint: Some(u64::from(c.code())),
        float: Some(f64::from(c.code())),
        complex: None,
    })
}

fn real(text: &[u8]) -> Result<Number, String> {
    if let [before @ .., b'i'] = text
        && let Ok(imaginary) = parse_float(before)
    {
        return Ok(simplify((0.0, imaginary)));
    }
    let mut number = Number {
        int: parse_int(text, 0, 64).ok(),
        uint: parse_uint(text, 0, 64).ok(),
        ..Number::default()
    };
    if number.int == Some(0) {
        // -0 is no unsigned number by its syntax.
        number.uint = Some(0);
    }
    if let Some(int) = number.int {
        number.float = Some(int as f64);
    } else if let Some(uint) = number.uint {
        number.float = Some(uint as f64);
    } else if let Ok(float) = parse_float(text) {
        // A float that looks like an integer is one that does not fit.
        if !text.iter().any(|b| b".eEpP".contains(b)) {
            return Err(format!("integer overflow: {}", quoted(text)));
        }
        number.float = Some(float);
        number.int = whole(float);
        number.uint = whole_unsigned(float);
    } else {
        return Err(format!("illegal number syntax: {}", quoted(text)));
    }
    Ok(number)
}

/// A complex number is also a real one where its imaginary part is zero.
fn simplify(complex: (f64, f64)) -> Number {
    let float = (complex.1 == 0.0).then_some(complex.0);
    Number {
        int: float.and_then(whole),
        uint: float.and_then(whole_unsigned),
        float,
        complex: Some(complex),
    }
}

fn whole(float: f64) -> Option<i64> {
    let fits = (-(2f64.powi(63))..2f64.powi(63)).contains(&float);
    (fits && float.fract() == 0.0).then_some(float as i64)
}

fn whole_unsigned(float: f64) -> Option<u64> {
    let fits = (0.0..2f64.powi(64)).contains(&float);
    (fits && float.fract() == 0.0).then_some(float as u64)
}

const COMPLEX: &str = "syntax error scanning complex number";

/// Reads `1+2i` as Go's `fmt.Sscan` does.
fn complex(text: &[u8]) -> Result<(f64, f64), String> {
    let (real, rest) = float_token(text);
    if !matches!(rest, [b'+' | b'-', ..]) {
        return Err(COMPLEX.to_string());
    }
    let (imaginary, end) = float_token(rest);
    if end.first() != Some(&b'i') {
        return Err(COMPLEX.to_string());
    }
    Ok((scanned(real)?, scanned(imaginary)?))
}

fn scanned(text: &[u8]) -> Result<f64, String> {
    parse_float(text).map_err(|error| {
        let why = error.text();
        format!("strconv.ParseFloat: parsing {}: {why}", quoted(text))
    })
}

/// The float at the start of a text, and what follows it.
fn float_token(text: &[u8]) -> (&[u8], &[u8]) {
    let mut at = 0;
    let mut accept = |valid: &dyn Fn(u8) -> bool| {
        let yes = text.get(at).is_some_and(|&b| valid(b));
        at += usize::from(yes);
        yes
    };
    let sign = |b| matches!(b, b'+' | b'-');
    let decimal = |b: u8| b.is_ascii_digit() || b == b'_';
    accept(&sign);
    // The scanner looks for "Inf" here, and keeps the "i" it took for its start.
    if accept(&|b| b == b'i') {
        return text.split_at_checked(at).unwrap_or((text, &[]));
    }
    let hex = accept(&|b| b == b'0') && accept(&|b| matches!(b, b'x' | b'X'));
    let digit = |b: u8| decimal(b) || (hex && b.is_ascii_hexdigit());
    while accept(&digit) {}
    if accept(&|b| b == b'.') {
        while accept(&digit) {}
    }
    let exponent = |b| match b {
        b'p' | b'P' => true,
        b'e' | b'E' => !hex,
        _ => false,
    };
    if accept(&exponent) {
        accept(&sign);
        while accept(&decimal) {}
    }
    text.split_at_checked(at).unwrap_or((text, &[]))
}
