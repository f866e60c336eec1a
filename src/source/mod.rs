//! Texts by number, spans in them, lines and columns.
//!
//! Every text that can be blamed (a template, a values file, a context file, text given to
//! `tpl`) is kept once in [`Sources`] and known by a small number. A [`Span`] is that number and
//! a range of bytes; it is twelve bytes and sits on every node and origin.

use std::cell::OnceCell;
use std::ops::Range;
use std::rc::Rc;

/// The number of a text in its [`Sources`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(u32);

/// A range of bytes in a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The text.
    pub source: SourceId,
    /// The first byte.
    pub start: u32,
    /// The byte behind the last.
    pub end: u32,
}

impl Span {
    /// A span; offsets beyond four gigabytes are cut to the largest that fits.
    pub fn new(source: SourceId, range: Range<usize>) -> Self {
        let fit = |offset| u32::try_from(offset).unwrap_or(u32::MAX);
        Span {
            source,
            start: fit(range.start),
            end: fit(range.end),
        }
    }

    /// The bytes as a range.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The span from the start of this one to the end of another in the same text.
    pub fn to(self, end: Span) -> Span {
        Span {
            end: end.end.max(self.start),
            ..self
        }
    }
}

/// A line and a column, both from 1. The column counts bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The line, from 1.
    pub line: usize,
    /// The column in bytes, from 1.
    pub column: usize,
}

/// A text with its name.
#[derive(Debug)]
pub struct Source {
    name: Rc<str>,
    bytes: Rc<[u8]>,
    /// Whether people have it in a file.
    is_file: bool,
    /// Where each line begins but the first; found when a place is first asked for.
    lines: OnceCell<Box<[usize]>>,
}

impl Source {
    /// The name as people know it: a path as it was given, `-`, `--set 1`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name, shared.
    pub fn shared_name(&self) -> Rc<str> {
        self.name.clone()
    }

    /// The text.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The text, shared.
    pub fn shared_bytes(&self) -> Rc<[u8]> {
        self.bytes.clone()
    }

    /// The line and column of an offset. One beyond the end is at the end.
    pub fn place(&self, offset: usize) -> Place {
        let offset = offset.min(self.bytes.len());
        let lines = self.lines.get_or_init(|| {
            let ends = memchr::memchr_iter(b'\n', &self.bytes);
            ends.map(|end| end + 1).collect()
        });
        let line = lines.partition_point(|start| *start <= offset);
        let start = line.checked_sub(1).and_then(|at| lines.get(at));
        Place {
            line: line + 1,
            column: offset - start.copied().unwrap_or(0) + 1,
        }
    }

    /// The text of a line, from 1, without its line end.
    pub fn line(&self, line: usize) -> Option<&[u8]> {
        let text = self
            .bytes
            .split(|&b| b == b'\n')
            .nth(line.checked_sub(1)?)?;
        Some(text.strip_suffix(b"\r").unwrap_or(text))
    }
}

/// All texts of one rendering.
///
/// ```
/// use manifest_render::source::{Sources, Span};
///
/// let mut sources = Sources::new();
/// let id = sources.add("values.yaml", b"name: web\nreplicas: 2\n".as_slice());
/// let span = Span::new(id, 10..18);
/// assert_eq!(sources.text(span), b"replicas");
/// assert_eq!(sources.place(span).line, 2);
/// ```
#[derive(Debug, Default)]
pub struct Sources {
    all: Vec<Source>,
}

impl Sources {
    /// No texts yet.
    pub fn new() -> Self {
        Sources::default()
    }

    /// Keeps a text and gives its number.
    pub fn add(&mut self, name: impl Into<Rc<str>>, bytes: impl Into<Rc<[u8]>>) -> SourceId {
        self.push(name.into(), bytes.into(), true)
    }

    /// Keeps a text that came up on the way and is in no file, such as what templates wrote.
    pub fn add_made(&mut self, name: impl Into<Rc<str>>, bytes: impl Into<Rc<[u8]>>) -> SourceId {
        self.push(name.into(), bytes.into(), false)
    }

    fn push(&mut self, name: Rc<str>, bytes: Rc<[u8]>, is_file: bool) -> SourceId {
        let id = SourceId(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
        self.all.push(Source {
            name,
            bytes,
            is_file,
            lines: OnceCell::new(),
        });
        id
    }

    /// The text of this number, or `None` where it belongs to other sources.
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        self.all.get(id.0 as usize)
    }

    /// The name of a text, empty where there is none.
    pub fn name(&self, id: SourceId) -> &str {
        self.get(id).map_or("", Source::name)
    }

    /// Whether a text is one that people have in a file.
    pub fn is_file(&self, id: SourceId) -> bool {
        self.get(id).is_some_and(|source| source.is_file)
    }

    /// The first text of this name.
    pub fn named(&self, name: &str) -> Option<SourceId> {
        let at = self.all.iter().position(|source| &*source.name == name)?;
        u32::try_from(at).ok().map(SourceId)
    }

    /// The bytes of a span; a span that reaches beyond its text is cut.
    pub fn text(&self, span: Span) -> &[u8] {
        let bytes = self.get(span.source).map_or(&[][..], Source::bytes);
        let end = span.range().end.min(bytes.len());
        &bytes[span.range().start.min(end)..end]
    }

    /// The line and column where a span starts.
    pub fn place(&self, span: Span) -> Place {
        self.get(span.source)
            .map_or(Place { line: 1, column: 1 }, |source| {
                source.place(span.range().start)
            })
    }

    /// The line where a span starts, as people write it: `values.yaml:2`.
    pub fn line_of(&self, span: Span) -> String {
        format!("{}:{}", self.name(span.source), self.place(span).line)
    }

    /// A span's start as people write it: `values.yaml:2:1`.
    pub fn describe(&self, span: Span) -> String {
        let place = self.place(span);
        format!("{}:{}:{}", self.name(span.source), place.line, place.column)
    }
}
