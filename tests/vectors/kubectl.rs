//! What `kubectl create secret docker-registry --dry-run=client` prints.

use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use manifest_render::registry::kubectl;
use manifest_render::world::MemoryWorld;
use serde_json::Value as Json;

use crate::support::{self, Tally};

#[test]
fn kubectl() {
    let Some(lines) = support::lines("kubectl.jsonl") else {
        return;
    };
    let mut tally = Tally::new("kubectl");
    let mut world = MemoryWorld::new();
    for (number, line) in lines.iter().enumerate() {
        if let Some(recorded) = line.get("files_b64").and_then(Json::as_object) {
            for (name, text) in recorded {
                let bytes = STANDARD.decode(text.as_str().unwrap()).unwrap();
                world = world.with_file(name, bytes);
            }
            continue;
        }
        let args: Vec<String> = line["args"]
            .as_array()
            .unwrap()
            .iter()
            .map(|a| a.as_str().unwrap().to_string())
            .collect();
        let text = |key: &str| {
            line.get(key)
                .and_then(Json::as_str)
                .unwrap_or_default()
                .to_string()
        };
        let want = (
            line["code"].as_i64().unwrap(),
            text("stdout"),
            text("stderr"),
        );
        let got = match kubectl::run(&world, &args) {
            Ok(stdout) => (0, stdout, String::new()),
            Err(refusal) => (i64::from(refusal.code), String::new(), refusal.text),
        };
        let feature = if want.0 == 0 { "printed" } else { "refused" };
        let (want, got) = (format!("{want:?}"), format!("{got:?}"));
        tally.count(
            feature,
            &number.to_string(),
            support::differs(&args.join(" "), &want, &got),
        );
    }
    tally.finish();
}

/// Where there is the kubectl of the recording, the same for names and passwords of many shapes.
#[test]
fn kubectl_of_this_machine() {
    let version = Command::new("kubectl")
        .args(["version", "--client"])
        .output();
    let version = version.map(|out| String::from_utf8_lossy(&out.stdout).into_owned());
    if !version.is_ok_and(|text| text.contains("v1.32.")) {
        println!("there is no kubectl 1.32 here: it was not compared");
        return;
    }
    let texts = [
        "a",
        "0",
        "0x1f",
        "0o17",
        "017",
        "1e3",
        "1_000",
        "1.5",
        ".5",
        "-1",
        "+1",
        "1:20",
        "y",
        "N",
        "on",
        "true",
        "null",
        "~",
        "2020-01-02",
        "2020-1-2",
        "a: b",
        "a #b",
        "- a",
        "-",
        "--- a",
        "'a'",
        "\"a\"",
        "a\nb",
        "a\n",
        " a",
        "a ",
        "\ta",
        "é",
        "日本",
        "<&>",
        "\u{2028}",
        "\u{7f}",
        "=",
        "<<",
        "!a",
        "&a",
        "*a",
        "%a",
        "@a",
        "`a",
        "{a}",
        "[a]",
        "a,b",
        "?",
        "? a",
        "|",
        ">",
        ".inf",
        ".nan",
        "1__2",
        "0b1",
        "12:30:45",
        "a long text of many words that is longer than eighty characters and so has to be folded somewhere",
        "\u{1F600}",
        "\u{feff}a",
        "a\\b",
        "a\rb",
        "\u{85}",
        "0.",
        "1e",
        "e1",
        "0x",
        "1.2.3",
        "١",
    ];
    let mut tally = Tally::new("kubectl_of_this_machine");
    let world = MemoryWorld::new();
    for (number, text) in texts.into_iter().enumerate() {
        // Starting kubectl is slow; what differs between texts is the quoting of YAML.
        let outputs = ["-oyaml", "-ojson", "-oname", "-ojsonpath={.metadata}"];
        let outputs = if number % 12 == 0 {
            &outputs[..]
        } else {
            &outputs[..1]
        };
        for &output in outputs {
            let password = format!("--docker-password={text}");
            let namespace = format!("--namespace={text}");
            let words = [
                text,
                "--docker-username=u",
                "--append-hash",
                output,
                &password,
                &namespace,
            ];
            // A name that looks like a flag is one.
            let args: Vec<String> = words
                .iter()
                .filter(|w| !text.starts_with('-') || **w != text)
                .map(|w| w.to_string())
                .collect();
            let real = Command::new("kubectl")
                .args(["create", "secret", "docker-registry", "--dry-run=client"])
                .args(&args)
                .output()
                .unwrap();
            let want = [real.stdout, real.stderr].concat();
            let want = String::from_utf8_lossy(&want).into_owned();
            let got = kubectl::run(&world, &args).unwrap_or_else(|refusal| refusal.text);
            tally.count(output, text, support::differs(&args.join(" "), &want, &got));
        }
    }
    tally.finish();
}
