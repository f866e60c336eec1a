//! From TOML to what it says, with a place for every fault. All faults are told at once.

use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::keys::{Held, KEYS, Key, Shape};
use super::matrix::{self, Axis};
use super::{Case, Config, Settings};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest};
use crate::diff::ignore::Rules;
use crate::renderer::Failed;
use crate::source::{SourceId, Sources, Span};
use crate::world::{Timestamp, World};

/// The tables of the file.
const TABLES: &[&str] = &[
    "defaults", "cases", "matrix", "golden", "diff", "ignore", "lint",
];
/// The keys of `[golden]`.
const GOLDEN: &[&str] = &["path"];
/// The keys of `[diff]`.
const DIFF: &[&str] = &["built-in-rules"];
/// Names that a case cannot have, since they are commands.
const COMMANDS: &[&str] = &["accept", "reject", "update", "list", "review", "help"];
/// Names that some file systems keep for devices.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul"];
/// The most cases a matrix may give.
const MOST_CASES: usize = 100_000;

/// Reads a file.
pub fn config(path: &Path, world: &dyn World) -> Result<Config, Failed> {
    let mut sources = Sources::new();
    let text = match world.read(path).map(String::from_utf8) {
        Ok(Ok(text)) => text,
        Ok(Err(_)) => {
            let message = format!("{} is not UTF-8", path.display());
            return Err(Failed::new(
                Diagnostic::error(Code::InvalidUtf8, message),
                sources,
            ));
        }
        Err(error) => {
            let message = format!("cannot read {}: {error}", path.display());
            let finding = Diagnostic::error(Code::FileNotFound, message)
                .with_hint("`render init` writes a first one by looking at the folder");
            return Err(Failed::new(finding, sources));
        }
    };
    let source = sources.add(&*path.to_string_lossy(), text.as_bytes());
    let (document, errors) = DeTable::parse_recoverable(&text);
    let mut reader = Reader {
        source,
        findings: Diagnostics::default(),
        warnings: Diagnostics::default(),
        now: world.now(),
    };
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        reader.fault(span, "the file is not TOML", error.message());
    }
    let mut config = Config {
        path: path.to_path_buf(),
        cases: Vec::new(),
        golden: path.parent().unwrap_or(Path::new("")).join("golden"),
        rules: Rules::default(),
        built_in_rules: true,
        suppressions: Vec::new(),
        warnings: Diagnostics::default(),
        sources: Sources::new(),
    };
    if reader.findings.0.is_empty() {
        reader.file(document.get_ref(), &mut config);
    }
    if reader.findings.has_errors() {
        return Err(Failed {
            findings: reader.findings,
            sources,
            secrets: Vec::new(),
        });
    }
    config.warnings = reader.warnings;
    config.sources = sources;
    Ok(config)
}

pub(super) type Key_<'t> = Spanned<DeString<'t>>;
pub(super) type Value_<'t> = Spanned<DeValue<'t>>;

/// Reads a file, and keeps what is wrong with it.
pub(super) struct Reader {
    source: SourceId,
    findings: Diagnostics,
    pub(super) warnings: Diagnostics,
    now: Timestamp,
}

impl Reader {
    fn file(&mut self, document: &DeTable<'_>, config: &mut Config) {
        let mut defaults = Settings::default();
        let mut own: Vec<(String, Span, Settings)> = Vec::new();
        let mut axes = Vec::new();
        let mut excluded = Vec::new();
        for (key, value) in document {
            let name = key.get_ref().as_ref();
            if name == "ignore" {
                config.rules = Rules(self.rules(value, self.now));
                continue;
            }
            match (name, self.table(name, value)) {
                (_, None) if TABLES.contains(&name) => {}
                ("defaults", Some(table)) => defaults = self.settings(table),
                ("cases", Some(table)) => own = self.entries(name, table),
                ("matrix", Some(table)) => axes = self.axes(table, &mut excluded),
                ("golden", Some(table)) => self.golden(table, config),
                ("diff", Some(table)) => self.diff(table, config),
                ("lint", Some(table)) => config.suppressions = self.lint(table),
                _ => self.unknown(key, "the file", TABLES),
            }
        }
        let product = axes.iter().map(|axis: &Axis| axis.entries.len());
        if product.fold(1_usize, usize::saturating_mul) > MOST_CASES {
            self.fault(
                0..0,
                "the matrix is too large",
                &format!("more than {MOST_CASES} cases"),
            );
            return;
        }
        config.cases = if axes.is_empty() {
            Vec::new()
        } else {
            matrix::cases(&defaults, &axes)
        };
        self.exclude(&excluded, &mut config.cases);
        for (name, span, settings) in own {
            match config.cases.iter_mut().find(|case| case.name == name) {
                Some(case) => {
                    case.settings = case.settings.with(&settings);
                    case.span = span;
                }
                None => {
                    let settings = defaults.with(&settings);
                    config.cases.push(Case {
                        name,
                        span,
                        settings,
                    });
                }
            }
        }
        // What is only said about linting needs none.
        if !config.cases.is_empty() || config.suppressions.is_empty() {
            self.check(&config.cases);
        }
    }

