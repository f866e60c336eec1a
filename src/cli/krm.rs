//! `render krm`: a KRM function, for kustomize and kpt.

use std::io;
use std::path::Path;
use std::rc::Rc;

use clap::Args;

use super::Outcome;
use super::entry::Entry;
use super::printer::Printer;
use crate::config::Held;
use crate::encoding::json::{JsonStyle, write_json};
use crate::encoding::yaml::emit::to_yaml;
use crate::encoding::yaml::{Numbers, Reader};
use crate::harness::mask::Masker;
use crate::manifest::file_name;
use crate::renderer::{self, Failed};
use crate::report::{Finding, Level};
use crate::value::{List, Map, Value};
use crate::world::World;

/// Where the runner of a function keeps the path of a resource's file.
const PATH: &str = "internal.config.kubernetes.io/path";

/// The flags of the function: none.
#[derive(Args, Debug)]
#[command(
    after_help = "Reads a ResourceList on standard input and prints one. `spec` of its \
        functionConfig (or `data`, where that is a ConfigMap) has the keys of a case of \
        render.toml, `secrets`, and `valuesInline` for values in place. What is rendered replaces \
        items of the same name and comes behind the others. Findings are in `results`."
)]
pub struct Krm {}

impl Krm {
    /// Reads, renders, prints. A list with errors in it is printed, too; the exit code is 1 then.
    pub fn run(self, printer: &Printer, world: Rc<dyn World>) -> io::Result<Outcome> {
        let input = world.read_stdin()?;
        let list = match Reader::new().numbers(Numbers::Typed).value(&input) {
            Ok(Value::Map(list)) if is_list(&list) => list,
            Ok(_) => {
                printer.complain("standard input is not a ResourceList");
                return Ok(Outcome::Bad);
            }
            Err(error) => {
                printer.complain(&format!("standard input is not YAML: {error}"));
                return Ok(Outcome::Bad);
            }
        };
        let results = match entry(&list) {
            Ok(entry) => fill(&list, &entry, world),
            Err(problem) => vec![result(&problem, Level::Error, None)],
        };
        let failed = results.iter().any(|(_, level)| *level == Level::Error);
        if !results.is_empty() {
            let results = results
                .into_iter()
                .map(|(result, _)| Value::Map(result))
                .collect();
            list.insert("results", Value::List(List::new(results)));
        }
        match to_yaml(&Value::Map(list)) {
            Ok(text) => printer.result(&text.into_bytes())?,
            Err(error) => {
                printer.complain(&format!("the result cannot be written: {error}"));
                return Ok(Outcome::Bad);
            }
        }
        Ok(if failed {
            Outcome::Findings
        } else {
            Outcome::Done
        })
    }
}

fn is_list(list: &Map) -> bool {
    matches!(list.get("kind"), Some(Value::Str(kind)) if kind == "ResourceList")
}

/// The settings in the configuration of the function.
fn entry(list: &Map) -> Result<Entry, String> {
    let Some(Value::Map(config)) = list.get("functionConfig") else {
        return Err(
            "the ResourceList has no functionConfig, which says what to render".to_string(),
        );
    };
    let fields = config.get("spec").or_else(|| config.get("data"));
    let Some(Value::Map(fields)) = fields else {
        return Err("functionConfig has no spec, which says what to render".to_string());
    };
    let mut entry = Entry::default();
    for field in fields.snapshot() {
        let name = field.key.to_string_lossy();
        let held = match (&*name, &field.value) {
            ("valuesInline", Value::Map(_)) => {
                let json = write_json(&field.value, JsonStyle::default())
                    .map_err(|error| format!("valuesInline: {error}"))?;
                let json = json.into_str().to_string_lossy().into_owned();
                entry.put("set-json", Held::Texts(vec![json]))?;
                continue;
            }
            (_, Value::Str(text)) => match &*text.to_string_lossy() {
                "true" => Held::Flag(true),
                "false" => Held::Flag(false),
                text => Held::Text(text.to_string()),
            },
            (_, Value::Bool(flag)) => Held::Flag(*flag),
            (_, Value::List(items)) => {
                let texts = items.iter().map(|item| match item {
                    Value::Str(text) => Ok(text.to_string_lossy().into_owned()),
                    _ => Err(format!("{name} holds something that is not a text")),
                });
                Held::Texts(texts.collect::<Result<_, String>>()?)
            }
            _ => return Err(format!("{name} is neither a text nor a list of texts")),
        };
        entry
            .put(&name, held)
            .map_err(|problem| format!("{name}: {problem}"))?;
    }
    Ok(entry)
}

