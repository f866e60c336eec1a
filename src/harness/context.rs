//! What Harness would know of the pipeline: YAML maps that merge, and single leaves set on top.
//!
//! Every leaf keeps the place it came from. Numbers and words keep the spelling they have in the
//! file where it would be lost otherwise: `tag: 1.10` is the text `1.10`, which still counts as a
//! number next to `*`.

use std::collections::HashMap;
use std::rc::Rc;

use super::expression::value::{List, Map};
use super::expression::{Value, scan};
use super::release;
use crate::encoding::yaml::{self, Event, EventKind, Events, Input, Resolved, Scalar, ScalarStyle};
use crate::source::{SourceId, Span};
use crate::value::{Mark, Origin, Origins};

/// How deep a context may nest.
const MAX_DEPTH: usize = 100;
/// The most values that anchors may be copied to.
const MAX_COPIES: usize = 100_000;

/// The roots that expressions see.
///
/// ```
/// use manifest_render::harness::Context;
/// use manifest_render::source::{SourceId, Sources};
/// use manifest_render::value::Origins;
///
/// let mut sources = Sources::new();
/// let mut origins = Origins::new();
/// let file = "artifact: {tag: 1.10}\n";
/// let id = sources.add("context.yaml", file.as_bytes());
/// let mut context = Context::new();
/// context.add_file(id, file.as_bytes(), &mut origins)?;
/// context.set("artifact.tag=1.11", 1, SourceId::default(), &mut origins)?;
/// assert_eq!(context.root().get("artifact").unwrap().to_string(), "{tag=1.11}");
/// # Ok::<(), manifest_render::harness::ContextError>(())
/// ```
#[derive(Clone, Default)]
pub struct Context {
    root: Map,
}

/// Why a context could not be read.
#[derive(Clone, Debug)]
pub enum ContextError {
    /// The file is not YAML.
    Yaml(yaml::Error),
    /// The file is no map, or holds something that a context cannot.
    Shape {
        /// What is wrong.
        message: String,
        /// Where.
        span: Span,
    },
    /// A `--set-context` text is not of the form `a.b=c`, or leads into something without members.
    Flag(String),
}

impl std::fmt::Display for ContextError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ContextError::Yaml(error) => write!(f, "{error}"),
            ContextError::Shape { message, .. } | ContextError::Flag(message) => {
                f.write_str(message)
            }
        }
    }
}

impl std::error::Error for ContextError {}

impl Context {
    /// An empty context.
    pub fn new() -> Self {
        Context::default()
    }

    /// A context from a map of values.
    pub fn from_map(root: Map) -> Self {
        let mut context = Context { root };
        context.mark_artifacts();
        context
    }

    /// The roots.
    pub fn root(&self) -> &Map {
        &self.root
    }

    /// Merges a YAML file on top: maps merge, everything else is replaced. An empty file is an
    /// empty map.
    ///
    /// # Errors
    /// When the file is not YAML or not a map.
    pub fn add_file(
        &mut self,
        source: SourceId,
        text: &[u8],
        origins: &mut Origins,
    ) -> Result<(), ContextError> {
        let input = Input::new(text);
        let mut reader = Reader {
            events: Events::new(&input),
            source,
            origins,
            anchors: HashMap::new(),
            copies: 0,
        };
        match reader.document()? {
            None => {}
            Some((Value::Map(map), _)) => self.root = merged(&self.root, &map, MAX_DEPTH),
            Some((Value::Null, _)) => {}
            Some((other, span)) => {
                let message = format!("a context must be a map, not a {}", other.kind());
                return Err(ContextError::Shape { message, span });
            }
        }
        self.mark_artifacts();
        Ok(())
    }

