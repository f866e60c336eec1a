//! Reading a part of a document gives the same part, and the same errors, as reading all of it.

#![allow(
    clippy::expect_used,
    reason = "helpers of tests may give up as tests do"
)]

use std::fs;
use std::path::Path;

use manifest_render::encoding::json::{JsonStyle, write_json};
use manifest_render::encoding::yaml::Reader;
use manifest_render::value::{Map, Value};

fn is_wanted(key: &[u8]) -> bool {
    key.first().is_some_and(|first| first % 2 == 0)
}

/// What is left of all that was read: as JSON, or the error's text.
fn told(read: Result<Value, manifest_render::encoding::yaml::Error>) -> Result<String, String> {
    let value = match read.map_err(|error| error.to_string())? {
        Value::Map(map) => {
            let entries = map.snapshot().into_iter();
            let wanted = entries.filter(|entry| is_wanted(entry.key.as_bytes()));
            let pairs = wanted.map(|entry| (entry.key, entry.value));
            Value::from(pairs.collect::<Map>())
        }
        other => other,
    };
    let text = write_json(&value, JsonStyle::default()).expect("what was read can be written");
    Ok(text.into_str().to_string_lossy().into_owned())
}

#[test]
fn a_part_is_read_as_the_whole() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/vectors/yaml.jsonl");
    let vectors = fs::read_to_string(path).expect("there are vectors");
    let mut parts = 0;
    for line in vectors.lines() {
        let vector: serde_json::Value = serde_json::from_str(line).expect("a vector is JSON");
        let Some(yaml) = vector["yaml"].as_str() else {
            continue;
        };
        // Cut anywhere it is another text, often a wrong one; below a key it is a part.
        let cuts = (0..7).map(|part| yaml.len() * part / 7);
        let cut = cuts.filter_map(|at| yaml.get(..at).map(str::to_owned));
        let below = |key: &str| format!("{key}:\n  {}\nbz: 1\n", yaml.replace('\n', "\n  "));
        let texts = cut.chain([yaml.to_owned(), below("a"), below("b")]);
        for text in texts {
            let whole = told(Reader::new().value(text.as_bytes()));
            let part = told(Reader::new().only(is_wanted).value(text.as_bytes()));
            assert_eq!(part, whole, "{text:?}");
            parts += 1;
        }
    }
    assert!(parts > 5_000, "{parts} parts were read");
}
