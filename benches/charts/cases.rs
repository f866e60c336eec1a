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
    /// The name of the release.
    pub release: String,
    /// Its namespace.
    pub namespace: String,
    /// The version of the cluster, if one is asked for.
    pub kube_version: Option<String>,
    /// What the cluster has besides.
    pub api_versions: Vec<String>,
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
    let meta = serde_json::json!({ "release": "web", "namespace": "default" });
    Case::new(name_of(&chart), chart, None, &meta)
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
    let charts = root.join("charts").join(name_of(id));
    let chart = charts.join(meta["chart_name"].as_str().unwrap_or_default());
    let values = Some(case.join("values.yaml")).filter(|path| path.exists());
    let name = format!("{}/{}", name_of(id), name_of(case));
    Case::new(name, chart, values, meta)
}

impl Case {
    fn new(name: String, chart: PathBuf, values: Option<PathBuf>, meta: &Json) -> Case {
        let text = |key: &str| meta[key].as_str().map(str::to_string);
        let api_versions = meta["api_versions"].as_array().into_iter().flatten();
        let mut case = Case {
            name,
            args: Vec::new(),
            certificates: makes_keys(&chart),
            chart,
            values,
            release: text("release").unwrap_or_default(),
            namespace: text("namespace").unwrap_or_default(),
            kube_version: text("kube_version"),
            api_versions: api_versions
                .filter_map(|version| version.as_str().map(str::to_string))
                .collect(),
        };
        case.args = case.command_line();
        case
    }

    fn command_line(&self) -> Vec<String> {
        let path = |path: &Path| path.to_string_lossy().into_owned();
        let mut args = vec![self.release.clone(), path(&self.chart)];
        let mut flag = |name: &str, value: String| args.extend([name.to_string(), value]);
        flag("--namespace", self.namespace.clone());
        if let Some(values) = &self.values {
            flag("--values", path(values));
        }
        if let Some(version) = &self.kube_version {
            flag("--kube-version", version.clone());
        }
        for version in &self.api_versions {
            flag("--api-versions", version.clone());
        }
        args
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
