//! The order of values files, how they merge, and what they must be.

use crate::value::{Entry, Map, Mark, Value};

/// Where a values file comes from, lowest priority first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// `values.yaml` in the manifest folder.
    ManifestFolder,
    /// The manifest's own `valuesPaths`.
    ValuesPaths,
    /// Values added to the service.
    Service,
    /// The environment's override for all services.
    Environment,
    /// The environment's override for this service.
    EnvironmentService,
    /// The infrastructure's override for all services.
    Infrastructure,
    /// The infrastructure's override for this service.
    InfrastructureService,
    /// Overrides of the step.
    Step,
}

impl Layer {
    /// The layer by the name it has in Harness's own lists, as `environmentGlobal`.
    pub fn named(name: &str) -> Option<Layer> {
        Some(match name {
            "manifest" | "manifestFolder" => Layer::ManifestFolder,
            "valuesPaths" => Layer::ValuesPaths,
            "service" => Layer::Service,
            "environmentGlobal" => Layer::Environment,
            "environmentService" => Layer::EnvironmentService,
            "infrastructureGlobal" => Layer::Infrastructure,
            "infrastructureService" => Layer::InfrastructureService,
            "step" => Layer::Step,
            _ => return None,
        })
    }
}

/// Values files from the lowest to the highest priority; within a layer the given order holds.
pub fn order<T>(mut files: Vec<(Layer, T)>) -> Vec<T> {
    files.sort_by_key(|(layer, _)| *layer);
    files.into_iter().map(|(_, file)| file).collect()
}

/// Two values of one key where one is a map and the other is not, so that they cannot merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The path of the key.
    pub path: Vec<String>,
    /// Where the value that lost came from.
    pub lost: Mark,
    /// Where the value that holds came from.
    pub kept: Mark,
    /// Whether the value that holds is the map.
    pub map_kept: bool,
}

/// How deep maps merge; what lies deeper is replaced.
const MAX_DEPTH: usize = 1000;

/// Merges values files as Harness's renderer does, from the lowest to the highest priority: maps
/// merge, everything else is replaced, and `null` is a value like any other (Helm would delete
/// the key).
pub fn merge(files: &[Map]) -> (Map, Vec<Conflict>) {
    let mut conflicts = Vec::new();
    let mut merged = Map::new();
    for file in files {
        merged = merge_two(&merged, file, &mut Vec::new(), &mut conflicts);
    }
    (merged, conflicts)
}

fn merge_two(
    below: &Map,
    above: &Map,
    path: &mut Vec<String>,
    conflicts: &mut Vec<Conflict>,
) -> Map {
    let mut entries = above.snapshot();
    for old in below.snapshot() {
        let Some(new) = entries.iter_mut().find(|e| e.key == old.key) else {
            entries.push(old);
            continue;
        };
        path.push(old.key.to_string_lossy().into_owned());
        match (&old.value, &new.value) {
            (Value::Map(below), Value::Map(above)) if path.len() < MAX_DEPTH => {
                new.value = Value::Map(merge_two(below, above, path, conflicts));
            }
            (Value::Map(_), Value::Map(_)) => {}
            (Value::Map(_), _) | (_, Value::Map(_)) => conflicts.push(Conflict {
                path: path.clone(),
                lost: old.mark,
                kept: new.mark,
                map_kept: matches!(new.value, Value::Map(_)),
            }),
            _ => {}
        }
        path.pop();
    }
    entries.sort_by(|a: &Entry, b: &Entry| a.key.cmp(&b.key));
    Map::of(&crate::value::DICT, entries)
}
