//! The lexer: a template's text as items, one at a time, as Go's `text/template/parse` cuts it.
//!
//! Items are kinds and byte ranges; nothing is copied. Lines are not counted while lexing:
//! an error counts them when it is reported.

use memchr::memmem;

use super::letters::is_alphanumeric;
use super::print::quoted;
use crate::value::printable::is_print;
use crate::value::utf8;

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// A lexical error; the lexer holds its message.
    Error,
    /// `true` or `false`.
    Bool,
    /// A printable ASCII character that is nothing else, such as a comma.
    Char,
    /// A character constant with its quotes.
    CharConstant,
    /// A complex constant such as `1+2i`; an imaginary one alone is a number.
    Complex,
    /// `=`.
    Assign,
    /// `:=`.
    Declare,
    /// The end of the text.
    Eof,
    /// An identifier that starts with a dot.
    Field,
    /// An identifier that does not.
    Identifier,
    /// The left delimiter of an action.
    LeftDelim,
    /// `(`.
    LeftParen,
    /// A number.
    Number,
    /// `|`.
    Pipe,
    /// A string in backquotes.
    RawString,
    /// The right delimiter of an action.
    RightDelim,
    /// `)`.
    RightParen,
    /// A run of spaces between arguments.
    Space,
    /// A string in double quotes.
    String,
    /// Text outside actions.
    Text,
    /// A variable: `$`, `$x`.
    Variable,
    /// The `block` keyword.
    Block,
    /// The `break` keyword.
    Break,
    /// The `continue` keyword.
    Continue,
    /// The cursor, a lone dot.
    Dot,
    /// The `define` keyword.
    Define,
    /// The `else` keyword.
    Else,
    /// The `end` keyword.
    End,
    /// The `if` keyword.
    If,
    /// The `nil` keyword.
    Nil,
    /// The `range` keyword.
    Range,
    /// The `template` keyword.
    Template,
    /// The `with` keyword.
    With,
}

impl ItemKind {
    /// Whether Go shows the item in angle brackets: the keywords, and the dot.
    pub fn is_keyword(self) -> bool {
        use ItemKind::*;
        matches!(
            self,
            Block
                | Break
                | Continue
                | Dot
                | Define
                | Else
                | End
                | If
                | Nil
                | Range
                | Template
                | With
        )
    }

    /// The keyword that is this word.
    pub fn keyword(word: &[u8]) -> Option<ItemKind> {
        Some(match word {
            b"block" => ItemKind::Block,
            b"break" => ItemKind::Break,
            b"continue" => ItemKind::Continue,
            b"define" => ItemKind::Define,
            b"else" => ItemKind::Else,
            b"end" => ItemKind::End,
            b"if" => ItemKind::If,
            b"nil" => ItemKind::Nil,
            b"range" => ItemKind::Range,
            b"template" => ItemKind::Template,
            b"with" => ItemKind::With,
            _ => return None,
        })
    }
}

/// An item: its kind and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it is.
    pub kind: ItemKind,
    /// The offset of its first byte.
    pub start: u32,
    /// The offset after its last byte.
    pub end: u32,
}

/// Cuts a text into items.
///
/// ```
/// use manifest_render::gotemplate::lex::{ItemKind, Lexer};
///
/// let mut lexer = Lexer::new(b"a{{.b}}", b"{{", b"}}");
/// let kinds: Vec<_> = std::iter::from_fn(|| Some(lexer.next_item().kind))
///     .take_while(|&kind| kind != ItemKind::Eof)
///     .collect();
/// use ItemKind::*;
/// assert_eq!(kinds, [Text, LeftDelim, Field, RightDelim]);
/// ```
#[derive(Debug)]
pub struct Lexer<'a> {
    text: &'a [u8],
    left: &'a [u8],
    right: &'a [u8],
    /// The first byte of the right delimiter: most bytes are another.
    right_first: u8,
    left_finder: memmem::Finder<'a>,
    /// Where a left delimiter was found last.
    found: usize,
    pos: usize,
    start: usize,
    inside_action: bool,
    paren_depth: usize,
    /// Whether `break` is a keyword: it is not where a function has its name.
    pub break_ok: bool,
    /// Whether `continue` is a keyword.
    pub continue_ok: bool,
    error: String,
}

