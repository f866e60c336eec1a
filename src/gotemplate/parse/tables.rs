//! The tables in which nodes are made.

use std::mem;

use crate::gotemplate::ast::{Node, NodeId, Place};

/// The tables of a parser, which the next one goes on with: what stays of a text takes the room
/// that it needs, and no more pages of memory are touched.
#[derive(Debug, Default)]
pub(in crate::gotemplate) struct Scratch {
    pub nodes: Vec<(Node, Place)>,
    pub children: Vec<NodeId>,
    pub idents: Vec<(u32, u32)>,
    /// Children of nodes that are not finished.
    pub pending: Vec<NodeId>,
    /// Whether a text has been parsed with it. Often there is just one, which gets the tables.
    pub used: bool,
}

impl Scratch {
    /// Makes the room that most texts need, so that the tables seldom move.
    pub fn make_room(&mut self, text: &[u8]) {
        let guess = (text.len() / 8 + 8).min(LARGE);
        self.nodes.reserve(guess);
        self.children.reserve(guess);
        self.idents.reserve(guess / 2);
    }
}

/// A table with more entries than this is not copied.
const LARGE: usize = 1 << 15;

/// What is in a table, with no room besides where the table is to be used again.
pub(super) fn settled<T: Copy>(table: &mut Vec<T>, again: bool) -> Vec<T> {
    if !again {
        return mem::take(table);
    }
    if table.len() > LARGE {
        let mut all = mem::take(table);
        all.shrink_to_fit();
        return all;
    }
    let all = table.as_slice().to_vec();
    table.clear();
    all
}
