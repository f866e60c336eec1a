//! GitLab's code quality report.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::sarif::{differences, rule_id};
use super::{Level, Located, Report};

/// A list of issues.
pub fn draw(report: &Report) -> String {
    let mut issues: Vec<Value> = Vec::new();
    let mut seen = std::collections::HashMap::new();
    let mut issue = |name: &str, severity: &str, text: String, place: Option<&Located>| {
        let (file, line) = match place {
            Some(place) => (place.start.file.as_str(), place.start.line),
            // The form wants a place for everything.
            None => ("render.toml", 1),
        };
        let number = seen
            .entry((name.to_string(), text.clone(), file.to_string()))
            .or_insert(0);
        *number += 1;
        let fingerprint = Sha256::digest(format!("{name}\n{text}\n{file}\n{number}").as_bytes());
        let fingerprint: String = fingerprint
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        issues.push(json!({
            "description": text,
            "check_name": name,
            "fingerprint": fingerprint,
            "severity": severity,
            "location": {"path": file, "lines": {"begin": line}}
        }));
    };
    for (case, finding) in report.findings() {
        let severity = match finding.level {
            Level::Error => "major",
            Level::Warning => "minor",
        };
        let text = format!("{}: {}", case.name, finding.message);
        issue(&finding.code, severity, text, finding.in_files().next());
    }
    for (case, resource) in report.differing() {
        for (text, place) in differences(resource) {
            let text = format!("{}: {}: {text}", case.name, resource.id);
            issue(&rule_id(resource.status), "info", text, place.as_ref());
        }
    }
    let text = serde_json::to_string_pretty(&issues).unwrap_or_default();
    format!("{text}\n")
}
