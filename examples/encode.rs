//! Writes values as the template functions do, for the comparison in `differential/encode.py`.
//!
//! Reads one JSON value a line from standard input. Prints a line for each: `toYaml`,
//! `toYamlPretty`, `toJson`, `toRawJson`, `toPrettyJson` and `toToml` of it, each as base64. A line
//! that begins with `=` is the base64 of a string that need not be UTF-8.

use std::io::{self, BufRead, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use manifest_render::encoding::json::{JsonStyle, write_json};
use manifest_render::encoding::toml::write_toml;
use manifest_render::encoding::yaml::emit::{to_yaml, to_yaml_pretty};
use manifest_render::value::{List, Map, StrBuf, Value};

fn main() -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let line = line?;
        let value = match line.strip_prefix('=') {
            Some(base64) => Value::Str(STANDARD.decode(base64).map_err(io::Error::other)?.into()),
            None => value(&serde_json::from_str(&line)?),
        };
        let trimmed = |text: StrBuf| {
            let bytes = text.into_bytes();
            bytes
                .strip_suffix(b"\n")
                .map(<[u8]>::to_vec)
                .unwrap_or(bytes)
        };
        let json = |raw, pretty| {
            let style = JsonStyle { raw, pretty };
            write_json(&value, style)
                .map(StrBuf::into_bytes)
                .unwrap_or_default()
        };
        let boxed = Value::from(Map::from_iter([("v", value.clone())]));
        let toml = write_toml(&boxed)
            .map_or_else(|error| error.to_string().into_bytes(), StrBuf::into_bytes);
        let columns = [
            to_yaml(&value).map(trimmed).unwrap_or_default(),
            to_yaml_pretty(&value).map(trimmed).unwrap_or_default(),
            json(false, false),
            json(true, false),
            json(false, true),
            toml,
        ];
        let columns = columns.map(|bytes| STANDARD.encode(bytes));
        writeln!(out, "{}", columns.join(" "))?;
    }
    out.flush()
}

fn value(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::Nil,
        serde_json::Value::Bool(truth) => Value::Bool(*truth),
        serde_json::Value::Number(number) => Value::Float(number.as_f64().unwrap_or_default()),
        serde_json::Value::String(text) => Value::from(text.as_str()),
        serde_json::Value::Array(items) => List::new(items.iter().map(value).collect()).into(),
        serde_json::Value::Object(entries) => {
            let entries = entries
                .iter()
                .map(|(key, json)| (key.as_str(), value(json)));
            entries.collect::<Map>().into()
        }
    }
}
