//! From events to values, in one pass.
//!
//! What go-yaml does in three steps (a tree, then Go values, then JSON) happens here as the events
//! come. Open collections lie on a stack of our own; finished items and entries wait on two more,
//! from which each collection takes exactly its share when it ends.
//!
//! - here: documents, collections, aliases, and where a finished node belongs.
//! - `scalar`: scalars, as values and as keys.
//!
//! Where a document turns out to stand for no value, the rest is only looked through, because
//! go-yaml reports faults of the grammar first; `blame` then finds go-yaml's words.

mod scalar;

use std::collections::HashMap;

use super::alias::{Anchored, Budget, Node, deep_copy};
use super::event::{Event, EventKind, Scalar};
use super::marker::Marker;
use super::parse::{Events, Glance, GlanceKind};
use super::{Error, Input, Position, ScalarStyle, Stage};
use crate::value::number::append_float;
use crate::value::{ANY_LIST, DICT, Entry, List, Map, Mark, Str, Value};
pub(super) use scalar::is_merge;

/// What numbers become.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Numbers {
    /// `float64`, as when YAML goes through JSON into an untyped value.
    #[default]
    Float,
    /// `int`, `uint64` or `float64`, as go-yaml itself resolves them. For readers that turn
    /// numbers into text, as `appVersion: 1.10` in a Chart.yaml.
    Typed,
    /// `int64` or `float64`, as Kubernetes reads the objects of a cluster.
    Unstructured,
}

/// The deepest nesting that Go reads JSON with.
const MAX_DEPTH: usize = 10_000;

/// What became of a document.
pub(super) enum Outcome {
    /// Its value.
    Value(Value),
    /// It stands for no value; `blame` can say why in go-yaml's words.
    Trouble(Error),
    /// It has a key that is none, unless another value takes its place; `blame` can tell. If all
    /// is well with the keys, the first is what became of the document.
    Doubtful(Result<Value>, Error),
}

#[derive(Debug)]
enum Key {
    /// The next node is a key.
    Awaited,
    /// The next node is the value of this key.
    Known(Str, u32, u32),
    /// The next node is merged into the mapping.
    Merge,
    /// The next node is the value of a key that JSON cannot have.
    Bad,
}

#[derive(Debug)]
struct Frame {
    mapping: bool,
    /// Whether it is merged into the mapping that holds it, or lists what is.
    merged: bool,
    key: Key,
    /// Where its share of the stack of items or entries begins.
    first: usize,
    anchor: Option<usize>,
    /// The decoding steps before it.
    steps: u64,
    /// How deep the deepest collection in it nests.
    depth: usize,
    start: u32,
}

pub(super) struct Composer<'a, 'm, M> {
    events: Events<'a>,
    marker: &'m mut M,
    numbers: Numbers,

    frames: Vec<Frame>,
    items: Vec<Value>,
    marks: Vec<Mark>,
    entries: Vec<Entry>,

    anchors: HashMap<&'a [u8], usize>,
    anchored: Vec<Anchored>,
    budget: Budget,

    /// Which keys of the document's mapping are wanted; all, where nothing tells.
    only: Option<Wanted>,
    /// Whether what comes is the value of a key that is not wanted: it is checked and forgotten.
    passing: bool,
    /// Whether something in it may count for the rest.
    unsure: bool,

    root: Option<Value>,
    /// The first reason why there is no value.
    trouble: Option<Error>,
    /// The first key that JSON cannot have.
    bad_key: Option<Error>,
    /// Where the first number stands that JSON cannot hold.
    not_finite: Option<Position>,
}

/// Which keys are wanted.
#[derive(Clone, Debug)]
pub(super) enum Wanted {
    /// Those of which this is true.
    Told(fn(&[u8]) -> bool),
    /// This one.
    Key(Str),
}

impl Wanted {
    fn wants(&self, key: &[u8]) -> bool {
        match self {
            Wanted::Told(wants) => wants(key),
            Wanted::Key(wanted) => wanted.as_bytes() == key,
        }
    }
}

type Result<T> = std::result::Result<T, Error>;

impl<'a, 'm, M: Marker> Composer<'a, 'm, M> {
    pub fn new(input: &'a Input<'a>, marker: &'m mut M, numbers: Numbers) -> Self {
        Composer {
            events: Events::new(input),
            marker,
            numbers,
            frames: Vec::new(),
            items: Vec::new(),
            marks: Vec::new(),
            entries: Vec::new(),
            anchors: HashMap::new(),
            anchored: Vec::new(),
            budget: Budget::default(),
            only: None,
            passing: false,
            unsure: false,
            root: None,
            trouble: None,
            bad_key: None,
            not_finite: None,
        }
    }

