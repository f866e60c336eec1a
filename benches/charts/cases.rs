//! The cases: a chart and the arguments of `helm template`.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

/// A chart with its arguments.
pub struct Case {
    /// What it is called in tables.
    pub name: String,
    /// The release, the chart and the flags.
    pub args: Vec<String>,
    /// The folder of the chart.
    pub chart: PathBuf,
    /// The values file, if there is one.
    pub values: Option<PathBuf>,
    /// What Helm's SDK is told of release and cluster.
    pub options: Json,
    /// Whether the chart makes keys or certificates, which takes most of its time.
    pub certificates: bool,
}

/// All cases that were asked for.
pub fn all() -> Vec<Case> {
    let mut cases = match env::var_os("CHARTS") {
        Some(folder) if Path::new(&folder).join("cases").is_dir() => elsewhere(Path::new(&folder)),
        Some(folder) => folders(Path::new(&folder)).into_iter().map(plain).collect(),
        None => own(),
    };
    if let Ok(only) = env::var("ONLY") {
        cases.retain(|case| case.name.contains(&only));
    }
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    cases
}

fn own() -> Vec<Case> {
    let topics = folders(Path::new("testdata/charts"));
    let case = |topic: PathBuf| Case {
        name: name_of(&topic),
        ..plain(topic.join("chart"))
    };
    topics.into_iter().map(case).collect()
}

/// A chart with the values it comes with.
fn plain(chart: PathBuf) -> Case {
    Case {
        name: name_of(&chart),
        args: vec!["web".to_string(), chart.to_string_lossy().into_owned()],
        certificates: makes_keys(&chart),
        chart,
        values: None,
        options: serde_json::json!({ "name": "web", "namespace": "default" }),
    }
}

fn elsewhere(root: &Path) -> Vec<Case> {
    let mut cases = Vec::new();
    for chart in folders(&root.join("cases")) {
        for case in folders(&chart) {
            let meta = fs::read(case.join("meta.json")).unwrap_or_default();
            let meta: Json = serde_json::from_slice(&meta).unwrap_or_default();
            if meta["status"] == "ok" {
                cases.push(public(root, &chart, &case, &meta));
            }
        }
    }
    cases
}

fn public(root: &Path, id: &Path, case: &Path, meta: &Json) -> Case {
    let text = |key: &str| meta[key].as_str().unwrap_or_default().to_string();
    let chart = root
        .join("charts")
        .join(name_of(id))
        .join(text("chart_name"));
    let values = Some(case.join("values.yaml")).filter(|path| path.exists());
    let mut args = vec![text("release"), chart.to_string_lossy().into_owned()];
    let mut flag = |name: &str, value: String| args.extend([name.to_string(), value]);
    flag("--namespace", text("namespace"));
    let mut options =
        serde_json::json!({ "name": text("release"), "namespace": text("namespace") });
    if let Some(values) = &values {
        flag("--values", values.to_string_lossy().into_owned());
    }
    if let Some(version) = meta["kube_version"].as_str() {
        flag("--kube-version", version.to_string());
        options["kube_version"] = version.into();
    }
    if let Some(versions) = meta["api_versions"].as_array() {
        for version in versions.iter().filter_map(Json::as_str) {
            flag("--api-versions", version.to_string());
        }
        options["api_versions"] = meta["api_versions"].clone();
    }
    Case {
        name: format!("{}/{}", name_of(id), name_of(case)),
        args,
        certificates: makes_keys(&chart),
        chart,
        values,
        options,
    }
}

/// Whether any template calls a function that makes keys.
fn makes_keys(folder: &Path) -> bool {
    let known = [
        "genCA",
        "genSelfSignedCert",
        "genSignedCert",
        "genPrivateKey",
    ];
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap_or_default();
            if known.iter().any(|name| text.contains(name)) {
                return true;
            }
        }
    }
    false
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect()
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}
