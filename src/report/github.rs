//! Annotations of GitHub Actions: workflow commands on standard output.

use super::{Level, Report};
use crate::diff::Status;

/// A line for each finding and each resource that differs; both with file and line where known.
pub fn draw(report: &Report) -> String {
    let mut text = String::new();
    for (case, finding) in report.findings() {
        let level = match finding.level {
            Level::Error => "error",
            Level::Warning => "warning",
        };
        let mut properties = Vec::new();
        if let Some(place) = finding.in_files().next() {
            properties.push(("file", place.start.file.clone()));
            properties.push(("line", place.start.line.to_string()));
            properties.push(("endLine", place.end_line.to_string()));
            properties.push(("col", place.start.column.to_string()));
        }
        properties.push(("title", format!("{} in {}", finding.code, case.name)));
        let mut message = finding.message.clone();
        for hint in &finding.hints {
            message.push_str(&format!("\nhelp: {hint}"));
        }
        text.push_str(&command(level, &properties, &message));
    }
    for (case, resource) in report.differing() {
        let title = format!("{} in {}", resource.id, case.name);
        let what = super::sarif::words(resource.status);
        let mut told = false;
        for change in &resource.changes {
            let Some(place) = &change.place else { continue };
            told = true;
            let properties = [
                ("file", place.file.clone()),
                ("line", place.line.to_string()),
                ("col", place.column.to_string()),
                ("title", title.clone()),
            ];
            text.push_str(&command(
                "notice",
                &properties,
                &super::sarif::sentence(change),
            ));
        }
        if !told {
            let mut properties = Vec::new();
            if let (Some(file), false) = (&resource.file, resource.status == Status::Added) {
                properties.push(("file", file.clone()));
            }
            properties.push(("title", title));
            text.push_str(&command(
                "notice",
                &properties,
                &format!("{} {what}", resource.id),
            ));
        }
    }
    text.push_str(&command(
        "notice",
        &[("title", "render".to_string())],
        &report.summary(),
    ));
    text
}

fn command(level: &str, properties: &[(&str, String)], message: &str) -> String {
    let escaped = |text: &str| {
        text.replace('%', "%25")
            .replace('\r', "%0D")
            .replace('\n', "%0A")
    };
    let property = |(name, value): &(&str, String)| {
        format!(
            "{name}={}",
            escaped(value).replace(':', "%3A").replace(',', "%2C")
        )
    };
    let properties: Vec<String> = properties.iter().map(property).collect();
    format!("::{level} {}::{}\n", properties.join(","), escaped(message))
}
