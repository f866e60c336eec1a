//! One page that needs nothing else: resources on the left, what differs on the right, where each
//! line came from under the mouse.

use super::sarif::words;
use super::{CaseReport, Report};
use crate::diff::{Action, Change, How, ResourceDiff, Status};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Draws the page.
pub fn draw(report: &Report) -> String {
    let (mut links, mut sections) = (String::new(), String::new());
    let mut number = 0;
    for case in &report.cases {
        if case.findings.is_empty() && !case.differs() {
            continue;
        }
        links.push_str(&format!("<h2>{}</h2>\n", escaped(&case.name)));
        for finding in &case.findings {
            number += 1;
            let head = format!("{} {}", finding.code, finding.message);
            let sign = ("!", "removed");
            links.push_str(&link(number, case, &head, sign));
            sections.push_str(&format!(
                "{}<pre class=\"finding\">{}</pre></section>\n",
                opened(number, case, &head, ""),
                escaped(&finding.text())
            ));
        }
        for resource in case.differing() {
            number += 1;
            let head = resource.id.to_string();
            links.push_str(&link(number, case, &head, sign(resource.status)));
            let from = match &resource.from {
                Some(from) => format!(", before {from}"),
                None => String::new(),
            };
            let beside = format!("{}{from}", words(resource.status));
            sections.push_str(&opened(number, case, &head, &beside));
            changes(&resource.changes, &mut sections);
            lines(resource, &mut sections);
            sections.push_str("</section>\n");
        }
    }
    if number == 0 {
        sections.push_str("<p class=\"none\">All is the same.</p>\n");
    }
    let title = escaped(&report.title());
    let summary = escaped(&report.summary());
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src \
         'unsafe-inline'; script-src 'unsafe-inline'\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <header><h1>{title}</h1><p>{summary}</p></header>\n<div class=\"page\">\n\
         <nav><input type=\"search\" placeholder=\"Filter resources\" \
         aria-label=\"Filter resources\">\n{links}</nav>\n<main>\n{sections}</main>\n</div>\n\
         <script>\n{SCRIPT}</script>\n</body>\n</html>\n"
    )
}

fn sign(status: Status) -> (&'static str, &'static str) {
    match status {
        Status::Added => ("+", "added"),
        Status::Removed => ("−", "removed"),
        Status::Changed | Status::Renamed | Status::Formatting => ("~", ""),
    }
}

fn name(case: &CaseReport, head: &str) -> String {
    escaped(&format!("{} {head}", case.name).to_lowercase())
}

fn link(number: usize, case: &CaseReport, head: &str, (sign, class): (&str, &str)) -> String {
    format!(
        "<a href=\"#r{number}\" data-name=\"{}\"><span class=\"sign {class}\">{sign}</span>{}</a>\n",
        name(case, head),
        escaped(head)
    )
}

fn opened(number: usize, case: &CaseReport, head: &str, beside: &str) -> String {
    format!(
        "<section id=\"r{number}\" data-name=\"{}\">\n<h3>{} <small>{} · {}</small></h3>\n",
        name(case, head),
        escaped(head),
        escaped(beside),
        escaped(&case.name)
    )
}

fn changes(changes: &[Change], page: &mut String) {
    if changes.is_empty() {
        return;
    }
    page.push_str("<table class=\"changes\">\n");
    for change in changes {
        let side = |tag: &str, text: &Option<String>| match text {
            Some(text) => format!("<{tag}><code>{}</code></{tag}>", escaped(text)),
            None => String::new(),
        };
        let what = match (change.action, change.how) {
            (Action::Moved, _) => format!(
                "moved from {} to {}",
                escaped(change.old.as_deref().unwrap_or_default()),
                escaped(change.new.as_deref().unwrap_or_default())
            ),
            (Action::Changed, How::Lines) => "text, see below".to_string(),
            (Action::Changed, How::Data) => "written otherwise".to_string(),
            _ => format!("{} {}", side("del", &change.old), side("ins", &change.new)),
        };
        let cause = escaped(change.cause.as_deref().unwrap_or_default());
        page.push_str(&format!(
            "<tr title=\"{cause}\"><td><code>{}</code></td><td>{what}</td>\
             <td class=\"cause\">{cause}</td></tr>\n",
            escaped(&change.path)
        ));
    }
    page.push_str("</table>\n");
}

/// The patch with line numbers; each line of the new side tells where it came from.
fn lines(resource: &ResourceDiff, page: &mut String) {
    page.push_str("<table class=\"lines\">\n");
    let (mut old, mut new) = (0_usize, 0_usize);
    for line in resource.patch.lines().skip(2) {
        let number = |number: usize| format!("<td class=\"n\">{number}</td>");
        let origin = |number: usize| match resource.origins.get(&number) {
            Some(origin) => format!(" title=\"{}\"", escaped(origin)),
            None => String::new(),
        };
        let none = "<td class=\"n\"></td>";
        match line.split_at_checked(1) {
            Some(("-", text)) => {
                let text = escaped(text);
                page.push_str(&format!(
                    "<tr class=\"o\">{}{none}<td>-{text}</td></tr>\n",
                    number(old)
                ));
                old += 1;
            }
            Some(("+", text)) => {
                let (text, title) = (escaped(text), origin(new));
                page.push_str(&format!(
                    "<tr class=\"i\"{title}>{none}{}<td>+{text}</td></tr>\n",
                    number(new)
                ));
                new += 1;
            }
            Some((" ", text)) => {
                let (text, title) = (escaped(text), origin(new));
                page.push_str(&format!(
                    "<tr{title}>{}{}<td> {text}</td></tr>\n",
                    number(old),
                    number(new)
                ));
                old += 1;
                new += 1;
            }
            _ => {
                if let Some((a, b)) = crate::diff::hunk(line) {
                    (old, new) = (a.start, b.start);
                }
                page.push_str(&format!(
                    "<tr class=\"h\">{none}{none}<td>{}</td></tr>\n",
                    escaped(line)
                ));
            }
        }
    }
    page.push_str("</table>\n");
}

/// A text in which HTML sees nothing of its own, in attributes, too.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(char),
        }
    }
    escaped
}
