//! Actions as most people write them, from their bytes to nodes at once, with no items between.
//!
//! What is made is what `pipeline` and `control` make, node for node. Whatever is unusual is left
//! to them, and so is whatever is wrong: nothing has been taken or made then.

use super::control::{Control, Piece};
use super::parser::Parser;
use crate::gotemplate::ast::{Node, NodeId, Number, Place, StringText};
use crate::gotemplate::lex::{IN_WORD, Item, ItemKind, is_space, offset};

/// Deeper parentheses are unusual.
const MAX_DEPTH: usize = 16;
/// Longer numbers are unusual: these are exact as floats, too.
const MAX_DIGITS: usize = 15;

/// What an action turned out to be.
pub(super) enum Quick {
    /// All of it has been read.
    Whole(Piece),
    /// The word that begins it has been read.
    Begun(Control),
}

/// Reads the bytes of an action; `None` leaves it to the parser that goes item by item.
struct Cursor<'p, 'a> {
    parser: &'p mut Parser<'a>,
    text: &'a [u8],
    at: usize,
}

/// What an operand is.
struct Operand {
    node: NodeId,
    end: u32,
    /// Whether it can be neither called nor given fields.
    is_value: bool,
}

impl<'a> Parser<'a> {
    /// The action behind a left delimiter, if it is a usual one.
    pub(super) fn quick_action(&mut self, delim: Item) -> Option<Quick> {
        let mut cursor = self.cursor()?;
        cursor.skip_space();
        let word = cursor.word();
        let after = cursor.at;
        let control = match word {
            b"if" => Control::If,
            b"range" => Control::Range,
            b"with" => Control::With,
            b"end" | b"else" => {
                cursor.skip_space();
                let end = cursor.close()?;
                return Some(Quick::Whole(match word {
                    b"end" => Piece::End,
                    _ => Piece::Else(end.start),
                }));
            }
            _ => {
                let (pipe, end) = self.quick_pipeline(false)?;
                let place = Place {
                    start: delim.start,
                    end: end.end,
                };
                let node = self.push(Node::Action { pipe }, place);
                return Some(Quick::Whole(Piece::Node(node)));
            }
        };
        if !is_space(cursor.byte()?) {
            return None;
        }
        self.lexer.go_on(after);
        Some(Quick::Begun(control))
    }

    /// The pipeline that is here up to the right delimiter, which follows, if it is a usual one.
    pub(super) fn quick_pipeline(&mut self, of_range: bool) -> Option<(NodeId, Item)> {
        let mark = self.mark();
        let mut cursor = self.cursor()?;
        let whole = cursor.pipeline(of_range, 0);
        let whole = whole.and_then(|pipe| Some((pipe, cursor.close()?)));
        if whole.is_none() {
            self.return_to(mark);
        }
        whole
    }

    fn cursor(&mut self) -> Option<Cursor<'_, 'a>> {
        let ready = self.quick && !self.tree.has_peeked();
        let at = ready.then(|| self.lexer.inside_plain_action())??;
        Some(Cursor {
            text: self.text,
            at,
            parser: self,
        })
    }
}

