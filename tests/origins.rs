//! Origins, proved by change: one value of a chart at a time is changed, the chart is rendered
//! again, and every line that differs must name that value among its origins, or among the values
//! that decided that it is there.
//!
//! The charts are those of `testdata/cases/origins/`, and with `ORIGINS_CHARTS=DIR` all charts in
//! that folder, however deep. `ORIGINS_MOST=N` changes at most N values a chart, spread evenly;
//! `ORIGINS_SHOW=N` prints the first N lines that do not name their value; `ORIGINS_ONLY=TEXT`
//! keeps the charts whose path holds that text.

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use manifest_render::gotemplate::lines::{Line, lines};
use manifest_render::renderer::{Input, Rendered, RenderedFile, Request, render};
use manifest_render::value::{Map, Mark, Origin, Str, Value};
use manifest_render::world::RealWorld;
use serde_json::{Value as Json, json};
use similar::{ChangeTag, TextDiff};

/// Own charts name the value in all lines; real ones in nearly all.
const LEAST_SHARE: f64 = 0.99;

/// What came of changing the values of a chart.
#[derive(Debug, Default)]
struct Tally {
    values: usize,
    refused: usize,
    silent: usize,
    lines: usize,
    named: usize,
    /// How many origins the lines named that differed.
    origins: usize,
}

impl Tally {
    fn add(&mut self, other: &Tally) {
        self.values += other.values;
        self.refused += other.refused;
        self.silent += other.silent;
        self.lines += other.lines;
        self.named += other.named;
        self.origins += other.origins;
    }

    fn share(&self) -> f64 {
        match self.lines {
            0 => 1.0,
            lines => self.named as f64 / lines as f64,
        }
    }
}

/// A value of a chart that can be changed.
struct Leaf {
    path: Vec<Str>,
    marks: Vec<Mark>,
    changed: Json,
}

#[test]
fn lines_that_differ_name_the_value_that_changed() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/cases/origins");
    let mut shown = number("ORIGINS_SHOW").unwrap_or(0);
    let mut all = Tally::default();
    for chart in charts(&own) {
        let tally = change(&chart, usize::MAX, &mut shown);
        assert!(tally.lines > 0, "{}: no line differed", chart.display());
        let (named, lines) = (tally.named, tally.lines);
        assert_eq!(
            named,
            lines,
            "{}: run with ORIGINS_SHOW=20",
            chart.display()
        );
        all.add(&tally);
    }
    println!("ORIGINS own charts: {}", report(&all));
    let Some(folder) = env::var_os("ORIGINS_CHARTS") else {
        println!("ORIGINS real charts: not asked for (ORIGINS_CHARTS)");
        return;
    };
    let only = env::var("ORIGINS_ONLY").unwrap_or_default();
    let most = number("ORIGINS_MOST").unwrap_or(usize::MAX);
    let mut all = Tally::default();
    for chart in charts(Path::new(&folder)) {
        if !chart.to_string_lossy().contains(&only) {
            continue;
        }
        let tally = change(&chart, most, &mut shown);
        println!(
            "  {:5.2} % {}  {}",
            tally.share() * 100.0,
            report(&tally),
            chart.display()
        );
        all.add(&tally);
    }
    println!("ORIGINS real charts: {}", report(&all));
    assert!(all.share() >= LEAST_SHARE, "{}", report(&all));
}

fn number(variable: &str) -> Option<usize> {
    env::var(variable).ok()?.parse().ok()
}

fn report(tally: &Tally) -> String {
    format!(
        "{} values changed ({} refused by the chart, {} without effect): {} of {} lines that \
         differ name the value ({:.2} %), with {:.1} origins a line",
        tally.values,
        tally.refused,
        tally.silent,
        tally.named,
        tally.lines,
        tally.share() * 100.0,
        tally.origins as f64 / tally.lines.max(1) as f64,
    )
}

