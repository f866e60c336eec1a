//! Values that Kubernetes takes as text only, and are none.
//!
//! `harness.io/skip-versioning: true` is a boolean to YAML. Harness reads it, and the API server
//! refuses the resource.

use crate::value::{Map, Value};

/// A value that should be text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotText {
    /// The path of the map it stands in, as `metadata.annotations`.
    pub path: &'static str,
    /// Its key.
    pub key: String,
    /// What it is: `boolean`, `number`, `map` or `list`.
    pub kind: &'static str,
}

/// Where annotations and labels are.
const METADATA: [(&str, &[&str]); 6] = [
    ("metadata.annotations", &["metadata", "annotations"]),
    ("metadata.labels", &["metadata", "labels"]),
    (
        "spec.template.metadata.annotations",
        &["spec", "template", "metadata", "annotations"],
    ),
    (
        "spec.template.metadata.labels",
        &["spec", "template", "metadata", "labels"],
    ),
    (
        "spec.selector.matchLabels",
        &["spec", "selector", "matchLabels"],
    ),
    (
        "spec.jobTemplate.spec.template.metadata.annotations",
        &[
            "spec",
            "jobTemplate",
            "spec",
            "template",
            "metadata",
            "annotations",
        ],
    ),
];

/// The annotations and labels of a resource that are not text.
///
/// ```
/// use manifest_render::manifest::not_text;
/// use manifest_render::value::{Map, Value};
///
/// let annotations = Map::from_iter([("harness.io/skip-versioning", Value::Bool(true))]);
/// let metadata = Map::from_iter([("annotations", Value::from(annotations))]);
/// let secret = Map::from_iter([("metadata", Value::from(metadata))]);
/// assert_eq!(not_text(&secret)[0].kind, "boolean");
/// ```
pub fn not_text(resource: &Map) -> Vec<NotText> {
    let mut found = Vec::new();
    for (path, names) in METADATA {
        let Some(map) = map_at(resource, names) else {
            continue;
        };
        for entry in map.borrow().iter() {
            if let Some(kind) = kind(&entry.value) {
                found.push(NotText {
                    path,
                    key: entry.key.to_string_lossy().into_owned(),
                    kind,
                });
            }
        }
    }
    found
}

fn map_at(map: &Map, names: &[&str]) -> Option<Map> {
    let (first, rest) = names.split_first()?;
    let inner = map.get(first)?.as_map()?.clone();
    match rest {
        [] => Some(inner),
        rest => map_at(&inner, rest),
    }
}

/// What a value is that is not text; null counts as no value.
fn kind(value: &Value) -> Option<&'static str> {
    Some(match value {
        Value::Bool(_) => "boolean",
        Value::Int(..) | Value::Uint(..) | Value::Float(_) => "number",
        Value::Map(_) => "map",
        Value::List(_) => "list",
        _ => return None,
    })
}
