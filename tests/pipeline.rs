//! What other programs start: the steps and plugins of `ci/`, with the environment they get.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests may give up as tests do"
)]

mod program;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use manifest_render::Value;
use manifest_render::encoding::yaml::Reader;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// A program on its way, in the example or a copy of it.
struct Run(Command);

impl Run {
    fn new(args: &[&str], folder: &Path) -> Run {
        let mut command = program::render();
        command
            .args(args)
            .current_dir(folder)
            .env_clear()
            .env("NO_COLOR", "1");
        Run(command)
    }

    fn env(mut self, name: &str, value: impl AsRef<std::ffi::OsStr>) -> Run {
        self.0.env(name, value);
        self
    }

    fn with(mut self, stdin: &str) -> (i32, String, String) {
        let Output {
            status,
            stdout,
            stderr,
        } = program::finished(&mut self.0, stdin);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (status.code().unwrap_or(-1), text(&stdout), text(&stderr))
    }
}

fn example() -> PathBuf {
    Path::new(ROOT).join("tests/cli/golden.in")
}

/// An empty folder of this name.
fn fresh(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if path.exists() {
        fs::remove_dir_all(&path).expect("an old folder can be removed");
    }
    fs::create_dir_all(&path).expect("a folder can be made");
    path
}

/// A file of `ci/` as values, one for each document.
fn ci(path: &str) -> Vec<Value> {
    let text =
        fs::read(Path::new(ROOT).join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    Reader::new()
        .documents(&text)
        .unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What stands at a path of keys and indices.
fn at(value: &Value, path: &str) -> Value {
    path.split('.')
        .fold(value.clone(), |value, key| match &value {
            Value::Map(map) => map.get(key).unwrap_or_else(|| panic!("{path}: no {key}")),
            Value::List(list) => {
                let index: usize = key.parse().expect("an index");
                list.get(index)
                    .cloned()
                    .unwrap_or_else(|| panic!("{path}: no {key}"))
            }
            _ => panic!("{path}: {key} is in no map"),
        })
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .expect("a text")
        .to_string_lossy()
        .into_owned()
}

fn texts(value: &Value) -> Vec<String> {
    value.as_list().expect("a list").iter().map(text).collect()
}

#[test]
fn the_step_of_harness_does_what_its_settings_say() {
    let folder = fresh("pipeline-harness");
    let outputs = folder.join("outputs.env");
    fs::write(&outputs, "BEFORE=1").expect("a file can be written");
    let step = ci("ci/harness/step.yaml").remove(0);
    let settings = at(&step, "step.spec.settings");
    let mut run = Run::new(&["plugin"], &example())
        .env("CI", "true")
        .env("DRONE_OUTPUT", &outputs)
        .env("PLUGIN_CONFIG", "render.toml");
    for entry in settings.as_map().expect("a map").snapshot() {
        let name = format!("PLUGIN_{}", entry.key.to_string_lossy().to_uppercase());
        let value = text(&entry.value).replace('=', &format!("={}/", folder.display()));
        run = run.env(&name, value);
    }
    let (code, out, err) = run.with("");
    assert_eq!(code, 1, "{out}{err}");
    let kept = fs::read_to_string(&outputs).expect("outputs were written");
    assert_eq!(
        kept,
        "BEFORE=1\nRENDER_RESULT=different\nRENDER_SUMMARY=6 added, 0 the same\n"
    );
    let junit = fs::read_to_string(folder.join("render-junit.xml")).expect("a report was written");
    assert!(junit.contains("tests=\"6\" failures=\"6\""), "{junit}");
    assert!(!example().join("golden").exists());
}

#[test]
fn a_step_of_harness_renders() {
    let (code, out, err) = Run::new(&["plugin"], &example())
        .env("PLUGIN_PATH", "charts/web")
        .env("PLUGIN_VALUES", "env/dev.yaml,env/prod.yaml")
        .env("PLUGIN_SET", "greeting=hi")
        .with("");
    assert_eq!(code, 0, "{err}");
    assert!(
        out.contains("value: prod") && out.contains("greeting: \"hi\""),
        "{out}"
    );
    let (code, _, err) = Run::new(&["plugin"], &example())
        .env("PLUGIN_COMMAND", "plugin")
        .with("");
    assert_eq!((code, err.contains("not plugin")), (2, true), "{err}");
}

#[test]
fn the_plugin_of_argo_cd_takes_its_parameters() {
    let plugin = ci("ci/argocd/plugin.yaml").remove(0);
    let generate = texts(&at(&plugin, "spec.generate.command"));
    assert_eq!(generate.first().map(String::as_str), Some("render"));
    let args: Vec<&str> = generate.iter().skip(1).map(String::as_str).collect();
    let parameters = r#"[
        {"name": "values", "array": ["env/prod.yaml"]},
        {"name": "set", "map": {"image": "nginx:9"}},
        {"name": "seed", "string": "fixed"}]"#;
    let (code, out, err) = Run::new(&args, &example().join("charts/web"))
        .env("ARGOCD_APP_NAME", "shop-web")
        .env("ARGOCD_APP_NAMESPACE", "shop")
        .env("KUBE_VERSION", "1.31")
        .env("KUBE_API_VERSIONS", "v1,monitoring.coreos.com/v1")
        .env(
            "ARGOCD_APP_PARAMETERS",
            parameters.replace("env/", "../../env/"),
        )
        .with("");
    assert_eq!(code, 0, "{err}");
    assert!(
        out.contains("name: shop-web") && out.contains("\"nginx:9\""),
        "{out}"
    );
    // A case of render.toml, by name.
    let (code, out, err) = Run::new(&args, &example())
        .env("ARGOCD_APP_NAME", "shop-web")
        .env(
            "ARGOCD_APP_PARAMETERS",
            r#"[{"name": "case", "string": "web-prod"}]"#,
        )
        .with("");
    assert_eq!(code, 0, "{err}");
    assert!(
        out.contains("value: prod") && out.contains("name: shop-web"),
        "{out}"
    );
    let (code, _, err) = Run::new(&args, &example())
        .env(
            "ARGOCD_APP_PARAMETERS",
            r#"[{"name": "vaules", "array": []}]"#,
        )
        .with("");
    assert_eq!(code, 2);
    assert!(err.contains("did you mean `values`?"), "{err}");
}

#[test]
fn argo_cd_is_told_of_all_parameters() {
    let plugin = ci("ci/argocd/plugin.yaml").remove(0);
    let command = texts(&at(&plugin, "spec.parameters.dynamic.command"));
    let args: Vec<&str> = command.iter().skip(1).map(String::as_str).collect();
    let (code, out, _) = Run::new(&args, &example()).with("");
    let told: Vec<serde_json::Value> = serde_json::from_str(&out).expect("a list in JSON");
    assert_eq!(code, 0);
    let named = |name: &str| {
        told.iter()
            .find(|one| one["name"] == name)
            .expect("it is told")
    };
    assert_eq!(named("values")["collectionType"], "array");
    assert_eq!(named("set")["collectionType"], "map");
}

#[test]
fn a_krm_function_fills_a_resource_list() {
    let function =
        fs::read_to_string(Path::new(ROOT).join("ci/krm/function.yaml")).expect("a file");
    let function: String = function.lines().map(|line| format!("  {line}\n")).collect();
    let list = format!(
        "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nfunctionConfig:\n{function}items:\n\
         - apiVersion: v1\n  kind: ConfigMap\n  metadata: {{name: other, namespace: shop}}\n\
         - apiVersion: v1\n  kind: ConfigMap\n  metadata: {{name: web, namespace: shop}}\n"
    );
    let (code, out, err) = Run::new(&["krm"], &example()).with(&list);
    assert_eq!(code, 0, "{err}");
    let list = Reader::new().value(out.as_bytes()).expect("a list");
    let items = at(&list, "items");
    let names: Vec<String> = (items.as_list().expect("a list").iter())
        .map(|item| {
            format!(
                "{}/{}",
                text(&at(item, "kind")),
                text(&at(item, "metadata.name"))
            )
        })
        .collect();
    assert_eq!(
        names,
        [
            "ConfigMap/other",
            "ConfigMap/web",
            "Secret/web",
            "Deployment/web"
        ]
    );
    let replicas = at(&items, "3.spec.replicas");
    assert!(matches!(replicas, Value::Float(4.0)), "{replicas:?}");
    assert_eq!(text(&at(&items, "1.data.greeting")), "hello");
    let path = at(&items, "1.metadata.annotations");
    let path = path
        .as_map()
        .expect("a map")
        .get("internal.config.kubernetes.io/path");
    assert_eq!(text(&path.expect("a path")), "shop/ConfigMap-web.yaml");
}

#[test]
fn a_krm_function_tells_errors_as_results() {
    let list = "kind: ResourceList\nfunctionConfig: {spec: {path: charts/web, values: [env/broken.yaml]}}\nitems: []\n";
    let (code, out, _) = Run::new(&["krm"], &example()).with(list);
    assert_eq!(code, 1);
    let list = Reader::new().value(out.as_bytes()).expect("a list");
    assert_eq!(text(&at(&list, "results.0.severity")), "error");
    assert_eq!(text(&at(&list, "results.0.file.path")), "env/broken.yaml");
    let (code, out, _) = Run::new(&["krm"], &example())
        .with("kind: ResourceList\nfunctionConfig: {data: {paht: x}}\n");
    assert_eq!(code, 1);
    assert!(out.contains("did you mean `path`?"), "{out}");
    let (code, _, err) = Run::new(&["krm"], &example()).with("kind: List\n");
    assert_eq!(
        (code, err.as_str()),
        (2, "error: standard input is not a ResourceList\n")
    );
}

/// The arguments in a file of `ci/kubernetes`, with reports in this folder.
fn arguments(value: &Value, reports: &Path) -> Vec<String> {
    let own = |arg: String| arg.replace("/reports", &reports.display().to_string());
    texts(value).into_iter().map(own).collect()
}

#[test]
fn the_pods_of_a_job_share_the_cases() {
    let reports = fresh("pipeline-job");
    let job = ci("ci/kubernetes/job.yaml").remove(0);
    assert_eq!(text(&at(&job, "spec.completionMode")), "Indexed");
    let args = arguments(&at(&job, "spec.template.spec.containers.0.args"), &reports);
    for index in 0..8 {
        let args: Vec<String> = (args.iter())
            .map(|arg| arg.replace("$(JOB_COMPLETION_INDEX)", &index.to_string()))
            .collect();
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let run = Run::new(&args, &example()).env("JOB_COMPLETION_INDEX", index.to_string());
        let (code, out, err) = run.with("");
        // Two cases: six of eight pods have nothing to do.
        assert_eq!(code, i32::from(index < 2), "{out}{err}");
    }
    let workflow = ci("ci/kubernetes/workflow.yaml").remove(0);
    let merge = arguments(&at(&workflow, "spec.templates.2.container.args"), &reports);
    let merge: Vec<&str> = merge.iter().map(String::as_str).collect();
    let (code, out, err) = Run::new(&merge, &reports).with("");
    assert_eq!(code, 1, "{err}");
    assert!(
        out.ends_with("2 cases, 2 not the same: 6 added, 0 the same\n"),
        "{out}"
    );
    let page = fs::read_to_string(reports.join("report.html")).expect("a page");
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("Deployment/web@shop"));
}