/// The folders of charts in a folder that are in no other chart.
fn charts(folder: &Path) -> Vec<PathBuf> {
    if folder.join("Chart.yaml").is_file() {
        return vec![folder.to_path_buf()];
    }
    let Ok(entries) = folder.read_dir() else {
        return Vec::new();
    };
    let mut inner: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    inner.sort();
    inner.retain(|path| path.is_dir());
    inner.iter().flat_map(|path| charts(path)).collect()
}

fn request(chart: &Path, set: Option<String>) -> Request {
    let mut request = Request::new(chart);
    // Values with which a chart renders at all.
    let own = chart.join("change-values.yaml");
    if own.is_file() {
        request.values.push(Input::File(own));
    }
    request.set.json.extend(set);
    request.seed = Some("change".to_string());
    request.resolve_expressions = false;
    request.chart.skip_schema = true;
    request.trace = true;
    request
}

fn change(chart: &Path, most: usize, shown: &mut usize) -> Tally {
    let mut tally = Tally::default();
    let noted = Request {
        usage: true,
        ..request(chart, None)
    };
    let Ok(before) = render(&noted, Rc::new(RealWorld)) else {
        println!("  {} does not render without values", chart.display());
        return tally;
    };
    let mut leaves = Vec::new();
    // Templates may change them.
    let values = before.usage.as_ref().map(|usage| usage.values.clone());
    collect(&values.unwrap_or_default(), &mut Vec::new(), &mut leaves);
    let count = leaves.len().min(most);
    for at in 0..count {
        let leaf = &leaves[at * leaves.len() / count];
        let path: Vec<String> = leaf.path.iter().map(escaped).collect();
        let set = format!("{}={}", path.join("."), leaf.changed);
        tally.values += 1;
        let Ok(after) = render(&request(chart, Some(set.clone())), Rc::new(RealWorld)) else {
            tally.refused += 1;
            continue;
        };
        let lines = tally.lines;
        compare(&before, &after, leaf, &set, &mut tally, shown);
        if lines == tally.lines {
            tally.silent += 1;
        }
    }
    tally
}

/// A name as `--set-json` takes it.
fn escaped(name: &Str) -> String {
    let mut text = String::new();
    for c in name.to_string_lossy().chars() {
        if matches!(c, '.' | ',' | '[' | ']' | '=' | '\\' | '{' | '}') {
            text.push('\\');
        }
        text.push(c);
    }
    text
}

/// The values that can be changed: what is no map, and empty maps. Lists are changed in their
/// first item.
fn collect(values: &Map, path: &mut Vec<Str>, leaves: &mut Vec<Leaf>) {
    for entry in values.snapshot() {
        // The globals of dependencies are the chart's own.
        if entry.key == "global" && !path.is_empty() {
            continue;
        }
        path.push(entry.key.clone());
        match &entry.value {
            Value::Map(inner) if !inner.is_empty() => collect(inner, path, leaves),
            _ if entry.mark.is_none() => {}
            value => {
                let mut marks = vec![entry.mark];
                let changed = changed(value, &mut marks);
                leaves.push(Leaf {
                    path: path.clone(),
                    marks,
                    changed,
                });
            }
        }
        path.pop();
    }
}

/// Another value of the same type; the marks get those of what changes in it.
fn changed(value: &Value, marks: &mut Vec<Mark>) -> Json {
    match value {
        Value::Bool(truth) => json!(!truth),
        Value::Str(text) if text.is_empty() => json!("changed"),
        Value::Str(text) => json!(format!("{}x", text.to_string_lossy())),
        Value::Int(_, number) => json!(number + 1),
        Value::Float(number) => json!(number + 1.0),
        Value::List(list) => match list.first() {
            None => json!(["changed"]),
            Some(first) => {
                marks.push(list.mark(0));
                let mut items: Vec<Json> = list.iter().map(plain).collect();
                items[0] = match first {
                    Value::Map(map) if !map.is_empty() => {
                        let mut all = plain(first);
                        let entries = map.borrow();
                        if let (Some(entry), Json::Object(all)) = (entries.first(), &mut all) {
                            marks.push(entry.mark);
                            let key = entry.key.to_string_lossy().into_owned();
                            all.insert(key, changed(&entry.value, marks));
                        }
                        all
                    }
                    other => changed(other, marks),
                };
                Json::Array(items)
            }
        },
        Value::Map(_) => json!({ "changed": "changed" }),
        _ => json!("changed"),
    }
}

