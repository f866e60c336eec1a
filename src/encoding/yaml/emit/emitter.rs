//! The layout of blocks: a push interface over go-yaml's emitter.

use std::ops::Range;

use super::analysis::{Seen, analyze, plain_at_once};
use super::plain::reads_as_text;
use super::scalar::WIDTH;
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
const SIMPLE_KEY: usize = 128;

/// A line feed and the blanks of all but the deepest indentations.
static LINE_START: [u8; 33] = {
    let mut start = [b' '; 33];
    start[0] = b'\n';
    start
};

/// Writes a YAML document into a buffer as it is told what comes next.
///
/// The calls must nest as the document does: in a map, [`Emitter::key`] and then one value; in a
/// list, values. One document is one value; [`Emitter::finish`] ends its last line. A call out of
/// place writes something, but not YAML.
///
/// ```
/// use manifest_render::encoding::yaml::emit::{Dialect, Emitter};
///
/// let mut out = Vec::new();
/// let mut emitter = Emitter::new(&mut out, Dialect::V2);
/// emitter.begin_map();
/// emitter.key("ports");
/// emitter.begin_list();
/// emitter.word("8080");
/// emitter.text("yes");
/// emitter.end();
/// emitter.end();
/// emitter.finish();
/// assert_eq!(out, b"ports:\n- 8080\n- \"yes\"\n");
/// ```
#[derive(Debug)]
pub struct Emitter<'o> {
    pub(super) out: &'o mut Vec<u8>,
    pub(super) dialect: Dialect,
    /// The map or list we are in, and those around it.
    top: Frame,
    outer: Vec<Frame>,
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
    /// Nothing was written into it yet.
    fresh: bool,
    /// Its next entry goes on in the line, behind a dash or a colon.
    goes_on: bool,
    /// Its indentation.
    indent: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FrameKind {
    Document,
    Map,
    List,
}

/// What stands before a value in its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum After {
    Nothing,
    /// A key and its colon.
    Key,
    /// The dash of a list's item, or the colon below a long key.
    Mark,
}

impl<'o> Emitter<'o> {
    /// An emitter that appends to `out`, which must be empty or end with a line feed.
    pub fn new(out: &'o mut Vec<u8>, dialect: Dialect) -> Self {
        let origin = out.len();
        Emitter {
            out,
            dialect,
            top: Frame {
                kind: FrameKind::Document,
                fresh: true,
                goes_on: false,
                indent: 0,
            },
            outer: Vec::new(),
            after: After::Nothing,
            origin,
            start: origin,
        }
    }

    /// Where the scalar written last stands in the buffer, its quotes included.
    pub fn last_scalar(&self) -> Range<usize> {
        self.start..self.out.len()
    }

    /// Begins a map.
    pub fn begin_map(&mut self) {
        self.begin(FrameKind::Map);
    }

    /// The number of bytes written so far.
    pub(super) fn len(&self) -> usize {
        self.out.len()
    }

    /// What was written behind the first so many bytes.
    pub(super) fn written_since(&self, start: usize) -> &[u8] {
        self.out.get(start..).unwrap_or_default()
    }

    /// Begins a list.
    pub fn begin_list(&mut self) {
        self.begin(FrameKind::List);
    }

    /// Ends the map or list that was begun last.
    pub fn end(&mut self) {
        let Some(outer) = self.outer.pop() else {
            return;
        };
        let frame = std::mem::replace(&mut self.top, outer);
        if frame.fresh {
            self.separate();
            let empty = if frame.kind == FrameKind::Map {
                b"{}"
            } else {
                b"[]"
            };
            self.out.extend_from_slice(empty);
        }
    }

    /// Writes the key of the next value.
    pub fn key(&mut self, key: &str) {
        self.write_key(key, false);
    }

    /// Writes a key that needs no second look; `false` where it does.
    #[inline]
    pub(super) fn key_at_once(&mut self, key: &Str) -> bool {
        let bytes = key.as_bytes();
        if bytes.len() > SIMPLE_KEY || !plain_at_once(bytes, Seen::of(bytes)) {
            return false;
        }
        self.lead();
        key.append_to(self.out);
        self.out.push(b':');
        self.after = After::Key;
        true
    }

    /// Begins a value that is a scalar: what must stand before it.
    #[inline]
    pub(super) fn lead_scalar(&mut self) {
        self.item();
        self.separate();
    }

    /// Writes a scalar, which was begun, if it needs no second look; `false` where it does.
    #[inline]
    pub(super) fn text_at_once(&mut self, text: &Str) -> bool {
        let bytes = text.as_bytes();
        let seen = Seen::of(bytes);
        if !plain_at_once(bytes, seen) || (seen.spaces() && self.is_wide_with(bytes.len())) {
            return false;
        }
        text.append_to(self.out);
        true
    }

    /// Writes a text as a value, in the style go-yaml chooses.
    pub fn text(&mut self, text: &str) {
        self.lead_scalar();
        self.write_text(text, false);
    }