    /// Keeps of a document's mapping what these keys have.
    pub fn only(mut self, wanted: Option<Wanted>) -> Self {
        self.only = wanted;
        self
    }

    /// Whether what was left out may count for what is there, so that all must be read.
    pub fn is_unsure(&self) -> bool {
        self.unsure
    }

    /// The next document of the stream; `None` at its end.
    pub fn document(&mut self) -> Result<Option<Outcome>> {
        loop {
            let Some(event) = self.events.next_event()? else {
                return Ok(None);
            };
            match event.kind {
                EventKind::DocumentStart { .. } => break,
                EventKind::StreamEnd => return Ok(None),
                _ => {}
            }
        }
        self.anchors.clear();
        self.anchored.clear();
        self.budget = Budget::default();
        self.passing = false;
        self.step(Position::default());
        loop {
            if let Some(glance) = self.events.quick() {
                if self.trouble.is_none() {
                    self.glance(glance);
                }
                continue;
            }
            let Some(event) = self.events.next_by_tokens()? else {
                break;
            };
            if matches!(event.kind, EventKind::DocumentEnd { .. }) {
                break;
            }
            if self.trouble.is_some() {
                self.look_through(event)?;
            } else {
                self.event(event)?;
            }
        }
        Ok(Some(self.outcome()))
    }

    fn outcome(&mut self) -> Outcome {
        if let Some(trouble) = self.trouble.take() {
            return Outcome::Trouble(trouble);
        }
        let value = self.root.take().unwrap_or(Value::Nil);
        let value = match self
            .not_finite
            .take()
            .and_then(|place| Some((place, first_not_finite(&value)?)))
        {
            Some((place, number)) => Err(unsupported_value(number, place)),
            None => Ok(value),
        };
        match (self.bad_key.take(), value) {
            (Some(error), value) => Outcome::Doubtful(value, error),
            (None, Ok(value)) => Outcome::Value(value),
            (None, Err(error)) => Outcome::Trouble(error),
        }
    }

    fn event(&mut self, event: Event<'a>) -> Result<()> {
        let Event { kind, start, end } = event;
        self.unsure |= self.passing && kind.is_anchored();
        match kind {
            EventKind::Scalar(scalar) => {
                let anchor = scalar.properties.anchor;
                self.scalar(scalar, start, end);
                self.keep_name(anchor);
            }
            EventKind::MappingStart(properties) => {
                let anchor = properties.anchor;
                self.open(true, anchor, start, end);
                self.keep_name(anchor);
            }
            EventKind::SequenceStart(properties) => {
                let anchor = properties.anchor;
                self.open(false, anchor, start, end);
                self.keep_name(anchor);
            }
            EventKind::MappingEnd | EventKind::SequenceEnd => self.close(start),
            EventKind::Alias(name) => self.alias(name, start, end)?,
            _ => {}
        }
        Ok(())
    }

    /// Goes on after trouble: unknown anchors are faults of the grammar to go-yaml.
    fn look_through(&mut self, event: Event<'a>) -> Result<()> {
        match &event.kind {
            EventKind::Scalar(scalar) => self.keep_name(scalar.properties.anchor),
            EventKind::MappingStart(properties) | EventKind::SequenceStart(properties) => {
                self.keep_name(properties.anchor);
            }
            EventKind::Alias(name) if !self.anchors.contains_key(name) => {
                return Err(unknown_anchor(name, event.start, event.end));
            }
            _ => {}
        }
        Ok(())
    }

    /// Makes an anchor known that nothing is kept of, as there is trouble.
    #[inline(always)]
    fn keep_name(&mut self, anchor: Option<&'a [u8]>) {
        if let Some(name) = anchor
            && self.trouble.is_some()
        {
            self.anchors.insert(name, 0);
        }
    }

    #[cold]
    fn trouble(&mut self, problem: impl Into<String>, start: Position, end: Position) {
        if self.trouble.is_none() {
            let length = end.offset.saturating_sub(start.offset);
            let error = Error::unplaced(Stage::Decode, problem, start).length_of(length);
            self.trouble = Some(error);
        }
    }

    /// Counts a decoding step.
    #[inline(always)]
    fn step(&mut self, place: Position) {
        if !self.budget.step() {
            self.trouble("document contains excessive aliasing", place, place);
        }
    }