/// Renders, and puts the resources into the list. Gives the findings.
fn fill(list: &Map, entry: &Entry, world: Rc<dyn World>) -> Vec<(Map, Level)> {
    let rendered = match renderer::render(&entry.request(Path::new("")), world) {
        Ok(rendered) => rendered,
        Err(Failed {
            findings,
            sources,
            secrets,
        }) => {
            return results(&Finding::all(&findings, &sources, &secrets));
        }
    };
    let mut items: Vec<Value> = match list.get("items") {
        Some(Value::List(items)) => items.iter().cloned().collect(),
        _ => Vec::new(),
    };
    for resource in &rendered.resources {
        let text = rendered.text(resource);
        let read = Reader::new().numbers(Numbers::Typed).value(text.as_bytes());
        // It was read before, when it was found to be a resource.
        let Ok(Value::Map(map)) = read else { continue };
        annotate(&map, &file_name(&resource.found.id));
        let same = |item: &Value| item.as_map().is_some_and(|item| name(item) == name(&map));
        match items.iter_mut().find(|item| same(item)) {
            Some(item) => *item = Value::Map(map),
            None => items.push(Value::Map(map)),
        }
    }
    list.insert("items", Value::List(List::new(items)));
    let masker = Masker::new(&rendered.secrets);
    let warnings = rendered.warnings.0.iter();
    let findings: Vec<Finding> = warnings
        .map(|warning| Finding::new(warning, &rendered.sources, &masker))
        .collect();
    results(&findings)
}

/// Group, kind, namespace and name of a resource.
fn name(item: &Map) -> [String; 4] {
    let text = |map: &Map, key: &str| match map.get(key) {
        Some(Value::Str(text)) => text.to_string_lossy().into_owned(),
        _ => String::new(),
    };
    let metadata = match item.get("metadata") {
        Some(Value::Map(metadata)) => metadata,
        _ => Map::new(),
    };
    let version = text(item, "apiVersion");
    let group = version.split_once('/').map_or("", |(group, _)| group);
    [
        group.to_string(),
        text(item, "kind"),
        text(&metadata, "namespace"),
        text(&metadata, "name"),
    ]
}

fn annotate(item: &Map, path: &str) {
    let Some(Value::Map(metadata)) = item.get("metadata") else {
        return;
    };
    let annotations = match metadata.get("annotations") {
        Some(Value::Map(annotations)) => annotations,
        _ => Map::new(),
    };
    annotations.insert(PATH, path.into());
    metadata.insert("annotations", Value::Map(annotations));
}

fn results(findings: &[Finding]) -> Vec<(Map, Level)> {
    let one = |finding: &Finding| {
        let mut message = format!("{}: {}", finding.code, finding.message);
        for hint in &finding.hints {
            message.push_str(&format!("\n{hint}"));
        }
        result(
            &message,
            finding.level,
            finding.in_files().next().map(|place| &*place.start.file),
        )
    };
    findings.iter().map(one).collect()
}

fn result(message: &str, level: Level, file: Option<&str>) -> (Map, Level) {
    let severity = match level {
        Level::Error => "error",
        Level::Warning => "warning",
    };
    let result = Map::from_iter([("message", message.into()), ("severity", severity.into())]);
    if let Some(file) = file {
        result.insert("file", Value::Map(Map::from_iter([("path", file.into())])));
    }
    (result, level)
}
