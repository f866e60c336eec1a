//! `shell`: quoting for shell scripts.

use super::super::value::Value;

/// What `shell.escape` puts a backslash before.
const SPECIAL: &str = "\\`'\"$&*?[](){}<>|;!#~ \t\n";

/// Calls a function; `None` where there is none of this name for these arguments.
pub fn call(name: &str, arguments: &[Value]) -> Option<Value> {
    let text = match (name, arguments) {
        ("quote", [value]) => enclosed("'", value),
        ("doubleQuote", [value]) => enclosed("\"", value),
        ("escape", [value]) => escaped(&value.to_string(), SPECIAL),
        ("enclose", [quote, value]) => enclosed(&quote.to_string(), value),
        ("escapeChars", [value, special]) => escaped(&value.to_string(), &special.to_string()),
        _ => return None,
    };
    Some(Value::Text(text.into()))
}

fn enclosed(quote: &str, value: &Value) -> String {
    format!("{quote}{value}{quote}")
}

fn escaped(text: &str, special: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if special.contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
