//! The tables in which nodes are made.

use std::borrow::Cow;
use std::mem;
use std::rc::Rc;

use super::Syntax;
use crate::gotemplate::ast::{NodeId, Nodes, Tables, Tree};

/// The templates of a text, by name.
pub(in crate::gotemplate) type Trees<'a> = Vec<(Cow<'a, str>, NodeId)>;

/// The tables of a parser. Texts that stay together add to them, one after the other. Of a text on
/// its own what stays takes the room that it needs, and the next one starts anew in the same memory.
#[derive(Debug, Default)]
pub(in crate::gotemplate) struct Scratch {
    pub tables: Tables,
    /// Children of nodes that are not finished.
    pub pending: Vec<NodeId>,
    /// Whether a text has been settled. Often there is just one, which gets the tables.
    used: bool,
}

impl Scratch {
    /// Makes the room that most texts of so many bytes need, so that the tables seldom move.
    pub fn make_room(&mut self, bytes: usize) {
        let guess = (bytes / 8 + 8).min(MOST_ROOM);
        self.tables.nodes.reserve(guess);
        self.tables.children.reserve(guess);
    }

    /// All that was made, the memory with it.
    pub fn take(&mut self) -> Tables {
        mem::take(&mut self.tables)
    }

    /// All that was made, in memory of its own unless it is the first.
    pub fn settle(&mut self) -> Tables {
        if !mem::replace(&mut self.used, true) {
            return self.take();
        }
        let made = &mut self.tables;
        Tables {
            nodes: settled(&mut made.nodes),
            children: settled(&mut made.children),
            numbers: mem::take(&mut made.numbers),
            unquoted: mem::take(&mut made.unquoted),
            names: mem::take(&mut made.names),
        }
    }
}

/// Beyond this room tables grow as they must.
const MOST_ROOM: usize = 1 << 18;
/// A table with more entries than this is not copied.
const LARGE: usize = 1 << 15;

fn settled<T: Copy>(table: &mut Vec<T>) -> Vec<T> {
    if table.len() > LARGE {
        let mut all = mem::take(table);
        all.shrink_to_fit();
        return all;
    }
    let all = table.as_slice().to_vec();
    table.clear();
    all
}

/// How many entries there are in tables.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sizes {
    nodes: usize,
    children: usize,
    numbers: usize,
    unquoted: usize,
    names: usize,
}

impl Tables {
    /// How much there is of everything.
    pub(super) fn sizes(&self) -> Sizes {
        Sizes {
            nodes: self.nodes.len(),
            children: self.children.len(),
            numbers: self.numbers.len(),
            unquoted: self.unquoted.len(),
            names: self.names.len(),
        }
    }

    /// Forgets what was made since.
    pub(super) fn return_to(&mut self, sizes: &Sizes) {
        self.nodes.truncate(sizes.nodes);
        self.children.truncate(sizes.children);
        self.numbers.truncate(sizes.numbers);
        self.unquoted.truncate(sizes.unquoted);
        self.names.truncate(sizes.names);
    }
}

impl Nodes {
    /// The nodes of a text in these tables, and the templates of it.
    pub(in crate::gotemplate) fn of(
        tables: &Rc<Tables>,
        trees: Trees<'_>,
        name: &str,
        text: &Rc<[u8]>,
        syntax: &Syntax<'_>,
    ) -> (Nodes, Vec<Tree>) {
        let own: Rc<str> = Rc::from(name);
        let tree = |(tree, root): (Cow<'_, str>, NodeId)| Tree {
            name: match tree == name {
                true => own.clone(),
                false => Rc::from(&*tree),
            },
            root,
        };
        let trees = trees.into_iter().map(tree).collect();
        let (left, right) = syntax.delims();
        let nodes = Nodes {
            text: text.clone(),
            parse_name: Some(own),
            left: owned(left),
            right: owned(right),
            tables: tables.clone(),
        };
        (nodes, trees)
    }
}

/// A delimiter that outlives its text.
fn owned(delim: &[u8]) -> Cow<'static, [u8]> {
    match delim {
        b"{{" => Cow::Borrowed(b"{{"),
        b"}}" => Cow::Borrowed(b"}}"),
        other => Cow::Owned(other.to_vec()),
    }
}
