//! `helm lint`: a chart judged by Helm's rules.
//!
//! - `chartfile`: Chart.yaml.
//! - `templates`: what templates write, and custom resource definitions.
//! - `names`: names of objects.
//! - `deprecated`: API versions that go away.

mod chartfile;
mod deprecated;
mod names;
mod templates;

use std::path::Path;
use std::rc::Rc;

use crate::chart::schema::Checker;
use crate::chart::{Capabilities, Chart, Loader, Warnings, go_io_error};
use crate::encoding::yaml::Reader;
use crate::fetch::Schemas;
use crate::value::{Map, Value};
use crate::world::{FileKind, World};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Info = 1,
    /// Against the rules, but likely to work.
    Warning = 2,
    /// Likely not to work.
    Error = 3,
}

/// A finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// How bad it is.
    pub severity: Severity,
    /// The file or folder in the chart; the chart's own path where it is about all of it.
    pub path: String,
    /// Helm's words.
    pub text: String,
}

/// What a linter is told besides the chart.
#[derive(Clone, Debug, Default)]
pub struct LintOptions {
    /// `.Release.Namespace`.
    pub namespace: String,
    /// `.Capabilities`.
    pub capabilities: Capabilities,
    /// Whether values may break the schema.
    pub skip_schema: bool,
    /// Whether schemas elsewhere are those that were fetched before, and no server is asked.
    pub offline: bool,
}

/// Judges the chart in a folder. What Helm would log on the way goes to `warnings`.
///
/// # Errors
/// Where there is no Chart.yaml, in Helm's words.
pub fn lint(
    world: &Rc<dyn World>,
    folder: &Path,
    values: &Map,
    options: &LintOptions,
    warnings: &mut Warnings,
) -> Result<Vec<Message>, String> {
    let chart_file = folder.join("Chart.yaml");
    if let Err(error) = world.kind(&chart_file) {
        return Err(format!(
            "unable to check Chart.yaml file in chart: {}",
            go_io_error("stat", &chart_file, &error)
        ));
    }
    let mut linter = Linter {
        world,
        folder,
        values,
        options,
        warnings,
        messages: Vec::new(),
    };
    linter.chart_file();
    linter.values_file();
    linter.templates();
    linter.dependencies();
    linter.crds();
    Ok(linter.messages)
}

struct Linter<'l> {
    world: &'l Rc<dyn World>,
    folder: &'l Path,
    values: &'l Map,
    options: &'l LintOptions,
    warnings: &'l mut Warnings,
    messages: Vec<Message>,
}

impl Linter<'_> {
    /// Notes what is wrong, if anything is; says whether all is well.
    fn judge(&mut self, severity: Severity, path: &str, result: Result<(), String>) -> bool {
        let Err(text) = result else {
            return true;
        };
        self.messages.push(Message {
            severity,
            path: path.to_string(),
            text,
        });
        false
    }

    fn load(&mut self) -> Result<Chart, String> {
        let mut loader = Loader::new(&**self.world);
        loader.load(self.folder).map_err(|error| error.to_string())
    }

    fn is_missing(&self, name: &str) -> bool {
        self.world.kind(&self.folder.join(name)).is_err()
    }

    fn is_file(&self, name: &str) -> bool {
        let kind = self.world.kind(&self.folder.join(name));
        kind.is_ok_and(|kind| kind == FileKind::File)
    }

    fn values_file(&mut self) {
        const FILE: &str = "values.yaml";
        if self.is_missing(FILE) {
            let missing = Err("file does not exist".to_string());
            self.judge(Severity::Info, FILE, missing);
            return;
        }
        let result = self.check_values(FILE);
        self.judge(Severity::Error, FILE, result);
    }

    fn check_values(&mut self, file: &str) -> Result<(), String> {
        let path = self.folder.join(file);
        let text = self.world.read(&path).map_err(|error| {
            format!(
                "unable to parse YAML: {}",
                go_io_error("open", &path, &error)
            )
        })?;
        let read = Reader::new().map(&text, "common.Values");
        let read = read.map_err(|error| format!("unable to parse YAML: {error}"))?;
        let schema = self.world.read(&self.folder.join("values.schema.json"));
        let schema = schema.unwrap_or_default();
        if schema.is_empty() || self.options.skip_schema {
            return Ok(());
        }
        let values = crate::chart::values::deep_copy(self.values);
        crate::chart::coalesce::coalesce_tables(&values, &read.unwrap_or_default(), self.warnings);
        let schemas = Rc::new(Schemas::new(self.world, self.options.offline));
        Checker::new(schemas, self.warnings).one(&schema, &values)
    }

    fn dependencies(&mut self) {
        let loaded = self.load();
        let chart = match loaded {
            Ok(chart) => chart,
            Err(error) => {
                self.judge(
                    Severity::Error,
                    "",
                    Err(format!("unable to load chart\n\t{error}")),
                );
                return;
            }
        };
        let folder = self.folder.to_string_lossy().into_owned();
        let listed: Vec<&str> = chart.metadata.dependencies().map(|d| &*d.name).collect();
        let held: Vec<&str> = chart.dependencies.iter().map(Chart::name).collect();
        let without = |all: &[&str], known: &[&str]| -> Vec<String> {
            let missing = all.iter().filter(|name| !known.contains(name));
            missing.map(|name| name.to_string()).collect()
        };
        let complain = |words: &str, names: Vec<String>| match names.is_empty() {
            true => Ok(()),
            false => Err(format!("{words}: {}", names.join(","))),
        };
        let unlisted = without(&held, &listed);
        let absent = without(&listed, &held);
        let result = complain("chart metadata is missing these dependencies", unlisted);
        self.judge(Severity::Error, &folder, result);
        let result = complain("chart directory is missing these dependencies", absent);
        self.judge(Severity::Warning, &folder, result);
    }
}

/// The documents of a text: they end at lines that begin with `---`.
fn documents(text: &str) -> Vec<String> {
    let mut documents = vec![String::new()];
    for line in text.split_inclusive('\n') {
        match (line.starts_with("---"), documents.last_mut()) {
            (false, Some(document)) => document.push_str(line),
            _ => documents.push(String::new()),
        }
    }
    documents
}

/// The type of a value as Go's `%T` prints it.
fn type_of(value: &Value) -> &str {
    value.type_name()
}
