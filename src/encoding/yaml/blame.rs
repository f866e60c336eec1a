//! The exact words for documents that stand for no value.
//!
//! go-yaml decodes a finished tree, in an order of its own: merged lists from behind, aliases
//! where they stand. Which fault it meets first, and how Go prints the value in question, only
//! shows when it is done the same way. So here it is, for texts that are known to be at fault.

use std::collections::HashMap;

use super::alias::Budget;
use super::compose::is_merge;
use super::event::{EventKind, Scalar};
use super::parse::Events;
use super::resolve::{Resolved, resolve, resolve_tagged};
use super::{Error, Input, Library, Position, Stage};
use crate::value::number::{append_float, append_int};
use crate::value::quote::append_quote;

/// How deep a document may nest to be explained; deeper ones keep the short words.
const MAX_DEPTH: usize = 400;

/// The error in go-yaml's words, for the document with this number; `None` if it finds none.
#[cold]
pub(super) fn words(
    input: &Input<'_>,
    document: usize,
    library: Library,
    short: &Error,
) -> Option<Error> {
    let Some(tree) = Tree::read(input, document) else {
        return Some(short.clone());
    };
    let mut decoder = Decoder::new(&tree);
    let decoded = decoder
        .decode(0, 0)
        .and_then(|value| convertible(&value, library, 0));
    match decoded {
        Ok(()) => None,
        Err(Blame::TooDeep) => Some(short.clone()),
        Err(Blame::Fault {
            stage,
            problem,
            node,
        }) => {
            let place = node.and_then(|node| tree.nodes.get(node));
            let (start, length) = match place {
                Some(node) => (
                    node.start,
                    node.end.offset.saturating_sub(node.start.offset),
                ),
                None => (short.position(), short.span().len() as u32),
            };
            Some(Error::unplaced(stage, problem, start).length_of(length))
        }
    }
}

/// What a strict reader has against a document: keys that stand twice in a map.
#[cold]
pub(super) fn repeated_keys(input: &Input<'_>, document: usize) -> Option<Error> {
    let tree = Tree::read(input, document)?;
    let mut decoder = Decoder::new(&tree);
    decoder.strict = true;
    decoder.decode(0, 0).ok()?;
    let place = tree.nodes.get(decoder.repeated.first()?.0)?.start;
    let mut problem = String::from("unmarshal errors:");
    for (number, key) in &decoder.repeated {
        let line = tree.nodes.get(*number)?.start.line + 1;
        problem.push_str(&format!("\n  line {line}: key {key} already set in map"));
    }
    Some(Error::unplaced(Stage::Decode, problem, place))
}

enum Blame {
    Fault {
        stage: Stage,
        problem: String,
        node: Option<usize>,
    },
    TooDeep,
}

fn fault<T>(problem: impl Into<String>, node: usize) -> Result<T, Blame> {
    Err(Blame::Fault {
        stage: Stage::Decode,
        problem: problem.into(),
        node: Some(node),
    })
}

enum Kind<'a> {
    Scalar(Scalar<'a>),
    Sequence,
    Mapping,
    Alias { name: &'a [u8], target: usize },
}

struct TreeNode<'a> {
    kind: Kind<'a>,
    children: Vec<usize>,
    start: Position,
    end: Position,
}

struct Tree<'a> {
    nodes: Vec<TreeNode<'a>>,
}

