//! The `--set` grammar family.

use std::collections::HashMap;
use std::path::Path;

use manifest_render::chart::strvals::{Grammar, parse_into};
use manifest_render::value::{Map, Mark, Value};
use serde_json::Value as Json;

use crate::support::{Tally, lines, parse, read};

#[test]
fn strvals() {
    let Some(cases) = lines("strvals.jsonl") else {
        return;
    };
    let context = read("strvals_context.json").map_or(Json::Null, |text| parse(&text));
    let files: HashMap<&str, &str> = context["files"]
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(name, text)| Some((name.as_str(), text.as_str()?)))
        .collect();
    let read = |name: &str| match files.get(name.replace("//", "/").trim_start_matches("./")) {
        Some(text) => Ok(Value::from(*text)),
        None if files
            .keys()
            .any(|file| Path::new(file).parent() == Some(Path::new(name))) =>
        {
            Err(format!("read {name}: is a directory"))
        }
        None => Err(format!("open {name}: no such file or directory")),
    };
    let mut tally = Tally::new("strvals");
    for case in &cases {
        let text = |key: &str| case[key].as_str().unwrap_or_default();
        let grammar = match text("parser") {
            "set" => Grammar::Set,
            "set-string" => Grammar::String,
            "set-file" => Grammar::File,
            "set-json" => Grammar::Json,
            _ => Grammar::Literal,
        };
        let values = Map::new();
        let result = parse_into(grammar, text("input"), &values, &mut |_| Mark::NONE, &read);
        let got = match result {
            Ok(()) => plain(&Value::from(values)),
            Err(error) => format!("error {error}"),
        };
        let want = match case["error"].as_str() {
            Some(error) => format!("error {error}"),
            None => normal(&case["want"]),
        };
        let difference =
            (got != want).then(|| format!("input: {}\nwant:  {want}\ngot:   {got}", text("input")));
        tally.count(text("parser"), text("name"), difference);
    }
    tally.finish();
}

/// A value as one line, with every number printed alike.
fn plain(value: &Value) -> String {
    match value {
        Value::Bool(truth) => truth.to_string(),
        Value::Int(_, number) => number.to_string(),
        // The recorder wrote -0 as 0.
        Value::Float(number) => (number + 0.0).to_string(),
        Value::Str(text) => format!("{:?}", text.to_string_lossy()),
        Value::List(list) => bracketed(list.iter().map(plain)),
        Value::Map(map) => bracketed(
            map.borrow()
                .iter()
                .map(|e| format!("{:?}={}", e.key.to_string_lossy(), plain(&e.value))),
        ),
        _ => "null".to_string(),
    }
}

fn normal(json: &Json) -> String {
    match json {
        Json::Number(number) => match number.as_i64() {
            Some(whole) => whole.to_string(),
            None => number.as_f64().unwrap_or_default().to_string(),
        },
        Json::String(text) => format!("{text:?}"),
        Json::Array(items) => bracketed(items.iter().map(normal)),
        Json::Object(entries) => {
            let mut entries: Vec<_> = entries.iter().collect();
            entries.sort_by_key(|(key, _)| *key);
            bracketed(
                entries
                    .into_iter()
                    .map(|(k, v)| format!("{k:?}={}", normal(v))),
            )
        }
        other => other.to_string(),
    }
}

fn bracketed(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(", "))
}
