//! `harness.json`: expressions, values files and manifests as Harness renders them.

use manifest_render::harness::expression::{
    Evaluator, Mode, Options, RenderError, Value, render, value,
};
use serde_json::{Value as Json, json};

use crate::support::{self, Tally};

#[test]
fn harness() {
    let Some(text) = support::read("harness.json") else {
        return;
    };
    let file = support::parse(&text);
    let mut tally = Tally::new("harness");
    for vector in file["vectors"].as_array().expect("vectors") {
        let text = |key: &str| vector[key].as_str().expect("a text").to_owned();
        let difference = match vector["kind"].as_str().expect("kind") {
            "expression" => expression(vector),
            _ => match crate::manifests::difference(vector) {
                Some(difference) => difference,
                None => continue,
            },
        };
        tally.count(&text("feature"), &text("id"), difference);
    }
    tally.finish();
}

/// What was wanted and what came, where they differ.
fn compare(vector: &Json, got: &Json) -> Option<String> {
    let want = &vector["expected"];
    let same = match (want["error"].as_str(), got["error"].as_str()) {
        (Some(want_class), Some(got_class)) => {
            let class = |c: &str| if c == "parse" { "evaluation" } else { c }.to_owned();
            let bodies = |v: &Json| {
                let mut bodies: Vec<String> = (v["expressions"].as_array().into_iter().flatten())
                    .map(|b| b.as_str().expect("a body").to_owned())
                    .collect();
                bodies.sort();
                bodies
            };
            class(want_class) == class(got_class)
                && (want["expressions"].is_null() || bodies(want) == bodies(got))
        }
        (None, None) => want
            .as_object()
            .expect("expected")
            .iter()
            .all(|(key, value)| &got[key] == value),
        _ => false,
    };
    (!same).then(|| {
        let shown = json!({"input": vector["input"], "context": vector["context"]});
        format!(
            "{shown}\noptions: {}\nwant: {want}\ngot:  {got}",
            vector["options"]
        )
    })
}

/// The options of a vector, with the file's defaults.
fn options(vector: &Json) -> Options {
    let given = &vector["options"];
    let mut options = Options {
        mode: match given["unresolved"].as_str() {
            Some("keep") => Mode::Keep,
            Some("null") => Mode::Null,
            _ => Mode::Error,
        },
        concatenation: given["concatenation"].as_bool().unwrap_or(true),
        scripts: given["scripts"].as_bool().unwrap_or(false),
        aliases: vec![("artifact".into(), "artifacts.primary".into())],
        ..Options::default()
    };
    if let Some(prefixes) = given["searchPrefixes"].as_array() {
        let text = |p: &Json| p.as_str().expect("a prefix").to_owned();
        options.search_prefixes = prefixes.iter().map(text).collect();
    }
    if let Some(aliases) = given["aliases"].as_object() {
        let pair = |(k, v): (&String, &Json)| (k.clone(), v.as_str().expect("a path").to_owned());
        options.aliases = aliases.iter().map(pair).collect();
    }
    options
}

/// The JSON of an error.
fn error(error: &RenderError) -> Json {
    match error {
        RenderError::Unresolved(list) => {
            let bodies: Vec<&str> = list.iter().map(|u| u.body.as_str()).collect();
            json!({"error": "unresolved", "expressions": bodies})
        }
        RenderError::Failed { error, .. } => {
            json!({"error": error.class.name(), "message": error.to_string()})
        }
    }
}

/// What the expression vectors give to expressions: Harness's own placeholders for secrets.
struct Placeholders;

impl manifest_render::harness::expression::Outside for Placeholders {
    fn secret(&self, id: &str) -> Result<String, String> {
        Ok(format!("${{ngSecretManager.obtain(\"{id}\", 123)}}"))
    }

    fn is_placeholder(&self, text: &str) -> bool {
        text.contains("${ngSecretManager.")
    }
}

fn expression(vector: &Json) -> Option<String> {
    let options = options(vector);
    let context = Value::from_json(&vector["context"]);
    let context = context.map().expect("a context is a map").clone();
    let evaluator = Evaluator::new(&context, &options, &Placeholders);
    let input = vector["input"].as_str().expect("input");
    let got = if vector["options"]["op"] == "evaluate" {
        match evaluator.evaluate(input) {
            Ok(value) => json!({
                "value": serde_json::from_str::<Json>(&value.to_json_text()).expect("JSON"),
                "javaType": java_type(&value),
            }),
            Err(error) => json!({"error": error.class.name(), "message": error.to_string()}),
        }
    } else {
        match render(&evaluator, input, &[]) {
            Ok(rendered) => json!({"text": rendered.text}),
            Err(failure) => error(&failure),
        }
    };
    compare(vector, &got)
}

/// The Java class of a value.
fn java_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "java.lang.Boolean",
        Value::Char(_) => "java.lang.Character",
        Value::Int(_) => "java.lang.Integer",
        Value::Long(_) => "java.lang.Long",
        Value::Big(_) => "java.math.BigInteger",
        Value::Double(_) => "java.lang.Double",
        Value::Text(_) => "java.lang.String",
        Value::List(list) => match list.kind {
            value::ListKind::List => "java.util.ArrayList",
            value::ListKind::Set => "java.util.HashSet",
            value::ListKind::Array => match list.items.first() {
                Some(Value::Text(_)) => "[Ljava.lang.String;",
                Some(Value::Int(_)) => "[I",
                _ => "[Ljava.lang.Object;",
            },
            value::ListKind::Range => "org.apache.commons.jexl3.internal.IntegerRange$Ascending",
        },
        Value::Map(_) => "java.util.LinkedHashMap",
        _ => "other",
    }
}
