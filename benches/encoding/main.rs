//! Reading and writing YAML and JSON beside others.
//!
//! `cargo bench --bench encoding` lets all work in turn, in one run: the libraries of Rust, and
//! those of Helm where there is Go with its module proxy. `ONLY=writing` keeps the tables whose
//! title holds that text. How much memory is needed tells `cargo test --test memory`.

#[path = "../go_program.rs"]
mod go_program;
mod samples;
#[path = "../support.rs"]
mod support;

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use go_program::GoProgram;
use manifest_render::encoding::json::{JsonStyle, read_json, write_json};
use manifest_render::encoding::yaml::emit::{to_yaml, to_yaml_pretty};
use manifest_render::encoding::yaml::{FileMarks, Reader};
use manifest_render::source::SourceId;
use manifest_render::value::{Origins, StrBuf, Value};
use saphyr::LoadableYamlNode;
use support::{Contender, row};

fn main() {
    let values_file = samples::values_file(1_000_000);
    let json_text = samples::json_text(20_000_000);
    let values = samples::values();
    let yaml = to_yaml(&samples::value(&values)).unwrap_or_default();
    let yaml = String::from_utf8(yaml.into_bytes()).unwrap_or_default();
    let files = in_files(&[
        ("read.yaml", &values_file),
        ("write.yaml", &yaml),
        ("read.json", &json_text),
    ]);
    let go = files
        .map_err(|error| error.to_string())
        .and_then(|folder| GoProgram::start("encoding/go", &[folder]))
        .map_err(|reason| println!("Go is not measured: {reason}\n"))
        .ok();
    let only = env::var("ONLY").unwrap_or_default();
    let table = |title: &str, bytes, contenders: Vec<Contender<'_>>| {
        if title.contains(&only) {
            row(title, Some(bytes), contenders);
        }
    };

    let mut contenders = reading_yaml(&values_file);
    contenders.extend(in_go(&go, "Go, as Helm reads", "read YAML"));
    table("reading YAML, 1 MB", values_file.len(), contenders);

    let ours = samples::value(&values);
    let mut contenders = writing_yaml(&ours, &values, &yaml);
    contenders.extend(in_go(&go, "Go, as Helm writes", "write YAML"));
    table("writing YAML, 1 MB", yaml.len(), contenders);

    let mut contenders = reading_json(&json_text);
    contenders.extend(in_go(&go, "Go's encoding/json", "read JSON"));
    table("reading JSON, 20 MB", json_text.len(), contenders);

    let ours = read_json(json_text.as_bytes()).unwrap_or_default();
    let theirs = serde_json::from_str(&json_text).unwrap_or_default();
    let mut contenders = writing_json(&ours, &theirs);
    contenders.extend(in_go(&go, "Go's encoding/json", "write JSON"));
    table("writing JSON, 20 MB", json_text.len(), contenders);
}

/// The folder of these files, written for the program in Go.
fn in_files(files: &[(&str, &str)]) -> io::Result<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("encoding");
    fs::create_dir_all(&folder)?;
    for (name, text) in files {
        fs::write(folder.join(name), text)?;
    }
    Ok(folder)
}

fn in_go<'a>(go: &'a Option<GoProgram>, name: &'a str, work: &'a str) -> Option<Contender<'a>> {
    let go = go.as_ref()?;
    Some(Contender::new(name, move || go.work(work)))
}

fn reading_yaml(text: &str) -> Vec<Contender<'_>> {
    let bytes = text.as_bytes();
    let truth = |value: Value| usize::from(value.truth());
    vec![
        Contender::new("render", move || {
            Reader::new().value(bytes).map_or(0, truth)
        }),
        Contender::new("render, with origins", move || {
            let mut origins = Origins::new();
            let marks = FileMarks {
                origins: &mut origins,
                source: SourceId::default(),
                secret: false,
            };
            Reader::new().marker(marks).value(bytes).map_or(0, truth)
        }),
        Contender::new("serde_yaml 0.9", || {
            serde_yaml::from_str::<serde_yaml::Value>(text)
                .map_or(0, |value| usize::from(value.is_mapping()))
        }),
        Contender::new("saphyr 0.3", || {
            saphyr::Yaml::load_from_str(text).map_or(0, |documents| documents.len())
        }),
        Contender::new("noyalib 0.0", || {
            noyalib::from_str::<noyalib::Value>(text)
                .map_or(0, |value| usize::from(!value.is_null()))
        }),
    ]
}

fn writing_yaml<'a>(
    ours: &'a Value,
    values: &'a serde_json::Value,
    text: &'a str,
) -> Vec<Contender<'a>> {
    let saphyr = saphyr::Yaml::load_from_str(text).unwrap_or_default();
    let noyalib: noyalib::Value = noyalib::from_str(text).unwrap_or_default();
    let length = |text: StrBuf| text.len();
    vec![
        Contender::new("render, toYaml", move || to_yaml(ours).map_or(0, length)),
        Contender::new("render, toYamlPretty", move || {
            to_yaml_pretty(ours).map_or(0, length)
        }),
        Contender::new("serde_yaml 0.9", || {
            serde_yaml::to_string(values).map_or(0, |text| text.len())
        }),
        Contender::new("saphyr 0.3", move || {
            let mut out = String::new();
            for document in &saphyr {
                let _ = saphyr::YamlEmitter::new(&mut out).dump(document);
            }
            out.len()
        }),
        Contender::new("noyalib 0.0", move || {
            noyalib::to_string(&noyalib).map_or(0, |text| text.len())
        }),
    ]
}

fn reading_json(text: &str) -> Vec<Contender<'_>> {
    vec![
        Contender::new("render", || {
            read_json(text.as_bytes()).map_or(0, |value| usize::from(value.truth()))
        }),
        Contender::new("serde_json 1", || {
            serde_json::from_str::<serde_json::Value>(text)
                .map_or(0, |value| usize::from(value.is_array()))
        }),
    ]
}

fn writing_json<'a>(ours: &'a Value, theirs: &'a serde_json::Value) -> Vec<Contender<'a>> {
    vec![
        Contender::new("render, toJson", || {
            write_json(ours, JsonStyle::default()).map_or(0, |text| text.len())
        }),
        Contender::new("serde_json 1", || {
            serde_json::to_vec(theirs).map_or(0, |text| text.len())
        }),
    ]
}
