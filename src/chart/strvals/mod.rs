//! The grammar of `--set` and its relatives: `image.tag=1.2,ports[0]=80,args={a,b}`.
//!
//! Five flags share one grammar of keys and differ in what a value is; see [`Grammar`]. Helm's own
//! texts are kept in [`Error`], and so are the quirks that scripts have come to depend on: a key
//! without a name sets nothing, `a[0]` alone makes an empty list, `a={}` is a list of one empty
//! text.

mod json;
mod parser;
mod scan;

use std::fmt;
use std::ops::Range;

use crate::value::{Map, Mark, Value};

/// The largest index of a list that Helm accepts.
const MAX_INDEX: usize = 65_536;
/// How many names a key may have, joined by dots.
const MAX_NAMES: usize = 30;
/// How many indices may follow each other. Helm has no bound here; no chart has so deep a list.
const MAX_INDICES: usize = 1_000;

/// Which flag it is, which tells what a value means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Grammar {
    /// `--set`: whole numbers, `true`, `false` and `null` are what they look like; else text.
    Set,
    /// `--set-string`: always text.
    String,
    /// `--set-file`: the content of the file of this name.
    File,
    /// `--set-json`: a value in JSON; nothing is null.
    Json,
    /// `--set-literal`: text up to the end, with commas and backslashes.
    Literal,
}

impl Grammar {
    /// The flag on the command line.
    pub fn flag(self) -> &'static str {
        match self {
            Grammar::Set => "--set",
            Grammar::String => "--set-string",
            Grammar::File => "--set-file",
            Grammar::Json => "--set-json",
            Grammar::Literal => "--set-literal",
        }
    }
}

/// Why a text could not be read, in Helm's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// Helm's words, without what its command line puts in front.
    pub text: String,
    /// The byte of the input up to which it had been read.
    pub at: usize,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Error {}

/// Gives what `--set-file` puts in place of a file name, or Helm's words why it cannot.
pub type ReadFile<'a> = dyn Fn(&str) -> Result<Value, String> + 'a;

/// Gives the mark for a part of the text: an assignment such as `image.tag=1.2`, or a value within
/// one in JSON. An assignment is asked for once for its value and once for each map on the way.
pub type MarkPart<'a> = dyn FnMut(Range<usize>) -> Mark + 'a;

/// Reads a text and sets in `dest` what it says, over what is there. Each value gets the mark that
/// `mark` gives for its assignment.
///
/// `read` is asked for files by [`Grammar::File`] only. On an error, what stood before the
/// mistake has been set already.
///
/// ```
/// use manifest_render::chart::strvals::{Grammar, parse_into};
/// use manifest_render::value::{Map, Mark};
///
/// let values = Map::new();
/// let none = |_: &str| Err("no files here".to_string());
/// let mut parts = Vec::new();
/// let mut mark = |part| {
///     parts.push(part);
///     Mark::NONE
/// };
/// parse_into(Grammar::Set, "image.tag=v1,replicas=3", &values, &mut mark, &none)?;
/// assert_eq!(values.len(), 2);
/// assert_eq!(parts, [0..12, 0..12, 13..23]);
/// # Ok::<(), manifest_render::chart::strvals::Error>(())
/// ```
pub fn parse_into(
    grammar: Grammar,
    input: &str,
    dest: &Map,
    mark: &mut MarkPart<'_>,
    read: &ReadFile<'_>,
) -> Result<(), Error> {
    parser::Parser::new(grammar, input, mark, read).parse(dest)
}
