//! What a document says about itself, and changes at a path in it.

use crate::value::{Map, Value};

/// Annotation: the resource is applied as it is, and not managed.
pub const DIRECT_APPLY: &str = "harness.io/direct-apply";
/// Annotation: the ConfigMap or Secret keeps its name.
pub const SKIP_VERSIONING: &str = "harness.io/skip-versioning";
/// Annotation: the service that serves.
pub const PRIMARY_SERVICE: &str = "harness.io/primary-service";
/// Annotation: the service for the stage.
pub const STAGE_SERVICE: &str = "harness.io/stage-service";
/// Annotation: a workload of a kind that Harness does not know.
pub const MANAGED_WORKLOAD: &str = "harness.io/managed-workload";
/// Label: the release.
pub const RELEASE_NAME: &str = "harness.io/release-name";
/// Label: `canary` or `stable`.
pub const TRACK: &str = "harness.io/track";
/// Label: `blue` or `green`.
pub const COLOR: &str = "harness.io/color";

/// The text of a scalar, as an annotation is compared: `true` is the text `true`.
pub fn text(value: &Value) -> Option<String> {
    Some(match value {
        Value::Str(text) => text.to_string_lossy().into_owned(),
        Value::Bool(b) => b.to_string(),
        Value::Int(_, i) => i.to_string(),
        Value::Uint(_, u) => u.to_string(),
        Value::Float(f) => f.to_string(),
        _ => return None,
    })
}

/// The map at a path.
pub fn map_at(map: &Map, path: &[&str]) -> Option<Map> {
    let mut map = map.clone();
    for key in path {
        map = map.get(key)?.as_map()?.clone();
    }
    Some(map)
}

/// The value at a path.
pub fn value_at(map: &Map, path: &[&str]) -> Option<Value> {
    let (last, path) = path.split_last()?;
    map_at(map, path)?.get(last)
}

/// The map at a path, made where it is missing.
pub fn map_made_at(map: &Map, path: &[&str]) -> Map {
    let mut map = map.clone();
    for key in path {
        let found = map.get(key).and_then(|v| v.as_map().cloned());
        map = found.unwrap_or_else(|| {
            let made = Map::new();
            map.insert(*key, Value::Map(made.clone()));
            made
        });
    }
    map
}

/// The maps in the list at a path.
pub fn maps_in(map: &Map, path: &[&str]) -> Vec<Map> {
    match value_at(map, path) {
        Some(Value::List(list)) => list.iter().filter_map(|v| v.as_map().cloned()).collect(),
        _ => Vec::new(),
    }
}

/// The text at a path.
pub fn text_at(map: &Map, path: &[&str]) -> Option<String> {
    text(&value_at(map, path)?)
}

/// The kind of a resource.
pub fn kind(resource: &Map) -> String {
    text_at(resource, &["kind"]).unwrap_or_default()
}

/// The name of a resource.
pub fn name(resource: &Map) -> String {
    text_at(resource, &["metadata", "name"]).unwrap_or_default()
}

/// The namespace of a resource; empty where it has none.
pub fn namespace(resource: &Map) -> String {
    text_at(resource, &["metadata", "namespace"]).unwrap_or_default()
}

/// Whether an annotation says yes.
pub fn says(resource: &Map, annotation: &str) -> bool {
    text_at(resource, &["metadata", "annotations", annotation])
        .is_some_and(|v| v.eq_ignore_ascii_case("true"))
}

/// Gives a resource another name.
pub fn rename(resource: &Map, name: &str) {
    map_made_at(resource, &["metadata"]).insert("name", Value::from(name));
}

/// Whether Harness manages a workload: it labels its pods and waits for them.
pub fn is_managed(resource: &Map) -> bool {
    let known = matches!(
        kind(resource).as_str(),
        "Deployment" | "StatefulSet" | "DaemonSet" | "DeploymentConfig"
    );
    known && !says(resource, DIRECT_APPLY)
}

/// Whether this is a workload of a kind of its own that is marked as managed.
pub fn is_custom_workload(resource: &Map) -> bool {
    says(resource, MANAGED_WORKLOAD)
        && !says(resource, DIRECT_APPLY)
        && !matches!(
            kind(resource).as_str(),
            "Deployment" | "StatefulSet" | "DaemonSet" | "DeploymentConfig" | "Job"
        )
}

/// A copy that shares nothing with the resource. Depth is bounded by what the reader accepts;
/// what lies deeper than this stays shared.
pub fn copied(value: &Value, depth: usize) -> Value {
    let Some(depth) = depth.checked_sub(1) else {
        return value.clone();
    };
    match value {
        Value::Map(map) => {
            let mut entries = map.snapshot();
            for entry in &mut entries {
                entry.value = copied(&entry.value, depth);
            }
            Value::Map(Map::of(map.ty(), entries))
        }
        Value::List(list) => {
            let items = list.iter().map(|item| copied(item, depth)).collect();
            Value::List(crate::value::List::of(list.ty(), items))
        }
        other => other.clone(),
    }
}
