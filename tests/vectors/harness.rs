//! `harness.json`: expressions, values files and manifests as Harness renders them.

use std::collections::BTreeMap;

use manifest_render::encoding::yaml::Reader;
use manifest_render::harness::expression::{
    Evaluator, Mode, Options, RenderError, Value, render, value,
};
use manifest_render::harness::transform::{self, Color, Instances, Strategy};
use manifest_render::harness::values::Layer;
use manifest_render::harness::{
    Context, Offline, Release, SecretSource, Secrets, comments, files, mask, other_manifests,
    release, values,
};
use manifest_render::registry::Secret;
use manifest_render::value::{List, Map, Value as GoValue};
use manifest_render::world::{MemoryWorld, Timestamp};
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
            "render_values" => render_values(vector),
            "values_merge" => values_merge(vector),
            "redact_comments" => {
                compare(vector, &json!({"text": comments::redact(&text("input"))}))
            }
            "artifact_image" | "docker_secret" => crate::pull_secrets::difference(vector),
            "infra_key" => infra_key(vector),
            "select_files" => select_files(vector),
            "order_values" => order_values(vector),
            "mask_log" => mask_log(vector),
            "transform" => transforming(vector),
            "kustomize_patches" => kustomize(vector),
            "openshift_command" => openshift(vector),
            "go_template" => compare(vector, &crate::harness_folders::template(vector)),
            "render_folder" => compare(
                vector,
                &crate::harness_folders::folder(vector, &options(vector)),
            ),
            "openshift_items" => openshift_items(vector),
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
    report(same, vector, got)
}

