//! SARIF 2.1.0, which code scanning reads.

use serde_json::{Value, json};

use super::{Level, Located, Report};
use crate::diff::{Action, Change, How, Place, ResourceDiff, Status};

/// A report as one run.
pub fn draw(report: &Report) -> String {
    let mut results = Vec::new();
    let mut rules: Vec<(String, String)> = Vec::new();
    let mut rule = |id: &str, name: &str| {
        if !rules.iter().any(|(known, _)| known == id) {
            rules.push((id.to_string(), name.to_string()));
        }
    };
    for (case, finding) in report.findings() {
        let title = crate::diagnostic::Code::named(&finding.code).map_or("", |code| code.title());
        rule(&finding.code, title);
        let locations: Vec<Value> = finding.in_files().take(1).map(location).collect();
        let related: Vec<Value> = finding.in_files().skip(1).map(location).collect();
        let mut text = finding.message.clone();
        for hint in &finding.hints {
            text.push_str(&format!("\n{hint}"));
        }
        results.push(json!({
            "ruleId": finding.code,
            "level": match finding.level { Level::Error => "error", Level::Warning => "warning" },
            "message": {"text": text},
            "locations": locations,
            "relatedLocations": related,
            "properties": {"case": case.name}
        }));
    }
    for (case, resource) in report.differing() {
        let id = rule_id(resource.status);
        rule(&id, &format!("A resource {}", words(resource.status)));
        results.extend(differences(resource).into_iter().map(|(text, place)| {
            json!({
                "ruleId": id,
                "level": "note",
                "message": {"text": format!("{}: {text}", resource.id)},
                "locations": place.iter().map(location).collect::<Vec<_>>(),
                "properties": {"case": case.name}
            })
        }));
    }
    let rules: Vec<Value> = rules
        .into_iter()
        .map(|(id, name)| json!({"id": id, "shortDescription": {"text": or(name, "A finding")}}))
        .collect();
    let sarif = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "render",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules
            }},
            "columnKind": "utf16CodeUnits",
            "results": results
        }]
    });
    let text = serde_json::to_string_pretty(&sarif).unwrap_or_default();
    format!("{text}\n")
}

fn or(text: String, other: &str) -> String {
    match text.is_empty() {
        true => other.to_string(),
        false => text,
    }
}

/// The rule that a difference of this kind breaks.
pub fn rule_id(status: Status) -> String {
    let name = match status {
        Status::Added => "added",
        Status::Removed => "removed",
        Status::Changed => "changed",
        Status::Renamed => "renamed",
        Status::Formatting => "formatting",
    };
    format!("diff/{name}")
}

/// What became of a resource, in words.
pub fn words(status: Status) -> &'static str {
    match status {
        Status::Added => "is new",
        Status::Removed => "is gone",
        Status::Changed => "changed",
        Status::Renamed => "has another name",
        Status::Formatting => "is written otherwise",
    }
}

/// A sentence and a place for each change of a resource, or for all of it.
pub fn differences(resource: &ResourceDiff) -> Vec<(String, Option<Located>)> {
    let file = || {
        resource
            .file
            .as_ref()
            .map(|file| Located::file(file.as_str()))
    };
    if resource.changes.is_empty() {
        return vec![(words(resource.status).to_string(), file())];
    }
    let place = |change: &Change| change.place.clone().map(Located::at).or_else(file);
    resource
        .changes
        .iter()
        .map(|change| (sentence(change), place(change)))
        .collect()
}

/// A change in one sentence.
pub fn sentence(change: &Change) -> String {
    let path = &change.path;
    let old = change.old.as_deref().unwrap_or_default();
    let new = change.new.as_deref().unwrap_or_default();
    match (change.action, change.how) {
        (Action::Added, _) => format!("{path} is new: {new}"),
        (Action::Removed, _) => format!("{path} is gone: {old}"),
        (Action::Moved, _) => format!("{path} moved from {old} to {new}"),
        (Action::Changed, How::Secret) => format!("{path} changed (secret)"),
        (Action::Changed, How::Lines) => {
            format!(
                "{path} changed:\n{}",
                change.lines.as_deref().unwrap_or_default()
            )
        }
        (Action::Changed, How::Data) => format!("{path} is written otherwise"),
        (Action::Changed, How::Plain | How::Certificate) => {
            format!("{path} changed from {old} to {new}")
        }
    }
}

fn location(located: &Located) -> Value {
    let Place { file, line, column } = &located.start;
    let mut region = json!({"startLine": line, "startColumn": column});
    let ends = (located.end_line, located.end_column) > (*line, *column);
    if let (true, Some(region)) = (ends, region.as_object_mut()) {
        region.insert("endLine".to_string(), located.end_line.into());
        region.insert("endColumn".to_string(), located.end_column.into());
    }
    let mut location = json!({
        "physicalLocation": {"artifactLocation": {"uri": uri(file)}, "region": region}
    });
    if let (false, Some(location)) = (located.label.is_empty(), location.as_object_mut()) {
        location.insert("message".to_string(), json!({"text": located.label}));
    }
    location
}

/// A path as a relative reference.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => {
                uri.push(byte.into());
            }
            b'\\' => uri.push('/'),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
