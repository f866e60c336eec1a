//! The methods of texts, as Java's `String` has them: positions count UTF-16 units.

use std::rc::Rc;

use super::super::error::Fault;
use super::super::value::{ListKind, Value};
use super::super::{java_regex, print};
use super::arithmetic::MAX_TEXT;
use super::items;

/// A text as Java sees it. Positions of texts without characters beyond ASCII are bytes.
struct Units<'t> {
    text: &'t str,
    wide: Option<Vec<u16>>,
}

impl<'t> Units<'t> {
    fn of(text: &'t str) -> Self {
        let wide = (!text.is_ascii()).then(|| text.encode_utf16().collect());
        Units { text, wide }
    }

    fn len(&self) -> usize {
        self.wide.as_ref().map_or(self.text.len(), Vec::len)
    }

    fn at(&self, at: i32) -> Option<u16> {
        let at = usize::try_from(at).ok()?;
        match &self.wide {
            Some(units) => units.get(at).copied(),
            None => self.text.as_bytes().get(at).map(|b| u16::from(*b)),
        }
    }

    fn slice(&self, from: i32, to: Option<i32>) -> Option<String> {
        let from = usize::try_from(from).ok()?;
        let to = match to {
            Some(to) => usize::try_from(to).ok()?,
            None => self.len(),
        };
        match &self.wide {
            Some(units) => units.get(from..to).map(String::from_utf16_lossy),
            None => self.text.get(from..to).map(str::to_owned),
        }
    }

    /// The unit position of a byte position.
    fn position(&self, byte: Option<usize>) -> Value {
        let position = byte.map(|byte| match self.wide {
            Some(_) => self
                .text
                .get(..byte)
                .map_or(0, |t| t.encode_utf16().count()),
            None => byte,
        });
        Value::Int(position.map_or(-1, |p| i32::try_from(p).unwrap_or(i32::MAX)))
    }

    /// The byte position of a unit position, held within the text.
    fn byte(&self, unit: i32) -> usize {
        let unit = usize::try_from(unit).unwrap_or(0);
        if self.wide.is_none() {
            return unit.min(self.text.len());
        }
        let mut seen = 0;
        for (byte, c) in self.text.char_indices() {
            if seen >= unit {
                return byte;
            }
            seen += c.len_utf16();
        }
        self.text.len()
    }
}

/// Whether a text has nothing but white space.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(is_white)
}

/// Java's white space: Unicode's, but for the blanks that do not break, and some controls.
fn is_white(c: char) -> bool {
    match c {
        '\u{a0}' | '\u{2007}' | '\u{202f}' | '\u{85}' => false,
        '\u{1c}'..='\u{1f}' => true,
        _ => c.is_whitespace(),
    }
}

/// A text from a string.
fn text(text: impl Into<Rc<str>>) -> Result<Option<Value>, Fault> {
    Ok(Some(Value::Text(text.into())))
}

fn bool(answer: bool) -> Result<Option<Value>, Fault> {
    Ok(Some(Value::Bool(answer)))
}

fn too_long<T>(method: &str) -> Result<T, Fault> {
    Err(Fault::limit(format!(
        "`{method}` makes a text of over {MAX_TEXT} bytes"
    )))
}

fn outside<T>(method: &str) -> Result<T, Fault> {
    Err(Fault::evaluate(format!(
        "`{method}`: the position lies outside of the text"
    )))
}

/// What Java's `int` parameters take: whole numbers that fit, and characters.
pub fn int(value: &Value) -> Option<i32> {
    match value {
        Value::Int(i) => Some(*i),
        Value::Long(l) => i32::try_from(*l).ok(),
        Value::Char(c) => Some((*c).into()),
        _ => None,
    }
}

/// Calls a method; `None` where texts have none of this name for these arguments.
pub fn method(this: &str, name: &str, arguments: &[Value]) -> Result<Option<Value>, Fault> {
    match arguments {
        [] => without_arguments(this, name),
        [Value::Text(argument)] => with_text(this, name, argument),
        [argument] => with_other(this, name, argument),
        [first, second] => with_two(this, name, first, second),
        _ => Ok(match (name, arguments) {
            ("join", [Value::Text(separator), parts @ ..]) => joined(separator, parts),
            _ => None,
        }),
    }
}

