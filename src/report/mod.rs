//! What a run found, and the forms in which people and programs read it.
//!
//! A [`Report`] is texts only: findings with their places, resources with their changes, nothing
//! secret. Each format is one file that turns it into a text; a report in JSON can be read back
//! and merged with others.
//!
//! - `model`: [`Report`], [`CaseReport`], [`Finding`].
//! - `group`: changes that many resources share.
//! - `text`, `columns`: for terminals. `markdown`, `html`: for people elsewhere.
//! - `json`, `junit`, `sarif`, `github`, `gitlab`: for programs.

mod columns;
mod github;
mod gitlab;
mod group;
mod html;
mod json;
mod junit;
mod markdown;
mod model;
mod sarif;
mod text;

pub use json::{merge, read};
pub use model::{CaseReport, Finding, Level, Located, Report};
pub use text::{Look, View};

/// The form of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For a terminal.
    #[default]
    Text,
    /// All of it, to be read back.
    Json,
    /// A line of JSON for each finding and each resource.
    Jsonl,
    /// JUnit's XML, which most CI systems show.
    Junit,
    /// SARIF 2.1.0.
    Sarif,
    /// Annotations of GitHub Actions.
    Github,
    /// GitLab's code quality.
    Gitlab,
    /// A comment on a pull request.
    Markdown,
    /// One page that needs nothing else.
    Html,
}

impl Format {
    /// All formats by their names.
    pub const ALL: &[(&str, Format)] = &[
        ("text", Format::Text),
        ("json", Format::Json),
        ("jsonl", Format::Jsonl),
        ("junit", Format::Junit),
        ("sarif", Format::Sarif),
        ("github", Format::Github),
        ("gitlab", Format::Gitlab),
        ("markdown", Format::Markdown),
        ("html", Format::Html),
    ];

    /// The format of a name.
    pub fn named(name: &str) -> Option<Format> {
        Format::ALL
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, format)| *format)
    }
}

/// A report in a form. `look` is for terminals and does not matter to other forms.
///
/// ```
/// use manifest_render::report::{Format, Look, Report, draw};
///
/// let report = Report::new("diff", Vec::new());
/// assert_eq!(draw(&report, Format::Text, &Look::default()), "nothing to compare\n");
/// ```
pub fn draw(report: &Report, format: Format, look: &Look) -> String {
    match format {
        Format::Text => text::draw(report, look),
        Format::Json => json::draw(report),
        Format::Jsonl => json::lines(report),
        Format::Junit => junit::draw(report),
        Format::Sarif => sarif::draw(report),
        Format::Github => github::draw(report),
        Format::Gitlab => gitlab::draw(report),
        Format::Markdown => markdown::draw(report),
        Format::Html => html::draw(report),
    }
}
