//! Findings that somebody does not want to see, and why.

use crate::chart::glob::Glob;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Sources, Span};

/// Findings that are left out: of a code, and where more is said, about a file or a value only.
///
/// ```
/// use manifest_render::diagnostic::{Code, Diagnostic};
/// use manifest_render::lint::Suppression;
/// use manifest_render::source::Sources;
///
/// let mut unread = Suppression::new(Code::UnreadValue, "the operator reads it");
/// unread.set_value("operator")?;
/// let finding = |path| Diagnostic::warning(Code::UnreadValue, "").about_value(path);
/// assert!(unread.matches(&finding("operator.image"), &Sources::new()));
/// assert!(!unread.matches(&finding("operators"), &Sources::new()));
/// # Ok::<(), String>(())
/// ```
#[derive(Debug)]
pub struct Suppression {
    /// The code of the findings.
    pub code: Code,
    /// Why nobody needs to see them.
    pub reason: String,
    /// Where it is said, where that is in a file.
    pub span: Option<Span>,
    file: Option<Glob>,
    value: Option<Glob>,
}

impl Suppression {
    /// Leaves out all findings of a code.
    pub fn new(code: Code, reason: impl Into<String>) -> Self {
        Suppression {
            code,
            reason: reason.into(),
            span: None,
            file: None,
            value: None,
        }
    }

    /// Only those in files of this name: `values/*.yaml`, where `**` matches folders, too.
    ///
    /// # Errors
    /// When the pattern is not well formed.
    pub fn set_file(&mut self, pattern: &str) -> Result<(), String> {
        self.file = Some(compiled(pattern)?);
        Ok(())
    }

    /// Only those about values at this path, `*` standing for any text; what lies under a path
    /// belongs to it.
    ///
    /// # Errors
    /// When the pattern is not well formed.
    pub fn set_value(&mut self, pattern: &str) -> Result<(), String> {
        self.value = Some(compiled(pattern)?);
        Ok(())
    }

    /// Whether a finding is one of these.
    pub fn matches(&self, finding: &Diagnostic, sources: &Sources) -> bool {
        self.code == finding.code
            && self.file.as_ref().is_none_or(|file| {
                let mut labels = finding.labels.iter();
                labels.any(|label| {
                    let name = sources.name(label.span.source);
                    file.matches(name.strip_prefix("./").unwrap_or(name))
                })
            })
            && self.value.as_ref().is_none_or(|value| {
                let path = finding.value.as_deref().unwrap_or_default();
                let ends = path.match_indices(['.', '[']).map(|(at, _)| at);
                let mut ends = ends.chain([path.len()]);
                ends.any(|end| path.get(..end).is_some_and(|way| value.matches(way)))
            })
    }
}

fn compiled(pattern: &str) -> Result<Glob, String> {
    Glob::new(pattern).ok_or_else(|| format!("`{pattern}` is no pattern"))
}
