//! `gotemplate.jsonl`: what Go's `text/template` prints, and its errors.

use std::rc::Rc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use manifest_render::gotemplate::call::Environment;
use manifest_render::gotemplate::{Functions, MissingKey, NoTrace, Set};
use manifest_render::source::SourceId;
use manifest_render::value::{IntKind, List, Map, STRING_LIST, Str, StrBuf, UintKind, Value};
use manifest_render::world::MemoryWorld;
use serde_json::Value as Json;

use crate::gotemplate_functions;
use crate::support::{Tally, lines};

#[test]
fn gotemplate() {
    let mut tally = Tally::new("gotemplate");
    let environment = Environment::new(Rc::new(MemoryWorld::default()));
    for vector in lines("gotemplate.jsonl").unwrap_or_default() {
        let text = |key: &str| vector[key].as_str().unwrap_or_default();
        let want = expected(&vector);
        let got = run(&vector, &environment);
        let difference = (want != got).then(|| {
            format!(
                "input: {}\nwant:  {want}\ngot:   {got}",
                vector["templates"]
            )
        });
        tally.count(text("feature"), text("name"), difference);
    }
    tally.finish();
}

/// Output or error as one text to compare.
fn outcome(output: &[u8], error: Option<(&str, &[u8])>) -> String {
    match error {
        None => format!("output {}", show(output)),
        Some((stage, error)) => format!("{stage} error {}\n   after {}", show(error), show(output)),
    }
}

fn show(bytes: &[u8]) -> String {
    bytes.escape_ascii().to_string()
}

fn expected(vector: &Json) -> String {
    let bytes = |key: &str| vector[key].as_str().map(|text| text.as_bytes().to_vec());
    let base64 = |key: &str| STANDARD.decode(vector[key].as_str()?).ok();
    let error = base64("error_b64").or_else(|| bytes("error"));
    let output = base64("want_b64").or_else(|| bytes("want"));
    match error {
        None => outcome(&output.unwrap_or_default(), None),
        Some(error) => {
            let stage = vector["stage"].as_str().unwrap_or_default();
            let partial = bytes("partial").unwrap_or_default();
            outcome(&partial, Some((stage, &error)))
        }
    }
}

fn run(vector: &Json, environment: &Environment) -> String {
    let mut functions = Functions::builtins();
    if vector["funcs"] == "test" {
        for function in gotemplate_functions::FUNCTIONS {
            functions.insert(function);
        }
    }
    let missing_key = match vector["options"]["missingkey"].as_str() {
        Some("zero") => MissingKey::Zero,
        Some("error") => MissingKey::Error,
        _ => MissingKey::Default,
    };
    let templates = vector["templates"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    let field = |json: &Json, key: &str| json[key].as_str().unwrap_or_default().to_string();
    let root = templates
        .first()
        .map(|json| field(json, "name"))
        .unwrap_or_default();
    let mut set = Set::new(&root, functions).with_missing_key(missing_key);
    if let (Some(left), Some(right)) = (vector["delims"][0].as_str(), vector["delims"][1].as_str())
    {
        set = set.with_delims(left, right);
    }
    let mut own = None;
    for json in templates {
        match set.add(
            &field(json, "name"),
            field(json, "text").as_bytes(),
            SourceId::default(),
        ) {
            Ok(template) => own = own.or(Some(template)),
            Err(errors) => {
                let first = errors
                    .first()
                    .map(|error| error.message.clone())
                    .unwrap_or_default();
                return outcome(b"", Some(("parse", first.as_bytes())));
            }
        }
    }
    let data = value(&vector["data"]);
    let mut out = StrBuf::new();
    let done = match (vector["exec"].as_str(), own) {
        (None | Some(""), Some(own)) => {
            set.execute_template(&own, &data, environment, NoTrace, &mut out)
                .0
        }
        (name, _) => set.execute(name.unwrap_or_default(), &data, environment, &mut out),
    };
    match done {
        Ok(()) => outcome(out.as_bytes(), None),
        Err(error) => {
            // The vectors leave out what is not UTF-8.
            let partial = std::str::from_utf8(out.as_bytes()).unwrap_or_default();
            outcome(
                partial.as_bytes(),
                Some(("exec", error.message().as_bytes())),
            )
        }
    }
}

/// The data of a vector: a bare number is a float, typed scalars are objects of one key.
fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Nil,
        Json::Bool(truth) => Value::Bool(*truth),
        Json::Number(number) => Value::Float(number.as_f64().unwrap_or_default()),
        Json::String(text) => Value::from(text.as_str()),
        Json::Array(items) => List::new(items.iter().map(value).collect()).into(),
        Json::Object(entries) => {
            let only = entries.iter().next().filter(|_| entries.len() == 1);
            only.and_then(|(tag, json)| typed(tag, json))
                .unwrap_or_else(|| {
                    let entries = entries
                        .iter()
                        .map(|(key, json)| (key.as_str(), value(json)));
                    entries.collect::<Map>().into()
                })
        }
    }
}

fn typed(tag: &str, json: &Json) -> Option<Value> {
    let text = match json {
        Json::String(text) => text.clone(),
        json => json.to_string(),
    };
    let int = |kind| Some(Value::Int(kind, text.parse().ok()?));
    let uint = |kind| Some(Value::Uint(kind, text.parse().ok()?));
    match tag {
        "$int" => int(IntKind::Int),
        "$int64" => int(IntKind::Int64),
        "$int32" => int(IntKind::Int32),
        "$uint8" => uint(UintKind::Uint8),
        "$uint64" => uint(UintKind::Uint64),
        "$float" => Some(Value::Float(text.parse().ok()?)),
        "$bytes" => Some(Value::Str(Str::from(STANDARD.decode(text).ok()?))),
        "$strs" => {
            let items = json.as_array()?.iter().map(value).collect();
            Some(Value::List(List::of(&STRING_LIST, items)))
        }
        _ => None,
    }
}
