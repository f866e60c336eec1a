//! Where a value came from, and where a piece of text was written.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::{Str, StrBuf};
use crate::source::{SourceId, Span};

/// Stands for the set of origins that a value was made of; [`Origins`] tells which.
///
/// Every map entry and list item carries one. It is four bytes, and `Mark::NONE` (the only one
/// in a run that does not trace) costs nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Mark(u32);

impl Mark {
    /// Of no known origin.
    pub const NONE: Mark = Mark(0);

    /// Whether nothing is known.
    #[inline]
    pub fn is_none(self) -> bool {
        self.0 == 0
    }

    /// The mark of a line, from 0, of the text with this mark, which [`Origins::add_text`] gave.
    fn line(self, line: usize) -> Mark {
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        Mark(self.0.saturating_add(1).saturating_add(line))
    }

    /// A text whose mark this is, [`Origins::add_text`] having given it: each line is made of its
    /// line in the file. A mark of nothing makes a plain text, which is not copied.
    pub fn lines_of(self, text: &Rc<[u8]>) -> Str {
        if self.is_none() {
            return Str::from(text.clone());
        }
        let mut out = StrBuf::with_capacity(text.len());
        for (at, line) in text.split_inclusive(|&b| b == b'\n').enumerate() {
            out.push_traced(line, Site::NONE, self.line(at));
        }
        out.into_str()
    }

    /// The lines of such a text without their ends, each with its mark.
    pub fn each_line(self, text: &[u8]) -> (Vec<Str>, Vec<Mark>) {
        let lines = text.split(|&b| b == b'\n').enumerate();
        lines
            .map(|(at, line)| {
                let mark = if self.is_none() { self } else { self.line(at) };
                (Str::new(line).with_mark(mark), mark)
            })
            .unzip()
    }
}

/// Stands for a place in a template as it was reached: its span and the chain of includes that
/// led there. Whoever traces an execution hands them out and can tell what they stand for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Site(u32);

impl Site {
    /// No place.
    pub const NONE: Site = Site(0);

    /// The place with this number; number 0 is [`Site::NONE`].
    pub fn new(number: u32) -> Self {
        Site(number)
    }

    /// The number of the place.
    pub fn number(self) -> u32 {
        self.0
    }

    /// Whether there is no place.
    #[inline]
    pub fn is_none(self) -> bool {
        self.0 == 0
    }
}

/// A stretch of a traced text with one site and one mark. It starts where the run before ends, and
/// may be empty: a place wrote nothing there, because of these values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// The byte behind the last one of the stretch.
    pub end: u32,
    /// The template place that wrote it.
    pub site: Site,
    /// The values it was made of.
    pub mark: Mark,
}

/// One place a value can come from.
#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
    /// A place in a file: a values file, a chart's defaults, a context file.
    File {
        /// The scalar, or the key where there is no scalar.
        span: Span,
        /// Whether the value is secret, so that it must never be shown.
        secret: bool,
    },
    /// A part of a values file that a Harness expression filled.
    Expression {
        /// The expression in the values file.
        span: Span,
        /// Where the context has the value.
        context: Mark,
        /// Whether the value is secret.
        secret: bool,
    },
    /// The n-th flag of its kind on the command line, as `--set` or `--set-context`.
    Flag {
        /// The flag with its dashes.
        flag: &'static str,
        /// Its place among its like, from 1.
        number: u32,
        /// The part of its text that sets the value: `image.tag=2`.
        text: Box<str>,
        /// Where that part stands in the flag's text.
        span: Span,
    },
    /// Something else, in words: `the Docker credentials for index.docker.io`.
    Other(Box<str>),
}

impl Origin {
    /// Whether the value must never be shown.
    pub fn is_secret(&self) -> bool {
        match self {
            Origin::File { secret, .. } | Origin::Expression { secret, .. } => *secret,
            Origin::Flag { .. } | Origin::Other(_) => false,
        }
    }
}

/// The origins of one rendering: what its marks stand for.
///
/// A mark stands for two sets of origins: those of the values something was made of
/// ([`Origins::leaves`]), and those of the values that only decided whether or how it was made
/// ([`Origins::conditions`]), as the value that an `if` asks for.
///
/// ```
/// use manifest_render::source::Span;
/// use manifest_render::value::{Origin, Origins};
///
/// let mut origins = Origins::new();
/// let chart = origins.add(Origin::Other("chart default".into()));
/// let flag = origins.add(Origin::Flag {
///     flag: "--set",
///     number: 1,
///     text: "a=2".into(),
///     span: Span::default(),
/// });
/// let both = origins.union(chart, flag);
/// assert_eq!(origins.leaves(both).len(), 2);
/// assert_eq!(origins.union(both, flag), both);
///
/// let decided = origins.when(flag);
/// let made = origins.union(chart, decided);
/// assert_eq!(origins.leaves(made).len(), 1);
/// assert_eq!(origins.conditions(made).len(), 1);
/// ```
#[derive(Debug, Default)]
pub struct Origins {
    nodes: Nodes,
    sets: FxHashMap<Rc<[Atom]>, Mark>,
    unions: FxHashMap<(Mark, Mark), Mark>,
    conditions: FxHashMap<Mark, Mark>,
    decided: FxHashMap<Mark, Mark>,
    /// The marks of texts, ascending, each with that of its last line.
    texts: Vec<(Mark, Mark)>,
}

