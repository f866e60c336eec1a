//! Pipelines, commands and their operands.

use std::borrow::Cow;

use super::number::number;
use super::parser::{Parser, Step, at};
use crate::gotemplate::ast::{Node, NodeId, Place, Run, StringText};
use crate::gotemplate::lex::{Item, ItemKind};
use crate::gotemplate::print::quoted;
use crate::gotemplate::stack::grow;
use crate::gotemplate::unquote::unquote;

/// How deep parentheses nest: Go's limit.
const MAX_PAREN_DEPTH: usize = 10_000;

/// Where a pipeline stands: Go names it so in errors.
pub(super) const PARENTHESIZED: &str = "parenthesized pipeline";

impl<'a> Parser<'a> {
    /// A pipeline up to the item that ends it, and that item.
    pub(super) fn pipeline(&mut self, context: &str, end: ItemKind) -> Step<(NodeId, Item)> {
        if end == ItemKind::RightDelim
            && let Some(whole) = self.quick_pipeline(context == "range")
        {
            return Ok(whole);
        }
        let first = self.peek_non_space();
        let from = self.pending();
        let (decl, is_assign) = self.declarations(context)?;
        loop {
            let item = self.next_non_space();
            if item.kind == end {
                return self.end_pipeline(first, item, from, decl, is_assign, context);
            }
            if !starts_operand(item.kind) {
                return Err(self.unexpected(item, context));
            }
            self.backup();
            self.command()?;
        }
    }

    fn end_pipeline(
        &mut self,
        first: Item,
        end: Item,
        from: usize,
        decl: u8,
        is_assign: bool,
        context: &str,
    ) -> Step<(NodeId, Item)> {
        if context != PARENTHESIZED
            && decl == 0
            && let Some(command) = self.lone_command(from)
        {
            return Ok((command, end));
        }
        let nodes = self.take_children(from);
        let commands = Run {
            start: nodes.start + u32::from(decl),
            len: nodes.len - u32::from(decl),
        };
        if commands.len == 0 {
            return Err(self.error(&format!("missing value for {context}")));
        }
        for stage in 1..commands.len {
            let run = Run {
                start: commands.start + stage,
                len: 1,
            };
            let Some(&command) = self.children(run).first() else {
                continue;
            };
            let word = match self.node(command) {
                Node::Command { args } => self.children(args).first().copied(),
                _ => Some(command),
            };
            if word.is_some_and(|word| is_value(self.node(word))) {
                let stage = stage + 1;
                return Err(
                    self.error(&format!("non executable command in pipeline stage {stage}"))
                );
            }
        }
        let last = self.children(nodes).last().copied();
        let place = Place {
            start: first.start,
            end: last.map_or(first.end, |last| self.place(last).end),
        };
        let pipe = Node::Pipe {
            nodes,
            decl,
            is_assign,
        };
        Ok((self.push(pipe, place), end))
    }

    /// The variables before `:=` or `=`; how many, and whether they are assigned.
    fn declarations(&mut self, context: &str) -> Step<(u8, bool)> {
        let mut decl = 0;
        loop {
            let variable = self.peek_non_space();
            if variable.kind != ItemKind::Variable {
                return Ok((decl, false));
            }
            self.next();
            // Space is an item: `$x foo` takes two items to tell from `$x := foo`.
            let after = self.peek();
            let next = self.peek_non_space();
            let comma = next.kind == ItemKind::Char && self.source(next) == b",";
            if !comma && !matches!(next.kind, ItemKind::Assign | ItemKind::Declare) {
                if after.kind == ItemKind::Space {
                    self.backup3(variable, after);
                } else {
                    self.backup2(variable);
                }
                return Ok((decl, false));
            }
            self.next_non_space();
            let node = self.variable(variable);
            self.add_child(node);
            let name = self.source(variable);
            self.vars.push(name);
            decl += 1;
            if !comma {
                return Ok((decl, next.kind == ItemKind::Assign));
            }
            if context != "range" || decl > 1 {
                return Err(self.error(&format!("too many declarations in {context}")));
            }
            let second = self.peek_non_space().kind;
            if !matches!(
                second,
                ItemKind::Variable | ItemKind::RightDelim | ItemKind::RightParen
            ) {
                return Err(self.error("range can only initialize variables"));
            }
        }
    }

    /// Operands up to a pipe or the end of the pipeline.
    fn command(&mut self) -> Step<()> {
        let mut place = at(self.peek_non_space());
        let from = self.pending();
        loop {
            self.peek_non_space();
            if let Some(operand) = self.operand()? {
                place.end = self.place(operand).end;
                if self.pending() == from {
                    place.start = self.place(operand).start;
                }
                self.add_child(operand);
            }
            if self.skip_space() {
                continue;
            }
            let item = self.next();
            match item.kind {
                ItemKind::Space => continue,
                ItemKind::RightDelim | ItemKind::RightParen => self.backup(),
                ItemKind::Pipe => {}
                _ => return Err(self.unexpected(item, "operand")),
            }
            break;
        }
        if self.pending() == from {
            return Err(self.error("empty command"));
        }
        self.end_command(from, place);
        Ok(())
    }