    /// What must be true of all cases together.
    fn check(&mut self, cases: &[Case]) {
        if cases.is_empty() && self.findings.0.is_empty() {
            let finding = Diagnostic::error(Code::Config, "the file has no cases")
                .with_label(Span::new(self.source, 0..0), "")
                .with_hint("a case is a table: [cases.web], with path = \"charts/web\"");
            self.findings.0.push(finding);
        }
        let mut seen: Vec<(String, &Case)> = Vec::new();
        for case in cases {
            if case.settings.path.is_none() {
                let message = format!("the case `{}` has no path", case.name);
                let finding = Diagnostic::error(Code::Config, message)
                    .with_label(case.span, "this case")
                    .with_hint("name a chart or a folder of templates: path = \"charts/web\"");
                self.findings.0.push(finding);
            }
            seen.push((case.name.to_lowercase(), case));
        }
        seen.sort_by(|a, b| a.0.cmp(&b.0));
        for pair in seen.windows(2) {
            if let [(a, first), (b, second)] = pair
                && a == b
            {
                let message = format!("two cases are called `{}`", second.name);
                let finding = Diagnostic::error(Code::Config, message)
                    .with_label(second.span, "this one")
                    .with_label(first.span, "and this one")
                    .with_note("upper and lower case make no difference, as on some file systems");
                self.findings.0.push(finding);
            }
        }
    }

