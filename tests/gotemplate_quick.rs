//! Reading usual actions at once makes the same nodes, and the same errors, as item by item.

#![allow(
    clippy::expect_used,
    reason = "helpers of tests may give up as tests do"
)]

use std::fs;
use std::path::Path;

use manifest_render::gotemplate::Functions;
use manifest_render::gotemplate::parse::{Syntax, parse};

/// All that is made of a text, or said of it.
fn made(text: &str, quick: bool) -> String {
    let functions = Functions::builtins();
    let has_function =
        |name: &[u8]| std::str::from_utf8(name).is_ok_and(|name| functions.contains(name));
    let syntax = Syntax {
        has_function: Some(&has_function),
        quick,
        ..Syntax::default()
    };
    format!("{:?}", parse("t", text.as_bytes(), &syntax))
}

#[test]
fn usual_actions_are_read_as_others_are() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/vectors/gotemplate.jsonl");
    let vectors = fs::read_to_string(path).expect("there are vectors");
    let mut texts = 0;
    for line in vectors.lines() {
        let vector: serde_json::Value = serde_json::from_str(line).expect("a vector is JSON");
        let templates = vector["templates"].as_array().expect("it has templates");
        for whole in templates.iter().filter_map(|it| it["text"].as_str()) {
            // With a part gone it is another text, often a wrong one.
            let places = (0..5).map(|part| whole.len() * part / 5);
            let without =
                |at: usize, len| Some([whole.get(..at)?, whole.get(at + len..)?].concat());
            let cut = places.flat_map(|at| [without(at, 1), without(at, 2), without(at, 9)]);
            for text in cut.flatten().chain([whole.to_owned()]) {
                assert_eq!(made(&text, true), made(&text, false), "{text:?}");
                texts += 1;
            }
        }
    }
    assert!(texts > 50_000, "{texts} texts were read");
}
