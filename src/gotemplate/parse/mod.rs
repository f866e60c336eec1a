//! The parser: a text as [`Nodes`] and the [`Tree`]s of the templates it holds.
//!
//! Grammar and errors are those of Go 1.27's `text/template/parse`, to the byte. Unlike Go, the
//! parser goes on after an error where it can, so that one look shows several; Go's error is
//! the first of them.
//!
//! - `parser`: items looked ahead at, nodes being made, errors and going on after them.
//! - `control`: text, actions, and what `if`, `range`, `define` and the like enclose.
//! - `pipeline`: pipelines, commands and their operands.
//! - `quick`: actions as most people write them, read without items.
//! - `tables`: where nodes are made.
//! - `number`: what a number constant can be.

mod control;
mod number;
mod parser;
mod pipeline;
mod quick;
mod tables;

use std::fmt;
use std::rc::Rc;

use super::ast::{Nodes, Tree};
use crate::source::{SourceId, Span};
use parser::Parser;
pub(super) use tables::Scratch;
use tables::Trees;

/// Whether there is a function of a name.
pub type HasFunction<'a> = &'a dyn Fn(&[u8]) -> bool;

/// What a text is parsed with.
#[derive(Clone, Copy)]
pub struct Syntax<'a> {
    /// The left delimiter of actions; empty stands for `{{`.
    pub left: &'a [u8],
    /// The right delimiter; empty stands for `}}`.
    pub right: &'a [u8],
    /// Whether a function of this name is known; `None` takes all names as known.
    pub has_function: Option<HasFunction<'a>>,
    /// The number of the text, for spans.
    pub source: SourceId,
    /// Whether usual actions are read at once, which costs less than item by item and makes the
    /// same nodes.
    pub quick: bool,
}

impl<'a> Syntax<'a> {
    /// Both delimiters, Go's own for empty ones.
    fn delims(&self) -> (&'a [u8], &'a [u8]) {
        let or = |delim: &'a [u8], own: &'static [u8]| match delim {
            [] => own,
            delim => delim,
        };
        (or(self.left, b"{{"), or(self.right, b"}}"))
    }
}

impl Default for Syntax<'_> {
    fn default() -> Self {
        Syntax {
            left: b"{{",
            right: b"}}",
            has_function: None,
            source: SourceId::default(),
            quick: true,
        }
    }
}

/// A text that was parsed.
#[derive(Debug)]
pub struct Parsed {
    /// All nodes of the text.
    pub nodes: Nodes,
    /// The templates the text defines: those of its `define`s and `block`s, then its own,
    /// unless it is empty and something in it has its name.
    pub trees: Vec<Tree>,
}

/// An error of the syntax.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// Go's text for it: `template: name:line: …`.
    pub message: String,
    /// The message without the place.
    pub problem: String,
    /// What it is about.
    pub span: Span,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ParseError {}

/// Parses a text; `name` is both the name of the template it makes and the name errors give.
///
/// # Errors
///
/// All errors found, in order; the first is the one Go reports.
///
/// ```
/// use manifest_render::gotemplate::parse::{Syntax, parse};
///
/// let parsed = parse("t", b"{{define \"d\"}}hi{{end}}{{template \"d\"}}", &Syntax::default())?;
/// let names: Vec<_> = parsed.trees.iter().map(|tree| &*tree.name).collect();
/// assert_eq!(names, ["d", "t"]);
///
/// let errors = parse("t", b"{{if}}\n{{end}}{{end}}", &Syntax::default()).unwrap_err();
/// assert_eq!(errors[0].message, "template: t:1: missing value for if");
/// assert_eq!(errors[1].message, "template: t:2: unexpected {{end}}");
/// # Ok::<(), Vec<manifest_render::gotemplate::parse::ParseError>>(())
/// ```
pub fn parse(name: &str, text: &[u8], syntax: &Syntax<'_>) -> Result<Parsed, Vec<ParseError>> {
    parse_shared(name, &text.into(), syntax, &mut Scratch::default())
}

/// As [`parse`], of a text that others hold, too: it is not copied.
pub(super) fn parse_shared(
    name: &str,
    text: &Rc<[u8]>,
    syntax: &Syntax<'_>,
    scratch: &mut Scratch,
) -> Result<Parsed, Vec<ParseError>> {
    scratch.make_room(text.len());
    let trees = parse_into(scratch, name, text, syntax)?;
    let (nodes, trees) = Nodes::of(&Rc::new(scratch.settle()), trees, name, text, syntax);
    Ok(Parsed { nodes, trees })
}

/// As [`parse`]; nodes are added to those that are there.
pub(super) fn parse_into<'a>(
    scratch: &mut Scratch,
    name: &'a str,
    text: &'a [u8],
    syntax: &Syntax<'a>,
) -> Result<Trees<'a>, Vec<ParseError>> {
    let mut parser = Parser::new(name, text, syntax, scratch);
    if u32::try_from(text.len()).is_err() {
        parser.report("the text of the template is too long", 0, 0);
    } else {
        // A failure has been reported.
        let _ = parser.text();
    }
    parser.finish(scratch)
}