/// What is made of more lines of a text than this is made of the text.
const MOST_LINES: usize = 8;

/// Nodes by their marks, in pieces: there are as many as scalars, and what grows need not be copied.
#[derive(Debug, Default)]
struct Nodes {
    /// All but the last hold [`Nodes::PIECE`].
    pieces: Vec<Vec<Node>>,
}

impl Nodes {
    const PIECE: usize = 1024;

    fn push(&mut self, node: Node) -> Mark {
        match self.pieces.last_mut() {
            Some(piece) if piece.len() < Self::PIECE => piece.push(node),
            None => self.pieces.push(vec![node]),
            Some(_) => {
                let mut piece = Vec::with_capacity(Self::PIECE);
                piece.push(node);
                self.pieces.push(piece);
            }
        }
        let last = self.pieces.last().map_or(0, Vec::len);
        Mark(((self.pieces.len() - 1) * Self::PIECE + last) as u32)
    }

    fn get(&self, mark: Mark) -> Option<&Node> {
        let place = (mark.0 as usize).checked_sub(1)?;
        self.pieces
            .get(place / Self::PIECE)?
            .get(place % Self::PIECE)
    }
}

#[derive(Debug)]
enum Node {
    Leaf(Origin),
    /// More than one origin, or one that only decided: ascending, each origin once.
    Set(Rc<[Atom]>),
}

/// One origin behind a mark: its own mark, and whether it only decided.
type Atom = (Mark, bool);

impl Origins {
    /// No origins yet.
    pub fn new() -> Self {
        Origins::default()
    }

    /// Remembers an origin.
    pub fn add(&mut self, origin: Origin) -> Mark {
        self.nodes.push(Node::Leaf(origin))
    }

    /// Remembers a text that may be read as a whole or by lines; see [`Mark::lines_of`].
    pub fn add_text(&mut self, source: SourceId, text: &[u8]) -> Mark {
        let secret = false;
        let span = Span::new(source, 0..text.len());
        let whole = self.add(Origin::File { span, secret });
        let mut last = whole;
        let mut start = 0;
        // What is behind the last line end is a line, too.
        for line in text.split(|&b| b == b'\n') {
            let end = start + line.len();
            let span = Span::new(source, start..end);
            last = self.add(Origin::File { span, secret });
            start = end + 1;
        }
        self.texts.push((whole, last));
        whole
    }

    /// Puts a text in the place of its lines where there are many of them.
    fn without_lines(&self, atoms: &mut [Atom]) {
        if self.texts.is_empty() || atoms.len() <= MOST_LINES {
            return;
        }
        let text_of = |mark: Mark| {
            let after = self.texts.partition_point(|(text, _)| *text <= mark);
            let (text, last) = self.texts.get(after.checked_sub(1)?)?;
            (mark <= *last).then_some(*text)
        };
        let mut counts: FxHashMap<Mark, usize> = FxHashMap::default();
        for text in atoms.iter().filter_map(|(mark, _)| text_of(*mark)) {
            *counts.entry(text).or_default() += 1;
        }
        for (mark, _) in atoms.iter_mut() {
            if let Some(text) = text_of(*mark)
                && counts.get(&text).is_some_and(|count| *count > MOST_LINES)
            {
                *mark = text;
            }
        }
    }

    /// The mark of what was made of both.
    pub fn union(&mut self, a: Mark, b: Mark) -> Mark {
        if a == b || b.is_none() {
            return a;
        }
        if a.is_none() {
            return b;
        }
        let key = (a.min(b), a.max(b));
        if let Some(&mark) = self.unions.get(&key) {
            return mark;
        }
        let mut atoms = self.atoms(key.0).to_vec();
        atoms.extend_from_slice(&self.atoms(key.1));
        let mark = self.set(atoms);
        self.unions.insert(key, mark);
        mark
    }

    /// The mark of what was made of all of these.
    pub fn union_all(&mut self, marks: impl IntoIterator<Item = Mark>) -> Mark {
        let mut marks: Vec<Mark> = marks.into_iter().filter(|mark| !mark.is_none()).collect();
        marks.sort_unstable();
        marks.dedup();
        match *marks {
            [] => Mark::NONE,
            [one] => one,
            [one, other] => self.union(one, other),
            _ => {
                let mut atoms = Vec::new();
                for mark in marks {
                    atoms.extend_from_slice(&self.atoms(mark));
                }
                self.set(atoms)
            }
        }
    }

