//! A password that no message can show by accident.

use std::fmt;

/// A text that must not be seen: a password, a token, a key.
///
/// `Debug` and `Display` print a fixed stand-in, so that a secret inside any other structure stays
/// hidden; the one way to the text is [`Secret::expose`], which is easy to search for.
///
/// ```
/// use manifest_render::registry::Secret;
///
/// let password = Secret::new("s3cret");
/// assert_eq!(format!("{password} {password:?}"), "*** Secret(***)");
/// assert_eq!(password.expose(), "s3cret");
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Hides `text`.
    pub fn new(text: impl Into<String>) -> Self {
        Secret(text.into())
    }

    /// The text itself.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether there is no text at all, or blanks only, which Harness takes for none.
    pub fn is_blank(&self) -> bool {
        self.0.trim().is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}
