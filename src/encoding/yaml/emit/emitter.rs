//! The layout of blocks: a push interface over go-yaml's emitter.

use std::ops::Range;

use smallvec::SmallVec;

use super::analysis::{Analysis, Text, analyze};
use super::glance;
use super::plain::reads_as_text;
use super::scalar::WIDTH;
use crate::encoding::buffer::Buffer;
use crate::value::Str;

/// Whose habits the emitter has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// go-yaml v2, which `toYaml` uses: lists stand under their key, long text is folded.
    V2,
    /// go-yaml v3 with an indentation of 2, which `toYamlPretty` uses: lists are indented, nothing
    /// is folded, a tab alone does not force quotes on a text of several lines.
    V3,
}

/// Keys up to this many bytes stand before their colon; longer ones get a `?`.
pub(super) const SIMPLE_KEY: usize = 128;

/// So much deeper stands what a map or list holds.
const INDENT: u32 = 2;

/// Deeper documents need memory for their frames.
const USUAL_DEPTH: usize = 8;

/// So many bytes are laid down at once where a line begins.
const WINDOW: usize = 32;

/// A line feed and the blanks of all but the deepest indentations.
static LINE_START: [u8; WINDOW + 1] = {
    let mut start = [b' '; WINDOW + 1];
    start[0] = b'\n';
    start
};

/// Writes a YAML document as it is told what comes next.
///
/// The calls must nest as the document does: in a map, [`Emitter::key`] and then one value; in a
/// list, values. One document is one value; [`Emitter::finish`] ends its last line. A call out of
/// place writes something, but not YAML.
///
/// ```
/// use manifest_render::encoding::yaml::emit::{Dialect, Emitter};
///
/// let mut emitter = Emitter::new(Dialect::V2);
/// emitter.begin_map();
/// emitter.key("ports");
/// emitter.begin_list();
/// emitter.word("8080");
/// emitter.text("yes");
/// emitter.end();
/// emitter.end();
/// assert_eq!(emitter.finish(), b"ports:\n- 8080\n- \"yes\"\n");
/// ```
#[derive(Debug)]
pub struct Emitter {
    pub(super) out: Buffer,
    pub(super) dialect: Dialect,
    /// The map or list we are in, and those around it.
    top: Frame,
    outer: SmallVec<[Frame; USUAL_DEPTH]>,
    /// What stands before the next value.
    after: After,
    /// Where the line would begin if each of its characters were one byte.
    origin: usize,
    /// Where the last scalar begins in the buffer.
    start: usize,
}

#[derive(Clone, Copy, Debug)]
struct Frame {
    kind: FrameKind,
    /// Where its next entry begins.
    next: Next,
    /// Its keys need no second look.
    plain_keys: bool,
    /// Its indentation.
    indent: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FrameKind {
    Document,
    Map,
    List,
}

/// Where the next entry of a map or list begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// The first one, in the line that was begun, behind a dash or a colon and a blank.
    Here,
    /// The first one, in the line below that of its key, which ends in a blank too much.
    Below,
    /// Any other, in a new line.
    Line,
}

/// What stands before a value in its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum After {
    Nothing,
    /// A key, its colon and a blank.
    Key,
    /// The dash of a list's item, or the colon below a long key, and a blank.
    Mark,
}

impl Emitter {
    /// An emitter with an empty buffer.
    pub fn new(dialect: Dialect) -> Self {
        Emitter {
            out: Buffer::new(),
            dialect,
            top: Frame {
                kind: FrameKind::Document,
                next: Next::Here,
                plain_keys: false,
                indent: 0,
            },
            outer: SmallVec::new(),
            after: After::Nothing,
            origin: 0,
            start: 0,
        }
    }

    /// Where the scalar written last stands in the buffer, its quotes included.
    pub fn last_scalar(&self) -> Range<usize> {
        self.start..self.out.len()
    }

    /// The number of bytes written so far.
    pub(super) fn len(&self) -> usize {
        self.out.len()
    }

    /// What was written behind the first so many bytes.
    pub(super) fn written_since(&self, start: usize) -> &[u8] {
        self.out.since(start)
    }

    /// Begins a map.
    pub fn begin_map(&mut self) {
        self.begin(FrameKind::Map);
    }

    /// Begins a list.
    pub fn begin_list(&mut self) {
        self.begin(FrameKind::List);
    }

