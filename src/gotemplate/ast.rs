//! The nodes of a template, under the names Go's `text/template/parse` gives them.
//!
//! All nodes of one text live in one [`Nodes`], and refer to each other and to the text by
//! number: nothing is copied, and dropping a template is dropping a few vectors, however deep
//! it nests. `{{define}}` leaves no node behind, and `{{block}}` leaves a [`Node::Template`],
//! as in Go: both make a [`Tree`] of their own.

use std::borrow::Cow;
use std::num::NonZeroU32;
use std::ops::Range;
use std::rc::Rc;

/// The number of a node in its [`Nodes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(NonZeroU32);

impl NodeId {
    /// The number of the node with this index; there are no more nodes than bytes of text.
    pub(super) fn at(index: usize) -> NodeId {
        let number = u32::try_from(index).unwrap_or(u32::MAX);
        NodeId(NonZeroU32::MIN.saturating_add(number))
    }

    pub(super) fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// Some consecutive entries of a table of [`Nodes`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// The first entry.
    pub start: u32,
    /// How many there are.
    pub len: u32,
}

impl Run {
    /// The indexes of the entries.
    pub fn range(self) -> Range<usize> {
        let start = self.start as usize;
        start..start + self.len as usize
    }
}

/// What `if`, `range` and `with` have in common.
#[derive(Clone, Copy, Debug)]
pub struct Branch {
    /// The pipeline to evaluate.
    pub pipe: NodeId,
    /// What to execute where the value is not empty.
    pub list: NodeId,
    /// What to execute where it is, if anything.
    pub else_list: Option<NodeId>,
}

/// A node.
#[derive(Clone, Copy, Debug)]
pub enum Node {
    /// Nodes in order.
    List(Run),
    /// Text as it stands; its place is exactly the text, after trimming.
    Text,
    /// A pipeline whose value is printed, or which declares a variable.
    Action {
        /// The pipeline.
        pipe: NodeId,
    },
    /// Commands joined by `|`. Outside parentheses a command on its own stands for its pipeline,
    /// unless it is a pipeline in parentheses.
    Pipe {
        /// The variables, then the commands.
        nodes: Run,
        /// How many of them are variables.
        decl: u8,
        /// Whether the variables are assigned, not declared.
        is_assign: bool,
    },
    /// A function, field or value with its arguments. Without any, what is called or evaluated
    /// stands for its command.
    Command {
        /// What to call or evaluate, then the arguments.
        args: Run,
    },
    /// The name of a function.
    Identifier,
    /// `$`, `$x`, `$x.field`.
    Variable {
        /// Whether there are fields behind its name.
        fields: bool,
    },
    /// `.`.
    Dot,
    /// `nil`.
    Nil,
    /// `.field`, `.field.field`.
    Field,
    /// A term followed by fields: `(pipeline).field`.
    Chain {
        /// The term.
        node: NodeId,
    },
    /// `true` or `false`.
    Bool(bool),
    /// A number or a character that is a whole number, as nearly all are.
    Whole(u32),
    /// Any other one: the entry of the table of numbers.
    Number(u32),
    /// A string.
    String(StringText),
    /// `{{if}}`.
    If(Branch),
    /// `{{range}}`.
    Range(Branch),
    /// `{{with}}`.
    With(Branch),
    /// `{{template}}` or `{{block}}`.
    Template {
        /// The index of the name.
        name: u32,
        /// What becomes the template's dot.
        pipe: Option<NodeId>,
    },
    /// `{{break}}`.
    Break,
    /// `{{continue}}`.
    Continue,
}

/// The text of a string constant.
#[derive(Clone, Copy, Debug)]
pub enum StringText {
    /// What stands between the quotes.
    Verbatim,
    /// The entry of the table of texts that had to be made by unquoting.
    Unquoted(u32),
}

/// Where a node stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The offset of the node's first byte.
    pub start: u32,
    /// The offset after its last byte.
    pub end: u32,
}