    fn golden(&mut self, table: &DeTable<'_>, config: &mut Config) {
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "path" => {
                    if let Some(Held::Text(path)) = self.held(Shape::Text, value) {
                        let folder = config.path.parent().unwrap_or(Path::new(""));
                        config.golden = folder.join(PathBuf::from(path));
                    }
                }
                _ => self.unknown(key, "[golden]", GOLDEN),
            }
        }
    }

    fn diff(&mut self, table: &DeTable<'_>, config: &mut Config) {
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "built-in-rules" => {
                    if let Some(Held::Flag(flag)) = self.held(Shape::Flag, value) {
                        config.built_in_rules = flag;
                    }
                }
                _ => self.unknown(key, "[diff]", DIFF),
            }
        }
    }

    fn axes<'t>(
        &mut self,
        table: &'t DeTable<'t>,
        excluded: &mut Vec<&'t Value_<'t>>,
    ) -> Vec<Axis> {
        let mut axes = Vec::new();
        for (key, value) in table {
            let name = key.get_ref().to_string();
            if name == "exclude" {
                match value.get_ref() {
                    DeValue::Array(names) => excluded.extend(names.iter()),
                    _ => self.wrong(value, "a list of names of cases"),
                }
            } else if let Some(table) = self.table(&format!("matrix.{name}"), value) {
                let entries = self.entries(&format!("matrix.{name}"), table);
                axes.push(Axis { name, entries });
            }
        }
        axes
    }

    fn exclude(&mut self, excluded: &[&Value_<'_>], cases: &mut Vec<Case>) {
        for value in excluded {
            let DeValue::String(name) = value.get_ref() else {
                self.wrong(value, "the name of a case");
                continue;
            };
            match cases.iter().position(|case| case.name == name.as_ref()) {
                Some(at) => drop(cases.remove(at)),
                None => {
                    let names: Vec<String> = cases.iter().map(|case| case.name.clone()).collect();
                    let finding = self.finding(
                        value.span(),
                        &format!("the matrix gives no case `{name}`"),
                        "",
                    );
                    let finding = suggest(finding, name, names.iter().map(String::as_str));
                    self.findings.0.push(finding);
                }
            }
        }
    }

    /// The entries of a table, each with its settings.
    fn entries(&mut self, of: &str, table: &DeTable<'_>) -> Vec<(String, Span, Settings)> {
        let mut entries = Vec::new();
        for (key, value) in table {
            let name = key.get_ref().to_string();
            self.check_name(key, &name);
            if let Some(table) = self.table(&format!("{of}.{name}"), value) {
                let settings = self.settings(table);
                entries.push((name, self.at(key.span()), settings));
            }
        }
        entries
    }

    fn check_name(&mut self, key: &Key_<'_>, name: &str) {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let problem = if name.is_empty() || !name.chars().all(plain) {
            "only letters, digits, `-`, `_` and `.` are allowed"
        } else if name.starts_with('.') || name.ends_with('.') {
            "it must not start or end with `.`"
        } else if COMMANDS.contains(&name) {
            "`render golden` has a command of this name"
        } else if DEVICES.contains(&name.to_lowercase().as_str()) {
            "some file systems have a device of this name"
        } else {
            return;
        };
        self.fault(
            key.span(),
            &format!("`{name}` cannot be the name of a case"),
            problem,
        );
    }

    fn settings(&mut self, table: &DeTable<'_>) -> Settings {
        let mut settings = Settings::default();
        for (key, value) in table {
            match KEYS
                .iter()
                .find(|known| known.name == key.get_ref().as_ref())
            {
                Some(known) => self.set(known, value, &mut settings),
                None => {
                    let names: Vec<&str> = KEYS.iter().map(|key| key.name).collect();
                    self.unknown(key, "a case", &names);
                }
            }
        }
        settings
    }

    fn set(&mut self, key: &Key, value: &Value_<'_>, settings: &mut Settings) {
        let Some(held) = self.held(key.shape, value) else {
            return;
        };
        if let (Some(check), Held::Text(text)) = (key.check, &held)
            && let Err(problem) = check(text)
        {
            self.fault(
                value.span(),
                &format!("`{}` is not right", key.name),
                &problem,
            );
            return;
        }
        (key.set)(settings, held);
    }

    /// What a key holds, if it is what it should be.
    pub(super) fn held(&mut self, shape: Shape, value: &Value_<'_>) -> Option<Held> {
        match (shape, value.get_ref()) {
            (Shape::Text | Shape::Texts, DeValue::String(text)) => {
                return Some(Held::Text(text.to_string()));
            }
            (Shape::Choice(choices), DeValue::String(text)) => {
                if choices.contains(&text.as_ref()) {
                    return Some(Held::Text(text.to_string()));
                }
                let finding = self.finding(
                    value.span(),
                    &format!("`{text}` is none of {}", choices.join(", ")),
                    "",
                );
                let finding = suggest(finding, text, choices.iter().copied());
                self.findings.0.push(finding);
            }
            (Shape::Flag, DeValue::Boolean(flag)) => return Some(Held::Flag(*flag)),
            (Shape::Texts, DeValue::Array(items)) => {
                let mut texts = Vec::new();
                for item in items.iter() {
                    match item.get_ref() {
                        DeValue::String(text) => texts.push(text.to_string()),
                        _ => self.wrong(item, "a text"),
                    }
                }
                return Some(Held::Texts(texts));
            }
            (Shape::Text | Shape::Choice(_), _) => self.wrong(value, "a text"),
            (Shape::Flag, _) => self.wrong(value, "true or false"),
            (Shape::Texts, _) => self.wrong(value, "a list of texts"),
        }
        None
    }

    pub(super) fn table<'t>(
        &mut self,
        name: &str,
        value: &'t Value_<'t>,
    ) -> Option<&'t DeTable<'t>> {
        match value.get_ref() {
            DeValue::Table(table) => Some(table),
            _ => {
                self.wrong(value, &format!("a table, [{name}],"));
                None
            }
        }
    }

    pub(super) fn at(&self, span: Range<usize>) -> Span {
        Span::new(self.source, span)
    }

    fn finding(&self, span: Range<usize>, message: &str, label: &str) -> Diagnostic {
        Diagnostic::error(Code::Config, message).with_label(self.at(span), label)
    }

    pub(super) fn fault(&mut self, span: Range<usize>, message: &str, label: &str) {
        let finding = self.finding(span, message, label);
        self.findings.0.push(finding);
    }

    pub(super) fn wrong(&mut self, value: &Value_<'_>, wanted: &str) {
        let found = match value.get_ref() {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "a truth value",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        self.fault(
            value.span(),
            &format!("this is {found}"),
            &format!("{wanted} is wanted here"),
        );
    }

    pub(super) fn unknown(&mut self, key: &Key_<'_>, place: &str, known: &[&str]) {
        let name = key.get_ref();
        let finding = self.finding(key.span(), &format!("{place} has no key `{name}`"), "");
        let finding = suggest(finding, name, known.iter().copied());
        self.findings.0.push(finding);
    }
}

/// With the known name that is most like this one, or all of them.
fn suggest<'k>(
    finding: Diagnostic,
    name: &str,
    known: impl Iterator<Item = &'k str>,
) -> Diagnostic {
    let known: Vec<&str> = known.collect();
    match nearest(name, known.iter().copied()) {
        Some(similar) => finding.with_hint(format!("did you mean `{similar}`?")),
        None => finding.with_note(format!("these are known: {}", known.join(", "))),
    }
}