#[test]
fn the_pods_of_a_workflow_share_the_cases() {
    let reports = fresh("pipeline-workflow");
    let workflow = ci("ci/kubernetes/workflow.yaml").remove(0);
    let args = arguments(&at(&workflow, "spec.templates.1.container.args"), &reports);
    let args: Vec<String> = (args.iter())
        .map(|arg| arg.replace("{{inputs.parameters.number}}", "2"))
        .map(|arg| arg.replace("{{workflow.parameters.shards}}", "2"))
        .collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let (code, out, err) = Run::new(&args, &example()).with("");
    assert_eq!(code, 1, "{out}{err}");
    assert!(reports.join("2.json").exists());
    let (code, _, err) = Run::new(&["golden", "--shards", "2"], &example()).with("");
    assert_eq!(code, 2);
    assert!(
        err.contains("neither JOB_COMPLETION_INDEX nor HARNESS_NODE_INDEX is set"),
        "{err}"
    );
}

#[test]
fn the_files_for_other_systems_are_yaml_and_name_real_flags() {
    let action = ci("ci/github/action.yml").remove(0);
    assert_eq!(text(&at(&action, "runs.using")), "composite");
    let component = ci("ci/gitlab/golden.yml");
    assert_eq!(
        component.len(),
        2,
        "a component has its inputs and its jobs"
    );
    let script = text(&at(&component[1], "render.script.0"));
    let hooks = ci(".pre-commit-hooks.yaml").remove(0);
    let entry = text(&at(&hooks, "1.entry"));
    ci("ci/pre-commit/.pre-commit-config.yaml");
    ci("ci/argocd/sidecar.yaml");
    let reports = fresh("pipeline-flags");
    let own = |report: &str| report.replacen('=', &format!("={}/", reports.display()), 1);
    for line in [script, entry] {
        let words: Vec<String> = line
            .replace("$[[ inputs.command ]]", "golden --read-only")
            .replace("\"${CI_NODE_INDEX:-1}/${CI_NODE_TOTAL:-1}\"", "1/1")
            .split_whitespace()
            .skip(1)
            .map(|word| {
                if word.contains('=') {
                    own(word)
                } else {
                    word.to_string()
                }
            })
            .collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let (code, out, err) = Run::new(&words, &example()).with("");
        assert_eq!(code, 1, "{words:?}: {out}{err}");
    }
}

