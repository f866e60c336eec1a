//! The tables of a TOML text while it is read.

use std::collections::{HashMap, HashSet};

use crate::value::{DICT_LIST, List, Map, Str, Value};

/// What stands under a key.
#[derive(Clone, Debug)]
enum Node {
    Value(Value),
    Table(usize),
    Tables(Vec<usize>),
}

/// All tables, the first of which is the text itself, with what is known of their keys.
#[derive(Debug)]
pub(super) struct Tables {
    tables: Vec<HashMap<Vec<u8>, Node>>,
    /// Full keys that hold an array.
    arrays: HashMap<String, bool>,
    /// Full keys of tables that were only implied.
    implied: HashSet<String>,
}

/// A key in its parts.
pub(super) type Key = Vec<Vec<u8>>;

/// A key as BurntSushi prints it: parts in quotes where they need them.
pub(super) fn name(key: &[Vec<u8>]) -> String {
    let mut out = String::new();
    for (at, part) in key.iter().enumerate() {
        if at > 0 {
            out.push('.');
        }
        let text = String::from_utf8_lossy(part);
        let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        if !text.is_empty() && text.chars().all(bare) {
            out.push_str(&text);
            continue;
        }
        out.push('"');
        for c in text.chars() {
            match c {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '\u{8}' => out.push_str("\\b"),
                '\t' => out.push_str("\\t"),
                '\n' => out.push_str("\\n"),
                '\u{C}' => out.push_str("\\f"),
                '\r' => out.push_str("\\r"),
                '\0'..' ' | '\u{7F}' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
                _ => out.push(c),
            }
        }
        out.push('"');
    }
    out
}

impl Tables {
    pub fn new() -> Self {
        Tables {
            tables: vec![HashMap::new()],
            arrays: HashMap::new(),
            implied: HashSet::new(),
        }
    }

    fn add(&mut self) -> usize {
        self.tables.push(HashMap::new());
        self.tables.len() - 1
    }

    fn node(&mut self, table: usize, key: &[u8]) -> Option<&mut Node> {
        self.tables.get_mut(table)?.get_mut(key)
    }

    fn put(&mut self, table: usize, key: &[u8], node: Node) {
        if let Some(table) = self.tables.get_mut(table) {
            table.insert(key.to_vec(), node);
        }
    }

    pub fn imply(&mut self, key: &[Vec<u8>]) {
        self.implied.insert(name(key));
    }

    /// Notes whether a full key holds an array.
    pub fn note(&mut self, key: &[Vec<u8>], array: bool) {
        self.arrays.insert(name(key), array);
    }

    /// Opens the table, or the next table of the array, that `key` names from the top, and
    /// returns the key as context for what follows.
    pub fn open(&mut self, key: &[Vec<u8>], array: bool) -> Result<(), String> {
        let Some((last, parents)) = key.split_last() else {
            return Ok(());
        };
        let mut table = 0;
        for (at, part) in parents.iter().enumerate() {
            let so_far = key.get(..=at).unwrap_or_default();
            if self.node(table, part).is_none() {
                self.imply(so_far);
                let new = self.add();
                self.put(table, part, Node::Table(new));
            }
            table = match self.node(table, part) {
                Some(Node::Table(inner)) => *inner,
                Some(Node::Tables(inner)) => inner.last().copied().unwrap_or_default(),
                _ => {
                    return Err(format!(
                        "Key '{}' was already created as a hash.",
                        name(so_far)
                    ));
                }
            };
        }
        if !array {
            let new = self.add();
            return self.set_node(parents, last, Node::Table(new));
        }
        let new = self.add();
        match self.node(table, last) {
            None => self.put(table, last, Node::Tables(vec![new])),
            Some(Node::Tables(tables)) => tables.push(new),
            Some(_) => {
                return Err(format!(
                    "Key '{}' was already created and cannot be used as an array.",
                    name(key)
                ));
            }
        }
        Ok(())
    }

    /// Sets a key within a context. What was implied may be said once; nothing else twice.
    pub fn set(&mut self, context: &[Vec<u8>], key: &[u8], value: Value) -> Result<(), String> {
        self.set_node(context, key, Node::Value(value))
    }

    fn set_node(&mut self, context: &[Vec<u8>], key: &[u8], node: Node) -> Result<(), String> {
        let mut table = 0;
        for (at, part) in context.iter().enumerate() {
            let so_far = context.get(..=at).unwrap_or_default();
            table = match self.node(table, part) {
                Some(Node::Table(inner)) => *inner,
                Some(Node::Tables(inner)) => inner.last().copied().unwrap_or_default(),
                Some(Node::Value(_)) => {
                    return Err(format!("Key '{}' has already been defined.", name(so_far)));
                }
                None => {
                    return Err(format!(
                        "BUG: Context for key '{}' has not been established.",
                        name(so_far)
                    ));
                }
            };
        }
        if self.node(table, key).is_none() {
            self.put(table, key, node);
            return Ok(());
        }
        let mut full = context.to_vec();
        full.push(key.to_vec());
        let full = name(&full);
        let implied = self.implied.remove(&full);
        if !implied {
            return Err(format!("Key '{full}' has already been defined."));
        }
        if self.arrays.get(&full) == Some(&true) {
            self.put(table, key, node);
        }
        Ok(())
    }

    /// All of it as a map. Tables are made after those that hold them, so the last come first.
    pub fn into_map(mut self) -> Map {
        let mut done: Vec<Option<Map>> = vec![None; self.tables.len()];
        while let Some(table) = self.tables.pop() {
            let entries = table.into_iter().map(|(key, node)| {
                let mut take = |number: usize| {
                    let map = done.get_mut(number).and_then(Option::take);
                    Value::Map(map.unwrap_or_default())
                };
                let value = match node {
                    Node::Value(value) => value,
                    Node::Table(number) => take(number),
                    Node::Tables(numbers) => {
                        let items = numbers.into_iter().map(take).collect();
                        Value::List(List::of(&DICT_LIST, items))
                    }
                };
                (Str::from(key), value)
            });
            let map: Map = entries.collect();
            let number = self.tables.len();
            if let Some(slot) = done.get_mut(number) {
                *slot = Some(map);
            }
        }
        done.into_iter().next().flatten().unwrap_or_default()
    }
}
