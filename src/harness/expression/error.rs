//! What can go wrong with an expression, as data.

use std::fmt;

/// The kinds of failure that Harness tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ErrorClass {
    /// The expression gave nothing: something is missing in the context, or a call failed.
    Unresolved,
    /// Evaluating failed where Harness does not treat that as unresolved.
    Evaluation,
    /// The text is not an expression. Harness counts this among the evaluation errors.
    Parse,
    /// An expression leads to itself, or through too many others.
    LoopOrTooDeep,
    /// A secret that the provider does not know.
    SecretNotFound,
    /// A limit of this program was reached.
    Limit,
}

impl ErrorClass {
    /// The name of the class as the recorded cases spell it.
    pub fn name(self) -> &'static str {
        match self {
            ErrorClass::Unresolved => "unresolved",
            ErrorClass::Evaluation => "evaluation",
            ErrorClass::Parse => "parse",
            ErrorClass::LoopOrTooDeep => "loop_or_too_deep",
            ErrorClass::SecretNotFound => "secret_not_found",
            ErrorClass::Limit => "limit",
        }
    }
}

impl fmt::Display for ErrorClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why an expression has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpressionError {
    /// What kind of failure.
    pub class: ErrorClass,
    /// What happened, in a sentence without the place.
    pub message: String,
    /// The body of the expression in which it happened, where that is known.
    pub body: Option<String>,
}

impl ExpressionError {
    /// An error of this class with this message.
    pub fn new(class: ErrorClass, message: impl Into<String>) -> Self {
        ExpressionError {
            class,
            message: message.into(),
            body: None,
        }
    }

    /// Says in which expression it happened, unless that is known already.
    pub fn within(mut self, body: &str) -> Self {
        self.body.get_or_insert_with(|| body.to_owned());
        self
    }
}

impl fmt::Display for ExpressionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.body {
            Some(body) => write!(f, "<+{body}>: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for ExpressionError {}

/// What stops the evaluation of a body.
///
/// The first two are what Harness turns into "no value" where the body holds no nested
/// expression; the third always stops the rendering.
#[derive(Clone, Debug)]
pub enum Fault {
    /// The body is not an expression; with the byte in it where reading stopped.
    Parse(String, usize),
    /// An operator or a call failed, or a name is unknown.
    Evaluate(String),
    /// Something that cannot count as "no value".
    Fatal(ExpressionError),
}

impl Fault {
    /// A failed operator or call.
    pub fn evaluate(message: impl Into<String>) -> Self {
        Fault::Evaluate(message.into())
    }

    /// A failure that always stops.
    pub fn fatal(message: impl Into<String>) -> Self {
        Fault::Fatal(ExpressionError::new(ErrorClass::Evaluation, message))
    }

    /// A limit of this program was reached.
    pub fn limit(message: impl Into<String>) -> Self {
        Fault::Fatal(ExpressionError::new(ErrorClass::Limit, message))
    }

    /// The error a reader sees.
    pub fn into_error(self) -> ExpressionError {
        match self {
            Fault::Parse(message, _) => ExpressionError::new(ErrorClass::Parse, message),
            Fault::Evaluate(message) => ExpressionError::new(ErrorClass::Evaluation, message),
            Fault::Fatal(error) => error,
        }
    }
}