fn without_arguments(this: &str, name: &str) -> Result<Option<Value>, Fault> {
    let value = match name {
        "length" => Value::Int(i32::try_from(Units::of(this).len()).unwrap_or(i32::MAX)),
        "isEmpty" => Value::Bool(this.is_empty()),
        "isBlank" => Value::Bool(is_blank(this)),
        "trim" => return text(this.trim_matches(|c: char| c <= ' ')),
        "strip" => return text(this.trim_matches(is_white)),
        "stripLeading" => return text(this.trim_start_matches(is_white)),
        "stripTrailing" => return text(this.trim_end_matches(is_white)),
        "toLowerCase" => return text(this.to_lowercase()),
        "toUpperCase" => return text(this.to_uppercase()),
        "toString" | "intern" => return text(this),
        "toCharArray" => Value::array(this.encode_utf16().map(Value::Char).collect()),
        _ => return Ok(None),
    };
    Ok(Some(value))
}

fn with_text(this: &str, name: &str, argument: &Rc<str>) -> Result<Option<Value>, Fault> {
    let other: &str = argument;
    let value = match name {
        "contains" => Value::Bool(this.contains(other)),
        "startsWith" => Value::Bool(this.starts_with(other)),
        "endsWith" => Value::Bool(this.ends_with(other)),
        "equals" | "contentEquals" => Value::Bool(this == other),
        "equalsIgnoreCase" => Value::Bool(fold(this) == fold(other)),
        "concat" if this.len() + other.len() > MAX_TEXT => return too_long(name),
        "concat" => return text(this.to_owned() + other),
        "matches" => {
            let regex = java_regex::whole(other).map_err(Fault::Evaluate)?;
            Value::Bool(regex.is_match(this))
        }
        "split" => java_regex::split(this, other, 0).map_err(Fault::Evaluate)?,
        "indexOf" => Units::of(this).position(this.find(other)),
        "lastIndexOf" => Units::of(this).position(this.rfind(other)),
        "compareTo" => Value::Int(compare(this, other)),
        "compareToIgnoreCase" => Value::Int(compare(&fold(this), &fold(other))),
        "valueOf" | "copyValueOf" => return text(argument.clone()),
        _ => return Ok(None),
    };
    Ok(Some(value))
}

/// Letter case set aside as Java does: character by character, to upper and then to lower case.
fn fold(text: &str) -> String {
    let simple = |c: char| {
        let mut upper = c.to_uppercase();
        let c = if upper.len() == 1 {
            upper.next().unwrap_or(c)
        } else {
            c
        };
        let mut lower = c.to_lowercase();
        if lower.len() == 1 {
            lower.next().unwrap_or(c)
        } else {
            c
        }
    };
    text.chars().map(simple).collect()
}

/// Java's `compareTo`: the difference of the first units that differ, else of the lengths.
fn compare(this: &str, other: &str) -> i32 {
    let (mut left, mut right) = (this.encode_utf16(), other.encode_utf16());
    loop {
        match (left.next(), right.next()) {
            (Some(l), Some(r)) if l == r => {}
            (Some(l), Some(r)) => return i32::from(l) - i32::from(r),
            _ => {
                let length = |t: &str| i32::try_from(t.encode_utf16().count()).unwrap_or(i32::MAX);
                return length(this).saturating_sub(length(other));
            }
        }
    }
}

fn with_other(this: &str, name: &str, argument: &Value) -> Result<Option<Value>, Fault> {
    let units = Units::of(this);
    if name == "valueOf" {
        return text(argument.to_string());
    }
    let Some(number) = int(argument) else {
        return Ok(None);
    };
    match name {
        "charAt" => match units.at(number) {
            Some(unit) => Ok(Some(Value::Char(unit))),
            None => outside(name),
        },
        "codePointAt" => match units.at(number) {
            Some(unit) => Ok(Some(Value::Int(unit.into()))),
            None => outside(name),
        },
        "substring" => match units.slice(number, None) {
            Some(part) => text(part),
            None => outside(name),
        },
        "indexOf" | "lastIndexOf" => {
            let wanted = u32::try_from(number).ok().and_then(char::from_u32);
            let found = wanted.and_then(|c| {
                if name == "indexOf" {
                    this.find(c)
                } else {
                    this.rfind(c)
                }
            });
            Ok(Some(units.position(found)))
        }
        "repeat" => match usize::try_from(number) {
            Ok(count) if this.len().saturating_mul(count) <= MAX_TEXT => text(this.repeat(count)),
            Ok(_) => Err(Fault::limit(format!(
                "`repeat` makes a text of over {MAX_TEXT} bytes"
            ))),
            Err(_) => Err(Fault::evaluate(
                "`repeat` needs a count that is not negative",
            )),
        },
        _ => Ok(None),
    }
}

