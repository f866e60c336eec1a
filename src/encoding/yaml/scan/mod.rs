//! From text to tokens.
//!
//! The scanner follows libyaml 0.1 as go-yaml carries it: which characters may start what, when a
//! key may begin, in which order faults are noticed. Tokens are found in one pass over the bytes;
//! only a key that shows itself as one by its `:` puts tokens before some already found, which is
//! why there is a short queue.
//!
//! - this file: the state, the queue, indentation and simple keys.
//! - `indicators`: what each character at the start of a token means.
//! - `plain`, `quoted`, `block`: scalars.
//! - `names`: anchors, tags and directives.
//! - `line`: what can be told of a line at a glance.

mod block;
mod indicators;
mod line;
mod names;
mod plain;
mod quoted;

use std::collections::VecDeque;

pub(super) use line::{KEY, LineScalar};

use super::chars::{at, line_end};
use super::skim::Tabs;
use super::token::{NO_KEY, Token, TokenKind};
use super::{Comment, Error, Input, Position, Stage};
use block::BlockText;

/// The deepest nesting of block collections, and of flow collections, as in go-yaml.
const MAX_DEPTH: usize = 10_000;

type Result<T> = std::result::Result<T, Error>;

/// A place where a key may have begun.
#[derive(Clone, Copy, Debug)]
struct SimpleKey {
    possible: bool,
    /// Whether it must be a key, because it stands where only keys stand.
    required: bool,
    token: usize,
    place: Position,
}

impl SimpleKey {
    const NONE: SimpleKey = SimpleKey {
        possible: false,
        required: false,
        token: 0,
        place: Position {
            offset: 0,
            line: 0,
            column: 0,
        },
    };
}

/// Finds the tokens of a text.
#[derive(Debug)]
pub(super) struct Scanner<'a> {
    text: &'a [u8],
    fault: Option<&'a Error>,
    base: u32,
    skips_until: usize,
    odd_breaks: bool,
    /// Nothing about the text is unusual, and no comments are kept.
    usual: bool,

    pos: usize,
    line: u32,
    line_start: usize,

    started: bool,
    flow_level: usize,
    indent: i32,
    indents: Vec<i32>,
    simple_key_allowed: bool,
    /// One for the block context and one for each flow level.
    keys: Vec<SimpleKey>,

    queue: VecDeque<Token<'a>>,
    /// How many tokens were handed out.
    handed: usize,
    /// Whether the head of the queue is known to be the next token.
    ready: bool,

    comments: Option<Vec<Comment>>,
    /// Where the texts of blocks are put together.
    block: BlockText,
    /// The plain key that was looked at last: where it begins, and where its colon stands.
    key_seen: (usize, usize),
    tabs: Tabs,
}

impl<'a> Scanner<'a> {
    pub fn new(input: &'a Input<'a>) -> Self {
        Scanner {
            text: input.text(),
            fault: input.fault(),
            base: input.base(),
            skips_until: input.skips_until(),
            odd_breaks: input.odd_breaks(),
            usual: input.fault().is_none() && input.skips_until() == 0 && !input.odd_breaks(),
            pos: 0,
            line: 0,
            line_start: 0,
            started: false,
            flow_level: 0,
            indent: -1,
            indents: Vec::new(),
            simple_key_allowed: true,
            keys: vec![SimpleKey::NONE],
            queue: VecDeque::new(),
            handed: 0,
            ready: false,
            comments: None,
            block: BlockText::default(),
            key_seen: (0, 0),
            tabs: Tabs::default(),
        }
    }

    /// Lets the scanner keep the comments it passes.
    pub fn keep_comments(&mut self) {
        self.comments = Some(Vec::new());
        self.usual = false;
    }

    /// The comments passed so far.
    pub fn take_comments(&mut self) -> Vec<Comment> {
        self.comments
            .as_mut()
            .map(std::mem::take)
            .unwrap_or_default()
    }

