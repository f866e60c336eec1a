//! The half of `yaml.jsonl` that reads.

use manifest_render::encoding::json::{JsonStyle, write_json};
use manifest_render::encoding::yaml::Reader;
use manifest_render::encoding::yaml::emit::to_yaml;
use manifest_render::value::{List, Map, Value};
use serde_json::Value as Json;

use crate::support::differs;

/// Reads a text as a values file and as a template's `fromYaml` and `fromYamlArray` do.
pub fn parse(vector: &Json) -> Option<String> {
    let yaml = vector["yaml"].as_str().unwrap_or_default();
    // The library that recorded the values took texts up to the first NUL.
    let values = yaml.split('\0').next().unwrap_or_default();
    let difference =
        |what: &str, want: &str, got: &str| differs(&format!("{what} of {yaml:?}"), want, got);
    let read = match Reader::new().map(values.as_bytes(), "common.Values") {
        Ok(map) => Ok(without_signed_zero(&Value::from(map.unwrap_or_default()))),
        Err(error) => Err(error.to_string()),
    };
    let found = match (&read, vector["error"].as_str()) {
        (Ok(value), None) => {
            let want = write(&value_of(&vector["json"]));
            difference("values", &want, &write(value)).or_else(|| {
                let text = to_yaml(value)
                    .map_or_else(|_| String::new(), |text| text.into_str().to_string());
                let text = text.strip_suffix('\n').unwrap_or(&text);
                vector["to_yaml"]
                    .as_str()
                    .and_then(|want| difference("toYaml", want, text))
            })
        }
        (Err(got), Some(want)) => difference("values", want, got),
        (Ok(value), Some(want)) => difference("values", want, &write(value)),
        (Err(got), None) => difference("values", &vector["json"].to_string(), got),
    };
    found
        .or_else(|| {
            let read = Reader::new().map(yaml.as_bytes(), "map[string]interface {}");
            let got = read.map_or_else(
                |error| Map::from_iter([("Error", Value::from(error.to_string()))]),
                Option::unwrap_or_default,
            );
            difference(
                "fromYaml",
                vector["json_text"].as_str()?,
                &write(&got.into()),
            )
        })
        .or_else(|| {
            let got = Reader::new().list(yaml.as_bytes()).map_or_else(
                |error| List::new(vec![Value::from(error.to_string())]),
                |list| list.unwrap_or_else(|| List::new(Vec::new())),
            );
            difference(
                "fromYamlArray",
                vector["json_array_text"].as_str()?,
                &write(&got.into()),
            )
        })
}

fn write(value: &Value) -> String {
    write_json(value, JsonStyle::default()).map_or_else(
        |error| error.to_string(),
        |text| text.into_str().to_string(),
    )
}

fn value_of(json: &Json) -> Value {
    match json {
        Json::Null => Value::Nil,
        Json::Bool(truth) => Value::Bool(*truth),
        Json::Number(number) => Value::Float(number.as_f64().unwrap_or_default()),
        Json::String(text) => Value::from(text.as_str()),
        Json::Array(items) => Value::from(items.iter().map(value_of).collect::<List>()),
        Json::Object(entries) => {
            let entries = entries
                .iter()
                .map(|(key, json)| (key.as_str(), value_of(json)));
            Value::from(entries.collect::<Map>())
        }
    }
}

/// The values crossed a program for which -0 is the integer 0.
fn without_signed_zero(value: &Value) -> Value {
    match value {
        Value::Float(number) => Value::Float(number + 0.0),
        Value::List(list) => Value::from(list.iter().map(without_signed_zero).collect::<List>()),
        Value::Map(map) => {
            let entries = map.snapshot().into_iter();
            let entries = entries.map(|entry| (entry.key, without_signed_zero(&entry.value)));
            Value::from(entries.collect::<Map>())
        }
        other => other.clone(),
    }
}
