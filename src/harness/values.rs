//! How values files merge in Harness's renderer.

use crate::value::{Entry, Map, Mark, Origins, Value};

/// A map in one file and something else, or null, in another, at the same place: the later one won.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The path, with dots between its keys.
    pub path: String,
    /// Where the earlier value stands.
    pub earlier: Mark,
    /// Where the later one stands.
    pub later: Mark,
}

/// Puts the values of a later file over those of earlier ones, as go-template 0.4.8 does: maps
/// merge, lists, scalars and null replace. `origins` learns what took the place of what.
///
/// ```
/// use manifest_render::harness::values::merge;
/// use manifest_render::value::{Map, Origins, Value};
///
/// let values = Map::from_iter([("replicas", Value::from(1))]);
/// let later = Map::from_iter([("replicas", Value::from(2)), ("name", "web".into())]);
/// let conflicts = merge(&values, &later, &mut Origins::new());
/// assert!(conflicts.is_empty());
/// assert_eq!(values.len(), 2);
/// ```
pub fn merge(values: &Map, later: &Map, origins: &mut Origins) -> Vec<Conflict> {
    let mut conflicts = Vec::new();
    // Values files can be nested deeper than a stack is high.
    let mut open = vec![(values.clone(), later.clone(), String::new())];
    while let Some((values, later, path)) = open.pop() {
        for Entry { key, value, mark } in later.snapshot() {
            let name = key.to_string_lossy();
            let path = if path.is_empty() {
                name.into_owned()
            } else {
                format!("{path}.{name}")
            };
            let Some((old, earlier)) = values.get_marked(&key) else {
                values.insert_marked(key, value, mark);
                continue;
            };
            if let (Value::Map(old), Value::Map(new)) = (&old, &value) {
                open.push((old.clone(), new.clone(), path));
                continue;
            }
            if matches!(old, Value::Map(_)) != matches!(value, Value::Map(_)) {
                conflicts.push(Conflict {
                    path,
                    earlier,
                    later: mark,
                });
            }
            origins.shadow(mark, earlier);
            values.insert_marked(key, value, mark);
        }
    }
    conflicts
}