#[test]
fn lint_reports_as_all_others_do() {
    let folder = Path::new(ROOT).join("testdata/cases/bad");
    fs::write(fresh("pipeline-lint").join("values.yaml"), "a: 1\n").expect("a file can be written");
    let values = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pipeline-lint/values.yaml");
    let values = values.display().to_string();
    let args = ["lint", "syntax", "--values", &values, "--format", "github"];
    let (code, out, _) = Run::new(&args, &folder).with("");
    assert_eq!(code, 2, "{out}");
    assert!(
        out.starts_with("::error file=syntax/pod.yaml,line="),
        "{out}"
    );
}

/// What each form says of an error in a template, where it stands.
const ERRORS: &[(&str, &[&str])] = &[
    ("text", &["--> errors/shop/templates/config.yaml:4:12\n"]),
    (
        "json",
        &[
            "\"file\": \"errors/shop/templates/config.yaml\"",
            "\"line\": 4",
        ],
    ),
    (
        "jsonl",
        &["\"file\":\"errors/shop/templates/config.yaml\",\"line\":4"],
    ),
    (
        "sarif",
        &[
            "\"uri\": \"errors/shop/templates/config.yaml\"",
            "\"startLine\": 4",
        ],
    ),
    (
        "github",
        &["::error file=errors/shop/templates/config.yaml,line=4,endLine=4,col=12,"],
    ),
    (
        "gitlab",
        &[
            "\"path\": \"errors/shop/templates/config.yaml\"",
            "\"begin\": 4",
        ],
    ),
    (
        "junit",
        &["tests=\"5\" failures=\"0\" errors=\"5\"", "type=\"E0403\""],
    ),
    (
        "markdown",
        &[
            ": 5 errors\n",
            " --> errors/shop/templates/config.yaml:4:12\n",
        ],
    ),
    (
        "html",
        &["<!DOCTYPE html>", "errors/shop/templates/config.yaml:4:12"],
    ),
];

