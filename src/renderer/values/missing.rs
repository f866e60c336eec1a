//! What a template looked for in vain.

use crate::diagnostic::nearest;
use crate::value::{Map, Value};

/// The first name on the way to a value that is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingValue {
    /// The path up to the missing name, that included: `.Values.image.tga`.
    pub path: String,
    /// A name that is there and looks like it.
    pub similar: Option<String>,
}

/// The first of the paths in an action that leads nowhere: `.Values.image.tga`.
///
/// The action is read as text: a path inside quotes may be taken for one, which is as good a
/// guess as any.
pub fn first_missing(action: &str, data: &Value) -> Option<MissingValue> {
    let mut rest = action;
    while let Some(at) = rest.find(".Values.") {
        let path = &rest[at..];
        let name = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
        let end = path.find(|c| !name(c)).unwrap_or(path.len());
        if let Some(missing) = follow(&path[..end], data) {
            return Some(missing);
        }
        rest = &path[end..];
    }
    None
}

fn follow(path: &str, data: &Value) -> Option<MissingValue> {
    let mut value = data.clone();
    let mut walked = String::new();
    for name in path.split('.').skip(1) {
        walked.push('.');
        walked.push_str(name);
        let Value::Map(map) = &value else { return None };
        match map.get(name) {
            Some(next) if !next.is_nil() => value = next,
            Some(_) => {
                return Some(MissingValue {
                    path: walked,
                    similar: None,
                });
            }
            None => {
                return Some(MissingValue {
                    similar: similar(name, map),
                    path: walked,
                });
            }
        }
    }
    None
}

fn similar(name: &str, map: &Map) -> Option<String> {
    let entries = map.borrow();
    let known: Vec<_> = entries
        .iter()
        .map(|entry| entry.key.to_string_lossy())
        .collect();
    nearest(name, known.iter().map(|key| &**key)).map(str::to_string)
}