fn with_two(this: &str, name: &str, first: &Value, second: &Value) -> Result<Option<Value>, Fault> {
    let units = Units::of(this);
    match (name, first, second) {
        ("substring" | "subSequence", _, _) => match (int(first), int(second)) {
            (Some(from), Some(to)) if from <= to => match units.slice(from, Some(to)) {
                Some(part) => text(part),
                None => outside(name),
            },
            (Some(_), Some(_)) => outside(name),
            _ => Ok(None),
        },
        ("replace", Value::Text(from), Value::Text(to)) => {
            let found = this.matches(&**from).count();
            if found.saturating_mul(to.len()).saturating_add(this.len()) > MAX_TEXT {
                return too_long(name);
            }
            text(this.replace(&**from, to))
        }
        ("replace", Value::Char(from), Value::Char(to)) => {
            let to = print::char_of(*to).to_string();
            text(this.replace(print::char_of(*from), &to))
        }
        ("replaceAll", Value::Text(pattern), Value::Text(by)) => {
            text(java_regex::replace(this, pattern, by, usize::MAX).map_err(Fault::Evaluate)?)
        }
        ("replaceFirst", Value::Text(pattern), Value::Text(by)) => {
            text(java_regex::replace(this, pattern, by, 1).map_err(Fault::Evaluate)?)
        }
        ("split", Value::Text(pattern), _) => match int(second) {
            Some(limit) => java_regex::split(this, pattern, limit)
                .map(Some)
                .map_err(Fault::Evaluate),
            None => Ok(None),
        },
        ("startsWith", Value::Text(part), _) => match int(second) {
            Some(from) => {
                let rest = usize::try_from(from).is_ok_and(|f| f <= units.len());
                let start = units.byte(from);
                bool(rest && this.get(start..).is_some_and(|t| t.starts_with(&**part)))
            }
            None => Ok(None),
        },
        ("indexOf", _, _) => {
            let Some(from) = int(second) else {
                return Ok(None);
            };
            let start = units.byte(from);
            let rest = this.get(start..).unwrap_or_default();
            let found = match first {
                Value::Text(part) => rest.find(&**part),
                _ => match int(first) {
                    Some(c) => u32::try_from(c)
                        .ok()
                        .and_then(char::from_u32)
                        .and_then(|c| rest.find(c)),
                    None => return Ok(None),
                },
            };
            Ok(Some(units.position(found.map(|f| f + start))))
        }
        ("lastIndexOf", Value::Text(part), _) => {
            let Some(from) = int(second) else {
                return Ok(None);
            };
            if from < 0 {
                return Ok(Some(Value::Int(-1)));
            }
            let end = (units.byte(from) + part.len()).min(this.len());
            let end = (end..=this.len())
                .find(|e| this.is_char_boundary(*e))
                .unwrap_or(this.len());
            let found = this.get(..end).and_then(|t| t.rfind(&**part));
            Ok(Some(units.position(found)))
        }
        ("join", Value::Text(separator), _) => Ok(joined(separator, std::slice::from_ref(second))),
        _ => Ok(None),
    }
}

/// `String.join`: the parts, or those of the one list.
fn joined(separator: &str, parts: &[Value]) -> Option<Value> {
    let parts = match parts {
        [one] => match items(one) {
            Some((items, ListKind::List | ListKind::Array | ListKind::Set)) => items,
            _ => parts,
        },
        _ => parts,
    };
    let texts: Option<Vec<&str>> = parts.iter().map(|p| p.text().map(AsRef::as_ref)).collect();
    let texts = texts?;
    let length: usize = texts.iter().map(|t| t.len() + separator.len()).sum();
    (length <= MAX_TEXT).then(|| Value::Text(texts.join(separator).into()))
}
