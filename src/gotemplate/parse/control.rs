//! Text, actions, and what control actions enclose.

use std::borrow::Cow;

use super::parser::{Failed, Parser, Step, at};
use super::quick::Quick;
use crate::gotemplate::ast::{Branch, Node, NodeId, Place, TemplateName};
use crate::gotemplate::lex::{Item, ItemKind};
use crate::gotemplate::stack::grow;

/// How deep blocks nest. Go has no limit; this one is far beyond what people write.
const MAX_BLOCK_DEPTH: usize = 20_000;

/// What a piece of a list is.
pub(super) enum Piece {
    /// A node to keep.
    Node(NodeId),
    /// An action that was in error, after which parsing goes on.
    Wrong,
    /// `{{end}}`.
    End,
    /// `{{else}}`, with the place of what follows it where that is `if` or `with`.
    Else(u32),
}

/// What ended a list.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    End,
    Else(u32),
}

impl Ending {
    fn keyword(self) -> &'static str {
        match self {
            Ending::End => "end",
            Ending::Else(_) => "else",
        }
    }
}

/// A control action that encloses a list.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Control {
    If,
    Range,
    With,
}

impl Control {
    fn name(self) -> &'static str {
        match self {
            Control::If => "if",
            Control::Range => "range",
            Control::With => "with",
        }
    }
}

