//! Rules about what templates write, and about custom resource definitions.

use std::rc::Rc;

use super::{Linter, Severity, deprecated, documents, names};
use crate::chart::coalesce::coalesce_values;
use crate::chart::decode::{Record, Slot, decode};
use crate::chart::dependencies::process_dependencies;
use crate::chart::{Chart, Release, Warning};
use crate::encoding::yaml::Reader;
use crate::functions::flow::LintMode;
use crate::gotemplate::call::Environment;
use crate::renderer::helm::{Memory, Options, Written, execute, prepare};
use crate::value::Value;

const FOLDER: &str = "templates/";

/// What the rules look at in a document.
#[derive(Default)]
struct Object {
    api_version: String,
    kind: String,
    metadata: ObjectMetadata,
}

#[derive(Default)]
struct ObjectMetadata {
    namespace: String,
    name: String,
}

impl Record for Object {
    const PACKAGE: &'static str = "rules";
    const TYPE: &'static str = "k8sYamlStruct";
    const FIELDS: &'static [&'static str] = &["apiVersion", "Kind", "Metadata"];

    fn slot(&mut self, field: &str) -> Slot<'_> {
        match field {
            "apiVersion" => Slot::Text(&mut self.api_version),
            "Kind" => Slot::Text(&mut self.kind),
            _ => Slot::Nested(&mut self.metadata),
        }
    }
}

impl Record for ObjectMetadata {
    const PACKAGE: &'static str = "rules";
    const TYPE: &'static str = "k8sYamlMetadata";
    const FIELDS: &'static [&'static str] = &["Namespace", "Name"];

    fn slot(&mut self, field: &str) -> Slot<'_> {
        match field {
            "Namespace" => Slot::Text(&mut self.namespace),
            _ => Slot::Text(&mut self.name),
        }
    }
}

/// The object of a document, if it holds one.
fn object(document: &str) -> Result<Option<Object>, String> {
    let mut object = Object::default();
    let found = decode(document.as_bytes(), &mut object)
        .map_err(|error| format!("unable to parse YAML: {error}"))?;
    Ok(found.then_some(object))
}

impl Linter<'_> {
    pub(super) fn templates(&mut self) {
        if self.is_missing("templates") {
            let missing = Err("directory does not exist".to_string());
            self.judge(Severity::Warning, FOLDER, missing);
            return;
        }
        if self.is_file("templates") {
            let file = Err("not a directory".to_string());
            self.judge(Severity::Error, FOLDER, file);
            return;
        }
        let mut chart = match self.load() {
            Ok(chart) => chart,
            Err(error) => {
                self.judge(Severity::Error, FOLDER, Err(error));
                return;
            }
        };
        let written = match self.render(&mut chart) {
            Ok(Some(written)) => written,
            Ok(None) => return,
            Err(error) => {
                self.judge(Severity::Error, FOLDER, Err(error));
                return;
            }
        };
        for template in &chart.templates {
            let file = template.name.to_string_lossy();
            self.judge(Severity::Error, &file, check_extension(&file));
            let extension = extension(&file).to_ascii_lowercase();
            if !matches!(extension.as_str(), ".yaml" | ".yml") {
                continue;
            }
            let name = format!("{}/{file}", chart.name());
            let text = written.iter().find(|written| written.name == name);
            let text = text.map(|written| written.text.to_string_lossy());
            let Some(text) = text.filter(|text| !text.trim().is_empty()) else {
                continue;
            };
            if !self.written(&file, &text) {
                return;
            }
        }
    }

    /// Renders as the linter does; `None` where the linter leaves the rest to other rules.
    fn render(&mut self, chart: &mut Chart) -> Result<Option<Vec<Written>>, String> {
        if process_dependencies(chart, self.values, self.warnings).is_err() {
            return Ok(None);
        }
        let Ok(values) = coalesce_values(chart, self.values, self.warnings) else {
            return Ok(None);
        };
        let options = Options {
            release: Release {
                revision: 0,
                is_install: false,
                ..Release::new("test-release", self.options.namespace.as_str())
            },
            capabilities: self.options.capabilities.clone(),
            skip_schema: self.options.skip_schema,
            include_crds: false,
            offline: self.options.offline,
        };
        let mut environment = Environment::new(Rc::clone(self.world));
        environment.insert(LintMode::default());
        // Helm settles them once more.
        process_dependencies(chart, &values, self.warnings).map_err(|error| error.to_string())?;
        let prepared = prepare(chart, &values, &options, self.world, self.warnings);
        let prepared = prepared.map_err(|error| error.to_string())?;
        let written = execute(&prepared.templates, &environment, Memory::default());
        if let Some(lint) = environment.get::<LintMode>() {
            let missing = lint.missing.take().into_iter();
            let missing =
                missing.map(|(what, message)| Warning::warn(what).with("message", message));
            self.warnings.extend(missing);
        }
        Ok(Some(written.map_err(|error| error.to_string())?))
    }

    /// Judges what one template wrote; false where the linter gives up.
    fn written(&mut self, file: &str, text: &str) -> bool {
        self.judge(Severity::Warning, file, check_indent(text));
        for document in documents(text) {
            let object = match object(&document) {
                Ok(Some(object)) => object,
                Ok(None) => continue,
                Err(error) => return self.judge(Severity::Error, file, Err(error)),
            };
            let name = names::check(&object.kind, &object.metadata.name);
            self.judge(Severity::Warning, file, name);
            let minor = self.options.capabilities.kube_version.minor();
            let deprecated = deprecated::check(&object.api_version, &object.kind, minor);
            self.judge(Severity::Warning, file, deprecated);
            self.judge(Severity::Error, file, check_selector(&object, text));
            self.judge(Severity::Error, file, check_list(&object, text));
        }
        true
    }

    pub(super) fn crds(&mut self) {
        const FOLDER: &str = "crds/";
        if self.is_missing("crds") {
            return;
        }
        if self.is_file("crds") {
            let file = Err("not a directory".to_string());
            self.judge(Severity::Error, FOLDER, file);
            return;
        }
        let chart = match self.load() {
            Ok(chart) => chart,
            Err(error) => {
                self.judge(Severity::Error, FOLDER, Err(error));
                return;
            }
        };
        for (_, file) in chart.crds() {
            let name = file.name.to_string_lossy();
            for document in documents(&String::from_utf8_lossy(&file.data)) {
                let object = match object(&document) {
                    Ok(Some(object)) => object,
                    Ok(None) => continue,
                    Err(error) => {
                        self.judge(Severity::Error, &name, Err(error));
                        return;
                    }
                };
                if !object.api_version.starts_with("apiextensions.k8s.io") {
                    let text = "apiVersion is not in 'apiextensions.k8s.io'".to_string();
                    self.judge(Severity::Error, &name, Err(text));
                }
                if object.kind != "CustomResourceDefinition" {
                    let text = "object kind is not 'CustomResourceDefinition'".to_string();
                    self.judge(Severity::Error, &name, Err(text));
                }
            }
        }
    }
}