impl<'a> Tree<'a> {
    /// The tree of a document; `None` where it cannot be parsed.
    fn read(input: &'a Input<'a>, document: usize) -> Option<Self> {
        let mut events = Events::new(input);
        let mut before = 0;
        loop {
            match events.next_event().ok()??.kind {
                EventKind::DocumentStart { .. } if before == document => break,
                EventKind::DocumentStart { .. } => before += 1,
                _ => {}
            }
        }
        let mut nodes: Vec<TreeNode<'a>> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        let mut anchors: HashMap<&[u8], usize> = HashMap::new();
        loop {
            let event = events.next_event().ok()??;
            let number = nodes.len();
            let (kind, anchor, opens) = match event.kind {
                EventKind::Scalar(scalar) => {
                    let anchor = scalar.properties.anchor;
                    (Kind::Scalar(scalar), anchor, false)
                }
                EventKind::SequenceStart(properties) => (Kind::Sequence, properties.anchor, true),
                EventKind::MappingStart(properties) => (Kind::Mapping, properties.anchor, true),
                EventKind::Alias(name) => (
                    Kind::Alias {
                        name,
                        target: *anchors.get(name)?,
                    },
                    None,
                    false,
                ),
                EventKind::SequenceEnd | EventKind::MappingEnd => {
                    open.pop();
                    continue;
                }
                _ => return Some(Tree { nodes }),
            };
            if let Some(name) = anchor {
                anchors.insert(name, number);
            }
            if let Some(parent) = open.last().and_then(|parent| nodes.get_mut(*parent)) {
                parent.children.push(number);
            }
            if opens {
                open.push(number);
            }
            nodes.push(TreeNode {
                kind,
                children: Vec::new(),
                start: event.start,
                end: event.end,
            });
        }
    }

    fn is_mapping(&self, number: usize) -> bool {
        matches!(
            self.nodes.get(number),
            Some(TreeNode {
                kind: Kind::Mapping,
                ..
            })
        )
    }

    /// Whether a mapping can be merged from this node, as it is or through an alias.
    fn is_mergeable(&self, number: usize) -> bool {
        match self.nodes.get(number).map(|node| &node.kind) {
            Some(Kind::Mapping) => true,
            Some(Kind::Alias { target, .. }) => self.is_mapping(*target),
            _ => false,
        }
    }
}

/// A value as go-yaml decodes it.
#[derive(Clone)]
enum Go {
    Null,
    Bool(bool),
    Int(i64),
    Uint(u64),
    Float(f64),
    Text(Vec<u8>),
    List(Vec<Go>),
    Map(GoMap),
}

/// A `map[interface {}]interface {}`, in the order in which keys came.
#[derive(Clone, Default)]
struct GoMap {
    entries: Vec<(Go, Go)>,
    index: HashMap<Vec<u8>, usize>,
}

impl GoMap {
    /// Sets a key, and returns whether it was there before.
    fn set(&mut self, key: Go, value: Go) -> bool {
        let mut name = vec![key.rank()];
        key.print(&mut name, true);
        if let Some(entry) = self
            .index
            .get(&name)
            .and_then(|at| self.entries.get_mut(*at))
        {
            entry.1 = value;
            return true;
        }
        self.index.insert(name, self.entries.len());
        self.entries.push((key, value));
        false
    }
}

impl Go {
    /// Go prints the keys of a map in order, those of one type together.
    fn rank(&self) -> u8 {
        match self {
            Go::Null => 0,
            Go::Bool(_) => 1,
            Go::Float(_) => 2,
            Go::Int(_) => 3,
            Go::Text(_) => 4,
            Go::Uint(_) => 5,
            Go::List(_) | Go::Map(_) => 6,
        }
    }

    fn compare(&self, other: &Go) -> std::cmp::Ordering {
        match (self, other) {
            (Go::Bool(a), Go::Bool(b)) => a.cmp(b),
            (Go::Float(a), Go::Float(b)) => a.total_cmp(b),
            (Go::Int(a), Go::Int(b)) => a.cmp(b),
            (Go::Text(a), Go::Text(b)) => a.cmp(b),
            (Go::Uint(a), Go::Uint(b)) => a.cmp(b),
            _ => self.rank().cmp(&other.rank()),
        }
    }