/// A number constant: all the kinds it can be.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Number {
    /// The number as a signed integer, where it is one.
    pub int: Option<i64>,
    /// As an unsigned integer.
    pub uint: Option<u64>,
    /// As a float.
    pub float: Option<f64>,
    /// As a complex number (real, imaginary), where it was written as one.
    pub complex: Option<(f64, f64)>,
}

impl Number {
    /// A whole number.
    pub fn whole(value: u32) -> Number {
        Number {
            int: Some(value.into()),
            uint: Some(value.into()),
            float: Some(value.into()),
            complex: None,
        }
    }

    /// The whole number that it is, if it is a small one.
    pub(super) fn as_whole(&self) -> Option<u32> {
        let value = u32::try_from(self.uint?).ok()?;
        let whole = Number::whole(value);
        // A negative zero is another float.
        let is_same = self.float.map(f64::to_bits) == whole.float.map(f64::to_bits);
        (is_same && *self == whole).then_some(value)
    }
}

/// The nodes of one text.
#[derive(Debug, Default)]
pub struct Nodes {
    pub(super) text: Rc<[u8]>,
    pub(super) parse_name: Option<Rc<str>>,
    pub(super) left: Cow<'static, [u8]>,
    pub(super) right: Cow<'static, [u8]>,
    /// Of this text, and of others that were parsed with it.
    pub(super) tables: Rc<Tables>,
}

/// What nodes are made of, by number.
#[derive(Debug, Default)]
pub(super) struct Tables {
    pub nodes: Vec<(Node, Place)>,
    pub children: Vec<NodeId>,
    pub numbers: Vec<Number>,
    pub unquoted: Vec<Box<[u8]>>,
    pub names: Vec<TemplateName>,
}

// A large chart has a hundred thousand of them, in memory that is touched but once.
const _: () = assert!(size_of::<(Node, Place)>() == 24);

/// The name in a [`Node::Template`].
#[derive(Debug)]
pub(super) struct TemplateName {
    /// Where it stands, with its quotes.
    pub place: Place,
    /// What it means, where that is not what stands between the quotes.
    pub unquoted: Option<Box<str>>,
}

/// A template of a text: the text itself, or what a `define` or `block` in it defines.
#[derive(Clone, Debug)]
pub struct Tree {
    /// The template's name.
    pub name: Rc<str>,
    /// Its [`Node::List`], which comes last of its nodes.
    pub root: NodeId,
}

impl Nodes {
    /// The name the text was parsed under, which stands first in errors.
    pub fn parse_name(&self) -> &str {
        self.parse_name.as_deref().unwrap_or_default()
    }

    /// The text.
    pub fn text(&self) -> &[u8] {
        &self.text
    }

    /// The node with this number.
    pub fn node(&self, id: NodeId) -> Node {
        let entry = self.tables.nodes.get(id.index());
        entry.map_or(Node::Text, |&(node, _)| node)
    }

    /// Where a node stands.
    pub fn place(&self, id: NodeId) -> Place {
        let entry = self.tables.nodes.get(id.index());
        entry.map_or_else(Place::default, |&(_, place)| place)
    }

    /// The position that Go's errors give a node: mostly where it begins, but what is joined by
    /// dots is where the first of them is, and an action where its pipeline begins.
    pub fn position(&self, id: NodeId) -> u32 {
        let start = self.place(id).start;
        let behind =
            |at: Option<usize>| start + u32::try_from(at.unwrap_or_default()).unwrap_or_default();
        let word = |word: &[u8]| behind(memchr::memmem::find(self.source(id), word));
        match self.node(id) {
            // The dot in front of the first name is passed over.
            Node::Field | Node::Variable { .. } => {
                behind(memchr::memchr_iter(b'.', self.source(id)).find(|at| *at > 0))
            }
            Node::Chain { node } => self.place(node).end,
            Node::Pipe { .. } => self.pipe_position(id),
            Node::Action { pipe } => self.pipe_position(pipe),
            Node::If(branch) | Node::Range(branch) | Node::With(branch) => {
                self.pipe_position(branch.pipe)
            }
            Node::Template { name, .. } => {
                let name = self.tables.names.get(name as usize);
                name.map_or(start, |name| name.place.start)
            }
            Node::Break => word(b"break"),
            Node::Continue => word(b"continue"),
            _ => start,
        }
    }

