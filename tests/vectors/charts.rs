//! `charts.jsonl`: whole charts through Helm, with up to five kinds of results each.

use std::path::Path;
use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use manifest_render::chart::coalesce::coalesce_values;
use manifest_render::chart::dependencies::{check_dependencies, process_dependencies};
use manifest_render::chart::{Chart, Error, Level, Loader, Release, Warnings};
use manifest_render::encoding::json::{JsonStyle, read_json, write_json};
use manifest_render::gotemplate::call::Environment;
use manifest_render::renderer::helm;
use manifest_render::renderer::helm::lint::{LintOptions, Message, Severity};
use manifest_render::value::{Map, Value};
use manifest_render::world::{MemoryWorld, World};
use serde_json::{Value as Json, json};

use crate::support::{Tally, lines};

#[test]
fn charts() {
    let mut tally = Tally::new("charts");
    for case in lines("charts.jsonl").unwrap_or_default() {
        let Some(results) = case["results"].as_object() else {
            continue;
        };
        for (mode, want) in results {
            let mut warnings = Warnings::new();
            let got = run(&case, mode, &mut warnings);
            let difference = judge(mode, want, &got, &warnings);
            let name = format!("{} {mode}", case["name"].as_str().unwrap_or_default());
            let feature = format!("{} {mode}", case["topic"].as_str().unwrap_or_default());
            tally.count(&feature, &name, difference);
        }
    }
    tally.finish();
}

fn run(case: &Json, mode: &str, warnings: &mut Warnings) -> Json {
    match outcome(case, mode, warnings) {
        Ok(want) => json!({ "want": want }),
        Err(error) => json!({ "error": error }),
    }
}

fn judge(mode: &str, want: &Json, got: &Json, warnings: &Warnings) -> Option<String> {
    let wanted: Vec<&Json> = match want["any_of"].as_array() {
        Some(any) => any.iter().collect(),
        None => vec![want],
    };
    let same = |want: &&Json| match (&want["error"], &got["error"]) {
        (Json::String(want), Json::String(got)) => same_error(want, got),
        (Json::Null, Json::Null) => want["want"] == got["want"],
        _ => false,
    };
    if !wanted.iter().any(same) {
        return Some(format!("{mode}\nwant:  {want}\ngot:   {got}"));
    }
    // The program that recorded them has no word for what is logged as information.
    let said = warnings.iter().map(|warning| match warning.level {
        Level::Info => json!(warning.text()),
        Level::Warn | Level::Error => json!(format!("WARN {}", warning.text())),
    });
    let said: Vec<Json> = said.collect();
    match want["warnings"].as_array() {
        Some(want) if *want != said => Some(format!(
            "{mode} warnings\nwant:  {}\ngot:   {}",
            json!(want),
            json!(said)
        )),
        _ => None,
    }
}

/// Where a path has a percent sign, Helm prints what happens to lie in memory.
fn same_error(want: &str, got: &str) -> bool {
    want == got || (want.contains("&{{") && got.contains("a b%d.yaml"))
}

fn outcome(case: &Json, mode: &str, warnings: &mut Warnings) -> Result<Json, String> {
    let root = case["root"].as_str().unwrap_or_default();
    let mut world = MemoryWorld::new();
    for (name, text) in case["files"].as_object().into_iter().flatten() {
        world = world.with_file(format!("{root}/{name}"), text.as_str().unwrap_or_default());
    }
    for (name, text) in case["files_b64"].as_object().into_iter().flatten() {
        let bytes = STANDARD.decode(text.as_str().unwrap_or_default());
        world = world.with_file(format!("{root}/{name}"), bytes.unwrap_or_default());
    }
    let values = match &case["values"] {
        Json::Null => Map::new(),
        values => match read_json(values.to_string().as_bytes()) {
            Ok(Value::Map(map)) => map,
            other => return Err(format!("the vector's values: {other:?}")),
        },
    };
    let world: Rc<dyn World> = Rc::new(world);
    if mode.starts_with("lint") {
        return lint(&world, root, &values, mode == "lint_strict", warnings);
    }
    let mut loader = Loader::new(&*world);
    let chart = loader.load(Path::new(root)).map_err(text)?;
    *warnings = std::mem::take(&mut loader.warnings);
    match mode {
        "values" => {
            let values = coalesce_values(&chart, &values, warnings).map_err(text)?;
            Ok(plain(&values.into()))
        }
        "crds" => Ok(chart
            .crds()
            .into_iter()
            .map(|(path, file)| {
                let data = String::from_utf8_lossy(&file.data).into_owned();
                json!({ "name": file.name.to_string_lossy(), "filename": path, "data": data })
            })
            .collect()),
        "render" => render(chart, &values, case, &world, warnings),
        _ => template(chart, &values, case, &world, warnings),
    }
}

