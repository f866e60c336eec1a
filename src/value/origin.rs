//! Where a value came from, and where a piece of text was written.

use std::collections::HashMap;

use crate::source::Span;

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

/// A stretch of a traced text with one site and one mark. It starts where the run before ends.
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
        /// Its text.
        text: Box<str>,
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

/// The origins of one rendering: what its marks stand for, and what each value overrode.
///
/// ```
/// use manifest_render::value::{Origin, Origins};
///
/// let mut origins = Origins::new();
/// let chart = origins.add(Origin::Other("chart default".into()));
/// let flag = origins.add(Origin::Flag { flag: "--set", number: 1, text: "a=2".into() });
/// let both = origins.union(chart, flag);
/// assert_eq!(origins.leaves(both).len(), 2);
/// assert_eq!(origins.union(both, flag), both);
/// ```
#[derive(Debug, Default)]
pub struct Origins {
    nodes: Vec<Node>,
    unions: HashMap<(Mark, Mark), Mark>,
    shadowed: HashMap<Mark, Mark>,
}

#[derive(Debug)]
enum Node {
    Leaf(Origin),
    Union(Mark, Mark),
}

impl Origins {
    /// No origins yet.
    pub fn new() -> Self {
        Origins::default()
    }

    /// Remembers an origin.
    pub fn add(&mut self, origin: Origin) -> Mark {
        self.nodes.push(Node::Leaf(origin));
        Mark(self.nodes.len() as u32)
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
        let (small, large) = (self.leaf_marks(key.0), self.leaf_marks(key.1));
        let mark = if small.iter().all(|leaf| large.contains(leaf)) {
            key.1
        } else if large.iter().all(|leaf| small.contains(leaf)) {
            key.0
        } else {
            self.nodes.push(Node::Union(key.0, key.1));
            Mark(self.nodes.len() as u32)
        };
        self.unions.insert(key, mark);
        mark
    }

    /// Remembers that a value took the place of another.
    pub fn shadow(&mut self, winner: Mark, loser: Mark) {
        if !winner.is_none() && !loser.is_none() && winner != loser {
            self.shadowed.insert(winner, loser);
        }
    }

    /// The value that this one took the place of.
    pub fn shadowed(&self, winner: Mark) -> Option<Mark> {
        self.shadowed.get(&winner).copied()
    }

    /// The origins behind a mark, in the order in which they were remembered.
    pub fn leaves(&self, mark: Mark) -> Vec<&Origin> {
        self.leaf_marks(mark)
            .into_iter()
            .filter_map(|leaf| match self.node(leaf) {
                Some(Node::Leaf(origin)) => Some(origin),
                _ => None,
            })
            .collect()
    }

    /// The marks of the single origins behind a mark, ascending.
    pub fn leaf_marks(&self, mark: Mark) -> Vec<Mark> {
        let mut found = Vec::new();
        let mut open = vec![mark];
        while let Some(mark) = open.pop() {
            match self.node(mark) {
                Some(Node::Leaf(_)) => found.push(mark),
                Some(Node::Union(a, b)) => open.extend([*a, *b]),
                None => {}
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    fn node(&self, mark: Mark) -> Option<&Node> {
        self.nodes.get((mark.0 as usize).checked_sub(1)?)
    }
}