const LEFT_COMMENT: &[u8] = b"/*";
const RIGHT_COMMENT: &[u8] = b"*/";
/// The marker and the space beside it.
const TRIM_MARKER_LEN: usize = 2;

impl<'a> Lexer<'a> {
    /// A lexer at the start of `text`, with the delimiters of actions.
    pub fn new(text: &'a [u8], left: &'a [u8], right: &'a [u8]) -> Self {
        Lexer {
            text,
            left,
            right,
            right_first: right.first().copied().unwrap_or_default(),
            left_finder: memmem::Finder::new(left),
            found: usize::MAX,
            pos: 0,
            start: 0,
            inside_action: false,
            paren_depth: 0,
            break_ok: true,
            continue_ok: true,
            error: String::new(),
        }
    }

    /// The delimiters of actions.
    pub fn delims(&self) -> (&'a [u8], &'a [u8]) {
        (self.left, self.right)
    }

    /// What was wrong, after an item of kind [`ItemKind::Error`].
    pub fn error(&self) -> &str {
        &self.error
    }

    /// The next item. After an error the lexer stays where it was: see [`Lexer::skip_action`].
    pub fn next_item(&mut self) -> Item {
        if self.inside_action {
            self.lex_inside_action()
        } else {
            self.lex_text()
        }
    }

    /// Steps over spaces between the words of an action, which are an item of their own otherwise;
    /// says whether there were any.
    pub fn skip_space(&mut self) -> bool {
        let space = self.inside_action && self.byte().is_some_and(is_space);
        if !space || self.at_right_delim().is_some() {
            return false;
        }
        self.pos = self.after_space();
        self.start = self.pos;
        true
    }

    /// Whether a field follows without space, as far as its first byte tells.
    pub fn at_field(&self) -> bool {
        self.inside_action && self.byte() == Some(b'.')
    }

    /// Where it is, between the words of an action with Go's own delimiters.
    pub(super) fn inside_plain_action(&self) -> Option<usize> {
        let plain = self.inside_action && self.paren_depth == 0 && self.right == b"}}";
        plain.then_some(self.pos)
    }

    /// Goes on at a place between the words of an action.
    pub(super) fn go_on(&mut self, at: usize) {
        self.pos = at;
        self.start = at;
    }

    /// The right delimiter at a place, or the marker that trims in front of it.
    pub(super) fn close(&mut self, at: usize, trims: bool) -> Item {
        self.go_on(at);
        self.lex_right_delim(trims)
    }

    /// Whether a definition may begin behind a left delimiter.
    pub(super) fn may_define(&self) -> bool {
        let here = self.here();
        let word = here.iter().position(|&byte| !is_space(byte));
        word.is_some_and(|word| here[word..].starts_with(b"define"))
    }

    /// Leaves the action at `from` behind, so that lexing can go on after an error in it; says
    /// whether there was an end of it.
    pub fn skip_action(&mut self, from: usize) -> bool {
        let Some(at) = memmem::find(self.rest(from), self.right) else {
            return false;
        };
        let end = from + at;
        let trim = end >= TRIM_MARKER_LEN && has_right_trim(self.rest(end - TRIM_MARKER_LEN));
        self.pos = end + self.right.len();
        if trim {
            self.pos += left_trim_len(self.rest(self.pos));
        }
        self.start = self.pos;
        self.inside_action = false;
        true
    }