fn report(same: bool, vector: &Json, got: &Json) -> Option<String> {
    let want = &vector["expected"];
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
pub fn error(error: &RenderError) -> Json {
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

/// The text of a member.
fn text(json: &Json) -> String {
    json.as_str().expect("a text").to_owned()
}

pub fn texts(json: &Json) -> Vec<String> {
    json.as_array().into_iter().flatten().map(text).collect()
}

/// The moment of `2024-02-28T10:20:30.123Z`.
fn moment(text: &str) -> Timestamp {
    let number = |range: std::ops::Range<usize>| text[range].parse::<i64>().expect("a number");
    let (year, month, day) = (number(0..4), number(5..7), number(8..10));
    // Days of the civil calendar, counted from March.
    let (y, m) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let days = 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719_468;
    let seconds = days * 86_400 + number(11..13) * 3600 + number(14..16) * 60 + number(17..19);
    let millis = if text.len() > 20 { number(20..23) } else { 0 };
    Timestamp {
        seconds,
        nanoseconds: u32::try_from(millis).expect("millis") * 1_000_000,
    }
}

/// The secrets of a vector.
pub fn known_secrets(vector: &Json) -> BTreeMap<String, Secret> {
    let given = vector["secrets"].as_object();
    (given.into_iter().flatten())
        .map(|(id, value)| (id.clone(), Secret::new(text(value))))
        .collect()
}

fn render_values(vector: &Json) -> Option<String> {
    let mut world = MemoryWorld::new();
    if let Some(now) = vector["now"].as_str() {
        world = world.at(moment(now));
    }
    let secrets =
        Secrets::new(SecretSource::Known(known_secrets(vector)), &world).expect("random bytes");
    let mut outside = Offline::new(&world, secrets);
    for (id, contents) in vector["configFiles"].as_object().into_iter().flatten() {
        let numbered = texts(contents).into_iter().enumerate();
        let files = numbered.map(|(n, content)| (format!("/{n}"), content.into_bytes()));
        outside.config_files.insert(id.clone(), files.collect());
    }
    for (path, content) in vector["fileStore"].as_object().into_iter().flatten() {
        outside
            .file_store
            .insert(path.clone(), text(content).into_bytes());
    }
    if vector["release"].is_object() {
        outside.release = Some(Release {
            step: vector["release"]["stepType"].as_str().map(str::to_owned),
            number: vector["release"]["number"].as_u64(),
            color: vector["release"]["color"].as_str().map(str::to_owned),
        });
    }
    let options = options(vector);
    let context = Context::from_map(match Value::from_json(&vector["context"]) {
        Value::Map(map) => (*map).clone(),
        _ => value::Map::new(),
    });
    let evaluator = Evaluator::new(context.root(), &options, &outside);
    let got = match render(&evaluator, &text(&vector["input"]), &[]) {
        Ok(rendered) => match outside.secrets.reveal(rendered) {
            Ok(revealed) => json!({"text": revealed.text}),
            Err(error) => json!({"error": error.class.name(), "message": error.to_string()}),
        },
        Err(failure) => error(&failure),
    };
    compare(vector, &got)
}

/// A document for what JSON says.
fn document(json: &Json) -> GoValue {
    match json {
        Json::Null => GoValue::Nil,
        Json::Bool(b) => GoValue::from(*b),
        Json::Number(n) => match n.as_i64() {
            Some(n) => GoValue::from(n),
            None => GoValue::from(n.as_f64().expect("a number")),
        },
        Json::String(s) => GoValue::from(s.as_str()),
        Json::Array(items) => GoValue::List(items.iter().map(document).collect::<List>()),
        Json::Object(members) => GoValue::Map(
            members
                .iter()
                .map(|(k, v)| (k.as_str(), document(v)))
                .collect::<Map>(),
        ),
    }
}

/// JSON for what a document says.
fn plain(value: &GoValue) -> Json {
    match value {
        GoValue::Bool(b) => json!(b),
        GoValue::Int(_, n) => json!(n),
        GoValue::Uint(_, n) => json!(n),
        GoValue::Float(f) if f.fract() == 0.0 => json!(*f as i64),
        GoValue::Float(f) => json!(f),
        GoValue::Str(s) => json!(s.to_string_lossy()),
        GoValue::List(list) => list.iter().map(plain).collect(),
        GoValue::Map(map) => {
            let entries = map.snapshot();
            let pairs = entries
                .iter()
                .map(|e| (e.key.to_string_lossy().into_owned(), plain(&e.value)));
            Json::Object(pairs.collect())
        }
        _ => Json::Null,
    }
}

fn values_merge(vector: &Json) -> Option<String> {
    let read = |text: String| {
        let map = Reader::new().map(text.as_bytes(), "Values").expect("YAML");
        map.unwrap_or_default()
    };
    let files: Vec<Map> = texts(&vector["values"]).into_iter().map(read).collect();
    let (merged, conflicts) = values::merge(&files);
    let got = json!({"merged": plain(&GoValue::Map(merged)), "warnings": conflicts.len()});
    compare(vector, &got)
}

fn infra_key(vector: &Json) -> Option<String> {
    let input = &vector["input"];
    let mut parts = vec![
        input["serviceIdentifier"].as_str(),
        input["environmentIdentifier"].as_str(),
    ];
    parts.extend(
        input["params"]
            .as_array()
            .into_iter()
            .flatten()
            .map(Json::as_str),
    );
    let (key, short) = release::infra_key(&parts);
    compare(
        vector,
        &json!({"INFRA_KEY": key, "INFRA_KEY_SHORT_ID": short}),
    )
}

fn select_files(vector: &Json) -> Option<String> {
    let files: Vec<(String, String)> = match &vector["files"] {
        Json::Array(names) => names.iter().map(|n| (text(n), String::new())).collect(),
        contents => (contents.as_object().into_iter().flatten())
            .map(|(name, content)| (name.clone(), text(content)))
            .collect(),
    };
    let mut selected: Vec<String> = files
        .into_iter()
        .filter(|(name, content)| {
            files::is_template(name) && !files::is_skipped(content.as_bytes())
        })
        .map(|(name, _)| name)
        .collect();
    selected.sort();
    let mut want = texts(&vector["expected"]["templates"]);
    want.sort();
    report(selected == want, vector, &json!(selected))
}

fn order_values(vector: &Json) -> Option<String> {
    let mut layered = Vec::new();
    for (layer, names) in vector["sources"].as_object().into_iter().flatten() {
        let layer = Layer::named(layer).unwrap_or_else(|| panic!("unknown layer {layer}"));
        layered.extend(texts(names).into_iter().map(|name| (layer, name)));
    }
    let ordered = values::order(layered);
    let got = if vector["manifestType"] == "OpenshiftTemplate" {
        let (_, reversed) = other_manifests::openshift_command("t.yaml", ordered);
        json!({"fileOptionOrder": reversed})
    } else {
        json!({"lowestToHighest": ordered})
    };
    compare(vector, &got)
}

fn mask_log(vector: &Json) -> Option<String> {
    let secrets: Vec<Secret> = texts(&vector["secrets"])
        .into_iter()
        .map(Secret::new)
        .collect();
    let masked = mask::mask_log(&text(&vector["message"]), &secrets);
    compare(vector, &json!({"text": masked}))
}

fn kustomize(vector: &Json) -> Option<String> {
    let options = options(vector);
    let context = Value::from_json(&vector["context"]);
    let empty = value::Map::new();
    let context = context.map().map_or(&empty, |m| m);
    let evaluator = Evaluator::new(context, &options, &Placeholders);
    let mut patches = Vec::new();
    for patch in texts(&vector["patches"]) {
        match render(&evaluator, &patch, &[]) {
            Ok(rendered) => patches.push(rendered.text),
            Err(failure) => return compare(vector, &error(&failure)),
        }
    }
    let existing = texts(&vector["kustomization"]["patchesStrategicMerge"]);
    let listed = other_manifests::kustomize_patches(&existing, patches.len(), "XXXX");
    let got = json!({
        "kustomizationChanged": listed.is_some(),
        "patchesStrategicMerge": listed,
        "patchFiles": patches,
    });
    compare(vector, &got)
}

fn openshift(vector: &Json) -> Option<String> {
    let (command, params) =
        other_manifests::openshift_command(&text(&vector["template"]), texts(&vector["params"]));
    let mut got = json!({"command": command});
    for (n, param) in params.into_iter().enumerate() {
        got[format!("params-{n}")] = json!(param);
    }
    compare(vector, &got)
}

fn openshift_items(vector: &Json) -> Option<String> {
    let processed = Reader::new().map(text(&vector["processed"]).as_bytes(), "List");
    let processed = processed.expect("YAML").unwrap_or_default();
    match other_manifests::openshift_items(&processed) {
        Ok(items) => {
            let items: Vec<Json> = items.iter().map(plain).collect();
            compare(vector, &json!({"documents": items, "items": items}))
        }
        Err(error) => {
            let same = vector["expected"]["error"] == error;
            report(same, vector, &json!({"error": error}))
        }
    }
}

fn transforming(vector: &Json) -> Option<String> {
    let mut resources: Vec<Map> = vector["resources"]
        .as_array()
        .expect("resources")
        .iter()
        .map(|r| document(r).as_map().expect("a map").clone())
        .collect();
    let names = |resources: &[Map]| -> Vec<(String, String)> {
        let member = |r: &Map| (transform::resource::kind(r), transform::resource::name(r));
        resources.iter().map(member).collect()
    };
    let before = names(&resources);
    let given = &vector["options"];
    let options = transform::Options {
        strategy: match given["strategy"].as_str() {
            Some("canary") => Strategy::Canary(match given["instances"]["percentage"].as_f64() {
                Some(percentage) => Instances::Percentage(percentage),
                None => Instances::Count(given["instances"]["count"].as_u64().unwrap_or(1)),
            }),
            Some("blueGreen") => Strategy::BlueGreen {
                primary: given["primaryColorInCluster"]
                    .as_str()
                    .and_then(Color::named),
            },
            _ => Strategy::Rolling {
                in_canary_workflow: given["inCanaryWorkflow"].as_bool().unwrap_or(false),
            },
        },
        release_name: given["releaseName"].as_str().unwrap_or_default().to_owned(),
        release_number: given["releaseNumber"].as_u64().unwrap_or(1),
        declarative_rollback: given["declarativeRollback"].as_bool().unwrap_or(false),
        skip_versioning: given["skipResourceVersioning"].as_bool().unwrap_or(false),
        replicas_in_cluster: given["replicasInCluster"].as_u64(),
        autoscalers: false,
    };
    let expected = &vector["expected"];
    if let Err(error) = transform::apply(&mut resources, &options) {
        let same = expected["error"].as_str() == Some(error.short());
        return report(same, vector, &json!({"error": error.to_string()}));
    }
    if expected["error"].is_string() {
        return report(false, vector, &json!("no error"));
    }
    let after = names(&resources);
    for (key, want) in expected["paths"].as_object().into_iter().flatten() {
        let (what, path) = key.split_once('|').expect("a path");
        let got = if what == "count" {
            json!(after.iter().filter(|(kind, _)| kind == path).count())
        } else {
            let (kind, name) = what.split_once('/').unwrap_or((what, ""));
            let fits = |(k, n): &(String, String)| k == kind && (name.is_empty() || n == name);
            let at = before
                .iter()
                .position(fits)
                .or_else(|| after.iter().position(fits));
            let resource = resources[at.unwrap_or_else(|| panic!("no {what}"))].clone();
            let root = plain(&GoValue::Map(resource));
            let mut value = &root;
            for part in path.split('.') {
                let (name, indexes) = part.split_at(part.find('[').unwrap_or(part.len()));
                value = &value[name];
                for index in indexes.split(['[', ']']).filter(|i| !i.is_empty()) {
                    value = &value[index.parse::<usize>().expect("an index")];
                }
            }
            value.clone()
        };
        if got != *want {
            return Some(format!(
                "{key}\nwant: {want}\ngot:  {got}\n{}",
                vector["options"]
            ));
        }
    }
    None
}