fn text(error: Error) -> String {
    error.to_string()
}

fn options(case: &Json) -> helm::Options {
    let release = &case["release"];
    let of = |key: &str, default: &str| release[key].as_str().unwrap_or(default).to_string();
    let is_upgrade = release["is_upgrade"].as_bool().unwrap_or(false);
    helm::Options {
        release: Release {
            revision: release["revision"].as_i64().unwrap_or(1),
            is_install: release["is_install"].as_bool().unwrap_or(!is_upgrade),
            is_upgrade,
            ..Release::new(of("name", "release-name"), of("namespace", "default"))
        },
        ..helm::Options::default()
    }
}

fn render(
    mut chart: Chart,
    values: &Map,
    case: &Json,
    world: &Rc<dyn World>,
    warnings: &mut Warnings,
) -> Result<Json, String> {
    let environment = Environment::new(world.clone());
    process_dependencies(&mut chart, values, warnings).map_err(text)?;
    let prepared = helm::prepare(&chart, values, &options(case), world, warnings)
        .map_err(|error| error.to_string())?;
    let written = helm::execute(&prepared.templates, &environment, helm::Memory::default())
        .map_err(|error| error.to_string())?;
    let texts = written
        .into_iter()
        .map(|written| (written.name, json!(written.text.to_string_lossy())));
    Ok(Json::Object(texts.collect()))
}

fn template(
    mut chart: Chart,
    values: &Map,
    case: &Json,
    world: &Rc<dyn World>,
    warnings: &mut Warnings,
) -> Result<Json, String> {
    check_dependencies(&chart).map_err(|error| {
        format!("chart dependencies are missing; run dependency update/build first: {error}")
    })?;
    let options = options(case);
    helm::check_release_name(&options.release.name).map_err(text)?;
    let environment = Environment::new(world.clone());
    process_dependencies(&mut chart, values, warnings).map_err(text)?;
    let prepared = helm::prepare(&chart, values, &options, world, warnings)
        .map_err(|error| error.to_string())?;
    let written = helm::execute(&prepared.templates, &environment, helm::Memory::default());
    drop(prepared);
    helm::check_kube_version(&chart, &options.capabilities).map_err(text)?;
    let written = written.map_err(|error| error.to_string())?;
    let installed = helm::install(&chart, &written, warnings).map_err(|error| error.to_string())?;
    let manifest = installed.sorted.stream();
    Ok(json!({
        "manifest": String::from_utf8_lossy(&manifest),
        "notes": installed.notes.to_string_lossy(),
    }))
}

/// A value as JSON, by way of its text.
fn plain(value: &Value) -> Json {
    let text = write_json(value, JsonStyle::default()).map(|text| text.into_bytes());
    serde_json::from_slice(&text.unwrap_or_default()).unwrap_or(Json::Null)
}

fn lint(
    world: &Rc<dyn World>,
    root: &str,
    values: &Map,
    strict: bool,
    warnings: &mut Warnings,
) -> Result<Json, String> {
    let options = LintOptions::default();
    let messages = helm::lint::lint(world, Path::new(root), values, &options, warnings)?;
    let least = if strict {
        Severity::Warning
    } else {
        Severity::Error
    };
    let message = |message: &Message| {
        let path = if message.path == root {
            "<DIR>"
        } else {
            &message.path
        };
        json!({ "severity": message.severity as u8, "path": path, "error": message.text })
    };
    let errors = messages.iter().filter(|message| message.severity >= least);
    Ok(json!({
        "total_charts_linted": 1,
        "messages": messages.iter().map(message).collect::<Vec<_>>(),
        "errors": errors.map(|message| &message.text).collect::<Vec<_>>(),
    }))
}
