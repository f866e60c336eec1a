//! Errors of execution: Go's text, and what our own diagnostics need.

use std::fmt;
use std::rc::Rc;

use super::function::Reason;
use crate::source::Span;
use crate::value::Str;

/// Why a template could not be executed to its end.
#[derive(Debug)]
pub struct ExecError(pub(super) Box<ErrorData>);

#[derive(Debug)]
pub(super) struct ErrorData {
    pub message: Str,
    pub problem: Str,
    pub span: Span,
    pub frames: Vec<Frame>,
    pub reason: Reason,
    pub cause: Option<Box<dyn std::error::Error>>,
    /// Where in the message those of the templates begin that functions executed.
    pub inner: Vec<usize>,
    /// Whether a function's own error stands behind all of them.
    pub foreign: bool,
}

/// A step on the way to the place of an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The action that executed the next template.
    pub span: Span,
    /// The template it executed.
    pub name: Rc<str>,
    /// How it did so.
    pub kind: FrameKind,
}

/// How one template executes another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameKind {
    /// `{{template}}` or `{{block}}`.
    Template,
    /// A function such as `include`.
    Include,
    /// A function such as `tpl`, from a text.
    Text,
}

impl ExecError {
    /// Go's text for the whole of it: `template: name:line:column: executing …`.
    pub fn message(&self) -> &Str {
        &self.0.message
    }

    /// What is wrong at the innermost place, in Go's words.
    pub fn problem(&self) -> &Str {
        &self.0.problem
    }

    /// The innermost place: the node Go reports.
    pub fn span(&self) -> Span {
        self.0.span
    }

    /// How the place was reached, innermost first.
    pub fn frames(&self) -> &[Frame] {
        &self.0.frames
    }

    /// What kind of failure it is.
    pub fn reason(&self) -> Reason {
        self.0.reason
    }

    /// The error of the function that led to it.
    pub fn cause(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.cause.as_deref()
    }

    /// The messages of the templates' errors that Go's chain of errors holds, outermost first:
    /// each ends with the next. `None` where the chain ends in an error of a function's own.
    pub fn chain(&self) -> Option<impl Iterator<Item = &[u8]>> {
        let message = self.0.message.as_bytes();
        let inner = self.0.inner.iter();
        let inner = inner.filter_map(move |&at| message.get(at..));
        (!self.0.foreign).then(|| std::iter::once(message).chain(inner))
    }

    /// An error about no place in a template.
    pub(super) fn nowhere(message: impl Into<Str>) -> Self {
        let message = message.into();
        ExecError(Box::new(ErrorData {
            problem: message.clone(),
            message,
            span: Span::default(),
            frames: Vec::new(),
            reason: Reason::Error,
            cause: None,
            inner: Vec::new(),
            foreign: false,
        }))
    }
}

impl fmt::Display for ExecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0.message, f)
    }
}

impl std::error::Error for ExecError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause()
    }
}
