//! `render argocd`: a config management plugin of Argo CD.

use std::io;
use std::path::Path;
use std::rc::Rc;

use clap::Args;
use serde_json::Value as Json;

use super::Outcome;
use super::entry::Entry;
use super::printer::Printer;
use crate::config::{Config, FILE_NAME, Held, parameters};
use crate::renderer;
use crate::world::World;

/// The flags of the plugin.
#[derive(Args, Debug)]
#[command(
    after_help = "Parameters come in ARGOCD_APP_PARAMETERS: the keys of a case of render.toml, \
        `secrets`, and `case` for a case of the render.toml in this folder. Maps are written as \
        `set: {image.tag: 1.2}`. The release is called after the application; namespace, \
        Kubernetes version and API versions are those that Argo CD tells."
)]
pub struct Argocd {
    /// Tell Argo CD's user interface which parameters there are, instead of rendering
    #[arg(long)]
    pub parameters: bool,
}

impl Argocd {
    /// Prints manifests to standard output.
    pub fn run(self, printer: &Printer, world: Rc<dyn World>) -> io::Result<Outcome> {
        if self.parameters {
            printer.result(format!("{}\n", parameters()).as_bytes())?;
            return Ok(Outcome::Done);
        }
        let request = match entry(&*world) {
            Ok(entry) => entry.request(Path::new("")),
            Err(problem) => {
                printer.complain(&problem);
                return Ok(Outcome::Bad);
            }
        };
        match renderer::render(&request, world) {
            Ok(rendered) => {
                printer.findings(&rendered.warnings, &rendered.sources, &rendered.secrets);
                printer.result(&rendered.stream())?;
                Ok(Outcome::Done)
            }
            Err(failed) => Ok(printer.failed(&failed)),
        }
    }
}

/// The settings that the environment tells.
fn entry(world: &dyn World) -> Result<Entry, String> {
    let variable = |name: &str| world.variable(name).filter(|value| !value.is_empty());
    let mut entry = Entry::default();
    let told = [
        ("release", "ARGOCD_APP_NAME"),
        ("namespace", "ARGOCD_APP_NAMESPACE"),
        ("kube-version", "KUBE_VERSION"),
    ];
    for (name, from) in told {
        if let Some(value) = variable(from) {
            entry
                .put(name, Held::Text(value))
                .map_err(|problem| format!("{from}: {problem}"))?;
        }
    }
    if let Some(versions) = variable("KUBE_API_VERSIONS") {
        let versions = versions.split(',').map(str::to_string).collect();
        entry.put("api-versions", Held::Texts(versions))?;
    }
    let parameters = variable("ARGOCD_APP_PARAMETERS").unwrap_or_else(|| "[]".to_string());
    let parameters: Vec<Json> = serde_json::from_str(&parameters)
        .map_err(|error| format!("ARGOCD_APP_PARAMETERS is not a list in JSON: {error}"))?;
    let mut case = None;
    for parameter in &parameters {
        let name = parameter
            .get("name")
            .and_then(Json::as_str)
            .unwrap_or_default();
        let held = held(parameter);
        match (name, held) {
            ("case", Some(Held::Text(name))) => case = Some(name),
            (_, Some(held)) => {
                entry
                    .put(name, held)
                    .map_err(|problem| format!("the parameter {name}: {problem}"))?;
            }
            (_, None) => return Err(format!("the parameter {name} has no value")),
        }
    }
    if let Some(name) = case {
        let config = Config::load(Path::new(FILE_NAME), world)
            .map_err(|failed| format!("{FILE_NAME}: {}", failed.findings))?;
        let cases = config.named(std::slice::from_ref(&name));
        let cases = cases.map_err(|findings| findings.to_string())?;
        if let Some(case) = cases.first() {
            entry.over(case.settings.clone());
        }
    }
    Ok(entry)
}

/// What a parameter holds: a string, an array, or a map of names and values.
fn held(parameter: &Json) -> Option<Held> {
    if let Some(text) = parameter.get("string").and_then(Json::as_str) {
        return Some(match text {
            "true" => Held::Flag(true),
            "false" => Held::Flag(false),
            _ => Held::Text(text.to_string()),
        });
    }
    let text = |value: &Json| match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    };
    if let Some(array) = parameter.get("array").and_then(Json::as_array) {
        return Some(Held::Texts(array.iter().map(text).collect()));
    }
    let map = parameter.get("map")?.as_object()?;
    let pairs = map
        .iter()
        .map(|(key, value)| format!("{key}={}", text(value)));
    Some(Held::Texts(pairs.collect()))
}