    /// The mark of what was not made of these values, but depends on them.
    pub fn when(&mut self, mark: Mark) -> Mark {
        if mark.is_none() {
            return mark;
        }
        if let Some(&known) = self.conditions.get(&mark) {
            return known;
        }
        let atoms = self.atoms(mark);
        let when = self.set(atoms.iter().map(|(leaf, _)| (*leaf, true)).collect());
        self.conditions.insert(mark, when);
        when
    }

    /// The part of a mark that only decided.
    pub fn decided(&mut self, mark: Mark) -> Mark {
        if matches!(self.node(mark), None | Some(Node::Leaf(_))) {
            return Mark::NONE;
        }
        if let Some(&known) = self.decided.get(&mark) {
            return known;
        }
        let atoms = self.atoms(mark);
        let decided = self.set(atoms.iter().filter(|atom| atom.1).copied().collect());
        self.decided.insert(mark, decided);
        decided
    }

    /// The part of the first mark that the second does not hold.
    pub fn beyond(&mut self, mark: Mark, known: Mark) -> Mark {
        if mark == known || mark.is_none() {
            return Mark::NONE;
        }
        let known = self.atoms(known);
        // To be made of a value is more than to depend on it.
        let holds = |(leaf, decided): &Atom| {
            let at = known.iter().find(|(own, _)| own == leaf);
            at.is_some_and(|(_, own_decided)| *decided || !*own_decided)
        };
        let atoms = self.atoms(mark);
        self.set(atoms.iter().filter(|atom| !holds(atom)).copied().collect())
    }

    /// The part of a mark that something was made of.
    pub fn made(&mut self, mark: Mark) -> Mark {
        if matches!(self.node(mark), None | Some(Node::Leaf(_))) {
            return mark;
        }
        let atoms = self.atoms(mark);
        self.set(atoms.iter().filter(|atom| !atom.1).copied().collect())
    }

    /// The mark of a set of origins, the same one for the same set.
    fn set(&mut self, mut atoms: Vec<Atom>) -> Mark {
        self.without_lines(&mut atoms);
        // What something was made of stands before what only decided.
        atoms.sort_unstable();
        atoms.dedup_by_key(|(leaf, _)| *leaf);
        match *atoms {
            [] => return Mark::NONE,
            [(leaf, false)] => return leaf,
            _ => {}
        }
        if let Some(&known) = self.sets.get(&*atoms) {
            return known;
        }
        let atoms: Rc<[Atom]> = atoms.into();
        let mark = self.nodes.push(Node::Set(atoms.clone()));
        self.sets.insert(atoms, mark);
        mark
    }

    /// All that stands behind a mark, ascending.
    fn atoms(&self, mark: Mark) -> Rc<[Atom]> {
        match self.node(mark) {
            Some(Node::Set(atoms)) => atoms.clone(),
            Some(Node::Leaf(_)) => Rc::new([(mark, false)]),
            None => Rc::new([]),
        }
    }

    /// The marks of single origins, a text in the place of its lines where there are many of them.
    pub fn condensed(&self, leaves: Vec<Mark>) -> Vec<Mark> {
        let mut atoms: Vec<Atom> = leaves.into_iter().map(|leaf| (leaf, false)).collect();
        self.without_lines(&mut atoms);
        atoms.into_iter().map(|(leaf, _)| leaf).collect()
    }

    /// The origins of the values that something was made of, in the order in which they were
    /// remembered.
    pub fn leaves(&self, mark: Mark) -> Vec<&Origin> {
        self.origins(&self.leaf_marks(mark))
    }

    /// The origins of the values that something only depends on, in the order in which they were
    /// remembered.
    pub fn conditions(&self, mark: Mark) -> Vec<&Origin> {
        self.origins(&self.condition_marks(mark))
    }

    fn origins(&self, marks: &[Mark]) -> Vec<&Origin> {
        marks.iter().filter_map(|mark| self.get(*mark)).collect()
    }

    /// The marks of the single origins of the values that something was made of, ascending.
    pub fn leaf_marks(&self, mark: Mark) -> Vec<Mark> {
        self.marks(mark, false)
    }

    /// The marks of the single origins of the values that something only depends on, ascending.
    pub fn condition_marks(&self, mark: Mark) -> Vec<Mark> {
        self.marks(mark, true)
    }

    fn marks(&self, mark: Mark, decided: bool) -> Vec<Mark> {
        let atoms = self.atoms(mark);
        let wanted = atoms.iter().filter(|atom| atom.1 == decided);
        wanted.map(|(leaf, _)| *leaf).collect()
    }

    /// The single origin that a mark stands for, where it is one.
    pub fn get(&self, leaf: Mark) -> Option<&Origin> {
        match self.node(leaf) {
            Some(Node::Leaf(origin)) => Some(origin),
            _ => None,
        }
    }

    fn node(&self, mark: Mark) -> Option<&Node> {
        self.nodes.get(mark)
    }
}