    /// An event without anchor and tag.
    #[inline]
    fn glance(&mut self, glance: Glance<'a>) {
        let Glance { kind, start, end } = glance;
        match kind {
            GlanceKind::Scalar(text, style) => {
                let implicit = style == ScalarStyle::Plain;
                if !self.usual_scalar(text, implicit, start, end) {
                    let scalar = Scalar {
                        style,
                        implicit,
                        ..Scalar::plain(text)
                    };
                    self.scalar(scalar, start, end);
                }
            }
            GlanceKind::MappingStart { .. } => self.open(true, None, start, end),
            GlanceKind::SequenceStart { .. } => self.open(false, None, start, end),
            GlanceKind::MappingEnd | GlanceKind::SequenceEnd => self.close(start),
        }
    }

    /// Passes over the value of a key that is not wanted, where a skim of its lines will do.
    fn skim_value(&mut self) {
        // A marker asks for all to be read.
        if M::ON || !self.budget.is_ample() {
            return;
        }
        if let Some(steps) = self.events.skim_value()
            && let Some(frame) = self.frames.last_mut()
        {
            self.budget.pass(steps);
            frame.key = Key::Awaited;
            self.passing = false;
        }
    }

    /// Whether the next node is merged into a mapping.
    fn merging(&self) -> bool {
        match self.frames.last() {
            Some(frame) if frame.mapping => matches!(frame.key, Key::Merge),
            Some(frame) => frame.merged,
            None => false,
        }
    }

    fn open(&mut self, mapping: bool, anchor: Option<&'a [u8]>, start: Position, end: Position) {
        let merged = self.merging();
        if let Some(frame) = self.frames.last() {
            if frame.mapping && matches!(frame.key, Key::Awaited) {
                return self.trouble("invalid map key", start, end);
            }
            // A list to be merged holds mappings only.
            if merged && !mapping && !frame.mapping {
                let problem = "map merge requires map or sequence of maps as the value";
                return self.trouble(problem, start, end);
            }
        }
        let steps = self.budget.steps();
        // The list of what is to be merged is walked, not decoded.
        if mapping || !merged {
            self.step(start);
        }
        if self.frames.len() >= MAX_DEPTH {
            return self.too_deep(mapping, start, end);
        }
        let anchor = anchor.map(|name| {
            let number = self.anchored.len();
            self.anchors.insert(name, number);
            self.anchored.push(Anchored {
                node: Node::Open { mapping },
                steps: 0,
                depth: 0,
            });
            number
        });
        self.frames.push(Frame {
            mapping,
            merged,
            key: Key::Awaited,
            first: if mapping {
                self.entries.len()
            } else {
                self.items.len()
            },
            anchor,
            steps,
            depth: 1,
            start: start.offset,
        });
    }

    #[cold]
    fn too_deep(&mut self, mapping: bool, start: Position, end: Position) {
        let bracket = if mapping { '{' } else { '[' };
        let problem = format!("invalid character '{bracket}' exceeded max depth");
        let length = end.offset.saturating_sub(start.offset);
        self.trouble
            .get_or_insert(Error::unplaced(Stage::Shape, problem, start).length_of(length));
    }

    fn close(&mut self, end: Position) {
        let Some(frame) = self.frames.pop() else {
            return;
        };
        let value = if self.passing && !self.frames.is_empty() {
            Value::Missing
        } else if frame.mapping {
            let first = frame.first.min(self.entries.len());
            Value::Map(Map::of(&DICT, self.entries.split_off(first)))
        } else {
            let first = frame.first.min(self.items.len());
            let items = self.items.split_off(first);
            if M::ON {
                let marks = self.marks.split_off(first.min(self.marks.len()));
                Value::List(List::with_marks(&ANY_LIST, items, marks))
            } else {
                Value::List(List::of(&ANY_LIST, items))
            }
        };
        if let Some(number) = frame.anchor
            && let Some(anchored) = self.anchored.get_mut(number)
        {
            anchored.node = Node::Collection(value.clone());
            anchored.steps = self.budget.steps() - frame.steps;
            anchored.depth = frame.depth;
        }
        let value = match frame.anchor {
            // The anchored value is kept to be copied, and must not be changed through the tree.
            Some(_) => deep_copy(&value),
            None => value,
        };
        let start = Position {
            offset: frame.start,
            ..end
        };
        let start_end = Position {
            offset: frame.start + 1,
            ..end
        };
        self.place(value, start, start_end, frame.depth);
    }

