//! The places in which values can be set, each with what is set there: what the merged values no
//! longer tell.

use crate::chart::Chart;
use crate::chart::values::deep_copy;
use crate::source::{Sources, Span};
use crate::value::{Map, Mark, Origin, Origins, Str, Value};

/// One place in which values can be set: a values file, the flags, the defaults of a chart.
#[derive(Clone, Debug)]
pub struct Layer {
    /// What people call it: `values/prod.yaml`, `--set`, `the defaults of web`.
    pub name: String,
    /// Where its values stand among all: the names of the charts on the way to its own.
    prefix: Vec<Str>,
    /// What it sets; nothing changes it.
    pub values: Map,
    /// Whether it holds what a chart falls back to.
    pub is_default: bool,
}

impl Layer {
    /// A layer of the user's values.
    pub fn new(name: impl Into<String>, values: &Map) -> Self {
        Layer {
            name: name.into(),
            prefix: Vec::new(),
            is_default: false,
            // Merging changes maps in place.
            values: deep_copy(values),
        }
    }

    /// The defaults of a chart and of those it depends on, the outermost first.
    pub fn defaults(chart: &Chart) -> Vec<Self> {
        let mut layers = Vec::new();
        add_defaults(chart, Vec::new(), &mut layers);
        layers
    }

    /// What it sets at a path.
    pub fn get(&self, path: &[Str]) -> Option<(Value, Mark)> {
        let path = path.strip_prefix(&*self.prefix)?;
        let (last, way) = path.split_last()?;
        let mut map = self.values.clone();
        for name in way {
            match map.get(name) {
                Some(Value::Map(inner)) => map = inner,
                _ => return None,
            }
        }
        map.get_marked(last)
    }

    /// Whether it stands for the chart that is rendered, not for one that it depends on.
    pub fn is_outermost(&self) -> bool {
        self.prefix.is_empty()
    }

    /// Whether a path could be set in it.
    pub fn reaches(&self, path: &[Str]) -> bool {
        path.starts_with(&self.prefix)
    }
}

fn add_defaults(chart: &Chart, prefix: Vec<Str>, layers: &mut Vec<Layer>) {
    layers.push(Layer {
        name: format!("the defaults of {}", chart.name()),
        prefix: prefix.clone(),
        values: deep_copy(&chart.values),
        is_default: true,
    });
    for dependency in &chart.dependencies {
        let mut inner = prefix.clone();
        inner.push(Str::from(dependency.name()));
        add_defaults(dependency, inner, layers);
    }
}

/// More maps than this are not searched.
const MOST_MAPS: usize = 100_000;

/// Where a map stands in a tree of maps, by the map itself, not by what it holds.
pub fn path_of(root: &Map, wanted: &Map) -> Option<Vec<Str>> {
    let mut open = vec![(root.clone(), Vec::new())];
    let mut at = 0;
    while let Some((map, path)) = open.get(at).cloned() {
        if map.same(wanted) {
            return Some(path);
        }
        at += 1;
        for entry in map.borrow().iter() {
            if let Value::Map(inner) = &entry.value
                && open.len() < MOST_MAPS
            {
                let mut path = path.clone();
                path.push(entry.key.clone());
                open.push((inner.clone(), path));
            }
        }
    }
    None
}

/// A path as people write it: `image.tag`, with quotes around names that need them.
pub fn shown(path: &[Str]) -> String {
    let name = |name: &Str| {
        let text = name.to_string_lossy().into_owned();
        match text.contains(['.', ' ', '"']) || text.is_empty() {
            true => format!("{text:?}"),
            false => text,
        }
    };
    path.iter().map(name).collect::<Vec<_>>().join(".")
}

/// The first place in a file or a flag that stands behind a mark.
pub fn place(mark: Mark, origins: &Origins) -> Option<Span> {
    places(mark, origins).into_iter().next()
}

/// The places in files and flags that stand behind a mark.
pub fn places(mark: Mark, origins: &Origins) -> Vec<Span> {
    let place = |origin: &Origin| match origin {
        Origin::File { span, .. } | Origin::Expression { span, .. } | Origin::Flag { span, .. } => {
            Some(*span)
        }
        Origin::Other(_) => None,
    };
    let leaves = origins.leaves(mark);
    leaves.into_iter().filter_map(place).collect()
}

/// The origins behind a mark in a few words: `values/prod.yaml:12`, `--set image.tag=1`.
pub fn named(mark: Mark, sources: &Sources, origins: &Origins) -> Vec<String> {
    let leaves = origins.leaves(mark);
    leaves
        .into_iter()
        .map(|origin| named_origin(origin, sources, origins))
        .collect()
}

/// Whether it is all of a text that has more than one line.
fn is_whole(span: Span, sources: &Sources) -> bool {
    let text = sources.text(span);
    let len = sources.get(span.source).map(|source| source.bytes().len());
    len == Some(text.len()) && memchr::memchr(b'\n', text).is_some_and(|at| at + 1 < text.len())
}

/// An origin in a few words; one that an expression brought with the place in the context first:
/// `context.yaml:9 by values.yaml:5`.
pub fn named_origin(origin: &Origin, sources: &Sources, origins: &Origins) -> String {
    match origin {
        Origin::File { span, .. } if is_whole(*span, sources) => {
            sources.name(span.source).to_string()
        }
        Origin::File { span, .. } => sources.line_of(*span),
        Origin::Expression { span, context, .. } => {
            let by = sources.line_of(*span);
            let context = named(*context, sources, origins);
            match context.is_empty() {
                true => by,
                false => format!("{} by {by}", context.join(", ")),
            }
        }
        Origin::Flag { flag, text, .. } => format!("{flag} {text}"),
        Origin::Other(words) => words.to_string(),
    }
}