    /// The next token, which stays in the queue.
    #[inline]
    pub fn peek(&mut self) -> Result<&mut Token<'a>> {
        if !self.ready {
            self.fetch_more()?;
        }
        match self.queue.front_mut() {
            Some(token) => Ok(token),
            None => Err(Error::unplaced(
                Stage::Parse,
                "no more tokens",
                Position::default(),
            )),
        }
    }

    /// Takes the next token away, which must have been looked at before.
    #[inline]
    pub fn skip(&mut self) -> Option<Token<'a>> {
        self.ready = false;
        self.handed += 1;
        self.queue.pop_front()
    }

    /// Finds tokens until the first in the queue cannot turn out to be a key.
    fn fetch_more(&mut self) -> Result<()> {
        loop {
            if let Some(head) = self.queue.front() {
                if head.key_level == NO_KEY {
                    break;
                }
                let level = head.key_level as usize;
                if !self.key_is_valid(level)? {
                    break;
                }
            }
            let fetched = self.fetch_next();
            // The fault behind the cut counts as soon as anything near the cut was looked at.
            if let Some(fault) = self.fault
                && self.pos + 2 > self.text.len()
            {
                return Err(fault.clone());
            }
            fetched?;
        }
        self.ready = true;
        Ok(())
    }

    #[inline(always)]
    fn byte(&self) -> u8 {
        at(self.text, self.pos)
    }

    #[inline(always)]
    fn byte_at(&self, ahead: usize) -> u8 {
        at(self.text, self.pos + ahead)
    }

    #[inline(always)]
    fn column(&self) -> usize {
        self.pos - self.line_start
    }

    /// Where the scanner stands.
    #[inline(always)]
    pub fn place(&self) -> Position {
        Position {
            offset: self.pos as u32 + self.base,
            line: self.line,
            column: (self.pos - self.line_start) as u32,
        }
    }

    /// Goes beyond a line end of this length.
    #[inline(always)]
    fn pass_break(&mut self, length: usize) {
        self.pos += length;
        self.line += 1;
        self.line_start = self.pos;
    }

    /// Goes beyond a line end, if there is one, and adds what it stands for.
    fn read_break(&mut self, into: &mut Vec<u8>) {
        let length = line_end(self.text, self.pos);
        if length == 0 {
            return;
        }
        if length == 3 {
            into.extend_from_slice(self.slice(self.pos, self.pos + 3));
        } else {
            into.push(b'\n');
        }
        self.pass_break(length);
    }

    #[inline(always)]
    fn slice(&self, from: usize, to: usize) -> &'a [u8] {
        self.text.get(from..to).unwrap_or_default()
    }

    /// `---` or `...` with a blank behind, at the start of a line.
    fn at_document_indicator(&self) -> bool {
        self.pos == self.line_start
            && matches!(self.byte(), b'-' | b'.')
            && matches!(self.slice(self.pos, self.pos + 3), b"---" | b"...")
            && super::chars::is_blankz(self.text, self.pos + 3)
    }

    #[cold]
    fn fault(&self, context: &'static str, start: Position, problem: impl Into<String>) -> Error {
        let fault = Error::at(Stage::Scan, problem, self.place());
        if context.is_empty() {
            fault
        } else {
            fault.context_of(context, start)
        }
    }

    #[inline]
    fn push(&mut self, kind: TokenKind<'a>, start: Position) {
        let end = self.place();
        self.queue.push_back(Token {
            kind,
            start,
            end,
            key_level: NO_KEY,
        });
    }

    /// Adds a token with which a simple key may begin, if [`Scanner::save_simple_key`] said so.
    #[inline]
    fn push_keyed(&mut self, kind: TokenKind<'a>, start: Position, end: Position, key_level: u32) {
        self.queue.push_back(Token {
            kind,
            start,
            end,
            key_level,
        });
    }

    /// Puts a token before one that is already in the queue.
    fn insert(&mut self, number: usize, kind: TokenKind<'a>, place: Position) {
        let index = number.saturating_sub(self.handed).min(self.queue.len());
        let token = Token {
            kind,
            start: place,
            end: place,
            key_level: NO_KEY,
        };
        self.queue.insert(index, token);
    }

    fn next_number(&self) -> usize {
        self.handed + self.queue.len()
    }

    /// Whether the key that may have begun on a level can still become one: its `:` must stand
    /// on the same line, within 1,024 characters.
    fn key_is_valid(&mut self, level: usize) -> Result<bool> {
        let Some(key) = self.keys.get(level).copied() else {
            return Ok(false);
        };
        if !key.possible {
            return Ok(false);
        }
        if key.place.line < self.line || self.too_far(key.place) {
            if key.required {
                let context = "while scanning a simple key";
                return Err(self.fault(context, key.place, "could not find expected ':'"));
            }
            if let Some(key) = self.keys.get_mut(level) {
                key.possible = false;
            }
            return Ok(false);
        }
        Ok(true)
    }

    #[inline]
    fn too_far(&self, place: Position) -> bool {
        const LIMIT: usize = 1024;
        let start = place.offset.saturating_sub(self.base) as usize;
        // Only where there are more bytes than that must the characters be counted.
        self.pos > start + LIMIT
            && self
                .slice(start, self.pos)
                .iter()
                .filter(|byte| **byte & 0xC0 != 0x80)
                .count()
                > LIMIT
    }

    /// Notes that a key may begin here, if one may, and returns the level for the token.
    fn save_simple_key(&mut self) -> Result<u32> {
        if !self.simple_key_allowed {
            return Ok(NO_KEY);
        }
        let required = self.flow_level == 0 && self.indent == self.column() as i32;
        self.remove_simple_key()?;
        let key = SimpleKey {
            possible: true,
            required,
            token: self.next_number(),
            place: self.place(),
        };
        let level = self.keys.len().saturating_sub(1);
        if let Some(last) = self.keys.last_mut() {
            *last = key;
        }
        Ok(level as u32)
    }

    /// Forgets the key that may have begun on this level.
    fn remove_simple_key(&mut self) -> Result<()> {
        let Some(key) = self.keys.last_mut() else {
            return Ok(());
        };
        if !key.possible {
            return Ok(());
        }
        let key_was = *key;
        if key_was.required {
            let context = "while scanning a simple key";
            return Err(self.fault(context, key_was.place, "could not find expected ':'"));
        }
        key.possible = false;
        self.unmark(key_was.token);
        Ok(())
    }

    /// A token that no key begins with after all.
    fn unmark(&mut self, number: usize) {
        if let Some(index) = number.checked_sub(self.handed)
            && let Some(token) = self.queue.get_mut(index)
        {
            token.key_level = NO_KEY;
        }
    }

    fn increase_flow_level(&mut self) -> Result<()> {
        let place = self.place();
        self.keys.push(SimpleKey {
            token: self.next_number(),
            place,
            ..SimpleKey::NONE
        });
        self.flow_level += 1;
        if self.flow_level > MAX_DEPTH {
            let problem = format!("exceeded max depth of {MAX_DEPTH}");
            return Err(self.fault("while increasing flow level", place, problem));
        }
        Ok(())
    }

    fn decrease_flow_level(&mut self) {
        if self.flow_level > 0 {
            self.flow_level -= 1;
            if let Some(key) = self.keys.pop() {
                self.unmark(key.token);
            }
        }
    }

    /// Opens a block collection if this column is further right than the one before. Its token
    /// goes to the end of the queue or, if given, before the token with this number.
    fn roll_indent(
        &mut self,
        column: u32,
        before: Option<usize>,
        kind: TokenKind<'a>,
        place: Position,
    ) -> Result<()> {
        let column = column as i32;
        if self.flow_level > 0 || self.indent >= column {
            return Ok(());
        }
        self.indents.push(self.indent);
        self.indent = column;
        if self.indents.len() > MAX_DEPTH {
            let start = self.keys.last().map_or(place, |key| key.place);
            let problem = format!("exceeded max depth of {MAX_DEPTH}");
            return Err(self.fault("while increasing indent level", start, problem));
        }
        let number = before.unwrap_or_else(|| self.next_number());
        self.insert(number, kind, place);
        Ok(())
    }

    /// Closes the block collections that are further right than this column.
    #[inline]
    fn unroll_indent(&mut self, column: i32) {
        if self.flow_level > 0 {
            return;
        }
        while self.indent > column {
            let place = self.place();
            self.push(TokenKind::BlockEnd, place);
            self.indent = self.indents.pop().unwrap_or(-1);
        }
    }
}