    fn alias(&mut self, name: &'a [u8], start: Position, end: Position) -> Result<()> {
        let Some(&number) = self.anchors.get(name) else {
            return Err(unknown_anchor(name, start, end));
        };
        let merging = self.merging();
        let Some(anchored) = self.anchored.get(number) else {
            return Ok(());
        };
        if merging && !anchored.node.is_mapping() {
            let problem = "map merge requires map or sequence of maps as the value";
            self.trouble(problem, start, end);
            return Ok(());
        }
        if matches!(anchored.node, Node::Open { .. }) {
            let name = String::from_utf8_lossy(name);
            self.trouble(format!("anchor '{name}' value contains itself"), start, end);
            return Ok(());
        }
        if !self.budget.step() || !self.budget.expand(anchored.steps) {
            self.trouble("document contains excessive aliasing", start, end);
            return Ok(());
        }
        let depth = anchored.depth;
        if self.frames.len() + depth > MAX_DEPTH {
            self.too_deep(anchored.node.is_mapping(), start, end);
            return Ok(());
        }
        let awaits_key = matches!(
            self.frames.last(),
            Some(Frame {
                mapping: true,
                key: Key::Awaited,
                ..
            })
        );
        match &anchored.node {
            Node::Scalar { key, .. } if awaits_key => {
                let key = key.clone();
                self.set_key(key, start, end);
            }
            Node::Scalar { value, .. } => {
                let value = value.clone();
                self.place(value, start, end, 0);
            }
            Node::Collection(_) if awaits_key => self.trouble("invalid map key", start, end),
            Node::Collection(value) => {
                let value = deep_copy(value);
                self.place(value, start, end, depth);
            }
            Node::Open { .. } => {}
        }
        Ok(())
    }

    /// Whether the value of this key is passed over.
    #[inline]
    fn passes(&self, key: &[u8]) -> bool {
        self.passing
            || (self.frames.len() == 1 && self.only.as_ref().is_some_and(|only| !only.wants(key)))
    }

    /// Puts a finished node where it belongs.
    #[inline]
    fn place(&mut self, value: Value, start: Position, end: Position, depth: usize) {
        let Some(frame) = self.frames.last_mut() else {
            self.root = Some(value);
            return;
        };
        frame.depth = frame.depth.max(depth + 1);
        if self.passing {
            frame.key = Key::Awaited;
            self.passing = self.frames.len() > 1;
            return;
        }
        if !frame.mapping {
            if frame.merged {
                // Merged when the list ends, the last first.
                self.items.push(value);
                if M::ON {
                    self.marks.push(Mark::NONE);
                }
                return;
            }
            self.items.push(value);
            if M::ON {
                self.marks.push(self.marker.mark(start.offset, end.offset));
            }
            return;
        }
        match std::mem::replace(&mut frame.key, Key::Awaited) {
            Key::Known(key, key_start, key_end) => {
                let mark = if !M::ON {
                    Mark::NONE
                } else if matches!(value, Value::Map(_) | Value::List(_)) {
                    self.marker.mark(key_start, key_end)
                } else {
                    self.marker.mark(start.offset, end.offset)
                };
                self.entries.push(Entry { key, value, mark });
            }
            Key::Merge => match value {
                Value::Map(map) => self.entries.extend(map.borrow().iter().cloned()),
                Value::List(list) => {
                    for item in list.iter().rev() {
                        if let Value::Map(map) = item {
                            self.entries.extend(map.borrow().iter().cloned());
                        }
                    }
                }
                _ => {}
            },
            Key::Bad | Key::Awaited => {}
        }
    }
}

#[cold]
fn unsupported_value(number: f64, place: Position) -> Error {
    let mut text = Vec::new();
    append_float(&mut text, number, b'g', None);
    let text = String::from_utf8_lossy(&text);
    Error::at(
        Stage::Convert,
        format!("json: unsupported value: {text}"),
        place,
    )
}

#[cold]
fn unknown_anchor(name: &[u8], start: Position, end: Position) -> Error {
    let name = String::from_utf8_lossy(name);
    let length = end.offset.saturating_sub(start.offset);
    Error::unplaced(
        Stage::Decode,
        format!("unknown anchor '{name}' referenced"),
        start,
    )
    .length_of(length)
}

/// The first number JSON cannot hold, in the order in which Go writes JSON.
fn first_not_finite(value: &Value) -> Option<f64> {
    let mut open = vec![value.clone()];
    while let Some(value) = open.pop() {
        match value {
            Value::Float(number) if !number.is_finite() => return Some(number),
            Value::List(list) => open.extend(list.iter().rev().cloned()),
            Value::Map(map) => {
                open.extend(map.borrow().iter().rev().map(|entry| entry.value.clone()));
            }
            _ => {}
        }
    }
    None
}
