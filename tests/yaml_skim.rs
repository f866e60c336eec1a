//! What is passed over line by line is what a reader of all events passes over.
//!
//! A reader with marks takes no such way, so that the two can be compared: the value that is
//! left, or the error with its place. `YAML_TEXTS=DIR` takes the files of a folder instead of ours,
//! `YAML_ROUNDS=N` changes each text so many times.

#![allow(
    clippy::expect_used,
    reason = "helpers of tests may give up as tests do"
)]

mod dice;

use std::fs;
use std::path::{Path, PathBuf};

use dice::Dice;
use manifest_render::encoding::json::{JsonStyle, write_json};
use manifest_render::encoding::yaml::{Error, FileMarks, Numbers, Reader};
use manifest_render::manifest::split_manifests;
use manifest_render::source::SourceId;
use manifest_render::value::{Origins, Value};

fn is_wanted(key: &[u8]) -> bool {
    matches!(key, b"kind" | b"metadata")
}

/// What is left of a text: as JSON, or the error and all that is known of it.
fn told(read: Result<Value, Error>) -> String {
    match read {
        Ok(value) => match write_json(&value, JsonStyle::default()) {
            Ok(text) => text.into_str().to_string_lossy().into_owned(),
            Err(error) => format!("{error}"),
        },
        Err(error) => format!("{error}\n{error:?}"),
    }
}

/// Reads a text both ways; whether they agree is checked, whether it can be read is told.
fn check(text: &[u8]) -> bool {
    let reader = || Reader::new().numbers(Numbers::Typed).only(is_wanted);
    let skimmed = reader().value(text);
    let is_read = skimmed.is_ok();
    let mut origins = Origins::new();
    let marks = FileMarks {
        origins: &mut origins,
        source: SourceId::default(),
        secret: false,
    };
    let whole = reader().marker(marks).value(text);
    let (skimmed, whole) = (told(skimmed), told(whole));
    assert_eq!(skimmed, whole, "\n{}", String::from_utf8_lossy(text));
    is_read
}

const PIECES: [&str; 52] = [
    ":",
    ": ",
    " :",
    "#",
    " #",
    " # c",
    "-",
    "- ",
    "-\n",
    "\"",
    "'",
    "\t",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\n  ",
    "&a ",
    "*a",
    "<<: *a\n",
    "<<: ",
    "!!int ",
    "! ",
    ".inf",
    "-.inf",
    "~: ",
    "|2",
    "|\n",
    ">-\n",
    "|+ ",
    "? ",
    "{",
    "}",
    "{}",
    "[",
    "]",
    "[a, b]",
    ",",
    "---\n",
    "...\n",
    "null: ",
    "18446744073709551615: ",
    "99e999",
    "\\",
    "\\x4",
    "é",
    "\u{2028}",
    "\u{feff}",
    "%",
    "@",
    "k:\n",
    "k: v\n",
];

/// The text with one change.
fn change(text: &mut Vec<u8>, dice: &mut Dice) {
    let mut lines: Vec<Vec<u8>> = text
        .split_inclusive(|byte| *byte == b'\n')
        .map(<[u8]>::to_vec)
        .collect();
    let at = dice.below(lines.len());
    let other = dice.below(lines.len());
    let piece = PIECES[dice.below(PIECES.len())].as_bytes();
    let Some(line) = lines.get_mut(at) else {
        return;
    };
    let blanks = line.iter().take_while(|byte| **byte == b' ').count();
    match dice.below(9) {
        0 => line.splice(..0, *b"  ").for_each(drop),
        1 => line.splice(..0, *b" ").for_each(drop),
        2 => line.drain(..blanks.min(1 + dice.below(2))).for_each(drop),
        3 => drop(lines.remove(at)),
        4 => lines.insert(other, lines[at].clone()),
        5 => lines.swap(at, other),
        6 => line
            .splice(blanks..blanks, piece.iter().copied())
            .for_each(drop),
        7 => line.truncate(dice.below(line.len())),
        _ => {
            let place = dice.below(line.len() + 1);
            line.splice(place..place, piece.iter().copied())
                .for_each(drop);
        }
    }
    *text = lines.concat();
}