    /// Writes a truth value or null, which must be plain ASCII without blanks.
    pub fn word(&mut self, word: &str) {
        self.number(|out| out.extend_from_slice(word.as_bytes()));
    }

    /// Writes what `append` appends, which must be plain ASCII without blanks.
    #[inline]
    pub fn number(&mut self, append: impl FnOnce(&mut Vec<u8>)) {
        self.lead_scalar();
        append(self.out);
    }

    /// Writes a value that is not UTF-8 as go-yaml v3 does: as `!!binary` and its base64, which
    /// has line feeds where it is long.
    pub fn binary(&mut self, base64: &str) {
        self.lead_scalar();
        self.write_binary(base64);
    }

    /// Writes a key that is not UTF-8, as [`Emitter::binary`] does.
    pub fn binary_key(&mut self, base64: &str) {
        self.write_key(base64, true);
    }

    /// The bytes of the scalar written last.
    pub(super) fn last_written(&self) -> &[u8] {
        self.out.get(self.last_scalar()).unwrap_or_default()
    }

    fn write_key(&mut self, key: &str, binary: bool) {
        /// What go-yaml counts for the tag `!!binary`: its handle and its suffix.
        const TAG: usize = "!!binary".len();
        self.lead();
        let analysis = analyze(key, Seen::of(key.as_bytes()), self.dialect);
        let length = key.len() + if binary { TAG } else { 0 };
        let simple = !analysis.multiline && length <= SIMPLE_KEY;
        if !simple {
            self.out.extend_from_slice(b"? ");
        }
        if binary {
            self.write_binary(key);
        } else {
            self.write_text(key, simple);
        }
        if !simple {
            self.new_line(self.top.indent);
        }
        self.put(b':');
        self.after = if simple { After::Key } else { After::Mark };
    }

    pub(super) fn write_binary(&mut self, base64: &str) {
        self.out.extend_from_slice(b"!!binary ");
        self.start = self.out.len();
        let analysis = analyze(base64, Seen::of(base64.as_bytes()), self.dialect);
        if analysis.multiline {
            self.write_literal(base64, analysis);
        } else {
            self.write_plain(base64, analysis, true);
        }
    }

    /// Ends the document: its last line gets its line feed.
    pub fn finish(mut self) {
        self.new_line(0);
    }

    fn begin(&mut self, kind: FrameKind) {
        self.item();
        let under_key = self.dialect == Dialect::V2 && kind == FrameKind::List;
        let indent = match self.after {
            After::Nothing => 0,
            After::Key if under_key => self.top.indent,
            After::Key | After::Mark => self.top.indent + 2,
        };
        let frame = Frame {
            kind,
            fresh: true,
            goes_on: self.after == After::Mark,
            indent,
        };
        self.outer.push(std::mem::replace(&mut self.top, frame));
    }

    /// In a list, writes the dash of the next item.
    #[inline]
    fn item(&mut self) {
        if self.top.kind == FrameKind::List {
            self.lead();
            self.out.push(b'-');
            self.after = After::Mark;
        }
    }

    /// What stands before a key or a dash: a new line with its indentation, or a blank.
    #[inline]
    fn lead(&mut self) {
        self.top.fresh = false;
        if std::mem::take(&mut self.top.goes_on) {
            self.out.push(b' ');
        } else {
            self.new_line(self.top.indent);
        }
    }

    /// A blank between a key or a dash and its value, which begins behind it.
    #[inline]
    fn separate(&mut self) {
        if self.after != After::Nothing {
            self.out.push(b' ');
        }
        self.start = self.out.len();
    }

    pub(super) fn write_text(&mut self, text: &str, simple_key: bool) {
        let analysis = analyze(text, Seen::of(text.as_bytes()), self.dialect);
        let fold = !simple_key;
        if analysis.multiline && (analysis.ascii || text.contains('\n')) {
            if analysis.block && !simple_key {
                self.write_literal(text, analysis);
            } else {
                self.write_double(text, fold);
            }
        } else if !reads_as_text(text, self.dialect) {
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
    #[inline]
    fn new_line(&mut self, indent: usize) {
        let start = self.out.len();
        let empty = start == self.origin;
        if empty || indent >= LINE_START.len() {
            return self.new_line_slowly(indent, empty);
        }
        // To append all and take some back is faster than to append a part.
        self.out.extend_from_slice(&LINE_START);
        self.out.truncate(start + 1 + indent);
        self.origin = start + 1;
    }

    #[inline(never)]
    fn new_line_slowly(&mut self, indent: usize, empty: bool) {
        if !empty {
            self.put_feed();
        }
        self.out.resize(self.out.len() + indent, b' ');
    }

    /// Begins a further line of a scalar, unless this one holds nothing yet.
    pub(super) fn write_indent(&mut self) {
        self.new_line(self.top.indent + 2);
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
        self.out
            .extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
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

    pub(super) fn put_text(&mut self, text: &str, ascii: bool) {
        self.out.extend_from_slice(text.as_bytes());
        if !ascii {
            self.origin += text.len() - text.chars().count();
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
