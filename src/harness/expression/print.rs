//! How values become text: Java's `toString`, and the compact JSON in which collections are put
//! into a values file.

use std::fmt::{self, Display, Write as _};

use super::value::{ListKind, Value};

/// How deep collections are printed; what lies deeper shows as `...`.
const MAX_DEPTH: usize = 128;

/// A double as Java's `String.valueOf` prints it: `1.5`, `100.0`, `1.0E21`.
pub fn double(number: f64) -> String {
    if number.is_nan() {
        return "NaN".into();
    }
    if number.is_infinite() {
        return if number > 0.0 {
            "Infinity"
        } else {
            "-Infinity"
        }
        .into();
    }
    let magnitude = number.abs();
    if magnitude == 0.0 || (1e-3..1e7).contains(&magnitude) {
        let plain = format!("{number}");
        return if plain.contains('.') {
            plain
        } else {
            plain + ".0"
        };
    }
    let scientific = format!("{number:E}");
    match scientific.split_once('E') {
        Some((digits, _)) if digits.contains('.') => scientific,
        Some((digits, exponent)) => format!("{digits}.0E{exponent}"),
        None => scientific,
    }
}

impl Display for Value {
    /// Java's `toString`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_java(f, self, MAX_DEPTH)
    }
}

fn write_java(out: &mut impl fmt::Write, value: &Value, depth: usize) -> fmt::Result {
    let Some(depth) = depth.checked_sub(1) else {
        return out.write_str("...");
    };
    match value {
        Value::Null => out.write_str("null"),
        Value::Bool(b) => write!(out, "{b}"),
        Value::Char(unit) => out.write_char(char_of(*unit)),
        Value::Int(i) => write!(out, "{i}"),
        Value::Long(l) => write!(out, "{l}"),
        Value::Big(big) => write!(out, "{big}"),
        Value::Double(d) => out.write_str(&double(*d)),
        Value::Text(text) => out.write_str(text),
        Value::Date(date) => write!(out, "{date}"),
        Value::Time(time) => write!(out, "{time}"),
        Value::List(list) if list.kind == ListKind::Range => {
            let ends = (list.items.first(), list.items.last());
            match ends {
                (Some(first), Some(last)) => write!(out, "{first}..{last}"),
                _ => out.write_str("[]"),
            }
        }
        Value::List(list) => {
            out.write_char('[')?;
            for (i, item) in list.items.iter().enumerate() {
                if i > 0 {
                    out.write_str(", ")?;
                }
                write_java(out, item, depth)?;
            }
            out.write_char(']')
        }
        Value::Map(map) => {
            out.write_char('{')?;
            for (i, entry) in map.entries().iter().enumerate() {
                if i > 0 {
                    out.write_str(", ")?;
                }
                write_java(out, &entry.key, depth)?;
                out.write_char('=')?;
                write_java(out, &entry.value, depth)?;
            }
            out.write_char('}')
        }
        Value::Functor(functor) => out.write_str(functor.name()),
        Value::Closure(_) => out.write_str("function"),
    }
}

/// The character of a UTF-16 unit; half of a pair becomes U+FFFD.
pub fn char_of(unit: u16) -> char {
    char::from_u32(unit.into()).unwrap_or(char::REPLACEMENT_CHARACTER)
}

impl Value {
    /// The text that stands for this value in a rendered text: a scalar as it is, a collection
    /// as compact JSON. `None` for `null`, which is unresolved.
    pub fn rendered(&self) -> Option<String> {
        match self {
            Value::Null => None,
            Value::List(_) | Value::Map(_) => Some(self.to_json_text()),
            _ => Some(self.to_string()),
        }
    }

    /// Compact JSON; entries of maps whose value is `null` are left out, `null` in lists stays.
    pub fn to_json_text(&self) -> String {
        let mut out = String::new();
        write_json(&mut out, self, MAX_DEPTH);
        out
    }
}

fn write_json(out: &mut String, value: &Value, depth: usize) {
    let Some(depth) = depth.checked_sub(1) else {
        out.push_str("null");
        return;
    };
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(_) | Value::Int(_) | Value::Long(_) | Value::Big(_) => {
            let _ = write!(out, "{value}");
        }
        Value::Double(d) if d.is_finite() => out.push_str(&double(*d)),
        Value::Text(text) => write_json_text(out, text),
        Value::List(list)
            if !list.items.is_empty() && list.items.iter().all(|i| matches!(i, Value::Char(_))) =>
        {
            // An array of characters is a text.
            let text: String = list.items.iter().map(ToString::to_string).collect();
            write_json_text(out, &text);
        }
        Value::List(list) => {
            out.push('[');
            for (i, item) in list.items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write_json(out, item, depth);
            }
            out.push(']');
        }
        Value::Map(map) => {
            out.push('{');
            let mut first = true;
            for entry in map.entries().iter().filter(|e| !e.value.is_null()) {
                if !first {
                    out.push(',');
                }
                first = false;
                write_json_text(out, &entry.key.to_string());
                out.push(':');
                write_json(out, &entry.value, depth);
            }
            out.push('}');
        }
        _ => write_json_text(out, &value.to_string()),
    }
}

fn write_json_text(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            c if c < ' ' => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}