    fn rest(&self, from: usize) -> &'a [u8] {
        self.text.get(from..).unwrap_or_default()
    }

    #[inline]
    fn here(&self) -> &'a [u8] {
        self.rest(self.pos)
    }

    fn byte(&self) -> Option<u8> {
        self.text.get(self.pos).copied()
    }

    #[inline]
    fn emit(&mut self, kind: ItemKind) -> Item {
        let item = Item {
            kind,
            start: offset(self.start),
            end: offset(self.pos),
        };
        self.start = self.pos;
        item
    }

    fn fail(&mut self, message: impl Into<String>) -> Item {
        self.error = message.into();
        Item {
            kind: ItemKind::Error,
            start: offset(self.start),
            end: offset(self.pos),
        }
    }

    fn lex_text(&mut self) -> Item {
        loop {
            if self.found != self.pos {
                let Some(at) = self.left_finder.find(self.here()) else {
                    self.pos = self.text.len();
                    let kind = if self.pos > self.start {
                        ItemKind::Text
                    } else {
                        ItemKind::Eof
                    };
                    return self.emit(kind);
                };
                let delim = self.pos + at;
                self.found = delim;
                let text = self.text.get(self.start..delim).unwrap_or_default();
                let trimmed = if has_left_trim(self.rest(delim + self.left.len())) {
                    right_trim_len(text)
                } else {
                    0
                };
                self.pos = delim - trimmed;
                let item = self.emit(ItemKind::Text);
                self.pos = delim;
                self.start = delim;
                if item.end > item.start {
                    return item;
                }
            }
            if let Some(item) = self.lex_left_delim() {
                return item;
            }
        }
    }

    /// The left delimiter; `None` where a comment followed, which is no item.
    fn lex_left_delim(&mut self) -> Option<Item> {
        self.pos += self.left.len();
        let after_marker = if has_left_trim(self.here()) {
            TRIM_MARKER_LEN
        } else {
            0
        };
        if self.rest(self.pos + after_marker).starts_with(LEFT_COMMENT) {
            self.pos += after_marker;
            self.start = self.pos;
            return self.lex_comment();
        }
        let item = self.emit(ItemKind::LeftDelim);
        self.inside_action = true;
        self.pos += after_marker;
        self.start = self.pos;
        self.paren_depth = 0;
        Some(item)
    }

    fn lex_comment(&mut self) -> Option<Item> {
        self.pos += LEFT_COMMENT.len();
        let Some(end) = memmem::find(self.here(), RIGHT_COMMENT) else {
            return Some(self.fail("unclosed comment"));
        };
        self.pos += end + RIGHT_COMMENT.len();
        let Some(trim) = self.at_right_delim() else {
            return Some(self.fail("comment ends before closing delimiter"));
        };
        self.leave_action(trim);
        self.start = self.pos;
        None
    }

    /// Steps over the right delimiter and what its marker trims.
    fn leave_action(&mut self, trim: bool) {
        if trim {
            self.pos += TRIM_MARKER_LEN;
        }
        self.pos += self.right.len();
        if trim {
            self.pos += left_trim_len(self.here());
        }
    }

    /// Whether a right delimiter is here, and if so whether it trims.
    fn at_right_delim(&self) -> Option<bool> {
        let here = self.here();
        if has_right_trim(here)
            && self
                .rest(self.pos + TRIM_MARKER_LEN)
                .starts_with(self.right)
        {
            return Some(true);
        }
        self.here_is_right().then_some(false)
    }

    fn here_is_right(&self) -> bool {
        self.byte().is_none_or(|byte| byte == self.right_first)
            && self.here().starts_with(self.right)
    }

    fn right_delim(&mut self, trim: bool) -> Item {
        match self.paren_depth {
            0 => self.lex_right_delim(trim),
            _ => self.fail("unclosed left paren"),
        }
    }

    fn lex_right_delim(&mut self, trim: bool) -> Item {
        if trim {
            self.pos += TRIM_MARKER_LEN;
            self.start = self.pos;
        }
        self.pos += self.right.len();
        let item = self.emit(ItemKind::RightDelim);
        if trim {
            self.pos += left_trim_len(self.here());
            self.start = self.pos;
        }
        self.inside_action = false;
        item
    }

    fn lex_inside_action(&mut self) -> Item {
        let Some(byte) = self.byte() else {
            return self.fail("unclosed action");
        };
        // Most bytes cannot begin it.
        if (byte == self.right_first || is_space(byte))
            && let Some(trim) = self.at_right_delim()
        {
            return self.right_delim(trim);
        }
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => self.lex_space(),
            b'.' => {
                let number = self
                    .text
                    .get(self.pos + 1)
                    .is_none_or(|next| next.is_ascii_digit());
                if number {
                    return self.lex_number();
                }
                self.pos += 1;
                self.lex_field_or_variable(ItemKind::Field)
            }
            b'+' | b'-' | b'0'..=b'9' => self.lex_number(),
            b'=' => self.one(ItemKind::Assign),
            b'|' => self.one(ItemKind::Pipe),
            b':' => {
                self.pos += 1;
                if self.byte() != Some(b'=') {
                    return self.fail("expected :=");
                }
                self.one(ItemKind::Declare)
            }
            b'"' => self.lex_quoted(byte, ItemKind::String, "unterminated quoted string"),
            b'\'' => {
                let message = "unterminated character constant";
                self.lex_quoted(byte, ItemKind::CharConstant, message)
            }
            b'`' => self.lex_raw_quote(),
            b'$' => {
                self.pos += 1;
                self.lex_field_or_variable(ItemKind::Variable)
            }
            b'(' => {
                self.paren_depth += 1;
                self.one(ItemKind::LeftParen)
            }
            b')' => {
                self.pos += 1;
                if self.paren_depth == 0 {
                    return self.fail("unexpected right paren");
                }
                self.paren_depth -= 1;
                self.emit(ItemKind::RightParen)
            }
            byte if IN_WORD[usize::from(byte)] => self.lex_identifier(),
            _ => {
                let (c, width) = rune(self.here());
                if is_alphanumeric(c) {
                    return self.lex_identifier();
                }
                self.pos += width;
                if c.is_ascii() && is_print(c) {
                    return self.emit(ItemKind::Char);
                }
                self.fail(format!(
                    "unrecognized character in action: {}",
                    unicode_name(c)
                ))
            }
        }
    }

    fn one(&mut self, kind: ItemKind) -> Item {
        self.pos += 1;
        self.emit(kind)
    }

    /// A run of spaces. It does not begin with a right delimiter that trims, so it is not empty.
    fn lex_space(&mut self) -> Item {
        self.pos = self.after_space();
        self.emit(ItemKind::Space)
    }

    /// Where the run of spaces ends that is here; the last one belongs to the right delimiter where
    /// that trims.
    fn after_space(&self) -> usize {
        let here = self.here();
        let other = here.iter().position(|&byte| !is_space(byte));
        let end = self.pos + other.unwrap_or(here.len());
        let trims = self.text.get(end) == Some(&b'-') && self.rest(end + 1).starts_with(self.right);
        end - usize::from(trims && end > self.pos)
    }

    fn lex_identifier(&mut self) -> Item {
        let rune = self.skip_alphanumeric();
        if !self.at_terminator() {
            return self.bad_character(rune);
        }
        let word = self.text.get(self.start..self.pos).unwrap_or_default();
        let kind = match ItemKind::keyword(word) {
            Some(ItemKind::Break) if !self.break_ok => ItemKind::Identifier,
            Some(ItemKind::Continue) if !self.continue_ok => ItemKind::Identifier,
            Some(keyword) => keyword,
            None if word == b"true" || word == b"false" => ItemKind::Bool,
            None => ItemKind::Identifier,
        };
        self.emit(kind)
    }

    /// What follows a dot or a dollar sign.
    fn lex_field_or_variable(&mut self, kind: ItemKind) -> Item {
        if self.at_terminator() {
            return self.emit(match kind {
                ItemKind::Variable => kind,
                _ => ItemKind::Dot,
            });
        }
        let rune = self.skip_alphanumeric();
        if !self.at_terminator() {
            return self.bad_character(rune);
        }
        self.emit(kind)
    }

    /// Steps over letters, digits and underscores; gives the rune after them.
    fn skip_alphanumeric(&mut self) -> char {
        loop {
            let here = self.here();
            let other = here.iter().position(|&byte| !IN_WORD[usize::from(byte)]);
            self.pos += other.unwrap_or(here.len());
            match self.byte() {
                Some(b) if b.is_ascii() => return char::from(b),
                _ => {
                    let (c, width) = rune(self.here());
                    if width == 0 || !is_alphanumeric(c) {
                        return c;
                    }
                    self.pos += width;
                }
            }
        }
    }

    fn bad_character(&mut self, rune: char) -> Item {
        self.fail(format!("bad character {}", unicode_name(rune)))
    }

    /// Whether what is here may follow an identifier.
    fn at_terminator(&self) -> bool {
        match self.byte() {
            None | Some(b' ' | b'\t' | b'\r' | b'\n' | b'.' | b',' | b'|' | b':' | b')' | b'(') => {
                true
            }
            Some(_) => self.here_is_right(),
        }
    }

    fn lex_quoted(&mut self, quote: u8, kind: ItemKind, message: &str) -> Item {
        self.pos += 1;
        loop {
            let byte = self.byte();
            self.pos = self.text.len().min(self.pos + 1);
            match byte {
                None | Some(b'\n') => return self.fail(message),
                Some(b'\\') => {
                    if matches!(self.byte(), None | Some(b'\n')) {
                        return self.fail(message);
                    }
                    self.pos += 1;
                }
                Some(b) if b == quote => return self.emit(kind),
                Some(_) => {}
            }
        }
    }

    fn lex_raw_quote(&mut self) -> Item {
        self.pos += 1;
        match memchr::memchr(b'`', self.here()) {
            Some(end) => {
                self.pos += end + 1;
                self.emit(ItemKind::RawString)
            }
            None => {
                self.pos = self.text.len();
                self.fail("unterminated raw quoted string")
            }
        }
    }

    fn lex_number(&mut self) -> Item {
        if !self.scan_number() {
            return self.bad_number();
        }
        if matches!(self.byte(), Some(b'+' | b'-')) {
            // A complex number: no spaces, and it ends in i.
            if !self.scan_number() || self.text.get(self.pos - 1) != Some(&b'i') {
                return self.bad_number();
            }
            return self.emit(ItemKind::Complex);
        }
        self.emit(ItemKind::Number)
    }

    fn bad_number(&mut self) -> Item {
        let text = self.text.get(self.start..self.pos).unwrap_or_default();
        self.fail(format!("bad number syntax: {}", quoted(text)))
    }

    /// Steps over what looks like a number; the parser finds out whether it is one.
    fn scan_number(&mut self) -> bool {
        self.accept(|b| matches!(b, b'+' | b'-'));
        let mut digit: fn(u8) -> bool = |b| b.is_ascii_digit() || b == b'_';
        let mut exponent: &[u8] = b"eE";
        if self.accept(|b| b == b'0') {
            if self.accept(|b| matches!(b, b'x' | b'X')) {
                digit = |b| b.is_ascii_hexdigit() || b == b'_';
                exponent = b"pP";
            } else if self.accept(|b| matches!(b, b'o' | b'O')) {
                digit = |b| matches!(b, b'0'..=b'7' | b'_');
                exponent = b"";
            } else if self.accept(|b| matches!(b, b'b' | b'B')) {
                digit = |b| matches!(b, b'0' | b'1' | b'_');
                exponent = b"";
            }
        }
        self.accept_run(digit);
        if self.accept(|b| b == b'.') {
            self.accept_run(digit);
        }
        if self.accept(|b| exponent.contains(&b)) {
            self.accept(|b| matches!(b, b'+' | b'-'));
            self.accept_run(|b| b.is_ascii_digit() || b == b'_');
        }
        self.accept(|b| b == b'i');
        let (c, width) = rune(self.here());
        if width > 0 && is_alphanumeric(c) {
            self.pos += width;
            return false;
        }
        true
    }

    fn accept(&mut self, valid: impl Fn(u8) -> bool) -> bool {
        let yes = self.byte().is_some_and(valid);
        self.pos += usize::from(yes);
        yes
    }

    fn accept_run(&mut self, valid: impl Fn(u8) -> bool) {
        while self.accept(&valid) {}
    }
}

