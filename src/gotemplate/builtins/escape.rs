//! `html`, `js` and `urlquery`.

use super::print::marked;
use crate::gotemplate::call::Call;
use crate::gotemplate::function::{Failure, Rest};
use crate::gotemplate::printf;
use crate::value::printable::is_print;
use crate::value::{Str, StrBuf, Value, utf8};

/// The text of the arguments, as `print` would write it but for nil, which is `<no value>`.
fn joined(call: &Call<'_>, args: Rest<'_, Value>) -> Result<Str, Failure> {
    let args = marked(call, args, 0);
    if let [Value::Str(text)] = args {
        return Ok(std::mem::take(text));
    }
    for value in args.iter_mut().filter(|value| value.is_nil()) {
        *value = Value::Str(Str::from_static("<no value>"));
    }
    let mut text = StrBuf::new();
    printf::sprint_printable(&mut text, args)?;
    Ok(text.into_str())
}

/// The text with some bytes replaced: `replace` writes what stands for the bytes at the start of
/// the rest, and tells how many they are.
fn escaped(
    text: Str,
    special: impl Fn(u8) -> bool,
    replace: impl Fn(&mut Vec<u8>, &[u8]) -> usize,
) -> Str {
    let bytes = text.as_bytes();
    let Some(mut at) = bytes.iter().position(|c| special(*c)) else {
        return text;
    };
    let mut out = StrBuf::with_capacity(bytes.len() + bytes.len() / 4 + 8);
    out.push_slice(&text, 0..at);
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        at += replace(out.bytes_mut(), rest).max(1);
        out.plain();
        let rest = bytes.get(at..).unwrap_or_default();
        let plain = rest.iter().position(|c| special(*c)).unwrap_or(rest.len());
        out.push_slice(&text, at..at + plain);
        at += plain;
    }
    out.into_str()
}

/// Text safe in HTML (`template.HTMLEscapeString`).
pub(super) fn html(call: &mut Call<'_>, args: Rest<'_, Value>) -> Result<Str, Failure> {
    let entity = |c: u8| -> Option<&'static str> {
        match c {
            0 => Some("\u{fffd}"),
            b'"' => Some("&#34;"),
            b'\'' => Some("&#39;"),
            b'&' => Some("&amp;"),
            b'<' => Some("&lt;"),
            b'>' => Some("&gt;"),
            _ => None,
        }
    };
    let replace = |out: &mut Vec<u8>, rest: &[u8]| {
        let entity = rest.first().and_then(|c| entity(*c)).unwrap_or_default();
        out.extend_from_slice(entity.as_bytes());
        1
    };
    Ok(escaped(
        joined(call, args)?,
        |c| entity(c).is_some(),
        replace,
    ))
}

/// Text safe in a JavaScript string (`template.JSEscapeString`).
pub(super) fn js(call: &mut Call<'_>, args: Rest<'_, Value>) -> Result<Str, Failure> {
    let special = |c: u8| {
        c < b' ' || !c.is_ascii() || matches!(c, b'\\' | b'\'' | b'"' | b'<' | b'>' | b'&' | b'=')
    };
    let replace = |out: &mut Vec<u8>, rest: &[u8]| {
        let Some((c, size)) = utf8::first(rest) else {
            return 1;
        };
        let c = c.unwrap_or(char::REPLACEMENT_CHARACTER);
        match c {
            '\\' | '\'' | '"' => out.extend_from_slice(&[b'\\', c as u8]),
            _ if !c.is_ascii() && is_print(c) => {
                out.extend_from_slice(rest.get(..size).unwrap_or_default());
            }
            _ => out.extend_from_slice(format!("\\u{:04X}", c as u32).as_bytes()),
        }
        size
    };
    Ok(escaped(joined(call, args)?, special, replace))
}

/// Text safe as a value in a URL's query (`url.QueryEscape`).
pub(super) fn urlquery(call: &mut Call<'_>, args: Rest<'_, Value>) -> Result<Str, Failure> {
    let plain = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_' | b'.' | b'~');
    let replace = |out: &mut Vec<u8>, rest: &[u8]| {
        match rest.first() {
            Some(b' ') => out.push(b'+'),
            Some(c) => out.extend_from_slice(format!("%{c:02X}").as_bytes()),
            None => {}
        }
        1
    };
    Ok(escaped(joined(call, args)?, |c| !plain(c), replace))
}
