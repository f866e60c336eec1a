//! JSON: all of it, or a line for each thing; reading it back; merging.

use serde_json::json;

use super::{CaseReport, Report};

/// All of a report. The text ends with a line end.
pub fn draw(report: &Report) -> String {
    // Texts and numbers can always be written.
    let text = serde_json::to_string_pretty(report).unwrap_or_default();
    format!("{text}\n")
}

/// A line for each finding and each resource that differs, and one that counts.
pub fn lines(report: &Report) -> String {
    let mut lines = Vec::new();
    for case in &report.cases {
        for finding in &case.findings {
            lines.push(json!({"type": "finding", "case": case.name, "finding": finding}));
        }
        for resource in &case.resources {
            let ignored = resource.is_ignored();
            lines.push(json!({
                "type": "resource", "case": case.name, "ignored": ignored, "resource": resource
            }));
        }
        lines.push(json!({"type": "case", "case": case.name, "same": case.same}));
    }
    lines.push(json!({"type": "summary", "text": report.summary()}));
    lines.into_iter().map(|line| format!("{line}\n")).collect()
}

/// Reads a report back.
///
/// # Errors
/// In words, where it is none.
pub fn read(text: &[u8]) -> Result<Report, String> {
    let report: Report = serde_json::from_slice(text)
        .map_err(|error| format!("it is no report in JSON: {error}"))?;
    match report.is_known() {
        true => Ok(report),
        false => Err(format!(
            "it is a report of another version: {}",
            report.version
        )),
    }
}

/// Several reports as one, such as those of shards: cases by name, parts of one case together.
pub fn merge(reports: Vec<Report>) -> Report {
    let command = reports
        .first()
        .map_or_else(String::new, |report| report.command.clone());
    let mut cases: Vec<CaseReport> = Vec::new();
    for case in reports.into_iter().flat_map(|report| report.cases) {
        match cases.iter_mut().find(|known| known.name == case.name) {
            Some(known) => {
                known.same += case.same;
                let new = |finding: &_| !known.findings.contains(finding);
                let findings: Vec<_> = case.findings.into_iter().filter(new).collect();
                known.findings.extend(findings);
                known.resources.extend(case.resources);
            }
            None => cases.push(case),
        }
    }
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    Report::new(&command, cases)
}