impl Parser<'_> {
    /// The whole text: a list with definitions between its nodes.
    pub(super) fn text(&mut self) -> Step<()> {
        let start = self.peek().start;
        let from = self.pending();
        while self.peek().kind != ItemKind::Eof {
            if self.peek().kind == ItemKind::LeftDelim && self.lexer.may_define() {
                let delim = self.next();
                if self.next_non_space().kind == ItemKind::Define {
                    let outside = self.enter_tree();
                    let done = self.definition().or_else(|Failed| self.recover());
                    self.leave_tree(outside);
                    done?;
                    continue;
                }
                self.backup2(delim);
            }
            let item = self.next_non_space();
            match self.text_or_action(item)? {
                Piece::Node(id) => self.add_child(id),
                Piece::Wrong => {}
                Piece::End => self.stray(Ending::End),
                Piece::Else(at) => self.stray(Ending::Else(at)),
            }
        }
        let root = self.list(start, from);
        self.add_tree(Cow::Borrowed(self.name), root)
    }

    fn stray(&mut self, ending: Ending) {
        let shown = self.delimited(ending.keyword());
        self.error(&format!("unexpected {shown}"));
    }

    fn delimited(&self, keyword: &str) -> String {
        let (left, right) = self.delims();
        let (left, right) = (
            String::from_utf8_lossy(left),
            String::from_utf8_lossy(right),
        );
        format!("{left}{keyword}{right}")
    }

    /// What follows `{{define`.
    fn definition(&mut self) -> Step<()> {
        const CONTEXT: &str = "define clause";
        let item = self.next_non_space();
        let name = self.template_name(item, CONTEXT)?;
        self.expect(ItemKind::RightDelim, CONTEXT)?;
        let (root, ending) = self.item_list()?;
        self.end_definition(ending, CONTEXT)?;
        self.add_tree(name, root)
    }

    fn end_definition(&mut self, ending: Ending, context: &str) -> Step<()> {
        if ending == Ending::End {
            return Ok(());
        }
        let shown = self.delimited(ending.keyword());
        Err(self.error(&format!("unexpected {shown} in {context}")))
    }

    fn list(&mut self, start: u32, from: usize) -> NodeId {
        let nodes = self.take_children(from);
        let end = self.children(nodes).last().map(|&id| self.place(id).end);
        let place = Place {
            start,
            end: end.unwrap_or(start),
        };
        self.push(Node::List(nodes), place)
    }

    /// Nodes up to `{{end}}` or `{{else}}`.
    fn item_list(&mut self) -> Step<(NodeId, Ending)> {
        self.deeper(Self::items)
    }

    /// Parses a part that stands inside this one.
    fn deeper<T>(&mut self, part: impl FnOnce(&mut Self) -> Step<T>) -> Step<T> {
        if self.depth >= MAX_BLOCK_DEPTH {
            return Err(self.error("max block depth exceeded"));
        }
        self.depth += 1;
        let done = grow(|| part(self));
        self.depth -= 1;
        done
    }

    fn items(&mut self) -> Step<(NodeId, Ending)> {
        let start = self.peek_non_space().start;
        let from = self.pending();
        loop {
            let item = self.next_non_space();
            if item.kind == ItemKind::Eof {
                return Err(self.error("unexpected EOF"));
            }
            let ending = match self.text_or_action(item)? {
                Piece::Node(id) => {
                    self.add_child(id);
                    continue;
                }
                Piece::Wrong => continue,
                Piece::End => Ending::End,
                Piece::Else(at) => Ending::Else(at),
            };
            return Ok((self.list(start, from), ending));
        }
    }

    fn text_or_action(&mut self, item: Item) -> Step<Piece> {
        match item.kind {
            ItemKind::Text => Ok(Piece::Node(self.push(Node::Text, at(item)))),
            ItemKind::LeftDelim => {
                let begun = match self.quick_action(item) {
                    Some(Quick::Whole(piece)) => {
                        self.set_action(None);
                        return Ok(piece);
                    }
                    Some(Quick::Begun(control)) => Some(control),
                    None => None,
                };
                self.set_action(Some(item.start));
                let from = self.pending();
                let piece = match begun {
                    Some(control) => self.control(control, item.start).map(Piece::Node),
                    None => self.action(item),
                };
                self.set_action(None);
                piece.or_else(|Failed| {
                    self.recover()?;
                    self.take_children(from);
                    Ok(Piece::Wrong)
                })
            }
            _ => {
                let failed = self.unexpected(item, "input");
                // `{{else if}}` where no branch takes it leaves its keyword here.
                self.recover().map(|()| Piece::Wrong).map_err(|_| failed)
            }
        }
    }

    fn action(&mut self, delim: Item) -> Step<Piece> {
        let item = self.next_non_space();
        let control = match item.kind {
            ItemKind::Block => return self.block(delim).map(Piece::Node),
            ItemKind::Break => return self.jump(delim, Node::Break, "{{break}}"),
            ItemKind::Continue => return self.jump(delim, Node::Continue, "{{continue}}"),
            ItemKind::Else => return self.else_control(),
            ItemKind::End => {
                self.expect(ItemKind::RightDelim, "end")?;
                return Ok(Piece::End);
            }
            ItemKind::Template => return self.template(delim).map(Piece::Node),
            ItemKind::If => Control::If,
            ItemKind::Range => Control::Range,
            ItemKind::With => Control::With,
            _ => {
                self.backup();
                let (pipe, end) = self.pipeline("command", ItemKind::RightDelim)?;
                let place = Place {
                    start: delim.start,
                    end: end.end,
                };
                return Ok(Piece::Node(self.push(Node::Action { pipe }, place)));
            }
        };
        self.control(control, delim.start).map(Piece::Node)
    }

    fn jump(&mut self, delim: Item, node: Node, context: &str) -> Step<Piece> {
        let end = self.expect(ItemKind::RightDelim, context)?;
        if self.tree.range_depth == 0 {
            return Err(self.error(&format!("{context} outside {{{{range}}}}")));
        }
        let place = Place {
            start: delim.start,
            end: end.end,
        };
        Ok(Piece::Node(self.push(node, place)))
    }

    fn else_control(&mut self) -> Step<Piece> {
        let item = self.peek_non_space();
        // `{{else if` is `{{else}}{{if`: the keyword stays for who asked for the else.
        if matches!(item.kind, ItemKind::If | ItemKind::With) {
            return Ok(Piece::Else(item.start));
        }
        let item = self.expect(ItemKind::RightDelim, "else")?;
        Ok(Piece::Else(item.start))
    }

    /// `if`, `range` and `with`, up to their `{{end}}`.
    fn control(&mut self, control: Control, start: u32) -> Step<NodeId> {
        let vars = self.vars.len();
        let context = control.name();
        let pipe = self.pipeline(context, ItemKind::RightDelim);
        // What a wrong action encloses is parsed all the same, or its end would be one too many.
        let (pipe, end) = match pipe {
            Ok((pipe, end)) => (Some(pipe), end.end),
            Err(Failed) => {
                self.recover()?;
                (None, start)
            }
        };
        self.tree.range_depth += usize::from(control == Control::Range);
        let list = self.item_list();
        self.tree.range_depth -= usize::from(control == Control::Range);
        let (list, ending) = list?;
        let else_list = match ending {
            Ending::End => None,
            Ending::Else(at) => Some(self.else_list(control, at)?),
        };
        self.vars.truncate(vars);
        let Some(pipe) = pipe else {
            return Ok(list);
        };
        let branch = Branch {
            pipe,
            list,
            else_list,
        };
        let node = match control {
            Control::If => Node::If(branch),
            Control::Range => Node::Range(branch),
            Control::With => Node::With(branch),
        };
        Ok(self.push(node, Place { start, end }))
    }

    fn else_list(&mut self, control: Control, at: u32) -> Step<NodeId> {
        let next = self.peek().kind;
        let chained = match control {
            Control::If => next == ItemKind::If,
            Control::With => next == ItemKind::With,
            Control::Range => false,
        };
        if chained {
            // The one `{{end}}` closes the whole chain.
            let item = self.next();
            let from = self.pending();
            let inner = self.deeper(|parser| parser.control(control, item.start))?;
            self.add_child(inner);
            return Ok(self.list(at, from));
        }
        loop {
            let (list, ending) = self.item_list()?;
            if ending == Ending::End {
                return Ok(list);
            }
            let shown = self.delimited(ending.keyword());
            self.error(&format!("expected end; found {shown}"));
        }
    }

    /// `{{block "name" pipeline}}`: a definition, and its use.
    fn block(&mut self, delim: Item) -> Step<NodeId> {
        const CONTEXT: &str = "block clause";
        let item = self.next_non_space();
        let name = self.template_name(item, CONTEXT)?;
        let (pipe, end) = self.pipeline(CONTEXT, ItemKind::RightDelim)?;
        let outside = self.enter_tree();
        let inside = self.item_list();
        let after = match inside {
            Ok((root, Ending::End)) => self.add_tree(name.clone(), root).map(|()| Ending::End),
            Ok((_, ending)) => Ok(ending),
            Err(failed) => Err(failed),
        };
        self.leave_tree(outside);
        // Go reports this with the line of the block, not of the else.
        self.end_definition(after?, CONTEXT)?;
        let place = Place {
            start: delim.start,
            end: end.end,
        };
        Ok(self.template_node(item, name, Some(pipe), place))
    }

    /// `{{template "name" pipeline}}`.
    fn template(&mut self, delim: Item) -> Step<NodeId> {
        const CONTEXT: &str = "template clause";
        let item = self.next_non_space();
        let name = self.template_name(item, CONTEXT)?;
        let mut end = self.next_non_space();
        let mut pipe = None;
        if end.kind != ItemKind::RightDelim {
            self.backup();
            let (node, item) = self.pipeline(CONTEXT, ItemKind::RightDelim)?;
            (pipe, end) = (Some(node), item);
        }
        let place = Place {
            start: delim.start,
            end: end.end,
        };
        Ok(self.template_node(item, name, pipe, place))
    }

    fn template_node(
        &mut self,
        item: Item,
        name: Cow<'_, str>,
        pipe: Option<NodeId>,
        place: Place,
    ) -> NodeId {
        let name = self.add_name(TemplateName {
            place: at(item),
            unquoted: match name {
                Cow::Borrowed(_) => None,
                Cow::Owned(name) => Some(name.into()),
            },
        });
        self.push(Node::Template { name, pipe }, place)
    }
}
