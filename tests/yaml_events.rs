//! What is told of YAML at a glance is what its tokens tell.
//!
//! The parser takes usual lines by short cuts; a parser that keeps comments takes none of them.
//! Both must give the same events at the same places, and the same errors.

mod dice;

use dice::Dice;
use manifest_render::encoding::yaml::{Events, Input};

/// The events up to the end or an error, and the error with its place.
fn events(mut events: Events<'_>) -> (Vec<String>, Option<String>) {
    let mut seen = Vec::new();
    loop {
        match events.next_event() {
            Ok(Some(event)) => seen.push(format!("{event:?}")),
            Ok(None) => return (seen, None),
            Err(error) => {
                let error = format!("{error} {:?} {:?}", error.span(), error.context());
                return (seen, Some(error));
            }
        }
    }
}

fn check(text: &[u8]) {
    let input = Input::new(text);
    let (quick, quick_error) = events(Events::new(&input));
    let (slow, slow_error) = events(Events::new(&input).with_comments());
    let shown = String::from_utf8_lossy(text);
    assert_eq!(quick_error, slow_error, "{shown:?}");
    // Tokens are looked at ahead, so that an error may come some events earlier.
    let both = match quick_error {
        Some(_) => quick.len().min(slow.len()),
        None => quick.len().max(slow.len()),
    };
    assert_eq!(
        quick[..both.min(quick.len())],
        slow[..both.min(slow.len())],
        "{shown:?}"
    );
}

/// Texts of the recorded vectors.
#[cfg(test)]
fn texts() -> Vec<Vec<u8>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/vectors/yaml.jsonl");
    let vectors = std::fs::read_to_string(folder).expect("the vectors");
    let vectors = vectors
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("a vector"));
    vectors
        .filter_map(|vector| {
            let text = vector.get("yaml").or(vector.get("want"))?.as_str()?;
            Some(text.as_bytes().to_vec())
        })
        .filter(|text| text.len() < 4000)
        .collect()
}

#[test]
fn short_cuts_change_nothing() {
    const PIECES: [&str; 24] = [
        " ", "  ", "\n", "\n\n", "\n  ", "- ", "-", ": ", ":", "k:\n", "b: ", "'", "\"", "#", " #",
        " # c\n", "[]", "{}", "[", "\t", "&x ", "|\n", "? ", "---\n",
    ];
    // A key looked at ahead that is none.
    check(b"? # x\n- x: 3\n0: 1\n- x: 3\n  y\n");
    let texts = texts();
    let mut dice = Dice(1);
    let mut below = |bound: usize| dice.below(bound);
    for text in &texts {
        check(text);
        for _ in 0..4 {
            let mut text = text.clone();
            for _ in 0..=below(3) {
                let at = below(text.len() + 1);
                if below(3) == 0 {
                    let end = (at + below(6)).min(text.len());
                    text.drain(at..end);
                } else {
                    text.splice(at..at, PIECES[below(PIECES.len())].bytes());
                }
            }
            check(&text);
        }
    }
    assert!(texts.len() > 1000);
}
