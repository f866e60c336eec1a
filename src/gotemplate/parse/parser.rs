//! The state of the parser: items looked ahead at, nodes being made, errors.

use std::borrow::Cow;
use std::mem;

use rustc_hash::FxHashMap;
use smallvec::{SmallVec, smallvec};

use super::tables::{Scratch, Sizes, Trees};
use super::{HasFunction, ParseError, Syntax};
use crate::gotemplate::ast::{Node, NodeId, Number, Place, Run, Tables, TemplateName};
use crate::gotemplate::lex::{Item, ItemKind, Lexer};
use crate::gotemplate::print::quoted;
use crate::source::{SourceId, Span};
use crate::value::quote::append_quote;
use crate::value::utf8;

/// Says that an error was met, which has been reported.
#[derive(Debug)]
pub(super) struct Failed;

/// What parsing a part gives.
pub(super) type Step<T> = Result<T, Failed>;

/// After so many errors the parser stops.
const MAX_ERRORS: usize = 20;

/// What Go keeps per tree: a `define` or `block` starts anew, and what follows it goes on.
#[derive(Debug)]
pub(super) struct TreeState {
    token: [Item; 3],
    peeked: usize,
    /// Where the variables of this tree begin in the list of all.
    pub vars_base: usize,
    pub range_depth: usize,
    pub paren_depth: usize,
    /// The left delimiter of the action being parsed.
    action: Option<u32>,
}

const NOTHING: Item = Item {
    kind: ItemKind::Eof,
    start: 0,
    end: 0,
};

/// What there was of everything at a time.
pub(super) struct Mark {
    sizes: Sizes,
    pending: usize,
    vars: usize,
}

/// Parses one text.
pub(super) struct Parser<'a> {
    pub name: &'a str,
    pub text: &'a [u8],
    pub lexer: Lexer<'a>,
    has_function: Option<HasFunction<'a>>,
    source_id: SourceId,
    /// Whether usual actions are read at once.
    pub quick: bool,
    pub tree: TreeState,
    /// The variables in scope, by their names.
    pub vars: SmallVec<[&'a [u8]; 8]>,
    /// How many blocks enclose this place.
    pub depth: usize,
    tables: Tables,
    /// Children of nodes that are not finished.
    pending: Vec<NodeId>,
    /// How much there was in the tables before this text.
    before: Sizes,
    trees: Trees<'a>,
    /// Where in `trees` a name is.
    tree_of: FxHashMap<Cow<'a, str>, usize>,
    errors: Vec<ParseError>,
}

impl<'a> Parser<'a> {
    pub fn new(name: &'a str, text: &'a [u8], syntax: &Syntax<'a>, scratch: &mut Scratch) -> Self {
        let (left, right) = syntax.delims();
        let mut lexer = Lexer::new(text, left, right);
        if let Some(has) = syntax.has_function {
            lexer.break_ok = !has(b"break");
            lexer.continue_ok = !has(b"continue");
        }
        let tables = mem::take(&mut scratch.tables);
        let pending = mem::take(&mut scratch.pending);
        Parser {
            name,
            text,
            lexer,
            has_function: syntax.has_function,
            source_id: syntax.source,
            quick: syntax.quick,
            tree: TreeState::new(0),
            vars: smallvec![&b"$"[..]],
            depth: 0,
            before: tables.sizes(),
            tables,
            pending,
            trees: Vec::new(),
            tree_of: FxHashMap::default(),
            errors: Vec::new(),
        }
    }