/// The first character and its width: 0 at the end, U+FFFD for a byte that begins none.
fn rune(text: &[u8]) -> (char, usize) {
    utf8::first(text).map_or((char::REPLACEMENT_CHARACTER, 0), |(c, width)| {
        (c.unwrap_or(char::REPLACEMENT_CHARACTER), width)
    })
}

/// The parser refuses texts whose offsets do not fit.
pub(super) fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// A rune as Go's `%#U` shows it: `U+0021 '!'`.
fn unicode_name(rune: char) -> String {
    let code = u32::from(rune);
    if is_print(rune) {
        format!("U+{code:04X} '{rune}'")
    } else {
        format!("U+{code:04X}")
    }
}

/// The bytes that are letters, digits or underscores by themselves.
pub(super) static IN_WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = byte == b'_' as usize || (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    table
};

pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// Whether a marker that trims follows the left delimiter.
fn has_left_trim(text: &[u8]) -> bool {
    matches!(text, [b'-', space, ..] if is_space(*space))
}

/// Whether a marker that trims is here, as it stands before a right delimiter.
fn has_right_trim(text: &[u8]) -> bool {
    matches!(text, [space, b'-', ..] if is_space(*space))
}

fn right_trim_len(text: &[u8]) -> usize {
    text.iter().rev().take_while(|&&b| is_space(b)).count()
}

fn left_trim_len(text: &[u8]) -> usize {
    text.iter().take_while(|&&b| is_space(b)).count()
}
