//! What Harness would know about a deployment: the answers to expressions, and where each stands.
//!
//! A context is a YAML map. Files merge, later ones win; single leaves can be set on top. Scalars
//! are taken as they are written: `tag: 1.10` is the text `1.10`, not a number, because that is
//! what people mean who write a context by hand.

use std::rc::Rc;

use super::expression::Value;
use super::expression::value::{List, Map};
use crate::encoding::yaml::{self, FileMarks, Numbers, Reader};
use crate::source::{SourceId, Sources};
use crate::value::{self, Mark, Origin, Origins};

/// How deep a context may be nested.
const MAX_DEPTH: usize = 100;

/// The roots that expressions start from.
///
/// ```
/// use manifest_render::harness::Context;
/// use manifest_render::harness::expression::{Evaluator, Nothing, Options, render};
/// use manifest_render::source::Sources;
/// use manifest_render::value::Origins;
///
/// let mut sources = Sources::new();
/// let file = sources.add("context.yaml", b"artifact: {tag: 1.10}\n".as_slice());
/// let mut context = Context::new();
/// context.read(file, &sources, &mut Origins::new()).unwrap();
///
/// let options = Options::default();
/// let roots = context.into_roots();
/// let evaluator = Evaluator::new(&roots, &options, &Nothing);
/// assert_eq!(render(&evaluator, "<+artifact.tag>", &[]).unwrap().text, "1.10");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Context {
    roots: Map,
}

/// Why a context cannot be used.
#[derive(Debug)]
pub enum ContextError {
    /// It is not YAML.
    Yaml(yaml::Error),
    /// It is not a map, but this kind of value.
    NotMap(&'static str),
    /// It is nested deeper than anything real.
    TooDeep,
    /// A leaf cannot be set, since there is this kind of value on the way at this path.
    NoPlace {
        /// The path up to the value that is in the way.
        path: String,
        /// What is there.
        kind: &'static str,
    },
}

impl Context {
    /// A context that knows nothing.
    pub fn new() -> Self {
        Context::default()
    }

    /// Takes in a file, whose values win over those that are there.
    ///
    /// # Errors
    ///
    /// When it is not a YAML map. An empty file changes nothing.
    pub fn read(
        &mut self,
        file: SourceId,
        sources: &Sources,
        origins: &mut Origins,
    ) -> Result<(), ContextError> {
        let text = sources.get(file).map_or(&[][..], |source| source.bytes());
        let marks = FileMarks {
            origins,
            source: file,
            secret: false,
        };
        let read = Reader::new()
            .numbers(Numbers::Typed)
            .marker(marks)
            .value(text);
        match read.map_err(ContextError::Yaml)? {
            value::Value::Map(map) => {
                let written = Written { sources, origins };
                let over = written.map(&map, MAX_DEPTH).ok_or(ContextError::TooDeep)?;
                merge(&mut self.roots, &over);
                Ok(())
            }
            value::Value::Missing | value::Value::Nil => Ok(()),
            value::Value::List(_) => Err(ContextError::NotMap("a list")),
            value::Value::Str(_) => Err(ContextError::NotMap("a text")),
            _ => Err(ContextError::NotMap("a single value")),
        }
    }

    /// Sets one leaf to a text: `stage.variables.name`. Maps on the way are made.
    ///
    /// # Errors
    ///
    /// When there is a list or a single value on the way.
    pub fn set(&mut self, path: &str, value: &str, mark: Mark) -> Result<(), ContextError> {
        let names: Vec<&str> = path.split('.').collect();
        if names.len() > MAX_DEPTH {
            return Err(ContextError::TooDeep);
        }
        let roots = set(&self.roots, &names, 0, value, mark)?;
        self.roots = roots;
        Ok(())
    }

    /// The roots, with artifacts marked as such: their missing fields are asked for outside.
    pub fn into_roots(mut self) -> Map {
        self.mark_artifact("artifact");
        if let Some(Value::Map(artifacts)) = self.roots.get("artifacts").cloned() {
            let mut marked = Map::new();
            for entry in artifacts.entries() {
                let name = entry.key.text().map_or("", |name| name);
                let value = match (&entry.value, name) {
                    (Value::Map(sidecars), "sidecars") => each_artifact(sidecars).into(),
                    (value, _) => as_artifact(value),
                };
                marked.insert(entry.key.clone(), value, entry.origin);
            }
            self.roots
                .insert(Value::from_text("artifacts"), marked.into(), Mark::NONE);
        }
        self.mark_artifact("rollbackArtifact");
        self.roots
    }

