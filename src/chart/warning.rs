//! What Helm logs while it loads and prepares a chart.

use std::{fmt, vec};

use super::error::log_value;
use crate::diagnostic::{Code, Diagnostic};

/// How bad Helm takes it to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// What is printed with Go's plain logger comes out as such, whatever it says of itself.
    Info,
    /// A warning.
    Warn,
    /// What an error says, too.
    Error,
}

/// A line of Helm's log. As text it is that line, without the time.
///
/// ```
/// use manifest_render::chart::Warning;
///
/// let warning = Warning::warn("returned non-bool value").with("chart", "db");
/// assert_eq!(warning.to_string(), "level=WARN msg=\"returned non-bool value\" chart=db");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// How bad it is.
    pub level: Level,
    /// What it is.
    pub message: String,
    /// What it is about, by names.
    pub attributes: Vec<(&'static str, String)>,
}

impl Warning {
    /// A line that Helm logs as information.
    pub fn info(message: impl Into<String>) -> Self {
        Warning {
            level: Level::Info,
            message: message.into(),
            attributes: Vec::new(),
        }
    }

    /// A line that Helm logs as a warning.
    pub fn warn(message: impl Into<String>) -> Self {
        Warning {
            level: Level::Warn,
            ..Warning::info(message)
        }
    }

    /// A line that Helm logs before it ends with an error.
    pub fn error(message: impl Into<String>) -> Self {
        Warning {
            level: Level::Error,
            ..Warning::info(message)
        }
    }

    /// The same, with what it is about.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.attributes.push((name, value.into()));
        self
    }

    /// The message and what it is about, without how bad it is.
    pub fn text(&self) -> String {
        let mut text = self.message.clone();
        for (name, value) in &self.attributes {
            text += &format!(" {name}={}", log_value(value));
        }
        text
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match self.level {
            Level::Info => "INFO",
            Level::Warn => "WARN",
            Level::Error => "ERROR",
        };
        write!(f, "level={level} msg={}", log_value(&self.message))?;
        for (name, value) in &self.attributes {
            write!(f, " {name}={}", log_value(value))?;
        }
        Ok(())
    }
}

/// What Helm would log, each line once.
#[derive(Clone, Debug, Default)]
pub struct Warnings(Vec<Warning>);

impl Warnings {
    /// No warnings.
    pub fn new() -> Self {
        Warnings::default()
    }

    /// Adds one, unless it is there already: Helm says many of them several times.
    pub fn push(&mut self, warning: Warning) {
        if !self.0.contains(&warning) {
            self.0.push(warning);
        }
    }

    /// The warnings, in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = &Warning> {
        self.0.iter()
    }

    /// The warnings as diagnostics.
    pub fn into_diagnostics(self) -> impl Iterator<Item = Diagnostic> {
        self.0.into_iter().map(|warning| {
            let text = warning.text();
            let own = ["warning: ", "Warning: "];
            let plain = own.iter().find_map(|word| text.strip_prefix(word));
            Diagnostic::warning(Code::Chart, plain.unwrap_or(&text))
        })
    }
}

impl IntoIterator for Warnings {
    type Item = Warning;
    type IntoIter = vec::IntoIter<Warning>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl Extend<Warning> for Warnings {
    fn extend<I: IntoIterator<Item = Warning>>(&mut self, warnings: I) {
        warnings.into_iter().for_each(|warning| self.push(warning));
    }
}