    fn begin(&mut self, kind: FrameKind) {
        self.item();
        let under_key = self.dialect == Dialect::V2 && kind == FrameKind::List;
        let (indent, next) = match self.after {
            After::Nothing => (0, Next::Here),
            After::Mark => (self.top.indent + INDENT, Next::Here),
            After::Key if under_key => (self.top.indent, Next::Below),
            After::Key => (self.top.indent + INDENT, Next::Below),
        };
        let frame = Frame {
            kind,
            next,
            plain_keys: false,
            indent,
        };
        self.outer.push(std::mem::replace(&mut self.top, frame));
    }

    /// Says that [`glance::is_plain_key`] knows each key of the map that was begun last.
    pub(super) fn keys_are_plain(&mut self) {
        self.top.plain_keys = true;
    }

    /// Ends the map or list that was begun last.
    pub fn end(&mut self) {
        let Some(outer) = self.outer.pop() else {
            return;
        };
        let frame = std::mem::replace(&mut self.top, outer);
        if frame.next != Next::Line {
            let empty = if frame.kind == FrameKind::Map {
                b"{}"
            } else {
                b"[]"
            };
            self.out.push_all(*empty);
        }
    }

    /// Writes the key of the next value.
    pub fn key(&mut self, key: &str) {
        self.write_key(Text::of(key), false);
    }

    /// Writes a key that needs no second look; `false` where it does.
    #[inline(always)]
    pub(super) fn key_at_once(&mut self, key: &Str) -> bool {
        if !self.top.plain_keys && !glance::is_plain_key(key) {
            return false;
        }
        self.lead();
        self.out.push_text(key, *b": ");
        self.after = After::Key;
        true
    }

    /// Begins a value that is a scalar: what must stand before it.
    #[inline(always)]
    pub(super) fn lead_scalar(&mut self) {
        self.item();
        self.start = self.out.len();
    }

    /// Writes a scalar, which was begun, if it needs no second look; `false` where it does.
    #[inline(always)]
    pub(super) fn text_at_once(&mut self, text: &Str) -> bool {
        let plain = glance::is_plain(text);
        if plain {
            self.out.push_text(text, []);
        }
        plain
    }

    /// Writes a text as a value, in the style go-yaml chooses.
    pub fn text(&mut self, text: &str) {
        self.lead_scalar();
        self.write_text(Text::of(text));
    }

    /// Writes a truth value or null, which must be plain ASCII without blanks.
    pub fn word(&mut self, word: &str) {
        self.lead_scalar();
        self.out.extend(word.as_bytes());
    }

    /// Writes an integer.
    pub(super) fn int(&mut self, number: i64) {
        self.lead_scalar();
        self.out.push_int(number);
    }

    /// Writes what `append` appends, which must be plain ASCII without blanks.
    #[inline]
    pub fn number(&mut self, append: impl FnOnce(&mut Vec<u8>)) {
        self.lead_scalar();
        self.out.append(append);
    }

    /// Writes a value that is not UTF-8 as go-yaml v3 does: as `!!binary` and its base64, which
    /// has line feeds where it is long.
    pub fn binary(&mut self, base64: &str) {
        self.lead_scalar();
        self.write_binary(Text::of(base64));
    }

    /// Writes a key that is not UTF-8, as [`Emitter::binary`] does.
    pub fn binary_key(&mut self, base64: &str) {
        self.write_key(Text::of(base64), true);
    }

    /// The bytes of the scalar written last.
    pub(super) fn last_written(&self) -> &[u8] {
        self.out.since(self.start)
    }

    pub(super) fn write_key(&mut self, key: Text<'_>, binary: bool) {
        /// What go-yaml counts for the tag `!!binary`: its handle and its suffix.
        const TAG: usize = "!!binary".len();
        self.lead();
        let length = key.bytes().len() + if binary { TAG } else { 0 };
        let analysis = analyze(key, self.dialect);
        let simple = length <= SIMPLE_KEY && !analysis.multiline;
        if !simple {
            self.out.push_all(*b"? ");
        }
        if binary {
            self.write_binary(key);
        } else {
            self.write_analyzed(key, analysis, simple);
        }
        if !simple {
            self.new_line(self.indent());
        }
        self.out.push_all(*b": ");
        self.after = if simple { After::Key } else { After::Mark };
    }