    /// Appends it as `%#v`.
    fn print(&self, out: &mut Vec<u8>, outermost: bool) {
        match self {
            Go::Null if outermost => out.extend_from_slice(b"<nil>"),
            Go::Null => out.extend_from_slice(b"interface {}(nil)"),
            Go::Bool(truth) => out.extend_from_slice(truth.to_string().as_bytes()),
            Go::Int(number) => append_int(out, *number),
            Go::Uint(number) => out.extend_from_slice(format!("{number:#x}").as_bytes()),
            Go::Float(number) => append_float(out, *number, b'g', None),
            Go::Text(text) => append_quote(out, text),
            Go::List(items) => {
                out.extend_from_slice(b"[]interface {}{");
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        out.extend_from_slice(b", ");
                    }
                    item.print(out, false);
                }
                out.push(b'}');
            }
            Go::Map(map) => {
                out.extend_from_slice(b"map[interface {}]interface {}{");
                let mut entries: Vec<_> = map.entries.iter().collect();
                entries.sort_by(|(a, _), (b, _)| a.compare(b));
                for (at, (key, value)) in entries.into_iter().enumerate() {
                    if at > 0 {
                        out.extend_from_slice(b", ");
                    }
                    key.print(out, false);
                    out.push(b':');
                    value.print(out, false);
                }
                out.push(b'}');
            }
        }
    }

    fn go_syntax(&self) -> String {
        let mut out = Vec::new();
        self.print(&mut out, true);
        String::from_utf8_lossy(&out).into_owned()
    }
}

struct Decoder<'t, 'a> {
    tree: &'t Tree<'a>,
    /// The aliases that are being followed.
    active: Vec<usize>,
    budget: Budget,
    strict: bool,
    /// The nodes of values whose key their map had already, with the key.
    repeated: Vec<(usize, String)>,
}

const WANT_MAP: &str = "map merge requires map or sequence of maps as the value";

impl<'t, 'a> Decoder<'t, 'a> {
    /// A decoder that has counted the document itself.
    fn new(tree: &'t Tree<'a>) -> Self {
        let mut budget = Budget::default();
        budget.step();
        Decoder {
            tree,
            active: Vec::new(),
            budget,
            strict: false,
            repeated: Vec::new(),
        }
    }

    fn count(&mut self, number: usize) -> Result<(), Blame> {
        let within = if self.active.is_empty() {
            self.budget.step()
        } else {
            self.budget.expand(1)
        };
        if within {
            Ok(())
        } else {
            fault("document contains excessive aliasing", number)
        }
    }

    fn decode(&mut self, number: usize, depth: usize) -> Result<Go, Blame> {
        let tree = self.tree;
        let Some(node) = tree.nodes.get(number) else {
            return Err(Blame::TooDeep);
        };
        if depth > MAX_DEPTH {
            return Err(Blame::TooDeep);
        }
        self.count(number)?;
        match &node.kind {
            Kind::Scalar(scalar) => decode_scalar(scalar, number),
            Kind::Sequence => {
                let items = node.children.iter();
                items
                    .map(|child| self.decode(*child, depth + 1))
                    .collect::<Result<_, _>>()
                    .map(Go::List)
            }
            Kind::Mapping => {
                let mut map = GoMap::default();
                self.fill(number, &mut map, depth)?;
                Ok(Go::Map(map))
            }
            Kind::Alias { name, target } => {
                self.enter(number, name)?;
                let value = self.decode(*target, depth + 1);
                self.active.pop();
                value
            }
        }
    }

    fn enter(&mut self, number: usize, name: &[u8]) -> Result<(), Blame> {
        if self.active.contains(&number) {
            let name = String::from_utf8_lossy(name);
            return fault(format!("anchor '{name}' value contains itself"), number);
        }
        self.active.push(number);
        Ok(())
    }

