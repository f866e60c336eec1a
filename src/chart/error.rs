//! Why a chart cannot be used, in Helm's words.

use std::fmt;

use crate::diagnostic::{Code, Diagnostic};

/// An error about a chart or its values. The text is Helm's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    text: String,
    code: Code,
    hint: Option<String>,
}

impl Error {
    /// An error with Helm's text.
    pub fn new(text: impl Into<String>) -> Self {
        Error {
            text: text.into(),
            code: Code::Chart,
            hint: None,
        }
    }

    /// What Helm calls a validation error.
    pub fn validation(text: impl fmt::Display) -> Self {
        Error::new(format!("validation: {text}"))
    }

    /// With another code.
    #[must_use]
    pub fn with_code(mut self, code: Code) -> Self {
        self.code = code;
        self
    }

    /// With advice.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// With words in front.
    #[must_use]
    pub fn wrapped(mut self, words: impl fmt::Display) -> Self {
        self.text = format!("{words}: {}", self.text);
        self
    }

    /// The advice, if there is any.
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// Helm's text.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Error {}

impl From<Error> for Diagnostic {
    fn from(error: Error) -> Self {
        let diagnostic = Diagnostic::error(error.code, error.text);
        match error.hint {
            Some(hint) => diagnostic.with_hint(hint),
            None => diagnostic,
        }
    }
}

/// A text in double quotes, as Go's `%q` writes it.
pub(crate) fn quoted(text: &str) -> String {
    let mut buf = Vec::new();
    crate::value::quote::append_quote(&mut buf, text.as_bytes());
    String::from_utf8_lossy(&buf).into_owned()
}

/// As Helm's log writes a value: quoted where it is not one plain word.
pub(super) fn log_value(text: &str) -> String {
    let plain = |c: char| !c.is_whitespace() && !matches!(c, '"' | '=') && c >= ' ';
    match !text.is_empty() && text.chars().all(plain) {
        true => text.to_string(),
        false => quoted(text),
    }
}
