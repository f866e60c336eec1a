//! What every vector runner shares: where the files are, counting, and the closing line.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::PathBuf;
use std::{env, fs};

use serde_json::Value as Json;

/// The folder of the vectors: `VECTORS`, or the project's own.
fn folder() -> PathBuf {
    env::var_os("VECTORS").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata/vectors"),
        PathBuf::from,
    )
}

/// The text of a vector file, or `None` (said aloud) where this folder has no such file.
pub fn read(file: &str) -> Option<String> {
    let path = folder().join(file);
    match fs::read_to_string(&path) {
        Ok(text) => Some(text),
        Err(_) if env::var_os("VECTORS").is_some() => {
            println!("VECTORS {file}: not in this folder, skipped");
            None
        }
        Err(error) => panic!("{}: {error}", path.display()),
    }
}

/// The vectors of a file with one JSON object a line.
pub fn lines(file: &str) -> Option<Vec<Json>> {
    let text = read(file)?;
    Some(
        text.lines()
            .filter(|l| !l.trim().is_empty())
            .map(parse)
            .collect(),
    )
}

/// One line of JSON.
pub fn parse(line: &str) -> Json {
    serde_json::from_str(line).unwrap_or_else(|e| panic!("a vector is not JSON: {e}: {line}"))
}

/// Counts what passed and what failed, by feature, and fails at the end.
pub struct Tally {
    file: &'static str,
    passed: BTreeMap<String, usize>,
    failed: BTreeMap<String, usize>,
    accepted: BTreeSet<String>,
    show: usize,
}

impl Tally {
    /// A tally for the vectors called `file` (without its ending).
    pub fn new(file: &'static str) -> Self {
        let list = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata/differences.md");
        let start = format!("- {file}: ");
        let accepted = fs::read_to_string(list)
            .unwrap_or_default()
            .lines()
            .filter_map(|l| l.strip_prefix(&start)?.split_once(": "))
            .map(|(name, _)| name.to_string())
            .collect();
        let show = env::var("VECTORS_SHOW")
            .ok()
            .and_then(|n| n.parse().ok())
            .unwrap_or(3);
        Tally {
            file,
            passed: BTreeMap::new(),
            failed: BTreeMap::new(),
            accepted,
            show,
        }
    }

    /// Counts one vector; `difference` is `None` where it passed, else what to print about it.
    pub fn count(&mut self, feature: &str, name: &str, difference: Option<String>) {
        match difference {
            Some(text) if !self.accepted.contains(name) => {
                *self.failed.entry(feature.to_string()).or_default() += 1;
                if self.show > 0 {
                    self.show -= 1;
                    println!("--- {}: {name}\n{text}", self.file);
                }
            }
            _ => *self.passed.entry(feature.to_string()).or_default() += 1,
        }
    }

    /// Prints the table and the closing line; fails where anything differed.
    pub fn finish(self) {
        let features: BTreeSet<_> = self.passed.keys().chain(self.failed.keys()).collect();
        for feature in features {
            let good = self.passed.get(feature).copied().unwrap_or(0);
            let bad = self.failed.get(feature).copied().unwrap_or(0);
            say(&format!("{good:6} of {:6}  {feature}", good + bad));
        }
        let good: usize = self.passed.values().sum();
        let bad: usize = self.failed.values().sum();
        say(&format!(
            "VECTORS {}: {good} passed, {bad} failed",
            self.file
        ));
        assert_eq!(bad, 0, "{} of {} differ", bad, self.file);
    }
}

/// Prints a line even where the test runner keeps what passing tests print to itself.
fn say(line: &str) {
    let _ = writeln!(io::stdout().lock(), "{line}");
}

/// A short report of what was wanted and what came.
pub fn differs(input: &str, want: &str, got: &str) -> Option<String> {
    (want != got).then(|| format!("input: {input}\nwant:  {want:?}\ngot:   {got:?}"))
}
