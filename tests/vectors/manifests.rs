//! Manifests: the kinds of `harness.json` that speak of them, and from `charts.jsonl` how Helm
//! sorts what its templates wrote.

use manifest_render::chart::Warnings;
use manifest_render::manifest::{
    Previous, ResourceId, Shown, deletion_order, harness_order, lines_of, prune, read_resources,
    redact, sort_manifests, split_documents,
};
use manifest_render::value::{Map, Str, Value};
use serde_json::{Value as Json, json};

use crate::support::{Tally, differs, lines};

#[test]
fn manifests() {
    let mut tally = Tally::new("manifests");
    for vector in lines("charts.jsonl").unwrap_or_default() {
        let text = |key: &str| vector[key].as_str().unwrap_or_default();
        let (files, template) = (
            &vector["results"]["render"]["want"],
            &vector["results"]["template"],
        );
        let Some(files) = files.as_object().filter(|_| !template.is_null()) else {
            continue;
        };
        let is_notes = |path: &str| path.ends_with("NOTES.txt");
        let files = (files.iter().filter(|(path, _)| !is_notes(path)))
            .map(|(path, text)| (path.as_str(), Str::from(text.as_str().unwrap_or_default())));
        let got = match sort_manifests(files, &mut Warnings::new()) {
            Ok(sorted) => String::from_utf8_lossy(&sorted.stream()).into_owned(),
            Err(error) => error.to_string(),
        };
        let want = &template["want"]["manifest"];
        let want = want
            .as_str()
            .or(template["error"].as_str())
            .unwrap_or_default();
        // A chart can be refused before its manifests are sorted.
        let of_manifests = template["error"].is_null() || want.starts_with("YAML parse error");
        if of_manifests {
            tally.count(
                text("topic"),
                text("name"),
                differs(text("name"), want, &got),
            );
        }
    }
    tally.finish();
}

/// The difference in a vector of `harness.json` that speaks of manifests.
pub fn difference(vector: &Json) -> Option<Option<String>> {
    let input = &vector["input"];
    let text = input.as_str().unwrap_or_default();
    let got = match vector["kind"].as_str()? {
        "split_documents" => {
            let documents = split_documents(text.as_bytes()).into_iter();
            let texts: Vec<_> = documents
                .map(|range| {
                    let document = &text.as_bytes()[range];
                    String::from_utf8_lossy(&lines_of(document)).into_owned()
                })
                .collect();
            json!({ "documents": texts })
        }
        "read_resources" => match read_resources(text.as_bytes()) {
            Ok(resources) => {
                json!({"resources": names(resources.iter().map(|resource| &resource.id))})
            }
            Err(error) => json!({"error": error.to_string()}),
        },
        "order_resources" => {
            let mut resources = ids(input);
            resources.sort_by(harness_order);
            json!({"order": names(&resources)})
        }
        "prune_order" => {
            let mut resources = ids(input);
            deletion_order(&mut resources);
            json!({"order": names(&resources)})
        }
        "default_namespace" => {
            let namespace = vector["infraNamespace"].as_str().unwrap_or_default();
            let resources = ids(&vector["resources"]);
            let full: Vec<_> = resources
                .iter()
                .map(|id| id.in_namespace(namespace))
                .collect();
            // Identity is all that a namespace is for: no text is even at hand to change.
            json!({"resourceIds": full, "textChanged": false})
        }
        "redact_for_logs" => {
            let shown = match vector["target"].as_str() {
                Some("dryRunOutput") => Shown::DryRun,
                _ => Shown::Log,
            };
            let Value::Map(resource) = value(&vector["resource"]) else {
                return None;
            };
            let shown = redact(&resource, shown);
            let fields = ["data", "stringData"].into_iter();
            let fields = fields.filter_map(|field| Some((field.to_owned(), shown.get(field)?)));
            Json::Object(
                fields
                    .map(|(field, value)| (field, to_json(&value)))
                    .collect(),
            )
        }
        "prune" => {
            let all = |key: &str| vector[key].as_array().cloned().unwrap_or_default();
            let previous: Vec<_> = all("previous").iter().map(previous).collect();
            let current: Vec<_> = all("current").iter().map(previous_id).collect();
            let gone = prune(&previous, &current);
            json!({"prune": gone.iter().map(|id| id.in_namespace("")).collect::<Vec<_>>()})
        }
        _ => return None,
    };
    let want = &vector["expected"];
    Some(differs(
        &vector.to_string(),
        &want.to_string(),
        &got.to_string(),
    ))
}

/// Resources as the vectors name them: `Kind/name` or `Kind/name@namespace`.
fn ids(list: &Json) -> Vec<ResourceId> {
    let one = |id: &Json| {
        let (kind, name) = id.as_str()?.split_once('/')?;
        let (name, namespace) = name.split_once('@').unwrap_or((name, ""));
        Some(ResourceId {
            kind: kind.into(),
            name: name.into(),
            namespace: namespace.into(),
            ..ResourceId::default()
        })
    };
    list.as_array()
        .into_iter()
        .flatten()
        .filter_map(one)
        .collect()
}

fn names<'a>(ids: impl IntoIterator<Item = &'a ResourceId>) -> Vec<String> {
    ids.into_iter().map(ResourceId::to_string).collect()
}

/// `namespace/Kind/name`, or an object with it as `id`.
fn previous_id(entry: &Json) -> ResourceId {
    let text = entry.as_str().or(entry["id"].as_str()).unwrap_or_default();
    let mut parts = text.splitn(3, '/').map(str::to_owned);
    let mut part = || parts.next().unwrap_or_default();
    ResourceId {
        namespace: part(),
        kind: part(),
        name: part(),
        ..ResourceId::default()
    }
}

fn previous(entry: &Json) -> Previous {
    let annotation = &entry["annotations"]["harness.io/skipPruning"];
    let annotated = *annotation == true
        || annotation
            .as_str()
            .is_some_and(|value| value.eq_ignore_ascii_case("true"));
    Previous {
        id: previous_id(entry),
        kept: annotated || entry["versioned"] == true || entry["skipPruning"] == true,
    }
}

fn value(json: &Json) -> Value {
    match json {
        Json::String(text) => Value::from(text.as_str()),
        Json::Object(entries) => {
            let entries = entries
                .iter()
                .map(|(key, json)| (key.as_str(), value(json)));
            entries.collect::<Map>().into()
        }
        _ => Value::Nil,
    }
}

fn to_json(value: &Value) -> Json {
    match value {
        Value::Str(text) => Json::from(text.to_string()),
        Value::Map(map) => {
            let entries = map.snapshot().into_iter();
            Json::Object(
                entries
                    .map(|e| (e.key.to_string(), to_json(&e.value)))
                    .collect(),
            )
        }
        _ => Json::Null,
    }
}