/// Go's `filepath.Ext`.
fn extension(file: &str) -> &str {
    let base = file.rsplit('/').next().unwrap_or_default();
    base.rfind('.')
        .and_then(|dot| base.get(dot..))
        .unwrap_or_default()
}

fn check_extension(file: &str) -> Result<(), String> {
    match extension(file) {
        ".yaml" | ".yml" | ".tpl" | ".txt" => Ok(()),
        other => Err(format!(
            "file extension '{other}' not valid. Valid extensions are .yaml, .yml, .tpl, or .txt"
        )),
    }
}

fn check_indent(text: &str) -> Result<(), String> {
    let line = text.lines().find(|line| !line.trim().is_empty());
    match line {
        Some(line) if line.starts_with([' ', '\t']) => Err(format!(
            "document starts with an illegal indent: {line:?}, which may cause parsing problems"
        )),
        _ => Ok(()),
    }
}

fn check_selector(object: &Object, text: &str) -> Result<(), String> {
    let kind = object.kind.as_str();
    let wants = matches!(
        kind,
        "Deployment" | "ReplicaSet" | "DaemonSet" | "StatefulSet"
    );
    if wants && !text.contains("matchLabels") && !text.contains("matchExpressions") {
        let name = &object.metadata.name;
        return Err(format!(
            "a {kind} must contain matchLabels or matchExpressions, and {name:?} does not"
        ));
    }
    Ok(())
}

fn check_list(object: &Object, text: &str) -> Result<(), String> {
    if object.kind != "List" {
        return Ok(());
    }
    let value = Reader::new()
        .value(text.as_bytes())
        .map_err(|error| format!("unable to parse YAML: {error}"))?;
    let field = |value: &Value, name: &str| value.as_map().and_then(|map| map.get(name));
    let kept = |item: &Value| {
        let metadata = field(item, "metadata")?;
        field(&field(&metadata, "annotations")?, "helm.sh/resource-policy")
    };
    match field(&value, "items") {
        Some(Value::List(items)) if items.iter().any(|item| kept(item).is_some()) => {
            Err("annotation 'helm.sh/resource-policy' within List objects are ignored".to_string())
        }
        _ => Ok(()),
    }
}
