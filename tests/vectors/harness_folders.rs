//! The kinds of `harness.json` that run templates: `go_template` and `render_folder`.

use manifest_render::functions::{Profile, of};
use manifest_render::gotemplate::Set;
use manifest_render::gotemplate::call::Environment;
use manifest_render::harness::expression::{Options, Value};
use manifest_render::harness::values_file::{self, Comments, ResolveError};
use manifest_render::harness::{Context, Offline, SecretSource, Secrets, files, values};
use manifest_render::manifest::{harness_order, read_resources};
use manifest_render::source::SourceId;
use manifest_render::value::{Map, StrBuf, Value as GoValue};
use manifest_render::world::MemoryWorld;
use serde_json::{Value as Json, json};
use std::rc::Rc;

/// What a template gives for values, as Harness's renderer prints it without its frame.
fn execute(template: &str, values: &Map) -> Result<String, String> {
    let mut set = Set::new("tpl", of(Profile::Harness));
    if let Err(errors) = set.add("tpl", template.as_bytes(), SourceId::default()) {
        return Err(errors.first().map(ToString::to_string).unwrap_or_default());
    }
    let root: Map = [("Values", GoValue::Map(values.clone()))]
        .into_iter()
        .collect();
    let environment = Environment::new(Rc::new(MemoryWorld::new()));
    let mut out = StrBuf::new();
    set.execute("tpl", &GoValue::Map(root), &environment, &mut out)
        .map_err(|error| error.message().to_string())?;
    Ok(String::from_utf8_lossy(out.as_bytes()).into_owned())
}

fn read(text: &str) -> Result<Map, String> {
    values_file::read(text).map_err(|error| error.to_string())
}

/// A vector of kind `go_template`.
pub fn template(vector: &Json) -> Json {
    let result = (|| {
        let texts = super::harness::texts(&vector["values"]);
        let maps: Result<Vec<Map>, String> = texts.iter().map(|t| read(t)).collect();
        let (merged, _) = values::merge(&maps?);
        execute(vector["template"].as_str().unwrap_or_default(), &merged)
    })();
    match result {
        Ok(rendered) => json!({"rendered": rendered}),
        Err(message) => json!({"error": "template", "message": message}),
    }
}

/// A vector of kind `render_folder`, its expressions evaluated with these options.
pub fn folder(vector: &Json, options: &Options) -> Json {
    let world = MemoryWorld::new();
    let known = SecretSource::Known(super::harness::known_secrets(vector));
    let secrets = Secrets::new(known, &world).expect("random bytes");
    let mut offline = Offline::new(&world, secrets);
    offline.docker_credentials = false;
    let mut context = vector["context"].clone();
    if let Some(registry) = vector["artifactRegistry"].as_object() {
        for (key, value) in registry {
            context["artifacts"]["primary"][key] = value.clone();
        }
    }
    let context = match Value::from_json(&context) {
        Value::Map(map) => Context::from_map((*map).clone()),
        _ => Context::new(),
    };
    let comments = match vector["options"]["redactComments"].as_bool() {
        Some(true) => Comments::Redacted,
        _ => Comments::Resolved,
    };
    let mut resolved = Vec::new();
    for text in super::harness::texts(&vector["values"]) {
        match values_file::resolve(&text, &context, options, &offline, comments) {
            Ok(rendered) => resolved.push(rendered.text),
            Err(ResolveError::Expressions(failure)) => return super::harness::error(&failure),
            Err(ResolveError::Secret(failure)) => return json!({"error": failure.class.name()}),
        }
    }
    let mut maps = Vec::new();
    for text in &resolved {
        match read(text) {
            Ok(map) => maps.push(map),
            Err(message) => return json!({"error": "values", "message": message}),
        }
    }
    let (merged, _) = values::merge(&maps);
    let templates = if vector["templates"].is_object() {
        &vector["templates"]
    } else {
        &vector["files"]
    };
    let mut rendered = serde_json::Map::new();
    let mut stream = String::new();
    for (name, template) in templates.as_object().into_iter().flatten() {
        let template = template.as_str().unwrap_or_default();
        if !files::is_template(name) || files::is_skipped(template.as_bytes()) {
            continue;
        }
        let text = if resolved.is_empty() {
            Ok(template.to_owned())
        } else {
            execute(template, &merged)
        };
        match text {
            Ok(text) => {
                stream.push_str("---\n");
                stream.push_str(&text);
                stream.push('\n');
                rendered.insert(name.clone(), json!(text));
            }
            Err(message) => {
                return json!({"error": "template", "file": name, "message": message});
            }
        }
    }
    let mut got = json!({"renderedValues": resolved, "rendered": rendered, "files": rendered});
    if stream.contains("<no value>") {
        got["warning"] = json!("<no value>");
    }
    if let Ok(mut resources) = read_resources(stream.as_bytes()) {
        resources.sort_by(|a, b| harness_order(&a.id, &b.id));
        let ids: Vec<String> = resources
            .iter()
            .map(|r| format!("{}/{}", r.id.kind, r.id.name))
            .collect();
        got["resources"] = json!(ids);
    }
    got
}
