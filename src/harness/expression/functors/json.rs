//! `json`: values out of JSON texts.

use super::super::error::Fault;
use super::super::json_path;
use super::super::value::Value;

/// Calls a function; `None` where there is none of this name for these arguments.
pub fn call(name: &str, arguments: &[Value]) -> Result<Option<Value>, Fault> {
    Ok(match (name, arguments) {
        ("select" | "list", [Value::Text(path), Value::Text(json)]) => {
            Some(select(path, &parse(json)?)?)
        }
        ("list", [Value::Text(path), held @ (Value::Map(_) | Value::List(_))]) => {
            Some(select(path, held)?)
        }
        ("object", [Value::Text(json)]) => match parse(json)? {
            map @ Value::Map(_) => Some(map),
            other => {
                return Err(Fault::evaluate(format!(
                    "`json.object` needs a JSON object, not a {}",
                    other.kind()
                )));
            }
        },
        ("format", [value]) => Some(Value::Text(value.to_json_text().into())),
        _ => None,
    })
}

fn select(path: &str, value: &Value) -> Result<Value, Fault> {
    json_path::read(path, value).map_err(Fault::Evaluate)
}

fn parse(json: &str) -> Result<Value, Fault> {
    match serde_json::from_str(json) {
        Ok(json) => Ok(Value::from_json(&json)),
        Err(error) => Err(Fault::evaluate(format!("the text is not JSON: {error}"))),
    }
}
