//! The layout of blocks: a push interface over go-yaml's emitter.

use std::ops::Range;

use super::analysis::{analyze, plain_at_once};
use super::plain::reads_as_text;
use super::scalar::WIDTH;

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
static LINE_START: [u8; 65] = {
    let mut start = [b' '; 65];
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
    frames: Vec<Frame>,
    /// The indentation of the block we are in; `None` outside of all.
    indent: Option<usize>,
    /// The number of characters in the line so far.
    pub(super) column: usize,
    /// The last thing written was a blank, or nothing in this line.
    pub(super) whitespace: bool,
    /// The line holds nothing but indentation and the marks of list items.
    pub(super) indention: bool,
    /// Where the last scalar begins in the buffer.
    start: usize,
}

#[derive(Debug)]
struct Frame {
    map: bool,
    /// Nothing was written into it yet.
    fresh: bool,
    /// It is the value of a key.
    of_key: bool,
    /// The indentation around it.
    outer: Option<usize>,
}

impl<'o> Emitter<'o> {
    /// An emitter that appends to `out`, which must be empty or end with a line feed.
    pub fn new(out: &'o mut Vec<u8>, dialect: Dialect) -> Self {
        Emitter {
            out,
            dialect,
            frames: Vec::new(),
            indent: None,
            column: 0,
            whitespace: true,
            indention: true,
            start: 0,
        }
    }

    /// Where the scalar written last stands in the buffer, its quotes included.
    pub fn last_scalar(&self) -> Range<usize> {
        self.start..self.out.len()
    }

    /// Begins a map.
    pub fn begin_map(&mut self) {
        self.begin(true);
    }

    /// Begins a list.
    pub fn begin_list(&mut self) {
        self.begin(false);
    }

    /// Ends the map or list that was begun last.
    pub fn end(&mut self) {
        let Some(frame) = self.frames.pop() else {
            return;
        };
        if frame.fresh {
            self.separate();
            self.out
                .extend_from_slice(if frame.map { b"{}" } else { b"[]" });
            self.column += 2;
            self.after_scalar();
        }
        self.indent = frame.outer;
    }

    /// Writes the key of the next value.
    pub fn key(&mut self, key: &str) {
        self.write_key(key, false);
    }

    /// Writes a key or a value that needs no second look; `false` where it does.
    #[inline]
    pub(super) fn at_once(&mut self, text: &[u8], key: bool) -> bool {
        let (plain, spaces) = plain_at_once(text);
        if !plain || text.len() > SIMPLE_KEY {
            return false;
        }
        if key {
            self.open(true);
            self.write_indent();
            self.out.extend_from_slice(text);
            self.out.push(b':');
        } else {
            // Room for the dash and the blank before it too.
            let column = self.column.max(self.indent.unwrap_or(0)) + 3 + text.len();
            if spaces && self.dialect == Dialect::V2 && column > WIDTH {
                return false;
            }
            self.item();
            self.separate();
            self.out.extend_from_slice(text);
        }
        self.column += text.len() + usize::from(key);
        self.after_scalar();
        true
    }

    /// Writes a text as a value, in the style go-yaml chooses.
    pub fn text(&mut self, text: &str) {
        self.item();
        self.write_text(text, false);
    }

    /// Writes a truth value or null, which must be plain ASCII without blanks.
    pub fn word(&mut self, word: &str) {
        self.number(|out| out.extend_from_slice(word.as_bytes()));
    }

    /// Writes what `append` appends, which must be plain ASCII without blanks.
    pub fn number(&mut self, append: impl FnOnce(&mut Vec<u8>)) {
        self.item();
        self.separate();
        let start = self.out.len();
        append(self.out);
        self.column += self.out.len() - start;
        self.after_scalar();
    }

    /// Writes a value that is not UTF-8 as go-yaml v3 does: as `!!binary` and its base64, which
    /// has line feeds where it is long.
    pub fn binary(&mut self, base64: &str) {
        self.item();
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
        self.open(true);
        self.write_indent();
        let analysis = analyze(key, self.dialect);
        let length = key.len() + if binary { TAG } else { 0 };
        let simple = !analysis.multiline && length <= SIMPLE_KEY;
        if !simple {
            self.indicator(b'?', true);
        }
        if binary {
            self.write_binary(key);
        } else {
            self.write_text(key, simple);
        }
        if simple {
            self.put(b':');
            self.after_scalar();
        } else {
            self.write_indent();
            self.indicator(b':', true);
        }
    }

