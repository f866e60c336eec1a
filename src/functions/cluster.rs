//! What only a cluster or a network could tell: `lookup`, `getHostByName`.
//!
//! Both give nothing, as `helm template` does, unless the caller puts [`Objects`] or
//! [`EnableDns`] into the environment of the rendering.

use super::{Entry, Family, Profiles};
use crate::function;
use crate::gotemplate::call::Call;
use crate::value::{Map, Str, Value};

/// Functions about a cluster.
pub static TABLE: &[Entry] = &[
    Entry::new(
        function!("getHostByName", get_host_by_name),
        Family::Cluster,
        "(host string) string",
    )
    .help(
        "An address of a host; empty unless names may be resolved.",
        r#"{{ getHostByName "example.com" }}"#,
    )
    .impure(),
    Entry::new(
        function!("lookup", lookup),
        Family::Cluster,
        "(apiVersion, kind, namespace, name string) map[string]any",
    )
    .help(
        "An object of the cluster, or all of a kind; empty unless objects are given.",
        r#"{{ lookup "v1" "Secret" "default" "token" }}"#,
    )
    .profiles(Profiles::Helm)
    .impure(),
];

/// The objects that `lookup` finds.
#[derive(Clone, Debug, Default)]
pub struct Objects(Vec<Map>);

impl Objects {
    /// These objects; a list such as `kubectl get -o yaml` prints stands for its items.
    pub fn new(documents: impl IntoIterator<Item = Value>) -> Self {
        let mut objects = Vec::new();
        for document in documents {
            let Value::Map(map) = document else { continue };
            match (map.get("items"), text(&map, "kind")) {
                (Some(Value::List(items)), Some(kind)) if kind.as_bytes().ends_with(b"List") => {
                    for item in items.iter().filter_map(Value::as_map) {
                        name_kind(item, &map, &kind);
                        objects.push(item.clone());
                    }
                }
                _ => objects.push(map),
            }
        }
        Objects(objects)
    }

    fn of_kind(
        &self,
        api_version: &Str,
        kind: &Str,
        namespace: &Str,
    ) -> impl Iterator<Item = &Map> {
        self.0.iter().filter(move |object| {
            let metadata = metadata(object, "namespace");
            text(object, "apiVersion").as_ref() == Some(api_version)
                && text(object, "kind").as_ref() == Some(kind)
                && (namespace.is_empty() || metadata.as_ref() == Some(namespace))
        })
    }
}

/// Items of a list of one kind, such as `SecretList`, need not say again what they are.
fn name_kind(item: &Map, list: &Map, list_kind: &Str) {
    let kind = list_kind.slice(0..list_kind.len().saturating_sub(b"List".len()));
    if kind.is_empty() || text(item, "kind").is_some() {
        return;
    }
    item.insert("kind", Value::Str(kind));
    if let Some(version) = text(list, "apiVersion") {
        item.insert("apiVersion", Value::Str(version));
    }
}

fn text(object: &Map, key: &str) -> Option<Str> {
    match object.get(key) {
        Some(Value::Str(text)) => Some(text),
        _ => None,
    }
}

fn metadata(object: &Map, key: &str) -> Option<Str> {
    match object.get("metadata") {
        Some(Value::Map(metadata)) => text(&metadata, key),
        _ => None,
    }
}

fn lookup(call: &mut Call<'_>, api_version: &Str, kind: &Str, namespace: &Str, name: &Str) -> Map {
    let Some(objects) = call.extension::<Objects>() else {
        return Map::new();
    };
    let mut found = objects.of_kind(api_version, kind, namespace);
    if !name.is_empty() {
        let found = found.find(|object| metadata(object, "name").as_ref() == Some(name));
        return found.cloned().unwrap_or_default();
    }
    let items: Vec<Value> = found.map(|object| Value::Map(object.clone())).collect();
    [
        ("apiVersion", Value::Str(api_version.clone())),
        ("items", Value::List(items.into_iter().collect())),
        ("kind", Value::from(format!("{kind}List"))),
    ]
    .into_iter()
    .collect()
}

/// Lets `getHostByName` resolve names.
#[derive(Clone, Copy, Debug)]
pub struct EnableDns;

fn get_host_by_name(call: &mut Call<'_>, host: &Str) -> Str {
    if call.extension::<EnableDns>().is_none() {
        return Str::EMPTY;
    }
    // Helm takes any of the addresses; the smallest is the same every time.
    let addresses = call
        .world()
        .resolve(&host.to_string_lossy())
        .unwrap_or_default();
    addresses
        .iter()
        .min()
        .map(|address| Str::from(address.to_string()))
        .unwrap_or_default()
}
