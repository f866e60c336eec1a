//! What people copy from `ci/`, against the published schemas of the systems it is for.
//!
//! The schemas are not kept here: `SCHEMAS=DIR cargo test --test schemas` reads them from a folder,
//! with the names of the table below.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests may give up as tests do"
)]

use std::fs;
use std::path::Path;

use boon::{Compiler, Schemas};
use manifest_render::encoding::json::{JsonStyle, write_json};
use manifest_render::encoding::yaml::Reader;

/// A file, which of its documents, the schema. The schema of Harness's steps is not among them: those
/// who read schemas strictly refuse it.
///
/// - `github-action`, `pre-commit-hooks`, `pre-commit-config`: JSON Schema Store.
/// - `gitlab-ci`: GitLab, `app/assets/javascripts/editor/schema/ci.json`.
/// - `argo-workflow`: `argoproj/argo-workflows`, `api/jsonschema/schema.json`.
/// - `kubernetes`: a folder of `kubernetes-json-schema`, one that is strict.
const FILES: &[(&str, usize, &str)] = &[
    ("ci/github/action.yml", 0, "github-action.json"),
    ("ci/gitlab/golden.yml", 0, "gitlab-ci.json"),
    ("ci/gitlab/golden.yml", 1, "gitlab-ci.json"),
    (".pre-commit-hooks.yaml", 0, "pre-commit-hooks.json"),
    (
        "ci/pre-commit/.pre-commit-config.yaml",
        0,
        "pre-commit-config.json",
    ),
    ("ci/kubernetes/job.yaml", 0, "kubernetes/job-batch-v1.json"),
    ("ci/kubernetes/workflow.yaml", 0, "argo-workflow.json"),
];

/// Schemas that others refer to, by their addresses.
const OTHERS: &[(&str, &str)] = &[
    (
        "https://json.schemastore.org/pre-commit-hooks.json",
        "pre-commit-hooks.json",
    ),
    (
        "https://kubernetes.io/api/_definitions.json",
        "kubernetes/_definitions.json",
    ),
];

/// The inputs that GitLab puts into a component before it reads it.
const INPUTS: &[(&str, &str)] = &[
    ("stage", "test"),
    ("image", "registry.example.com/render"),
    ("command", "golden"),
    ("parallel", "3"),
];

#[test]
fn files_for_other_systems_fit_their_schemas() {
    let Some(folder) = std::env::var_os("SCHEMAS") else {
        println!("SCHEMAS names no folder of schemas: not tried");
        return;
    };
    let folder = fs::canonicalize(folder).expect("SCHEMAS is a folder");
    let mut wrong = Vec::new();
    for (file, number, schema) in FILES {
        let document = document(file, *number);
        let location = format!("file://{}", folder.join(schema).display());
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        let own = [(location.as_str(), *schema)];
        for (location, name) in own.iter().chain(OTHERS) {
            compiler
                .add_resource(location, read(&folder.join(name)))
                .expect("a schema");
        }
        let compiled = compiler
            .compile(&location, &mut schemas)
            .unwrap_or_else(|error| panic!("{schema}: {error:#}"));
        if let Err(error) = schemas.validate(&document, compiled) {
            wrong.push(format!("{file} ({number}): {error:#}"));
        }
        // What fits any document is no schema of this one.
        let other = serde_json::json!({"render": true, "on": [1]});
        assert!(
            schemas.validate(&other, compiled).is_err(),
            "{schema} takes anything"
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A schema, as Rust's regular expressions can check it.
fn read(path: &Path) -> serde_json::Value {
    let text = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut schema = serde_json::from_slice(&text).expect("a schema is JSON");
    without_look_around(&mut schema);
    schema
}

/// Leaves out patterns that look around, which Rust's regular expressions do not.
fn without_look_around(schema: &mut serde_json::Value) {
    match schema {
        serde_json::Value::Object(map) => {
            map.retain(|key, value| match (key.as_str(), &*value) {
                ("pattern", serde_json::Value::String(pattern)) => {
                    regex::Regex::new(pattern).is_ok()
                }
                _ => true,
            });
            map.values_mut().for_each(without_look_around);
        }
        serde_json::Value::Array(list) => list.iter_mut().for_each(without_look_around),
        _ => {}
    }
}

/// A document of a file as JSON.
fn document(path: &str, number: usize) -> serde_json::Value {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path))
        .unwrap_or_else(|error| panic!("{path}: {error}"));
    let put = |text: String, (name, value): &(&str, &str)| {
        text.replace(&format!("$[[ inputs.{name} ]]"), value)
    };
    let text = INPUTS.iter().fold(text, put);
    let documents = Reader::new()
        .documents(text.as_bytes())
        .unwrap_or_else(|error| panic!("{path}: {error}"));
    let document = documents.get(number).expect("a document");
    let json = write_json(document, JsonStyle::default()).expect("JSON holds it");
    serde_json::from_slice(json.into_str().as_bytes()).expect("it is JSON")
}