    /// A term with the fields behind it.
    fn operand(&mut self) -> Step<Option<NodeId>> {
        let Some(term) = self.term()? else {
            return Ok(None);
        };
        if !self.at_field() {
            return Ok(Some(term));
        }
        let mut place = self.place(term);
        while self.at_field() {
            place.end = self.next().end;
        }
        // More fields of a field or variable are its own; other terms keep theirs apart.
        let node = match self.node(term) {
            Node::Field => {
                self.set_place(term, place);
                return Ok(Some(term));
            }
            Node::Variable { .. } => {
                self.replace(term, Node::Variable { fields: true }, place);
                return Ok(Some(term));
            }
            node if is_value(node) => {
                let end = self.place(term).end as usize;
                let start = self.place(term).start as usize;
                let text = quoted(self.text.get(start..end).unwrap_or_default());
                return Err(self.error(&format!("unexpected . after term {text}")));
            }
            _ => Node::Chain { node: term },
        };
        Ok(Some(self.push(node, place)))
    }

    /// A value, a name, or a pipeline in parentheses.
    fn term(&mut self) -> Step<Option<NodeId>> {
        let item = self.next_non_space();
        let node = match item.kind {
            ItemKind::Identifier => {
                let name = self.source(item);
                if !self.has_function(name) {
                    let problem = format!("function {} not defined", quoted(name));
                    self.report(&problem, item.start, item.end);
                }
                Node::Identifier
            }
            ItemKind::Dot => Node::Dot,
            ItemKind::Nil => Node::Nil,
            ItemKind::Variable => {
                let name = self.source(item);
                if !self.knows_variable(name) {
                    let problem = format!("undefined variable {}", quoted(name));
                    self.report(&problem, item.start, item.end);
                }
                return Ok(Some(self.variable(item)));
            }
            ItemKind::Field => Node::Field,
            ItemKind::Bool => Node::Bool(self.source(item) == b"true"),
            ItemKind::CharConstant | ItemKind::Complex | ItemKind::Number => {
                match number(self.source(item), item.kind) {
                    Ok(number) => self.number(number),
                    Err(problem) => return Err(self.error(&problem)),
                }
            }
            ItemKind::LeftParen => return self.parenthesis(item).map(Some),
            ItemKind::String | ItemKind::RawString => Node::String(self.string(item)?),
            _ => {
                self.backup();
                return Ok(None);
            }
        };
        Ok(Some(self.push(node, at(item))))
    }

    fn parenthesis(&mut self, open: Item) -> Step<NodeId> {
        if self.tree.paren_depth >= MAX_PAREN_DEPTH {
            return Err(self.error("max expression depth exceeded"));
        }
        self.tree.paren_depth += 1;
        let (pipe, close) = grow(|| self.pipeline(PARENTHESIZED, ItemKind::RightParen))?;
        self.tree.paren_depth -= 1;
        let place = Place {
            start: open.start,
            end: close.end,
        };
        self.set_place(pipe, place);
        Ok(pipe)
    }

    fn variable(&mut self, item: Item) -> NodeId {
        self.push(Node::Variable { fields: false }, at(item))
    }

    /// The text of a string constant; most mean what stands between their quotes.
    fn string(&mut self, item: Item) -> Step<StringText> {
        let literal = self.source(item);
        let special = match item.kind {
            ItemKind::RawString => memchr::memchr(b'\r', literal).is_some(),
            _ => memchr::memchr(b'\\', literal).is_some() || std::str::from_utf8(literal).is_err(),
        };
        if !special {
            return Ok(StringText::Verbatim);
        }
        match unquote(literal) {
            Some(text) => Ok(StringText::Unquoted(self.add_unquoted(text))),
            None => Err(self.error("invalid syntax")),
        }
    }

    /// The name after `define`, `block` or `template`.
    pub(super) fn template_name(&mut self, item: Item, context: &str) -> Step<Cow<'a, str>> {
        if !matches!(item.kind, ItemKind::String | ItemKind::RawString) {
            return Err(self.unexpected(item, context));
        }
        let literal = self.source(item);
        // Most names mean what is written.
        if let [b'"', name @ .., b'"'] = literal
            && !name.iter().any(|byte| matches!(byte, b'\\' | b'"' | b'\n'))
            && let Ok(name) = std::str::from_utf8(name)
        {
            return Ok(Cow::Borrowed(name));
        }
        match unquote(literal) {
            Some(name) => Ok(Cow::Owned(String::from_utf8_lossy(&name).into_owned())),
            None => Err(self.error("invalid syntax")),
        }
    }
}

/// Whether an item can begin an operand.
fn starts_operand(kind: ItemKind) -> bool {
    matches!(
        kind,
        ItemKind::Bool
            | ItemKind::CharConstant
            | ItemKind::Complex
            | ItemKind::Dot
            | ItemKind::Field
            | ItemKind::Identifier
            | ItemKind::Number
            | ItemKind::Nil
            | ItemKind::RawString
            | ItemKind::String
            | ItemKind::Variable
            | ItemKind::LeftParen
    )
}

/// Whether a node is a value that can be neither called nor given fields.
fn is_value(node: Node) -> bool {
    matches!(
        node,
        Node::Bool(_) | Node::Dot | Node::Nil | Node::Whole(_) | Node::Number(_) | Node::String(_)
    )
}