    /// Where the first command of a pipeline begins.
    fn pipe_position(&self, pipe: NodeId) -> u32 {
        let first = match self.node(pipe) {
            Node::Pipe { nodes, .. } => self.children(nodes).first().copied(),
            _ => None,
        };
        self.place(first.unwrap_or(pipe)).start
    }

    /// The bytes of a node.
    pub fn source(&self, id: NodeId) -> &[u8] {
        let place = self.place(id);
        self.slice(place.start, place.end)
    }

    /// The nodes of a run.
    pub fn children(&self, run: Run) -> &[NodeId] {
        self.tables.children.get(run.range()).unwrap_or_default()
    }

    /// The names in a field, or those of the fields behind a term, without their dots; the name of
    /// a variable with its dollar sign, then those of its fields.
    pub fn idents(&self, id: NodeId) -> impl Iterator<Item = &[u8]> {
        let all = match self.node(id) {
            Node::Field => self.source(id).get(1..),
            Node::Variable { .. } => Some(self.source(id)),
            Node::Chain { node } => Some(self.slice(self.place(node).end + 1, self.place(id).end)),
            _ => None,
        };
        all.into_iter()
            .flat_map(|all| all.split(|&byte| byte == b'.'))
    }

    /// The number that a node is, if it is one.
    pub fn number(&self, id: NodeId) -> Option<Number> {
        match self.node(id) {
            Node::Whole(value) => Some(Number::whole(value)),
            Node::Number(index) => self.tables.numbers.get(index as usize).copied(),
            _ => None,
        }
    }

    /// The text a [`Node::String`] means.
    pub fn string(&self, id: NodeId) -> &[u8] {
        match self.node(id) {
            Node::String(StringText::Unquoted(index)) => self
                .tables
                .unquoted
                .get(index as usize)
                .map_or(&[], |text| &text[..]),
            _ => match self.source(id) {
                [_, text @ .., _] => text,
                _ => &[],
            },
        }
    }

    /// The name in a [`Node::Template`].
    pub fn name(&self, index: u32) -> &str {
        let Some(TemplateName { place, unquoted }) = self.tables.names.get(index as usize) else {
            return "";
        };
        match unquoted {
            Some(name) => name,
            None => {
                let name = self.slice(place.start + 1, place.end - 1);
                std::str::from_utf8(name).unwrap_or_default()
            }
        }
    }

    /// Line and column of an offset as Go's execution errors count them: the line from 1, the
    /// column in bytes from 0.
    pub fn line_column(&self, pos: u32) -> (usize, usize) {
        let before = self.slice(0, pos);
        let line = 1 + memchr::memchr_iter(b'\n', before).count();
        let column =
            memchr::memrchr(b'\n', before).map_or(before.len(), |at| before.len() - at - 1);
        (line, column)
    }

    /// Whether a tree holds nothing but space and comments (`parse.IsEmptyTree`): such a tree
    /// does not replace another of its name.
    pub fn is_empty_tree(&self, root: NodeId) -> bool {
        match self.node(root) {
            Node::List(run) => self.children(run).iter().all(|&id| self.is_empty_tree(id)),
            Node::Text => match std::str::from_utf8(self.source(root)) {
                Ok(text) => text.trim().is_empty(),
                Err(_) => false,
            },
            _ => false,
        }
    }

    pub(super) fn slice(&self, start: u32, end: u32) -> &[u8] {
        self.text
            .get(start as usize..end as usize)
            .unwrap_or_default()
    }
}