    fn mark_artifact(&mut self, root: &str) {
        if let Some(entry) = self.roots.entry(root).cloned() {
            self.roots
                .insert(entry.key, as_artifact(&entry.value), entry.origin);
        }
    }
}

fn each_artifact(artifacts: &Map) -> Map {
    let mut marked = Map::new();
    for entry in artifacts.entries() {
        marked.insert(entry.key.clone(), as_artifact(&entry.value), entry.origin);
    }
    marked
}

fn as_artifact(value: &Value) -> Value {
    match value {
        Value::Map(map) => {
            let mut artifact = Map::clone(map);
            artifact.mark_artifact();
            artifact.into()
        }
        other => other.clone(),
    }
}

/// Turns values into those of expressions, scalars as they are written.
struct Written<'s> {
    sources: &'s Sources,
    origins: &'s Origins,
}

impl Written<'_> {
    fn map(&self, map: &value::Map, depth: usize) -> Option<Map> {
        let mut written = Map::new();
        for entry in map.borrow().iter() {
            let key = Value::from_text(&entry.key.to_string_lossy());
            written.insert(
                key,
                self.value(&entry.value, entry.mark, depth)?,
                entry.mark,
            );
        }
        Some(written)
    }

    fn value(&self, value: &value::Value, mark: Mark, depth: usize) -> Option<Value> {
        let depth = depth.checked_sub(1)?;
        let text = || self.text(mark);
        Some(match value {
            value::Value::Missing | value::Value::Nil => Value::Null,
            value::Value::Str(text) => Value::from_text(&text.to_string_lossy()),
            value::Value::Map(map) => self.map(map, depth)?.into(),
            value::Value::List(list) => {
                let item = |(at, item)| self.value(item, list.mark(at), depth);
                let items = list
                    .iter()
                    .enumerate()
                    .map(item)
                    .collect::<Option<Vec<_>>>()?;
                let origins = (0..items.len()).map(|at| list.mark(at)).collect();
                Value::List(Rc::new(List {
                    origins,
                    ..List::new(items)
                }))
            }
            value::Value::Bool(truth) => match text() {
                Some(text) if text != "true" && text != "false" => Value::from_text(&text),
                _ => Value::Bool(*truth),
            },
            value::Value::Int(_, number) => match text() {
                Some(text) if text != number.to_string() => Value::from_text(&text),
                _ => Value::integer(i128::from(*number)),
            },
            value::Value::Uint(_, number) => match text() {
                Some(text) if text != number.to_string() => Value::from_text(&text),
                _ => Value::integer(i128::from(*number)),
            },
            value::Value::Float(number) => match text() {
                Some(text) if Value::Double(*number).to_string() != text => Value::from_text(&text),
                _ => Value::Double(*number),
            },
            _ => Value::Null,
        })
    }

    /// How a scalar is written.
    fn text(&self, mark: Mark) -> Option<String> {
        match self.origins.leaves(mark).first()? {
            Origin::File { span, .. } => {
                Some(String::from_utf8_lossy(self.sources.text(*span)).into_owned())
            }
            _ => None,
        }
    }
}

/// Puts the entries of a map over those of another; maps merge, all else is replaced.
fn merge(under: &mut Map, over: &Map) {
    for entry in over.entries() {
        let name = entry.key.text().map_or("", |name| name);
        let merged = match (under.get(name), &entry.value) {
            (Some(Value::Map(old)), Value::Map(new)) => {
                let mut both = Map::clone(old);
                merge(&mut both, new);
                both.into()
            }
            (_, new) => new.clone(),
        };
        under.insert(entry.key.clone(), merged, entry.origin);
    }
}

fn set(map: &Map, names: &[&str], at: usize, value: &str, mark: Mark) -> Result<Map, ContextError> {
    let mut changed = map.clone();
    let Some(name) = names.get(at) else {
        return Ok(changed);
    };
    let leaf = at + 1 == names.len();
    let old = changed.entry(name).map_or(mark, |entry| entry.origin);
    let (value, mark) = match changed.get(name) {
        _ if leaf => (Value::from_text(value), mark),
        Some(Value::Map(inner)) => (set(inner, names, at + 1, value, mark)?.into(), old),
        None | Some(Value::Null) => (set(&Map::new(), names, at + 1, value, mark)?.into(), old),
        Some(other) => {
            return Err(ContextError::NoPlace {
                path: names[..=at].join("."),
                kind: other.kind(),
            });
        }
    };
    changed.insert(Value::from_text(name), value, mark);
    Ok(changed)
}
