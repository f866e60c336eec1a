//! Values as rules see them: each with its path and where it is set.

use crate::renderer::Rendered;
use crate::renderer::layers::{self, Layer};
use crate::source::Span;
use crate::value::{Map, Mark, Str, Value};

/// A value with the way to it.
#[derive(Clone, Debug)]
pub struct Node {
    /// The names on the way to it; an item of a list is `[0]`.
    pub path: Vec<Str>,
    /// The mark of each step.
    pub marks: Vec<Mark>,
    /// The value.
    pub value: Value,
}

impl Node {
    /// The node of all values.
    pub fn root(values: &Map) -> Node {
        Node {
            path: Vec::new(),
            marks: Vec::new(),
            value: values.clone().into(),
        }
    }

    /// The mark of the value.
    pub fn mark(&self) -> Mark {
        self.marks.last().copied().unwrap_or_default()
    }

    /// The path as people write it.
    pub fn shown(&self) -> String {
        shown(&self.path)
    }

    /// What it holds: the entries of a map, the items of a list.
    pub fn inner(&self) -> Vec<Node> {
        let step = |name: Str, mark: Mark, value: Value| {
            let mut inner = Node {
                path: self.path.clone(),
                marks: self.marks.clone(),
                value,
            };
            inner.path.push(name);
            inner.marks.push(mark);
            inner
        };
        match &self.value {
            Value::Map(map) => {
                let entries = map.snapshot().into_iter();
                entries.map(|e| step(e.key, e.mark, e.value)).collect()
            }
            Value::List(list) => {
                let items = list.iter().enumerate();
                let name = |at: usize| Str::from(format!("[{at}]"));
                items
                    .map(|(at, item)| step(name(at), list.mark(at), item.clone()))
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    /// All that lies in it, at any depth, itself included.
    pub fn all(self) -> Vec<Node> {
        let mut found = vec![self];
        let mut at = 0;
        while let Some(node) = found.get(at) {
            let inner = node.inner();
            found.extend(inner);
            at += 1;
        }
        found
    }
}

/// A path as people write it: `hosts[0].name`.
pub fn shown(path: &[Str]) -> String {
    let mut text = String::new();
    for name in path {
        match name.as_bytes().first() {
            Some(b'[') => text.push_str(&name.to_string_lossy()),
            _ => {
                let dot = if text.is_empty() { "" } else { "." };
                text.push_str(&format!(
                    "{dot}{}",
                    layers::shown(std::slice::from_ref(name))
                ));
            }
        }
    }
    text
}

/// Where a value is set: its place in a file or flag.
pub fn place(mark: Mark, rendered: &Rendered) -> Option<Span> {
    layers::place(mark, &rendered.origins)
}

/// The name of the file or flag in which a value is set.
pub fn file(mark: Mark, rendered: &Rendered) -> Option<&str> {
    place(mark, rendered).map(|span| rendered.sources.name(span.source))
}

/// The layers in which the user sets values, the most important first.
pub fn users(rendered: &Rendered) -> impl Iterator<Item = &Layer> {
    rendered.layers.iter().filter(|layer| !layer.is_default)
}

/// A value's kind in people's words.
pub fn kind(value: &Value) -> &'static str {
    match value {
        Value::Map(_) => "a table",
        Value::List(_) => "a list",
        Value::Str(_) => "a text",
        Value::Bool(_) => "a truth value",
        Value::Nil | Value::Missing => "null",
        _ => "a number",
    }
}