    /// The templates that the text defines, then its own; their nodes are in the tables, which
    /// are given back. Of a text with errors nothing is left there.
    pub fn finish(mut self, scratch: &mut Scratch) -> Result<Trees<'a>, Vec<ParseError>> {
        if !self.errors.is_empty() {
            self.tables.return_to(&self.before);
        }
        self.pending.clear();
        scratch.tables = self.tables;
        scratch.pending = self.pending;
        match self.errors.is_empty() {
            true => Ok(self.trees),
            false => Err(self.errors),
        }
    }

    // Items.

    pub fn next(&mut self) -> Item {
        let item = self.peek();
        self.tree.peeked -= 1;
        item
    }

    pub fn backup(&mut self) {
        self.tree.peeked += 1;
    }

    /// Pushes an item back behind the one looked ahead at.
    pub fn backup2(&mut self, item: Item) {
        self.tree.token[1] = item;
        self.tree.peeked = 2;
    }

    /// Pushes two items back, the first of them being `first`.
    pub fn backup3(&mut self, first: Item, second: Item) {
        self.tree.token[1] = second;
        self.tree.token[2] = first;
        self.tree.peeked = 3;
    }

    #[inline]
    pub fn peek(&mut self) -> Item {
        if self.tree.peeked == 0 {
            self.tree.token[0] = self.lexer.next_item();
            self.tree.peeked = 1;
        }
        let token = self.tree.token.get(self.tree.peeked - 1);
        token.copied().unwrap_or(NOTHING)
    }

    /// Steps over space that nobody has looked at; says whether there was any.
    #[inline]
    pub fn skip_space(&mut self) -> bool {
        self.tree.peeked == 0 && self.lexer.skip_space()
    }

    /// Whether a field follows without space.
    #[inline]
    pub fn at_field(&mut self) -> bool {
        match self.tree.peeked {
            0 => self.lexer.at_field() && self.peek().kind == ItemKind::Field,
            _ => self.peek().kind == ItemKind::Field,
        }
    }

    pub fn next_non_space(&mut self) -> Item {
        self.skip_space();
        if self.tree.peeked == 0 {
            let item = self.lexer.next_item();
            self.tree.token[0] = item;
            if item.kind != ItemKind::Space {
                return item;
            }
        }
        loop {
            let item = self.next();
            if item.kind != ItemKind::Space {
                return item;
            }
        }
    }

    pub fn peek_non_space(&mut self) -> Item {
        self.skip_space();
        loop {
            let item = self.peek();
            if item.kind != ItemKind::Space {
                return item;
            }
            self.tree.peeked -= 1;
        }
    }

    pub fn expect(&mut self, kind: ItemKind, context: &str) -> Step<Item> {
        let item = self.next_non_space();
        if item.kind != kind {
            return Err(self.unexpected(item, context));
        }
        Ok(item)
    }

    pub fn delims(&self) -> (&'a [u8], &'a [u8]) {
        self.lexer.delims()
    }

    pub fn source(&self, item: Item) -> &'a [u8] {
        self.text
            .get(item.start as usize..item.end as usize)
            .unwrap_or_default()
    }

    /// Marks the action being parsed, for errors that show far from its start.
    pub fn set_action(&mut self, action: Option<u32>) {
        self.tree.action = action;
    }

    /// Begins a tree inside this one; gives the state to return to.
    pub fn enter_tree(&mut self) -> TreeState {
        let state = TreeState::new(self.vars.len());
        self.vars.push(b"$");
        mem::replace(&mut self.tree, state)
    }

    /// Returns to the tree outside.
    pub fn leave_tree(&mut self, outside: TreeState) {
        self.vars.truncate(self.tree.vars_base);
        self.tree = outside;
    }

    /// How much there is of everything.
    pub fn mark(&self) -> Mark {
        Mark {
            sizes: self.tables.sizes(),
            pending: self.pending.len(),
            vars: self.vars.len(),
        }
    }

    /// Forgets what was made since a mark.
    pub fn return_to(&mut self, mark: Mark) {
        self.tables.return_to(&mark.sizes);
        self.pending.truncate(mark.pending);
        self.vars.truncate(mark.vars);
    }

    // Nodes.

    pub fn push(&mut self, node: Node, place: Place) -> NodeId {
        let id = NodeId::at(self.tables.nodes.len());
        self.tables.nodes.push((node, place));
        id
    }

    pub fn replace(&mut self, id: NodeId, node: Node, place: Place) {
        if let Some(entry) = self.tables.nodes.get_mut(id.index()) {
            *entry = (node, place);
        }
    }

    pub fn node(&self, id: NodeId) -> Node {
        let entry = self.tables.nodes.get(id.index());
        entry.map_or(Node::Text, |&(node, _)| node)
    }

    pub fn place(&self, id: NodeId) -> Place {
        let entry = self.tables.nodes.get(id.index());
        entry.map_or_else(Place::default, |&(_, place)| place)
    }

    pub fn set_place(&mut self, id: NodeId, place: Place) {
        if let Some((_, old)) = self.tables.nodes.get_mut(id.index()) {
            *old = place;
        }
    }

    /// Where the children of a node begin that is being made.
    pub fn pending(&self) -> usize {
        self.pending.len()
    }

    pub fn add_child(&mut self, id: NodeId) {
        self.pending.push(id);
    }

    /// The children pushed since `from`, which get their final place.
    pub fn take_children(&mut self, from: usize) -> Run {
        let (children, pending) = (&mut self.tables.children, &mut self.pending);
        let start = count(children.len());
        match pending.get(from..).unwrap_or_default() {
            [only] => children.push(*only),
            all => children.extend_from_slice(all),
        }
        pending.truncate(from);
        Run {
            start,
            len: count(children.len()) - start,
        }
    }

    /// The command that stands for the pipeline whose children begin at `from`: one alone, unless
    /// it is a pipeline itself. It is no child any more.
    pub fn lone_command(&mut self, from: usize) -> Option<NodeId> {
        let [only] = *self.pending.get(from..)? else {
            return None;
        };
        if matches!(self.node(only), Node::Pipe { .. }) {
            return None;
        }
        self.pending.truncate(from);
        Some(only)
    }

    /// Makes a command of the operands pushed since `from`, which becomes a child itself. One
    /// alone stands for its command.
    pub fn end_command(&mut self, from: usize, place: Place) {
        if self.pending.len() > from + 1 {
            let args = self.take_children(from);
            let node = self.push(Node::Command { args }, place);
            self.add_child(node);
        }
    }

    pub fn children(&self, run: Run) -> &[NodeId] {
        self.tables.children.get(run.range()).unwrap_or_default()
    }

    /// The node of a number.
    pub fn number(&mut self, number: Number) -> Node {
        number.as_whole().map_or_else(
            || {
                self.tables.numbers.push(number);
                Node::Number(count(self.tables.numbers.len() - 1))
            },
            Node::Whole,
        )
    }

    pub fn add_unquoted(&mut self, text: Vec<u8>) -> u32 {
        self.tables.unquoted.push(text.into());
        count(self.tables.unquoted.len() - 1)
    }

    pub fn add_name(&mut self, name: TemplateName) -> u32 {
        self.tables.names.push(name);
        count(self.tables.names.len() - 1)
    }

    /// Adds a template to those of the text. An empty one does not replace another of its name,
    /// and two that are not empty are an error.
    pub fn add_tree(&mut self, name: Cow<'a, str>, root: NodeId) -> Step<()> {
        let Some(&at) = self.tree_of.get(&name) else {
            self.tree_of.insert(name.clone(), self.trees.len());
            self.trees.push((name, root));
            return Ok(());
        };
        let old = self.trees.get(at).map(|(_, root)| *root);
        if old.is_none_or(|old| self.is_empty_tree(old)) {
            if let Some((_, slot)) = self.trees.get_mut(at) {
                *slot = root;
            }
        } else if !self.is_empty_tree(root) {
            let problem = format!(
                "template: multiple definition of template {}",
                quoted(name.as_bytes())
            );
            return Err(self.error(&problem));
        }
        Ok(())
    }

    fn is_empty_tree(&self, root: NodeId) -> bool {
        match self.node(root) {
            Node::List(run) => self.children(run).iter().all(|&id| self.is_empty_tree(id)),
            Node::Text => {
                let place = self.place(root);
                let text = self.text.get(place.start as usize..place.end as usize);
                is_blank(text.unwrap_or_default())
            }
            _ => false,
        }
    }

    /// Whether a variable is in scope.
    pub fn knows_variable(&self, name: &[u8]) -> bool {
        let known = self.vars.get(self.tree.vars_base..);
        known.unwrap_or_default().contains(&name)
    }

    pub fn has_function(&self, name: &[u8]) -> bool {
        self.has_function.is_none_or(|has| has(name))
    }

    // Errors.

    /// Reports an error at the last item read.
    pub fn error(&mut self, problem: &str) -> Failed {
        let item = self.tree.token[0];
        self.report(problem, item.start, item.end);
        Failed
    }

    /// Reports an error, with the line of the last item read, as Go does.
    pub fn report(&mut self, problem: &str, start: u32, end: u32) {
        let line = self.line(self.tree.token[0].start);
        let end = self.text.len().min(end as usize);
        self.errors.push(ParseError {
            message: format!("template: {}:{line}: {problem}", self.name),
            problem: problem.to_string(),
            span: Span::new(self.source_id, start as usize..end),
        });
    }

    pub fn unexpected(&mut self, item: Item, context: &str) -> Failed {
        if item.kind != ItemKind::Error {
            let problem = format!("unexpected {} in {context}", self.show(item));
            self.report(&problem, item.start, item.end);
            return Failed;
        }
        let mut problem = self.lexer.error().to_string();
        if let Some(action) = self.tree.action {
            let line = self.line(action);
            if line != self.line(item.start) {
                // Not "action in action".
                let start = if problem.ends_with(" action") {
                    ""
                } else {
                    " in action"
                };
                problem.push_str(&format!("{start} started at {}:{line}", self.name));
            }
        }
        self.report(&problem, item.start, item.end);
        Failed
    }

    /// Goes on behind the action that an error was in, if it has an end and there were not too
    /// many errors.
    pub fn recover(&mut self) -> Step<()> {
        let item = self.tree.token[0];
        if self.errors.len() >= MAX_ERRORS || item.kind == ItemKind::Eof {
            return Err(Failed);
        }
        let whole = self.source(item);
        // Where the last item ended the action, lexing goes on behind it anyway.
        if item.kind != ItemKind::RightDelim {
            let inside = item.kind == ItemKind::Error || whole.is_empty();
            let from = if inside { item.start } else { item.end };
            if !self.lexer.skip_action(from as usize) {
                return Err(Failed);
            }
        }
        self.tree.peeked = 0;
        self.tree.paren_depth = 0;
        Ok(())
    }

    /// The line of an offset, from 1.
    fn line(&self, at: u32) -> usize {
        let before = self.text.get(..at as usize).unwrap_or(self.text);
        1 + memchr::memchr_iter(b'\n', before).count()
    }

    /// An item as Go's errors show it.
    fn show(&self, item: Item) -> String {
        let text = self.source(item);
        match item.kind {
            ItemKind::Eof => "EOF".to_string(),
            kind if kind.is_keyword() => format!("<{}>", String::from_utf8_lossy(text)),
            _ if text.len() > 10 => {
                let mut out = Vec::new();
                let short = text.get(..utf8::prefix_len(text, 10)).unwrap_or(text);
                append_quote(&mut out, short);
                out.extend_from_slice(b"...");
                String::from_utf8_lossy(&out).into_owned()
            }
            _ => quoted(text),
        }
    }
}

impl TreeState {
    /// Whether an item has been looked ahead at.
    pub fn has_peeked(&self) -> bool {
        self.peeked > 0
    }

    /// Takes an item as the last one that was read.
    pub fn set_last(&mut self, item: Item) {
        self.token[0] = item;
    }

    fn new(vars_base: usize) -> Self {
        TreeState {
            token: [NOTHING; 3],
            peeked: 0,
            vars_base,
            range_depth: 0,
            paren_depth: 0,
            action: None,
        }
    }
}

/// Whether a text is nothing but space.
pub(in crate::gotemplate) fn is_blank(text: &[u8]) -> bool {
    std::str::from_utf8(text).is_ok_and(|text| text.trim().is_empty())
}

/// A length as the number of an entry: no table is longer than the text.
fn count(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

/// Where an item stands.
pub(super) fn at(item: Item) -> Place {
    Place {
        start: item.start,
        end: item.end,
    }
}