    /// Sets one leaf: `stage.variables.name=shop`. A part of the path with dots stands in quotes;
    /// a number selects an item of a list. `number` is the flag's place among its like, `source` its
    /// text.
    ///
    /// # Errors
    /// When the text has no `=`, a part of the path is empty, or the path leads through a text.
    pub fn set(
        &mut self,
        text: &str,
        number: u32,
        source: SourceId,
        origins: &mut Origins,
    ) -> Result<(), ContextError> {
        let flag = |message: String| ContextError::Flag(message);
        let Some((path, value)) = text.split_once('=') else {
            return Err(flag(format!("`{text}` is not of the form `path=value`")));
        };
        let path = path_parts(path).ok_or_else(|| {
            flag(format!(
                "`{path}` is not a path such as `stage.variables.name`"
            ))
        })?;
        let mark = origins.add(Origin::Flag {
            flag: "--set-context",
            number,
            text: text.into(),
            span: Span::new(source, 0..text.len()),
        });
        let value = plain(value);
        let root = Value::Map(Rc::new(std::mem::take(&mut self.root)));
        let changed = with_leaf(&root, &path, value, mark);
        let (root, result) = match changed {
            Ok(changed) => (changed, Ok(())),
            Err(message) => (root, Err(flag(message))),
        };
        if let Value::Map(map) = root {
            self.root = Rc::unwrap_or_clone(map);
        }
        self.mark_artifacts();
        result
    }

    /// Adds what follows from the rest and is not there: `INFRA_KEY` and `INFRA_KEY_SHORT_ID`,
    /// where service, environment and infrastructure are known.
    pub fn complete(&mut self, origins: &mut Origins) {
        let at = |path: &[&str]| {
            let (last, path) = path.split_last()?;
            let mut map = &self.root;
            for name in path {
                map = map.get(name)?.map()?;
            }
            match map.get(last)? {
                Value::Null | Value::Map(_) | Value::List(_) => None,
                scalar => Some(scalar.to_string()).filter(|text| !scan::has_expression(text)),
            }
        };
        let known = at(&["INFRA_KEY"]).or_else(|| {
            at(&[
                "stage",
                "spec",
                "infrastructure",
                "output",
                "infrastructureKey",
            ])
        });
        let parts = [
            at(&["service", "identifier"]),
            at(&["env", "identifier"]),
            at(&["infra", "connectorRef"]),
            at(&["infra", "cluster"]),
            at(&["infra", "namespace"]),
        ];
        let [Some(_), Some(_), Some(_), _, Some(_)] = &parts else {
            return;
        };
        if known.is_some() {
            return;
        }
        let parts: Vec<_> = parts.iter().map(Option::as_deref).collect();
        let (key, short) = release::infra_key(&parts);
        let words = "service, environment and infrastructure of the context";
        let mark = origins.add(Origin::Other(words.into()));
        for (name, value) in [("INFRA_KEY", key), ("INFRA_KEY_SHORT_ID", short)] {
            if self.root.get(name).is_none() {
                let value = Value::from_text(&value);
                self.root.insert(Value::from_text(name), value, mark);
            }
        }
    }

    /// Marks the maps that describe artifacts, whose pull secrets are computed.
    fn mark_artifacts(&mut self) {
        let marked = |value: &Value| match value {
            Value::Map(map) => {
                let mut map = (**map).clone();
                map.mark_artifact();
                Value::from(map)
            }
            other => other.clone(),
        };
        for name in ["artifact", "rollbackArtifact"] {
            if let Some(entry) = self.root.entry(name).cloned() {
                self.root
                    .insert(entry.key, marked(&entry.value), entry.origin);
            }
        }
        let Some(artifacts) = self.root.entry("artifacts").cloned() else {
            return;
        };
        let Value::Map(map) = &artifacts.value else {
            return;
        };
        let mut map = (**map).clone();
        if let Some(primary) = map.entry("primary").cloned() {
            map.insert(primary.key, marked(&primary.value), primary.origin);
        }
        if let Some(sidecars) = map.entry("sidecars").cloned()
            && let Value::Map(inner) = &sidecars.value
        {
            let mut all = Map::new();
            for entry in inner.entries() {
                all.insert(entry.key.clone(), marked(&entry.value), entry.origin);
            }
            map.insert(sidecars.key, all.into(), sidecars.origin);
        }
        self.root
            .insert(artifacts.key, map.into(), artifacts.origin);
    }
}

