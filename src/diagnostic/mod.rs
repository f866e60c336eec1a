//! Errors and warnings as data, built where the facts are known and drawn once, at the edge.
//!
//! A [`Diagnostic`] says what is wrong, where, why and what to do. It holds spans, not text, so
//! one value can be drawn for a terminal, a log or a report; [`draw`] has one file a format.
//! [`page`] tells people what each code means.
//! Several are returned together as [`Diagnostics`].

pub mod code;
pub mod draw;
pub mod page;
mod similar;

use std::fmt;

pub use code::Code;
pub use similar::nearest;

use crate::source::Span;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; the rendering goes on.
    Warning,
    /// The rendering stops.
    Error,
}

/// One finding about the input.
///
/// ```
/// use manifest_render::diagnostic::{Code, Diagnostic};
///
/// let error = Diagnostic::error(Code::FileNotFound, "cannot read values.yaml")
///     .with_hint("name a values file with --values");
/// assert_eq!(error.to_string(), "cannot read values.yaml");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of finding it is.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in one line where possible.
    pub message: String,
    /// The places it is about, the most important first.
    pub labels: Vec<Label>,
    /// How the place was reached, innermost first: includes, `tpl` calls.
    pub trace: Vec<Frame>,
    /// Facts that help, among them the reference's own wording.
    pub notes: Vec<String>,
    /// What to do about it.
    pub hints: Vec<String>,
    /// The path of the value it is about, where it is about one: `image.tag`.
    pub value: Option<String>,
}

/// A place with a few words about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// The words; may be empty.
    pub text: String,
    /// How many lines before and behind it are shown, too.
    pub around: usize,
}

/// A step on the way to a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The place of the call.
    pub span: Span,
    /// What happened there: `included here as "web.labels"`.
    pub text: String,
}

impl Diagnostic {
    /// An error.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Diagnostic::new(Severity::Error, code, message.into())
    }

    /// A warning.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Diagnostic::new(Severity::Warning, code, message.into())
    }

    fn new(severity: Severity, code: Code, message: String) -> Self {
        Diagnostic {
            code,
            severity,
            message,
            labels: Vec::new(),
            trace: Vec::new(),
            notes: Vec::new(),
            hints: Vec::new(),
            value: None,
        }
    }

    /// About the value at this path.
    pub fn about_value(self, path: impl Into<String>) -> Self {
        Diagnostic {
            value: Some(path.into()),
            ..self
        }
    }

    /// With one more place.
    pub fn with_label(self, span: Span, text: impl Into<String>) -> Self {
        self.with_label_around(span, text, 0)
    }

    /// With one more place, of which so many lines before and behind are shown.
    pub fn with_label_around(mut self, span: Span, text: impl Into<String>, around: usize) -> Self {
        self.labels.push(Label {
            span,
            text: text.into(),
            around,
        });
        self
    }

    /// With one more step on the way to the place.
    pub fn with_frame(mut self, span: Span, text: impl Into<String>) -> Self {
        self.trace.push(Frame {
            span,
            text: text.into(),
        });
        self
    }

    /// With one more fact.
    pub fn with_note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// With one more advice.
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The main place.
    pub fn span(&self) -> Option<Span> {
        self.labels.first().map(|label| label.span)
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Diagnostic {}

/// What was found in one run, in the order in which it was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics(pub Vec<Diagnostic>);

impl Diagnostics {
    /// Whether there is an error among them.
    pub fn has_errors(&self) -> bool {
        self.0
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error)
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Diagnostics(vec![diagnostic])
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, diagnostic) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str("\n")?;
            }
            fmt::Display::fmt(diagnostic, f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostics {}
