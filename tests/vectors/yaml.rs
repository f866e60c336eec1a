//! `yaml.jsonl` and `yaml_unstable.jsonl`: YAML as Helm reads and writes it.

use manifest_render::encoding::yaml::emit::to_yaml;
use manifest_render::value::{List, Map, Value};
use serde_json::Value as Json;

use crate::support::{Tally, differs, lines};
use crate::yaml_parse::parse;

#[test]
fn yaml() {
    let mut tally = Tally::new("yaml");
    for file in ["yaml.jsonl", "yaml_unstable.jsonl"] {
        for vector in lines(file).unwrap_or_default() {
            if vector["op"] == "emit" {
                emit(&vector, &mut tally);
            } else {
                let text = |key: &str| vector[key].as_str().unwrap_or_default();
                tally.count(text("feature"), text("name"), parse(&vector));
            }
        }
    }
    tally.finish();
}

fn emit(vector: &Json, tally: &mut Tally) {
    let text = |key: &str| vector[key].as_str().unwrap_or_default();
    let yaml = to_yaml(&value(&vector["json"])).map_or_else(
        |_| String::new(),
        |yaml| {
            let yaml = yaml.into_str().to_string_lossy().into_owned();
            yaml.strip_suffix('\n').unwrap_or(&yaml).to_string()
        },
    );
    let input = vector["json"].to_string();
    let difference = match &vector["want_any"] {
        Json::Array(any) if any.iter().any(|want| *want == yaml.as_str()) => None,
        Json::Array(any) => differs(&input, &format!("one of {any:?}"), &yaml),
        _ => differs(&input, text("want"), &yaml),
    };
    tally.count(text("feature"), text("name"), difference);
}

/// A value as Helm gets it from JSON: every number a float.
fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Nil,
        Json::Bool(truth) => Value::Bool(*truth),
        Json::Number(number) => Value::Float(number.as_f64().unwrap_or_default()),
        Json::String(text) => Value::from(text.as_str()),
        Json::Array(items) => List::new(items.iter().map(value).collect()).into(),
        Json::Object(entries) => entries
            .iter()
            .map(|(key, json)| (key.as_str(), value(json)))
            .collect::<Map>()
            .into(),
    }
}
