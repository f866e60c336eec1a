//! What is written as YAML or JSON reads as the same value.

mod dice;

use dice::Dice;
use manifest_render::encoding::json::{JsonStyle, write_json};
use manifest_render::encoding::yaml::Reader;
use manifest_render::encoding::yaml::emit::{to_yaml, to_yaml_pretty};
use manifest_render::value::{List, Map, Value};

fn one_of<'t>(dice: &mut Dice, texts: &[&'t str]) -> &'t str {
    texts[dice.below(texts.len())]
}

const PIECES: [&str; 44] = [
    "a",
    "b",
    "word",
    "x1",
    "10",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\t",
    "#",
    " #",
    ": ",
    ":",
    "- ",
    "-",
    "'",
    "\"",
    "\\",
    "{",
    "}",
    "[",
    "]",
    ",",
    "&",
    "*",
    "!",
    "|",
    ">",
    "%",
    "@",
    "`",
    "?",
    "~",
    "é",
    "日",
    "😀",
    "...",
    "---",
    "\u{a0}",
    "<<",
    "=",
    "\u{301}",
    "several words in a row that go on ",
];
const WORDS: [&str; 24] = [
    "",
    "y",
    "no",
    "true",
    "null",
    "~",
    "0",
    "08",
    "0x1F",
    "1_000",
    "1e3",
    ".5",
    ".inf",
    "1:30",
    "2020-01-01",
    "2020-01-01T00:00:00Z",
    "-",
    "--- a",
    "<<",
    "0b1",
    "+1",
    "1.",
    "on",
    "0o17",
];

fn text(dice: &mut Dice) -> String {
    match dice.below(4) {
        0 => one_of(dice, &WORDS).to_owned(),
        _ => (0..dice.below(14)).map(|_| one_of(dice, &PIECES)).collect(),
    }
}

/// go-yaml writes the key `<<` without quotes, and then reads it as a merge.
fn key(dice: &mut Dice) -> String {
    Some(text(dice))
        .filter(|key| key != "<<")
        .unwrap_or_default()
}

fn value(dice: &mut Dice, depth: usize) -> Value {
    match dice.below(if depth > 4 { 6 } else { 9 }) {
        0 => Value::Nil,
        1 => Value::Bool(dice.below(2) == 0),
        2 => Value::Float(dice.below(1_000_000) as f64 / 8.0),
        3 => Value::Float((dice.below(1 << 30) as f64).powi(3) * 1e-9),
        4 | 5 => Value::from(text(dice)),
        6 => (0..dice.below(4))
            .map(|_| value(dice, depth + 1))
            .collect::<List>()
            .into(),
        _ => {
            let entries = (0..dice.below(5)).map(|_| (key(dice), value(dice, depth + 1)));
            entries
                .collect::<Vec<_>>()
                .into_iter()
                .collect::<Map>()
                .into()
        }
    }
}

fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Nil, Value::Nil) => true,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::Float(a), Value::Float(b)) => a == b,
        (Value::Str(a), Value::Str(b)) => a == b,
        (Value::List(a), Value::List(b)) => {
            a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| same(a, b))
        }
        (Value::Map(a), Value::Map(b)) => {
            let (a, b) = (a.borrow(), b.borrow());
            let same_entry = |(a, b): (&_, &_)| {
                let (a, b): (
                    &manifest_render::value::Entry,
                    &manifest_render::value::Entry,
                ) = (a, b);
                a.key == b.key && same(&a.value, &b.value)
            };
            a.len() == b.len() && a.iter().zip(b.iter()).all(same_entry)
        }
        _ => false,
    }
}

#[test]
fn what_is_written_reads_as_the_same_value() {
    let mut dice = Dice(7);
    for _ in 0..20_000 {
        let value = value(&mut dice, 0);
        let yaml = to_yaml(&value).expect("YAML").into_str();
        let pretty = to_yaml_pretty(&value).expect("YAML").into_str();
        let json = write_json(&value, JsonStyle::default())
            .expect("JSON")
            .into_str();
        // go-yaml v3 writes blocks that begin with a tab, which go-yaml v2 does not read.
        let pretty = (!pretty.as_bytes().contains(&b'\t')).then_some(pretty);
        for text in [yaml, json].into_iter().chain(pretty) {
            let read = Reader::new().value(text.as_bytes());
            let read = read.unwrap_or_else(|error| panic!("{error}: {text:?}"));
            assert!(same(&value, &read), "{text:?}");
        }
    }
}
