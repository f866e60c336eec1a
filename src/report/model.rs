//! What a run found, as texts.

use serde::{Deserialize, Serialize};

use crate::diagnostic::draw::{self, Style};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::diff::{Place, ResourceDiff, Status};
use crate::harness::mask::Masker;
use crate::registry::Secret;
use crate::source::{Sources, Span};

/// The version of the form that is written and read back.
const VERSION: u32 = 1;

/// What a run found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The version of this form.
    pub version: u32,
    /// The command: `golden`, `diff`, `lint`, `render`, `template`.
    pub command: String,
    /// What was looked at.
    pub cases: Vec<CaseReport>,
}

/// What was found in one case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseReport {
    /// Its name.
    pub name: String,
    /// Errors and warnings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// The resources that differ.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<ResourceDiff>,
    /// How many resources are the same.
    pub same: usize,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Worth knowing.
    Warning,
    /// It must be mended.
    Error,
}

/// An error or a warning.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Finding {
    /// Its code: `E0301`.
    pub code: String,
    /// How bad it is.
    pub level: Level,
    /// What is wrong.
    pub message: String,
    /// The places it is about, the most important first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Located>,
    /// Facts that help.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// What to do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<String>,
    /// All of it as a terminal shows it, without colours.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub drawn: String,
}

/// A place with a few words about it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Located {
    /// Where it begins.
    #[serde(flatten)]
    pub start: Place,
    /// The line in which it ends.
    pub end_line: usize,
    /// The column behind its last byte.
    pub end_column: usize,
    /// The words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Whether it is in a text that nobody has in a file, such as what templates wrote.
    #[serde(default, skip_serializing_if = "is_false")]
    pub made: bool,
}

fn is_false(flag: &bool) -> bool {
    !flag
}

impl Located {
    /// A place without an extent.
    pub fn at(start: Place) -> Located {
        Located {
            end_line: start.line,
            end_column: start.column,
            start,
            label: String::new(),
            made: false,
        }
    }

    /// A file as a whole.
    pub fn file(file: impl Into<String>) -> Located {
        Located::at(Place {
            file: file.into(),
            line: 1,
            column: 1,
        })
    }

    /// With words.
    #[must_use]
    pub fn saying(mut self, words: &str) -> Located {
        self.label = words.to_string();
        self
    }

    /// What a span covers.
    pub fn of(span: Span, sources: &Sources, label: &str) -> Located {
        let start = sources.place(span);
        let last = Span {
            start: span.end,
            ..span
        };
        let end = sources.place(last);
        Located {
            start: Place {
                file: sources.name(span.source).to_string(),
                line: start.line,
                column: start.column,
            },
            end_line: end.line,
            end_column: end.column,
            label: label.to_string(),
            made: !sources.is_file(span.source),
        }
    }
}

impl Finding {
    /// An error without a place.
    pub fn error(code: Code, message: impl Into<String>) -> Finding {
        Finding {
            code: code.as_str().to_string(),
            level: Level::Error,
            message: message.into(),
            places: Vec::new(),
            notes: Vec::new(),
            hints: Vec::new(),
            drawn: String::new(),
        }
    }

    /// A warning without a place.
    pub fn warning(code: Code, message: impl Into<String>) -> Finding {
        Finding {
            level: Level::Warning,
            ..Finding::error(code, message)
        }
    }

    /// With one more place.
    #[must_use]
    pub fn at(mut self, place: Located) -> Finding {
        if let Some((head, rest)) = self.drawn.split_once('\n') {
            let Place { file, line, column } = &place.start;
            self.drawn = format!(
                "{head}\n --> {file}:{line}:{column} {}\n{rest}",
                place.label
            );
        }
        self.places.push(place);
        self
    }

    /// With an advice.
    #[must_use]
    pub fn with_hint(mut self, hint: &str) -> Finding {
        self.hints.push(hint.to_string());
        self
    }

    /// A diagnostic as a finding; no secret that `masker` knows is in it.
    pub fn new(diagnostic: &Diagnostic, sources: &Sources, masker: &Masker) -> Finding {
        let mask = |text: &String| masker.mask(text);
        let labels = diagnostic.labels.iter();
        let mut places: Vec<Located> = labels
            .map(|label| Located::of(label.span, sources, &mask(&label.text)))
            .collect();
        let frames = diagnostic.trace.iter();
        if places.iter().all(|place| place.made) {
            // The way to a place in what templates wrote goes through files.
            let way = frames.clone().take(1);
            places.extend(way.map(|frame| Located::of(frame.span, sources, &mask(&frame.text))));
        }
        let frames =
            frames.map(|frame| format!("{} at {}", frame.text, sources.describe(frame.span)));
        let notes = frames.chain(diagnostic.notes.iter().cloned());
        Finding {
            code: diagnostic.code.as_str().to_string(),
            level: match diagnostic.severity {
                Severity::Warning => Level::Warning,
                Severity::Error => Level::Error,
            },
            message: mask(&diagnostic.message),
            places,
            notes: notes.map(|note| mask(&note)).collect(),
            hints: diagnostic.hints.iter().map(mask).collect(),
            drawn: masker.mask(&draw::text(diagnostic, sources, Style::Plain)),
        }
    }

    /// Diagnostics as findings.
    pub fn all(findings: &Diagnostics, sources: &Sources, secrets: &[Secret]) -> Vec<Finding> {
        let masker = Masker::new(secrets);
        findings
            .0
            .iter()
            .map(|finding| Finding::new(finding, sources, &masker))
            .collect()
    }

