//! What `kubectl create secret docker-registry --dry-run=client` prints.

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