impl<'a> Cursor<'_, 'a> {
    fn byte(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while self.byte().is_some_and(is_space) {
            self.at += 1;
        }
    }

    /// Letters, digits and underscores, if any.
    fn word(&mut self) -> &'a [u8] {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let end = rest.iter().position(|&byte| !IN_WORD[usize::from(byte)]);
        let word = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
        self.at += word.len();
        word
    }

    /// Steps over the right delimiter.
    fn close(&mut self) -> Option<Item> {
        let here = self.text.get(self.at..)?;
        let before = self.text.get(self.at.checked_sub(1)?).copied()?;
        let (at, trims) = match here {
            [b'}', b'}', ..] => (self.at, false),
            [b'-', b'}', b'}', ..] if is_space(before) => (self.at - 1, true),
            _ => return None,
        };
        let item = self.parser.lexer.close(at, trims);
        self.parser.tree.set_last(item);
        Some(item)
    }

    /// A pipeline, and the spaces around it.
    fn pipeline(&mut self, of_range: bool, depth: usize) -> Option<NodeId> {
        self.skip_space();
        let start = offset(self.at);
        let from = self.parser.pending();
        let (decl, is_assign) = self.declarations(of_range)?;
        let mut end = self.command(depth, true)?;
        while self.byte()? == b'|' {
            self.at += 1;
            self.skip_space();
            end = self.command(depth, false)?;
        }
        if depth == 0
            && decl == 0
            && let Some(command) = self.parser.lone_command(from)
        {
            return Some(command);
        }
        let pipe = Node::Pipe {
            nodes: self.parser.take_children(from),
            decl,
            is_assign,
        };
        Some(self.parser.push(pipe, Place { start, end }))
    }

    /// The variables before `:=` or `=`; how many, and whether they are assigned.
    fn declarations(&mut self, of_range: bool) -> Option<(u8, bool)> {
        let mut decl = 0;
        loop {
            let start = self.at;
            if self.byte()? != b'$' {
                // A comma wants another variable.
                return (decl == 0).then_some((0, false));
            }
            self.at += 1;
            self.word();
            let end = self.at;
            self.skip_space();
            let (width, is_assign) = match self.text.get(self.at..)? {
                [b':', b'=', ..] => (2, Some(false)),
                [b'=', ..] if self.at > end => (1, Some(true)),
                [b',', ..] if of_range && decl == 0 => (1, None),
                _ if decl == 0 => {
                    self.at = start;
                    return Some((0, false));
                }
                _ => return None,
            };
            self.at += width;
            self.skip_space();
            let node = self.push(Node::Variable { fields: false }, start, end);
            self.parser.add_child(node);
            let name = self.text.get(start..end)?;
            self.parser.vars.push(name);
            decl += 1;
            if let Some(is_assign) = is_assign {
                return Some((decl, is_assign));
            }
        }
    }

    /// Operands up to what ends a command, and where the last one ends.
    fn command(&mut self, depth: usize, first: bool) -> Option<u32> {
        let start = offset(self.at);
        let from = self.parser.pending();
        let mut operand = self.operand(depth)?;
        if !first && operand.is_value {
            return None;
        }
        loop {
            self.parser.add_child(operand.node);
            let end = self.at;
            self.skip_space();
            match self.byte()? {
                b'|' | b')' | b'}' => break,
                b'-' if self.text.get(self.at + 1)? == &b'}' => break,
                _ if self.at == end => return None,
                _ => operand = self.operand(depth)?,
            }
        }
        let end = operand.end;
        self.parser.end_command(from, Place { start, end });
        Some(end)
    }

    fn operand(&mut self, depth: usize) -> Option<Operand> {
        let start = self.at;
        let node = match self.byte()? {
            b'.' => match self.text.get(start + 1).copied()? {
                byte if is_word_start(byte) => {
                    self.fields()?;
                    let node = self.push(Node::Field, start, self.at);
                    return Some(self.called(node));
                }
                _ => {
                    self.at += 1;
                    Node::Dot
                }
            },
            b'$' => {
                self.at += 1;
                self.word();
                let name = self.text.get(start..self.at)?;
                if !self.parser.knows_variable(name) {
                    return None;
                }
                let fields = self.byte()? == b'.';
                self.fields()?;
                let node = self.push(Node::Variable { fields }, start, self.at);
                return Some(self.called(node));
            }
            b'(' => return self.parenthesis(start, depth),
            b'"' => {
                let inside = self.text.get(start + 1..)?;
                let end = inside
                    .iter()
                    .position(|&byte| ENDS_STRING[usize::from(byte)]);
                self.at += 1 + end?;
                if self.byte()? != b'"' {
                    return None;
                }
                self.at += 1;
                Node::String(StringText::Verbatim)
            }
            b'`' => {
                let inside = self.text.get(start + 1..)?;
                self.at += 1 + memchr::memchr2(b'`', b'\r', inside)?;
                if self.byte()? != b'`' {
                    return None;
                }
                self.at += 1;
                Node::String(StringText::Verbatim)
            }
            byte if byte.is_ascii_digit() => self.number()?,
            byte if is_word_start(byte) => match self.word() {
                b"true" => Node::Bool(true),
                b"false" => Node::Bool(false),
                name if ItemKind::keyword(name).is_some() || !self.parser.has_function(name) => {
                    return None;
                }
                _ => {
                    let node = self.push(Node::Identifier, start, self.at);
                    return Some(self.called(node));
                }
            },
            _ => return None,
        };
        let node = self.push(node, start, self.at);
        Some(Operand {
            is_value: true,
            ..self.called(node)
        })
    }

    fn called(&self, node: NodeId) -> Operand {
        Operand {
            node,
            end: offset(self.at),
            is_value: false,
        }
    }

    /// Steps over the names behind dots from here on, if there are any.
    fn fields(&mut self) -> Option<()> {
        while self.byte()? == b'.' {
            self.at += 1;
            if !is_word_start(self.byte()?) {
                return None;
            }
            self.word();
        }
        Some(())
    }

    fn parenthesis(&mut self, start: usize, depth: usize) -> Option<Operand> {
        if depth == MAX_DEPTH {
            return None;
        }
        self.at += 1;
        let pipe = self.pipeline(false, depth + 1)?;
        if self.byte()? != b')' {
            return None;
        }
        self.at += 1;
        let place = Place {
            start: offset(start),
            end: offset(self.at),
        };
        self.parser.set_place(pipe, place);
        if self.byte()? != b'.' {
            return Some(self.called(pipe));
        }
        self.fields()?;
        let node = self.push(Node::Chain { node: pipe }, start, self.at);
        Some(self.called(node))
    }

    /// A whole number as it is written most often.
    fn number(&mut self) -> Option<Node> {
        let word = self.word();
        let usual = word.len() <= MAX_DIGITS && (word.len() == 1 || word.first() != Some(&b'0'));
        if !usual || !word.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let digits = word.iter().map(|byte| u64::from(byte - b'0'));
        let value = digits.fold(0, |value, digit| value * 10 + digit);
        Some(self.parser.number(Number {
            int: i64::try_from(value).ok(),
            uint: Some(value),
            float: Some(value as f64),
            complex: None,
        }))
    }

    fn push(&mut self, node: Node, start: usize, end: usize) -> NodeId {
        let (start, end) = (offset(start), offset(end));
        self.parser.push(node, Place { start, end })
    }
}

/// What ends a string, or makes it an unusual one.
static ENDS_STRING: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = matches!(byte as u8, b'"' | b'\\' | b'\n') || byte >= 0x80;
        byte += 1;
    }
    table
};

fn is_word_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_'
}