    pub(super) fn write_binary(&mut self, base64: Text<'_>) {
        self.out.extend(b"!!binary ");
        self.start = self.out.len();
        let analysis = analyze(base64, self.dialect);
        if analysis.multiline {
            self.write_literal(base64);
        } else {
            self.write_plain(base64, analysis, true);
        }
    }

    /// Ends the document: its last line gets its line feed.
    pub fn finish(mut self) -> Vec<u8> {
        self.new_line(0);
        self.out.into_bytes()
    }

    #[inline(always)]
    fn indent(&self) -> usize {
        self.top.indent as usize
    }

    /// In a list, writes the dash of the next item and a blank.
    #[inline(always)]
    fn item(&mut self) {
        if self.top.kind == FrameKind::List {
            self.lead();
            self.out.push_all(*b"- ");
            self.after = After::Mark;
        }
    }

    /// Goes to where the next key or dash stands.
    #[inline(always)]
    fn lead(&mut self) {
        match std::mem::replace(&mut self.top.next, Next::Line) {
            Next::Here => return,
            Next::Below => self.out.pop(),
            Next::Line => {}
        }
        self.new_line(self.indent());
    }

    pub(super) fn write_text(&mut self, text: Text<'_>) {
        self.write_analyzed(text, analyze(text, self.dialect), false);
    }

    fn write_analyzed(&mut self, text: Text<'_>, analysis: Analysis, simple_key: bool) {
        let fold = !simple_key;
        if analysis.multiline && (text.is_ascii() || text.bytes().contains(&b'\n')) {
            if analysis.block && !simple_key {
                self.write_literal(text);
            } else {
                self.write_double(text, fold);
            }
        } else if !reads_as_text(text.bytes(), self.dialect) {
            self.write_double(text, fold);
        } else if analysis.plain {
            self.write_plain(text, analysis, fold);
        } else if analysis.single {
            self.write_single(text, analysis, fold);
        } else {
            self.write_double(text, fold);
        }
    }

    /// Begins a new line unless this one holds nothing yet, and indents it.
    #[inline(always)]
    fn new_line(&mut self, indent: usize) {
        let start = self.out.len();
        let feed = usize::from(start != self.origin);
        if indent < WINDOW
            && let Some(window) = self.out.window::<WINDOW>()
        {
            window.copy_from_slice(&LINE_START[1 - feed..][..WINDOW]);
            self.out.advance(feed + indent);
            self.origin = start + feed;
        } else {
            self.new_line_slowly(feed, indent);
        }
    }

    #[inline(never)]
    fn new_line_slowly(&mut self, feed: usize, indent: usize) {
        if feed > 0 {
            self.put_feed();
        }
        self.out.append(|piece| piece.resize(indent, b' '));
    }

    /// Begins a further line of a scalar, unless this one holds nothing yet.
    pub(super) fn write_indent(&mut self) {
        self.new_line(self.indent() + INDENT as usize);
    }

    /// The number of characters in the line so far.
    #[inline]
    pub(super) fn column(&self) -> usize {
        self.out.len() - self.origin
    }

    pub(super) fn put(&mut self, byte: u8) {
        self.out.push(byte);
    }

    pub(super) fn put_feed(&mut self) {
        self.out.push(b'\n');
        self.origin = self.out.len();
    }

    #[inline]
    pub(super) fn put_char(&mut self, char: char) {
        if char.is_ascii() {
            return self.out.push(char as u8);
        }
        self.out.extend(char.encode_utf8(&mut [0; 4]).as_bytes());
        self.origin += char.len_utf8() - 1;
    }

    pub(super) fn put_break(&mut self, char: char) {
        if char == '\n' {
            self.put_feed();
        } else {
            self.put_char(char);
            self.origin = self.out.len();
        }
    }

    pub(super) fn put_bytes(&mut self, bytes: &[u8], ascii: bool) {
        self.out.extend(bytes);
        if !ascii {
            let goes_on = |byte: &&u8| **byte & 0xC0 == 0x80;
            self.origin += bytes.iter().filter(goes_on).count();
        }
    }

    pub(super) fn is_wide(&self) -> bool {
        self.is_wide_with(0)
    }

    /// Whether so many more characters reach beyond the column where a line is folded.
    #[inline]
    pub(super) fn is_wide_with(&self, characters: usize) -> bool {
        self.dialect == Dialect::V2 && self.column() + characters > WIDTH
    }
}
