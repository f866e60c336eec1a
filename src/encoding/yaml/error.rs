//! What can be wrong with a text, in go-yaml's words and in ours.

use std::fmt;
use std::ops::Range;

use super::Position;

/// Which part of the reading found the fault. go-yaml counts lines differently by part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stage {
    /// Bytes that are no text: bad UTF-8 or UTF-16, control characters.
    Input,
    /// Characters that form no token.
    Scan,
    /// Tokens that form no document.
    Parse,
    /// A document that stands for no value: unknown anchors, tags that do not fit, bad merges.
    Decode,
    /// A value that JSON cannot hold: infinities, keys that are no text.
    Convert,
    /// A value of another shape than the reader wants.
    Shape,
}

/// A fault in a YAML text.
///
/// `Display` gives the very text that Helm prints. [`Error::position`], [`Error::span`],
/// [`Error::problem`], [`Error::context`] and [`Error::hint`] are for our own diagnostics.
#[derive(Clone, Debug)]
pub struct Error(Box<Inner>);

#[derive(Clone, Debug)]
struct Inner {
    stage: Stage,
    problem: String,
    /// Where go-yaml says it is; `None` where it says nothing.
    mark: Option<Position>,
    position: Position,
    length: u32,
    context: Option<(&'static str, Position)>,
    label: Option<String>,
    hint: Option<String>,
    prefix: &'static str,
    outer: &'static str,
}

impl Error {
    /// A fault at a place that go-yaml names, too.
    #[cold]
    pub(super) fn at(stage: Stage, problem: impl Into<String>, place: Position) -> Self {
        Error(Box::new(Inner {
            stage,
            problem: problem.into(),
            mark: Some(place),
            position: place,
            length: 0,
            context: None,
            label: None,
            hint: None,
            prefix: "",
            outer: "",
        }))
    }

    /// A fault of which go-yaml does not say where it is.
    #[cold]
    pub(super) fn unplaced(stage: Stage, problem: impl Into<String>, place: Position) -> Self {
        let mut error = Error::at(stage, problem, place);
        error.0.mark = None;
        error
    }

    /// A text that is refused without a place.
    #[cold]
    pub(super) fn refused() -> Self {
        let problem = "control characters are not allowed";
        Error::unplaced(Stage::Input, problem, Position::default())
    }

    /// With what was being read, and where that began.
    #[cold]
    pub(super) fn context_of(mut self, context: &'static str, start: Position) -> Self {
        self.0.context = Some((context, start));
        self
    }

    /// With the number of bytes that are at fault.
    #[cold]
    pub(super) fn length_of(mut self, length: u32) -> Self {
        self.0.length = length;
        self
    }

    /// With words that Helm puts in front.
    #[cold]
    pub(super) fn prefixed(mut self, prefix: &'static str) -> Self {
        self.0.prefix = prefix;
        self
    }

    /// With words that Helm puts before all others.
    #[cold]
    pub(super) fn wrapped(mut self, outer: &'static str) -> Self {
        self.0.outer = outer;
        self
    }

    /// For a part of a file: places count lines from the file's start.
    #[cold]
    pub(super) fn moved(mut self, lines: u32) -> Self {
        self.0.position.line += lines;
        if let Some((_, start)) = &mut self.0.context {
            start.line += lines;
        }
        self
    }

    /// With advice, where the text around the fault suggests some.
    #[cold]
    pub(super) fn hinted(mut self, hint: Option<String>) -> Self {
        self.0.hint = hint;
        self
    }

    /// With the words and the place for people, where those of go-yaml mislead.
    #[cold]
    pub(super) fn labelled(mut self, label: String, place: Option<(Position, u32)>) -> Self {
        self.0.label = Some(label);
        if let Some((position, length)) = place {
            self.0.position = position;
            self.0.length = length;
        }
        self
    }

    /// Which part of the reading found it.
    pub fn stage(&self) -> Stage {
        self.0.stage
    }

    /// What is wrong in go-yaml's words, without place and prefix.
    pub fn problem(&self) -> &str {
        &self.0.problem
    }

    /// What is wrong in words for people, to be shown at [`Error::span`].
    ///
    /// ```
    /// use manifest_render::encoding::yaml::Reader;
    ///
    /// let error = Reader::new().value(b"a: \"x\nb: 1\n").unwrap_err();
    /// assert_eq!(error.label(), "this quote is never closed");
    /// assert_eq!(error.span(), 3..4);
    /// ```
    pub fn label(&self) -> &str {
        self.0.label.as_deref().unwrap_or(&self.0.problem)
    }

    /// Where people have to look, which need not be where go-yaml noticed it.
    pub fn position(&self) -> Position {
        self.0.position
    }

    /// The bytes at fault; at least one unless it is the end of the text.
    pub fn span(&self) -> Range<usize> {
        let start = self.0.position.offset as usize;
        start..start + self.0.length.max(1) as usize
    }

    /// What was being read (`while scanning a quoted scalar`) and where that began.
    pub fn context(&self) -> Option<(&'static str, Position)> {
        self.0.context
    }

    /// What to do about it, where the text suggests something.
    pub fn hint(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        f.write_str(inner.outer)?;
        f.write_str(inner.prefix)?;
        match inner.stage {
            Stage::Convert | Stage::Shape => {}
            _ => f.write_str("yaml: ")?,
        }
        // go-yaml prints the line a scanner stands in, but for a parser's token the line
        // before it, and no line at all for the first.
        match (inner.stage, inner.mark) {
            (Stage::Scan, Some(mark)) if mark.line > 0 => write!(f, "line {}: ", mark.line + 1)?,
            (Stage::Parse, Some(mark)) if mark.line > 0 => write!(f, "line {}: ", mark.line)?,
            _ => {}
        }
        f.write_str(&inner.problem)
    }
}

impl std::error::Error for Error {}