    /// The places in files, the most important first: those that other programs can show.
    pub fn in_files(&self) -> impl Iterator<Item = &Located> {
        self.places.iter().filter(|place| !place.made)
    }

    /// As a terminal shows it. The text ends with a line end.
    pub fn text(&self) -> String {
        if !self.drawn.is_empty() {
            return self.drawn.clone();
        }
        let level = match self.level {
            Level::Warning => "warning",
            Level::Error => "error",
        };
        let mut text = format!("{level}[{}]: {}\n", self.code, self.message);
        for place in &self.places {
            let Place { file, line, column } = &place.start;
            let label = match place.label.is_empty() {
                true => String::new(),
                false => format!(" {}", place.label),
            };
            text.push_str(&format!(" --> {file}:{line}:{column}{label}\n"));
        }
        for (kind, texts) in [("note", &self.notes), ("help", &self.hints)] {
            for words in texts {
                text.push_str(&format!("  = {kind}: {words}\n"));
            }
        }
        text
    }
}

impl CaseReport {
    /// A report of nothing yet.
    pub fn new(name: impl Into<String>) -> CaseReport {
        CaseReport {
            name: name.into(),
            ..CaseReport::default()
        }
    }

    /// Whether there is an error.
    pub fn has_errors(&self) -> bool {
        self.findings
            .iter()
            .any(|finding| finding.level == Level::Error)
    }

    /// The resources whose differences matter.
    pub fn differing(&self) -> impl Iterator<Item = &ResourceDiff> {
        self.resources
            .iter()
            .filter(|resource| !resource.is_ignored())
    }

    /// Whether anything differs that matters.
    pub fn differs(&self) -> bool {
        self.differing().next().is_some()
    }
}

impl Report {
    /// A report of a command.
    pub fn new(command: &str, cases: Vec<CaseReport>) -> Report {
        Report {
            version: VERSION,
            command: command.to_string(),
            cases,
        }
    }

    /// Whether a report of this version can be read.
    pub fn is_known(&self) -> bool {
        self.version == VERSION
    }

    /// The command as people type it.
    pub fn title(&self) -> String {
        match self.command.as_str() {
            "render" => "render".to_string(),
            command => format!("render {command}"),
        }
    }

    /// Whether two sides were compared.
    pub fn compares(&self) -> bool {
        matches!(self.command.as_str(), "golden" | "diff")
    }

    /// All findings with the names of their cases.
    pub fn findings(&self) -> impl Iterator<Item = (&CaseReport, &Finding)> {
        let of = |case| CaseReport::findings_of(case);
        self.cases.iter().flat_map(of)
    }

    /// All resources that differ with their cases.
    pub fn differing(&self) -> impl Iterator<Item = (&CaseReport, &ResourceDiff)> {
        self.cases
            .iter()
            .flat_map(|case| case.differing().map(move |resource| (case, resource)))
    }

    /// How many changes do not matter.
    pub fn ignored(&self) -> usize {
        let of = |resource: &ResourceDiff| match resource.reason {
            Some(_) => 1,
            None => resource.ignored.len(),
        };
        self.cases
            .iter()
            .flat_map(|case| &case.resources)
            .map(of)
            .sum()
    }

    /// How many resources came to each end: added, removed, changed, renamed, written otherwise.
    pub fn counts(&self) -> [(Status, usize); 5] {
        let all = [
            Status::Changed,
            Status::Added,
            Status::Removed,
            Status::Renamed,
            Status::Formatting,
        ];
        all.map(|status| {
            let like = self
                .differing()
                .filter(|(_, resource)| resource.status == status);
            (status, like.count())
        })
    }

    /// The counts in words: `2 changed, 1 added`; `no differences` where there are none.
    pub fn summary(&self) -> String {
        let words = |(status, count): (Status, usize)| {
            let word = match status {
                Status::Changed => "changed",
                Status::Added => "added",
                Status::Removed => "removed",
                Status::Renamed => "renamed",
                Status::Formatting => "written otherwise",
            };
            (count > 0).then(|| format!("{count} {word}"))
        };
        let mut parts: Vec<String> = self.counts().into_iter().filter_map(words).collect();
        let failed = self.cases.iter().any(CaseReport::has_errors);
        let compares = self.compares();
        if parts.is_empty() && !failed && compares {
            parts.push("no differences".to_string());
        }
        let same: usize = self.cases.iter().map(|case| case.same).sum();
        if same > 0 || !failed && compares {
            parts.push(format!("{same} the same"));
        }
        let errors = self
            .findings()
            .filter(|(_, f)| f.level == Level::Error)
            .count();
        let warnings = self
            .findings()
            .filter(|(_, f)| f.level == Level::Warning)
            .count();
        for (count, word) in [(errors, "error"), (warnings, "warning")] {
            match count {
                0 => {}
                1 => parts.push(format!("1 {word}")),
                more => parts.push(format!("{more} {word}s")),
            }
        }
        if parts.is_empty() {
            parts.push("nothing found".to_string());
        }
        match self.ignored() {
            0 => {}
            1 => parts.push("1 change ignored".to_string()),
            more => parts.push(format!("{more} changes ignored")),
        }
        parts.join(", ")
    }
}

impl CaseReport {
    fn findings_of(case: &CaseReport) -> impl Iterator<Item = (&CaseReport, &Finding)> {
        case.findings.iter().map(move |finding| (case, finding))
    }
}