    /// Decodes the entries of a mapping that was counted already.
    fn fill(&mut self, number: usize, map: &mut GoMap, depth: usize) -> Result<(), Blame> {
        let tree = self.tree;
        let Some(node) = tree.nodes.get(number) else {
            return Ok(());
        };
        for pair in node.children.chunks_exact(2) {
            let &[key, value] = pair else { continue };
            if let Some(TreeNode {
                kind: Kind::Scalar(scalar),
                ..
            }) = tree.nodes.get(key)
                && *scalar.value == *b"<<"
                && is_merge(scalar)
            {
                self.merge(value, map, depth)?;
                continue;
            }
            let decoded = self.decode(key, depth + 1)?;
            if matches!(decoded, Go::List(_) | Go::Map(_)) {
                return fault(format!("invalid map key: {}", decoded.go_syntax()), key);
            }
            let number = value;
            let value = self.decode(number, depth + 1)?;
            let key = self.strict.then(|| decoded.go_syntax());
            if map.set(decoded, value)
                && let Some(key) = key
            {
                self.repeated.push((number, key));
            }
        }
        Ok(())
    }

    fn merge(&mut self, number: usize, map: &mut GoMap, depth: usize) -> Result<(), Blame> {
        let tree = self.tree;
        if tree.is_mergeable(number) {
            return self.merge_one(number, map, depth);
        }
        match tree.nodes.get(number) {
            Some(TreeNode {
                kind: Kind::Sequence,
                children,
                ..
            }) => {
                for child in children.iter().rev() {
                    if !tree.is_mergeable(*child) {
                        return fault(WANT_MAP, *child);
                    }
                    self.merge_one(*child, map, depth)?;
                }
                Ok(())
            }
            _ => fault(WANT_MAP, number),
        }
    }

    fn merge_one(&mut self, number: usize, map: &mut GoMap, depth: usize) -> Result<(), Blame> {
        if depth > MAX_DEPTH {
            return Err(Blame::TooDeep);
        }
        self.count(number)?;
        match self.tree.nodes.get(number).map(|node| &node.kind) {
            Some(Kind::Alias { name, target }) => {
                self.enter(number, name)?;
                let merged = self
                    .count(*target)
                    .and_then(|()| self.fill(*target, map, depth + 1));
                self.active.pop();
                merged
            }
            _ => self.fill(number, map, depth + 1),
        }
    }
}

fn decode_scalar(scalar: &Scalar<'_>, number: usize) -> Result<Go, Blame> {
    let (resolved, text) = match &scalar.properties.tag {
        None if scalar.implicit => (resolve(&scalar.value), scalar.value.clone()),
        None => (Resolved::Text, scalar.value.clone()),
        Some(tag) => match resolve_tagged(tag, scalar.value.clone()) {
            Ok(resolved) => resolved,
            Err(problem) => return fault(problem, number),
        },
    };
    Ok(match resolved {
        Resolved::Null => Go::Null,
        Resolved::Bool(truth) => Go::Bool(truth),
        Resolved::Int(integer) => Go::Int(integer),
        Resolved::Uint(integer) => Go::Uint(integer),
        Resolved::Float(float) => Go::Float(float),
        Resolved::Text => Go::Text(text.into_owned()),
    })
}

/// Whether all keys can become text.
fn convertible(value: &Go, library: Library, depth: usize) -> Result<(), Blame> {
    if depth > MAX_DEPTH * 2 {
        return Err(Blame::TooDeep);
    }
    match value {
        Go::List(items) => items
            .iter()
            .try_for_each(|item| convertible(item, library, depth + 1)),
        Go::Map(map) => map.entries.iter().try_for_each(|(key, value)| {
            let kind = match key {
                Go::Null => "%!s(<nil>)",
                Go::Uint(_) => "uint64",
                _ => return convertible(value, library, depth + 1),
            };
            let unsupported = match library {
                Library::Sigs => "unsupported",
                Library::Ghodss => "Unsupported",
            };
            let problem = format!(
                "{unsupported} map key of type: {kind}, key: {}, value: {}",
                key.go_syntax(),
                value.go_syntax(),
            );
            Err(Blame::Fault {
                stage: Stage::Convert,
                problem,
                node: None,
            })
        }),
        _ => Ok(()),
    }
}