/// The text as it is, and in the places where it may be passed over.
fn wrap(text: &[u8], form: usize) -> Vec<u8> {
    let indented = |by: &str| {
        let text = String::from_utf8_lossy(text);
        text.split_inclusive('\n')
            .map(|line| format!("{by}{line}"))
            .collect::<String>()
    };
    match form {
        0 => text.to_vec(),
        1 => [b"kind: A\n", text].concat(),
        2 => format!("kind: A\nspec:\n{}\nmetadata:\n  name: a\n", indented("  ")).into(),
        3 => [b"kind: A\nspec:\n", text, b"\nmetadata: [.5]\n"].concat(),
        4 => format!(" kind: A\n spec: {}", indented("  ").trim_start()).into(),
        _ => [b"kind: A\nspec: ", text].concat(),
    }
}

/// The documents of all files below these folders, and the texts of the recorded vectors.
fn texts() -> Vec<Vec<u8>> {
    if let Some(folder) = std::env::var_os("YAML_TEXTS") {
        return documents(PathBuf::from(folder));
    }
    let testdata = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let mut texts = documents(testdata.join("manifests"));
    texts.extend(documents(testdata.join("charts")));
    let vectors = fs::read_to_string(testdata.join("vectors/yaml.jsonl")).expect("the vectors");
    for line in vectors.lines() {
        let vector: serde_json::Value = serde_json::from_str(line).expect("a vector is JSON");
        let text = vector.get("yaml").or(vector.get("want"));
        texts.extend(text.and_then(|text| Some(text.as_str()?.as_bytes().to_vec())));
    }
    texts
}

fn documents(folder: PathBuf) -> Vec<Vec<u8>> {
    let mut files: Vec<PathBuf> = walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(|entry| Some(entry.ok()?.into_path()))
        .filter(|path| {
            path.extension()
                .is_some_and(|ext| ext == "yaml" || ext == "out")
        })
        .collect();
    files.sort();
    let files = files.iter().filter_map(|path| fs::read(path).ok());
    files
        .flat_map(|file| {
            let documents = split_manifests(&file).into_iter();
            documents
                .map(|range| file[range].to_vec())
                .collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn a_skim_changes_nothing() {
    const TEXTS: usize = 95_000;
    let texts = texts();
    let rounds = std::env::var("YAML_ROUNDS").ok();
    let rounds = rounds.map_or(TEXTS / texts.len(), |rounds| {
        rounds.parse().expect("a number")
    });
    let (mut checked, mut read) = (0, 0);
    let mut dice = Dice(1);
    for text in &texts {
        for form in 0..6 {
            read += usize::from(check(&wrap(text, form)));
        }
        checked += 6;
        for _ in 0..rounds {
            // A part of a long text is as good.
            let lines: Vec<&[u8]> = text.split_inclusive(|byte| *byte == b'\n').collect();
            let from = dice.below(lines.len().saturating_sub(6));
            let to = (from + 3 + dice.below(14)).min(lines.len());
            let mut text = lines[from..to].concat();
            for _ in 0..=dice.below(3) {
                change(&mut text, &mut dice);
            }
            let text = wrap(&text, dice.below(6));
            read += usize::from(check(&text));
            checked += 1;
        }
    }
    eprintln!("{checked} texts, {read} of them read");
    assert!(checked >= 100_000, "{checked} texts");
    assert!(read > checked / 4, "{read} of {checked} texts were read");
}

/// The decoding steps of what is passed over count, as aliases are allowed a share of them.
#[test]
fn steps_are_counted() {
    let anchored = format!("[&a [{}]]", "1, ".repeat(400));
    let aliases = format!("[{}]", "*a, ".repeat(200));
    let mut read = 0;
    for lists in (180..220).step_by(4) {
        let passed = format!("spec:\n{}", "- []\n- {}\n".repeat(lists / 2));
        let before = format!("kind: {anchored}\n{passed}metadata: {aliases}\n");
        let behind = format!("kind: [{anchored}, {aliases}]\n{passed}");
        read += usize::from(check(before.as_bytes()));
        assert!(!check(behind.as_bytes()), "too many aliases so far");
    }
    assert!((1..10).contains(&read), "{read} of 10 texts were read");
}