    fn write_binary(&mut self, base64: &str) {
        self.separate();
        self.put_text("!!binary", true);
        self.after_scalar();
        let analysis = analyze(base64, self.dialect);
        self.nested(|emitter| {
            if analysis.multiline {
                emitter.write_literal(base64, analysis);
            } else {
                emitter.write_plain(base64, analysis, true);
            }
        });
    }

    /// Ends the document: its last line gets its line feed.
    pub fn finish(mut self) {
        self.indent = None;
        self.write_indent();
    }

    fn begin(&mut self, map: bool) {
        self.item();
        let of_key = self.frames.last().is_some_and(|frame| frame.map);
        self.frames.push(Frame {
            map,
            fresh: true,
            of_key,
            outer: self.indent,
        });
    }

    /// In a list, writes the dash of the next item.
    fn item(&mut self) {
        if self.frames.last().is_some_and(|frame| !frame.map) {
            self.open(false);
            self.write_indent();
            self.indicator(b'-', true);
        }
    }

    /// Before the first entry of a block, moves the indentation to the block's own.
    fn open(&mut self, map: bool) {
        let Some(frame) = self.frames.last_mut() else {
            return;
        };
        if !frame.fresh {
            return;
        }
        frame.fresh = false;
        let under_key = self.dialect == Dialect::V2 && !map && frame.of_key && !self.indention;
        self.indent = Some(match self.indent {
            None => 0,
            Some(indent) if under_key => indent,
            Some(indent) => indent + 2,
        });
    }

    fn write_text(&mut self, text: &str, simple_key: bool) {
        let analysis = analyze(text, self.dialect);
        let fold = !simple_key;
        let as_text = reads_as_text(text, self.dialect);
        self.nested(|emitter| {
            if analysis.multiline && (analysis.ascii || text.contains('\n')) {
                if analysis.block && !simple_key {
                    emitter.write_literal(text, analysis);
                } else {
                    emitter.write_double(text, fold);
                }
            } else if !as_text {
                emitter.write_double(text, fold);
            } else if analysis.plain {
                emitter.write_plain(text, analysis, fold);
            } else if analysis.single {
                emitter.write_single(text, analysis, fold);
            } else {
                emitter.write_double(text, fold);
            }
        });
    }

    /// Writes with the indentation that the further lines of a scalar have.
    fn nested(&mut self, write: impl FnOnce(&mut Self)) {
        let outer = self.indent;
        self.indent = Some(outer.map_or(2, |indent| indent + 2));
        write(self);
        self.indent = outer;
    }

    /// A mark of structure, which keeps the line open for another one.
    fn indicator(&mut self, mark: u8, indention: bool) {
        self.separate();
        self.put(mark);
        self.whitespace = false;
        self.indention &= indention;
    }

    /// Begins a new line unless this one holds nothing yet, and indents it.
    pub(super) fn write_indent(&mut self) {
        let indent = self.indent.unwrap_or(0);
        let goes_on =
            self.indention && (self.column < indent || (self.column == indent && self.whitespace));
        let blanks = if goes_on {
            indent - self.column
        } else {
            indent
        };
        match LINE_START.get(usize::from(goes_on)..1 + blanks) {
            Some(start) => self.out.extend_from_slice(start),
            None => {
                if !goes_on {
                    self.out.push(b'\n');
                }
                self.out.resize(self.out.len() + blanks, b' ');
            }
        }
        self.column = indent;
        self.whitespace = true;
        self.indention = true;
    }

    /// A blank between what was written and what comes.
    pub(super) fn separate(&mut self) {
        if !self.whitespace {
            self.put(b' ');
        }
        self.start = self.out.len();
    }

    pub(super) fn after_scalar(&mut self) {
        self.whitespace = false;
        self.indention = false;
    }

    pub(super) fn put(&mut self, byte: u8) {
        self.out.push(byte);
        self.column += 1;
    }

    pub(super) fn put_feed(&mut self) {
        self.out.push(b'\n');
        self.column = 0;
        self.indention = true;
        self.whitespace = true;
    }

    pub(super) fn put_char(&mut self, char: char) {
        self.out
            .extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
        self.column += 1;
    }

    pub(super) fn put_break(&mut self, char: char) {
        if char == '\n' {
            self.put_feed();
        } else {
            self.put_char(char);
            self.column = 0;
            self.indention = true;
        }
    }

    pub(super) fn put_text(&mut self, text: &str, ascii: bool) {
        self.out.extend_from_slice(text.as_bytes());
        self.column += if ascii {
            text.len()
        } else {
            text.chars().count()
        };
    }

    pub(super) fn is_wide(&self) -> bool {
        self.dialect == Dialect::V2 && self.column > WIDTH
    }
}