/// Two maps merged; what the second says wins.
fn merged(below: &Map, above: &Map, depth: usize) -> Map {
    let mut result = below.clone();
    for entry in above.entries() {
        let value = match (result.entry_of(&entry.key).map(|e| &e.value), &entry.value) {
            (Some(Value::Map(old)), Value::Map(new)) if depth > 0 => {
                merged(old, new, depth - 1).into()
            }
            _ => entry.value.clone(),
        };
        result.insert(entry.key.clone(), value, entry.origin);
    }
    result
}

/// The parts of a path: `a.b`, `a."b.c"`, `l.0`.
fn path_parts(path: &str) -> Option<Vec<String>> {
    let mut parts = Vec::new();
    let mut rest = path.trim();
    loop {
        let (part, behind) = match rest.chars().next()? {
            quote @ ('"' | '\'') => {
                let inner = rest.get(1..)?;
                let (part, behind) = inner.split_once(quote)?;
                (part, behind)
            }
            _ => rest.split_at(rest.find('.').unwrap_or(rest.len())),
        };
        if part.is_empty() {
            return None;
        }
        parts.push(part.to_owned());
        if behind.is_empty() {
            return (parts.len() <= MAX_DEPTH).then_some(parts);
        }
        rest = behind.strip_prefix('.')?;
    }
}

fn with_leaf(object: &Value, path: &[String], leaf: Value, mark: Mark) -> Result<Value, String> {
    let Some((part, rest)) = path.split_first() else {
        return Ok(leaf);
    };
    let own = if rest.is_empty() { mark } else { Mark::NONE };
    match object {
        Value::Map(map) => {
            let mut map = (**map).clone();
            let old = map.entry(part).cloned();
            let inner = old.as_ref().map_or(Value::Null, |e| e.value.clone());
            let changed = with_leaf(&inner, rest, leaf, mark)?;
            let origin = if own.is_none() {
                old.map_or(mark, |e| e.origin)
            } else {
                own
            };
            map.insert(Value::from_text(part), changed, origin);
            Ok(map.into())
        }
        Value::Null => {
            let mut map = Map::new();
            map.insert(
                Value::from_text(part),
                with_leaf(&Value::Null, rest, leaf, mark)?,
                mark,
            );
            Ok(map.into())
        }
        Value::List(list) => {
            let mut list = (**list).clone();
            let at = part
                .parse::<usize>()
                .map_err(|_| format!("`{part}` is no position in a list"))?;
            let Some(item) = list.items.get_mut(at) else {
                return Err(format!(
                    "there is no item {at} in a list of {}",
                    list.items.len()
                ));
            };
            *item = with_leaf(item, rest, leaf, mark)?;
            if let (Some(origin), false) = (list.origins.get_mut(at), own.is_none()) {
                *origin = own;
            }
            Ok(Value::List(Rc::new(list)))
        }
        other => Err(format!(
            "`{part}` cannot be set inside of a {}",
            other.kind()
        )),
    }
}

/// What a plain scalar of a context is: a number or a word where it prints as it is written, else
/// its text.
fn plain(text: &str) -> Value {
    let value = match yaml::resolve(text.as_bytes()) {
        Resolved::Null => return Value::Null,
        Resolved::Bool(b) => Value::Bool(b),
        Resolved::Int(i) => Value::integer(i.into()),
        Resolved::Uint(u) => Value::integer(u.into()),
        Resolved::Float(f) => Value::Double(f),
        Resolved::Text => return Value::from_text(text),
    };
    if value.to_string() == text {
        value
    } else {
        Value::from_text(text)
    }
}

struct Reader<'a, 'o> {
    events: Events<'a>,
    source: SourceId,
    origins: &'o mut Origins,
    anchors: HashMap<&'a [u8], Value>,
    copies: usize,
}

type Placed = (Value, Span);

