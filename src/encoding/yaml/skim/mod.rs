//! Values that nobody wants, passed over line by line.
//!
//! Of a manifest only the head is wanted; all else must be read to know that nothing is wrong with
//! it. Most lines are so plain that a look at each tells, without tokens and events. Whatever is
//! not surely right, and not surely without meaning for the rest (anchors, say), makes the skim
//! give up having changed nothing, so that the value is read the usual way, which finds the fault
//! and its words.
//!
//! - here: lines, and the block collections that they open and close.
//! - `scalar`: where scalars and short lists in brackets end.

mod scalar;

use smallvec::SmallVec;

use super::chars::{at, skip_spaces};
use super::resolve::{Resolved, resolve};

/// How many collections may be open; few manifests nest half as deep.
const DEPTH: usize = 64;

/// What was passed over.
pub(super) struct Skimmed {
    /// Where the mapping's next key stands, or whatever else is not in the value; or the text's
    /// end.
    pub end: usize,
    /// The line ends before that place.
    pub lines: u32,
    /// The decoding steps that the value takes.
    pub steps: u64,
}

/// Where the next tab stands, so that each byte is looked at once.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tabs {
    looked_from: usize,
    next: usize,
}

impl Tabs {
    /// Whether a tab stands between two places.
    fn any(&mut self, text: &[u8], from: usize, to: usize) -> bool {
        if from < self.looked_from || from > self.next {
            let rest = text.get(from..).unwrap_or_default();
            self.looked_from = from;
            self.next = memchr::memchr(b'\t', rest).map_or(text.len(), |at| from + at);
        }
        self.next < to
    }
}

/// Passes over what stands behind the colon of a block mapping's key. The text must be without
/// unusual line ends.
pub(super) fn value(text: &[u8], from: usize, column: usize, tabs: &mut Tabs) -> Option<Skimmed> {
    let mut skim = Skim {
        text,
        pos: from,
        line_start: 0,
        lines: 0,
        steps: 0,
        around: SmallVec::new(),
        top: Open {
            kind: Kind::Mapping,
            column,
        },
        tabs,
    };
    let left = skim.behind_colon()?;
    skim.lines(left)?;
    Some(Skimmed {
        end: skim.pos,
        lines: skim.lines,
        steps: skim.steps,
    })
}

/// Whether a byte ends a word: a blank, a line end, or NUL for the end of the text.
#[inline(always)]
fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | 0)
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Mapping,
    Sequence,
    /// A sequence in the column of the mapping whose key it belongs to.
    Indentless,
}

/// An open block collection.
#[derive(Clone, Copy)]
struct Open {
    kind: Kind,
    column: usize,
}

/// What a line leaves open.
#[derive(Clone, Copy, PartialEq)]
enum Left {
    /// Nothing, so that no deeper line can follow.
    Nothing,
    /// A plain scalar, which goes on in deeper lines.
    Plain,
    /// What belongs to a key or a dash.
    Node,
}

struct Skim<'a, 't> {
    text: &'a [u8],
    pos: usize,
    line_start: usize,
    /// The line ends that were passed.
    lines: u32,
    steps: u64,
    /// The collections around the one that was opened last; none around the mapping whose value
    /// it all is.
    around: SmallVec<[Open; DEPTH]>,
    top: Open,
    tabs: &'t mut Tabs,
}

impl Skim<'_, '_> {
    /// Goes from a line's end through all lines that belong to the value.
    fn lines(&mut self, mut left: Left) -> Option<()> {
        loop {
            let (byte, passed_comment) = self.next_line();
            let column = self.pos - self.line_start;
            if column > self.top.column && byte != 0 {
                left = match left {
                    Left::Node => self.node()?,
                    Left::Plain if !passed_comment => self.plain_line(self.pos)?,
                    _ => return None,
                };
                continue;
            }
            // A tab is no indentation.
            if byte == b'\t' {
                return None;
            }
            let dash = byte == b'-' && self.is_dash();
            if left == Left::Node {
                if self.top.kind != Kind::Mapping {
                    return None;
                }
                self.steps += 1;
                if column == self.top.column && byte != 0 {
                    if dash {
                        self.open(Kind::Indentless, column)?;
                        left = self.behind_dash()?;
                        continue;
                    }
                    // Scalars, say, may stand here, too, and belong to the key.
                    if self.around.is_empty() && !self.is_key() {
                        return None;
                    }
                }
            }
            if byte == 0 {
                return Some(());
            }
            while column < self.top.column {
                let Some(around) = self.around.pop() else {
                    return Some(());
                };
                self.top = around;
            }
            if column > self.top.column {
                return None;
            }
            if dash && self.top.kind != Kind::Mapping {
                left = self.behind_dash()?;
                continue;
            }
            if self.top.kind == Kind::Indentless {
                self.top = self.around.pop()?;
            }
            if self.around.is_empty() {
                return Some(());
            }
            if self.top.kind == Kind::Sequence {
                return None;
            }
            let colon = self.key()?;
            left = self.entry(colon)?;
        }
    }

    /// Goes from a line's end to the next line with anything but a comment in it. Gives the byte
    /// there, NUL at the end of the text, and whether there was a comment.
    #[inline(always)]
    fn next_line(&mut self) -> (u8, bool) {
        let mut passed_comment = false;
        loop {
            match at(self.text, self.pos) {
                b'\n' => {
                    self.lines += 1;
                    self.line_start = self.pos + 1;
                    self.pos = skip_spaces(self.text, self.line_start);
                }
                b'#' => {
                    passed_comment = true;
                    self.pos = self.line_end(self.pos);
                }
                byte => return (byte, passed_comment),
            }
        }
    }

