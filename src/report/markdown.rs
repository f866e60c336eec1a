//! A comment on a pull request.

use super::sarif::words;
use super::{Level, Report};
use crate::diff::{ResourceDiff, Status};

/// The longest comment that GitHub takes, in characters.
const LONGEST: usize = 65_536;
/// Room for what is told of what was left out.
const REST: usize = 400;

/// A report within [`LONGEST`] characters: whole resources, as many as there is room for.
pub fn draw(report: &Report) -> String {
    let failed = report
        .findings()
        .any(|(_, finding)| finding.level == Level::Error);
    let sign = match (failed, report.differing().next().is_some()) {
        (true, _) => "❌",
        (false, true) => "🔶",
        (false, false) => "✅",
    };
    let mut text = format!("### {sign} {}: {}\n\n", report.title(), report.summary());
    table(report, &mut text);
    let mut blocks: Vec<String> = Vec::new();
    for (case, finding) in report.findings() {
        let fence = fence(&finding.drawn);
        blocks.push(format!(
            "**{}** {}\n\n{fence}\n{}{fence}\n\n",
            escaped(&case.name),
            escaped(&finding.message),
            finding.text()
        ));
    }
    let several = report.cases.len() > 1;
    for (case, resource) in report.differing() {
        blocks.push(block(several.then_some(case.name.as_str()), resource));
    }
    let mut length = text.chars().count();
    let all = blocks.len();
    let mut left_out = 0;
    for block in blocks {
        let size = block.chars().count();
        if length + size + REST > LONGEST {
            left_out += 1;
            continue;
        }
        length += size;
        text.push_str(&block);
    }
    if left_out > 0 {
        text.push_str(&format!(
            "{left_out} of {all} are left out, since a comment takes no more; the html or json \
             report has them all.\n"
        ));
    }
    text
}

/// What differs in which case; the longest tables are left out.
fn table(report: &Report, text: &mut String) {
    let differ: Vec<_> = report
        .cases
        .iter()
        .filter(|case| case.differs() || case.has_errors())
        .collect();
    if report.cases.len() < 2 || differ.is_empty() {
        return;
    }
    const MOST: usize = 100;
    text.push_str("| case | changed | added | removed | other | the same | errors |\n");
    text.push_str("|---|--:|--:|--:|--:|--:|--:|\n");
    for case in differ.iter().take(MOST) {
        let count = |wanted: &[Status]| {
            case.differing()
                .filter(|resource| wanted.contains(&resource.status))
                .count()
        };
        let errors = case
            .findings
            .iter()
            .filter(|f| f.level == Level::Error)
            .count();
        text.push_str(&format!(
            "| {} | {} | {} | {} | {} | {} | {errors} |\n",
            escaped(&case.name),
            count(&[Status::Changed]),
            count(&[Status::Added]),
            count(&[Status::Removed]),
            count(&[Status::Renamed, Status::Formatting]),
            case.same,
        ));
    }
    if differ.len() > MOST {
        text.push_str(&format!("\nand {} cases more\n", differ.len() - MOST));
    }
    text.push('\n');
}

fn block(case: Option<&str>, resource: &ResourceDiff) -> String {
    let case = case.map_or(String::new(), |case| format!("{}: ", escaped(case)));
    let from = match &resource.from {
        Some(from) => format!(" (before {})", escaped(&from.to_string())),
        None => String::new(),
    };
    let fence = fence(&resource.patch);
    let mut causes: Vec<&str> = Vec::new();
    for change in &resource.changes {
        if let Some(cause) = &change.cause
            && !causes.contains(&cause.as_str())
        {
            causes.push(cause);
        }
    }
    let causes = match causes.is_empty() {
        true => String::new(),
        false => format!(
            "by {}\n\n",
            causes
                .iter()
                .map(|cause| format!("`{}`", cause.replace('`', "'")))
                .collect::<Vec<_>>()
                .join(", ")
        ),
    };
    format!(
        "<details><summary>{case}<b>{}</b>{from} {}</summary>\n\n{fence}diff\n{}{fence}\n\n{causes}</details>\n\n",
        escaped(&resource.id.to_string()),
        words(resource.status),
        resource.patch,
    )
}

/// A fence that nothing in the text ends.
fn fence(text: &str) -> String {
    let mut longest = 2;
    let mut run = 0;
    for char in text.chars() {
        run = if char == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    "`".repeat(longest + 1)
}

/// A text in which Markdown and HTML see nothing of theirs.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '|' | '`' | '*' | '_' | '[' | ']' | '\\' | '#' | '@' => {
                escaped.push('\\');
                escaped.push(char);
            }
            '\n' => escaped.push(' '),
            _ => escaped.push(char),
        }
    }
    escaped
}