#[test]
fn errors_of_a_rendering_come_in_every_form() {
    let folder = Path::new(ROOT).join("testdata/cases");
    let file = fresh("pipeline-errors").join("report");
    for (command, code) in [(&["errors/shop"][..], 2), (&["template", "errors/shop"], 1)] {
        for (format, wanted) in ERRORS {
            let report = format!("{format}={}", file.display());
            let args = [command, &["--format", format, "--report", &report]].concat();
            let (found, out, err) = Run::new(&args, &folder).with("");
            assert_eq!((found, out.as_str()), (code, ""), "{args:?}: {err}");
            let written = fs::read_to_string(&file).expect("a report was written");
            for text in [&err, &written] {
                for part in *wanted {
                    assert!(text.contains(part), "{args:?}: no {part} in {text}");
                }
            }
            if *format != "text" {
                assert_eq!(err, written, "{args:?}");
            }
        }
    }
}

#[test]
fn a_rendering_prints_its_manifests_whatever_is_reported() {
    let folder = Path::new(ROOT).join("testdata/cases");
    let outputs = fresh("pipeline-warnings").join("outputs");
    for command in [&["./lint"][..], &["chart"], &["template", "shop", "chart"]] {
        let (code, plain, err) = Run::new(command, &folder).with("");
        assert_eq!(code, 0, "{command:?}: {err}");
        let args = [command, &["--format", "junit"]].concat();
        let run = Run::new(&args, &folder).env("DRONE_OUTPUT", &outputs);
        let (code, out, err) = run.with("");
        assert_eq!((code, out), (0, plain), "{args:?}: {err}");
        assert!(err.contains(" errors=\"0\">\n"), "{args:?}: {err}");
        assert_eq!(
            err.contains("E0503"),
            args.contains(&"./lint"),
            "{args:?}: {err}"
        );
    }
    let outputs = fs::read_to_string(&outputs).expect("outputs were written");
    assert!(outputs.contains("RENDER_SUMMARY=1 warning\n"), "{outputs}");
    // A report that cannot be written is an error, and there are no manifests then.
    let args = ["chart", "--report", "json=chart/Chart.yaml/report.json"];
    let (code, out, err) = Run::new(&args, &folder).with("");
    assert_eq!((code, out.as_str()), (2, ""), "{err}");
    assert!(
        err.starts_with("error: cannot write chart/Chart.yaml/report.json: "),
        "{err}"
    );
}