    /// Whether a dash with a blank behind it stands here.
    #[inline(always)]
    fn is_dash(&self) -> bool {
        at(self.text, self.pos) == b'-' && is_blank(at(self.text, self.pos + 1))
    }

    fn open(&mut self, kind: Kind, column: usize) -> Option<()> {
        if self.around.len() >= DEPTH {
            return None;
        }
        self.steps += 1;
        self.around.push(self.top);
        self.top = Open { kind, column };
        Some(())
    }

    /// What stands behind a dash.
    fn behind_dash(&mut self) -> Option<Left> {
        self.pos = skip_spaces(self.text, self.pos + 1);
        match at(self.text, self.pos) {
            b'\n' | b'#' => Some(Left::Node),
            _ => self.node(),
        }
    }

    /// What stands behind a colon that a blank follows.
    fn behind_colon(&mut self) -> Option<Left> {
        self.pos = skip_spaces(self.text, self.pos);
        match at(self.text, self.pos) {
            b'\n' | b'#' | 0 => Some(Left::Node),
            _ => self.scalar(),
        }
    }

    /// A node that stands where block collections may begin.
    fn node(&mut self) -> Option<Left> {
        let column = self.pos - self.line_start;
        if self.is_dash() {
            self.open(Kind::Sequence, column)?;
            return self.behind_dash();
        }
        match self.key() {
            Some(colon) => {
                self.open(Kind::Mapping, column)?;
                self.entry(colon)
            }
            None => self.scalar(),
        }
    }

    /// A key that was found to end here, and what stands behind it.
    #[inline(always)]
    fn entry(&mut self, colon: usize) -> Option<Left> {
        if !self.counts_for_nothing(self.pos, colon) {
            return None;
        }
        self.steps += 1;
        self.pos = colon + 1;
        self.behind_colon()
    }

    /// Whether the text at this place in the mapping ends the value of the key before.
    fn is_key(&self) -> bool {
        let indicator = matches!(self.text.get(self.pos..self.pos + 3), Some(b"---" | b"..."))
            && self.pos == self.line_start
            && is_blank(at(self.text, self.pos + 3));
        indicator || self.key().is_some()
    }

    /// Whether a key is none of those that are no text, or merge.
    #[inline(always)]
    fn counts_for_nothing(&self, from: usize, to: usize) -> bool {
        let key = self.text.get(from..to).unwrap_or_default();
        match key.first() {
            Some(b'0'..=b'9' | b'+' | b'-' | b'~' | b'n' | b'N') => {
                !matches!(resolve(key), Resolved::Null | Resolved::Uint(_))
            }
            Some(b'<') => key != b"<<",
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values, each behind a key at the margin, and whether they are passed over.
    const VALUES: [(&str, bool); 64] = [
        (" a", true),
        ("", true),
        (" # c", true),
        (" a # c", true),
        (" a b\n  c\n\n  d # e", true),
        (" a # c\n  b", false),
        (" a\n # c\n b", false),
        (" a: b", false),
        (" a:", false),
        (" 'it''s' # c", true),
        (" 'a'#", false),
        (" 'a\n\n  b\n'", true),
        (" 'a\n--- b'", false),
        (" \"\\n\\\"\\\\\"", true),
        (" \"\\x41\"", false),
        (" \"a", false),
        (" \"a\"\n  b", false),
        (" []", true),
        (" {}", true),
        (" [a, 'b', \"c\", 4]", true),
        (" [/a/b-c.d, e]", true),
        (" [a, [b]]", false),
        (" [a,\n  b]", false),
        (" {a: b}", false),
        (" .inf", false),
        (" +.Inf # c", false),
        (" .5", true),
        (" -1", true),
        (" :1", true),
        (" ?a", true),
        (" ? a", false),
        (" ~", true),
        (" *a", false),
        (" &a b", false),
        (" !a b", false),
        (" |\n  a\n\n   b: [\n # c", true),
        (" >-\n\n  a\n", true),
        (" |+\n\n\n  a\n\n", true),
        (" |", true),
        (" |2\n  a", false),
        (" |\n    \n  a", false),
        (" |\n  a\n \tb", false),
        (" |\n  a\n  \tb", true),
        ("\n- a\n- b", true),
        ("\n- a\n  b\n-\n  - c", true),
        ("\n-\n- a", false),
        (
            "\n  - a\n  -   - b\n      - c: d\n        e:\n        - f",
            true,
        ),
        ("\n  - a\n - b", false),
        ("\n  a: b\n  c:\n    d\n  e:\n  - f\n  g: h", true),
        ("\n  a: b\n   c: d", false),
        ("\n    a:\n      b: c\n   d: e", false),
        ("\n  a: b\n  - c", false),
        ("\n  'a': b\n  \"c\":\n    $d: e", true),
        ("\n  a:\n    b c\n    d", true),
        ("\n  a b: c", false),
        ("\n  <<: a", false),
        ("\n  '<<': a", true),
        ("\n  ~: a", false),
        ("\n  18446744073709551615: a", false),
        ("\n  1: a\n  .inf: b\n  on: c", true),
        ("\n  ? a", false),
        ("\n\ta: b", false),
        ("\n  a:\tb", false),
        ("\n  a: b\tc", false),
    ];

    #[test]
    fn plain_lines_are_passed_over() {
        for (value, passes) in VALUES {
            for behind in ["", "\n", "\nb: 1\n", "\n--- # c\n"] {
                let text = format!("a:{value}{behind}");
                let skimmed = super::value(text.as_bytes(), 2, 0, &mut Tabs::default());
                let end = skimmed.map(|skimmed| (skimmed.end, skimmed.lines));
                let want = text.len() - behind.trim_start().len();
                let lines = text[..want].matches('\n').count() as u32;
                assert_eq!(end, passes.then_some((want, lines)), "{text:?}");
            }
        }
    }
}