fn plain(value: &Value) -> Json {
    match value {
        Value::Bool(truth) => json!(truth),
        Value::Str(text) => json!(text.to_string_lossy()),
        Value::Int(_, number) => json!(number),
        Value::Float(number) => json!(number),
        Value::List(list) => list.iter().map(plain).collect(),
        Value::Map(map) => {
            let entries = map.borrow();
            let entry = |entry: &manifest_render::value::Entry| {
                (
                    entry.key.to_string_lossy().into_owned(),
                    plain(&entry.value),
                )
            };
            Json::Object(entries.iter().map(entry).collect())
        }
        _ => Json::Null,
    }
}

/// Looks at all lines that differ.
fn compare(
    before: &Rendered,
    after: &Rendered,
    leaf: &Leaf,
    set: &str,
    tally: &mut Tally,
    shown: &mut usize,
) {
    let by_name = |rendered: &'_ Rendered| -> BTreeMap<PathBuf, usize> {
        let files = rendered.files.iter().enumerate();
        files.map(|(at, file)| (file.name.clone(), at)).collect()
    };
    let later = by_name(after);
    // All lines of a file that is there no more are gone, those of a new one are new.
    let none = RenderedFile::default();
    let mut names: Vec<PathBuf> = by_name(before).into_keys().collect();
    names.extend(later.keys().cloned());
    names.sort();
    names.dedup();
    let earlier = by_name(before);
    for name in names {
        let file = |files: &BTreeMap<PathBuf, usize>| files.get(&name).copied();
        let old = file(&earlier).map_or(&none, |at| &before.files[at]);
        let new = file(&later).map_or(&none, |at| &after.files[at]);
        if old.text == new.text {
            continue;
        }
        let (old_text, new_text) = (old.text.to_string_lossy(), new.text.to_string_lossy());
        let (old_lines, new_lines) = (all(old, before), all(new, after));
        let old_split: Vec<&str> = old_text.lines().collect();
        let new_split: Vec<&str> = new_text.lines().collect();
        for diff in TextDiff::from_slices(&old_split, &new_split).iter_all_changes() {
            let names = match (diff.tag(), diff.old_index(), diff.new_index()) {
                (ChangeTag::Delete, Some(line), _) => {
                    let names = origins(old_lines.get(line), old, before);
                    let named = leaf.marks.iter().any(|mark| names.contains(mark));
                    (names.len(), named)
                }
                (ChangeTag::Insert, _, Some(line)) => {
                    let names = origins(new_lines.get(line), new, after);
                    let flag = |mark: &Mark| {
                        let origin = after.origins.get(*mark);
                        matches!(origin, Some(Origin::Flag { .. }))
                    };
                    (names.len(), names.iter().any(flag))
                }
                _ => continue,
            };
            tally.lines += 1;
            tally.origins += names.0;
            tally.named += usize::from(names.1);
            if !names.1 && *shown > 0 {
                *shown -= 1;
                let line = diff.value().trim_end();
                println!("    {}: {} {line}  [{set}]", name.display(), diff.tag());
            }
        }
    }
}

fn all(file: &RenderedFile, rendered: &Rendered) -> Vec<Line> {
    lines(&file.text, 0..file.text.len(), &rendered.origins)
}

/// All origins that a line names.
fn origins(line: Option<&Line>, file: &RenderedFile, rendered: &Rendered) -> Vec<Mark> {
    let Some(line) = line else { return Vec::new() };
    let mut all = line.made_of(&rendered.origins);
    all.extend(line.decided_by(&file.reached, &rendered.origins));
    all
}