impl<'a> Reader<'a, '_> {
    fn next(&mut self) -> Result<Option<Event<'a>>, ContextError> {
        self.events.next_event().map_err(ContextError::Yaml)
    }

    fn span(&self, event: &Event<'_>) -> Span {
        Span::new(
            self.source,
            event.start.offset as usize..event.end.offset as usize,
        )
    }

    fn shape<T>(&self, event: &Event<'_>, message: impl Into<String>) -> Result<T, ContextError> {
        Err(ContextError::Shape {
            message: message.into(),
            span: self.span(event),
        })
    }

    /// The first document.
    fn document(&mut self) -> Result<Option<Placed>, ContextError> {
        let mut found = None;
        while let Some(event) = self.next()? {
            match &event.kind {
                EventKind::DocumentEnd { .. } => break,
                EventKind::StreamStart | EventKind::StreamEnd | EventKind::DocumentStart { .. } => {
                }
                _ => {
                    let span = self.span(&event);
                    found = Some((self.node(event, MAX_DEPTH)?, span));
                }
            }
        }
        Ok(found)
    }

    fn node(&mut self, event: Event<'a>, depth: usize) -> Result<Value, ContextError> {
        let Some(depth) = depth.checked_sub(1) else {
            return self.shape(&event, format!("nested more than {MAX_DEPTH} levels deep"));
        };
        let (value, anchor) = match &event.kind {
            EventKind::Scalar(scalar) => (self.scalar(scalar), scalar.properties.anchor),
            EventKind::Alias(name) => match self.anchors.get(name) {
                Some(value) => {
                    self.copies += 1;
                    if self.copies > MAX_COPIES {
                        return self.shape(&event, "too many aliases");
                    }
                    (value.clone(), None)
                }
                None => {
                    let name = String::from_utf8_lossy(name);
                    return self.shape(&event, format!("there is no anchor `{name}`"));
                }
            },
            EventKind::SequenceStart(properties) => (self.sequence(depth)?, properties.anchor),
            EventKind::MappingStart(properties) => (self.mapping(depth)?, properties.anchor),
            _ => return self.shape(&event, "something that cannot stand in a context"),
        };
        if let Some(anchor) = anchor {
            self.anchors.insert(anchor, value.clone());
        }
        Ok(value)
    }

    fn scalar(&self, scalar: &Scalar<'_>) -> Value {
        let text = String::from_utf8_lossy(&scalar.value);
        if scalar.implicit && scalar.style == ScalarStyle::Plain {
            return plain(&text);
        }
        Value::from_text(&text)
    }

    fn sequence(&mut self, depth: usize) -> Result<Value, ContextError> {
        let mut list = List::new(Vec::new());
        while let Some(event) = self.next()? {
            if event.kind == EventKind::SequenceEnd {
                break;
            }
            let span = self.span(&event);
            list.items.push(self.node(event, depth)?);
            list.origins.push(self.origins.add(Origin::File {
                span,
                secret: false,
            }));
        }
        Ok(Value::List(Rc::new(list)))
    }

    fn mapping(&mut self, depth: usize) -> Result<Value, ContextError> {
        let mut map = Map::new();
        let mut inherited = Vec::new();
        while let Some(key) = self.next()? {
            if key.kind == EventKind::MappingEnd {
                break;
            }
            let key_span = self.span(&key);
            let merge = matches!(&key.kind, EventKind::Scalar(s)
                if s.style == ScalarStyle::Plain && &*s.value == b"<<");
            let name = match &key.kind {
                EventKind::Scalar(scalar) => String::from_utf8_lossy(&scalar.value).into_owned(),
                _ => return self.shape(&key, "a key must be a text"),
            };
            let Some(event) = self.next()? else { break };
            let span = match event.kind {
                EventKind::Scalar(_) | EventKind::Alias(_) => self.span(&event),
                _ => key_span,
            };
            let value = self.node(event, depth)?;
            match (merge, &value) {
                (true, Value::Map(base)) => inherited.push(base.clone()),
                (true, Value::List(bases)) => {
                    inherited.extend(bases.items.iter().filter_map(|b| b.map().cloned()));
                }
                _ => {
                    let mark = self.origins.add(Origin::File {
                        span,
                        secret: false,
                    });
                    map.insert(Value::from_text(&name), value, mark);
                }
            }
        }
        for base in inherited {
            for entry in base.entries() {
                if map.entry_of(&entry.key).is_none() {
                    map.insert(entry.key.clone(), entry.value.clone(), entry.origin);
                }
            }
        }
        Ok(map.into())
    }
}
