//! One page that needs nothing else: resources on the left, what differs on the right, where each
//! line came from under the mouse.

use std::collections::BTreeSet;

use super::sarif::words;
use super::{CaseReport, Finding, Level, Report};
use crate::diff::{Action, Change, How, ResourceDiff, Status};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Draws the page.
pub fn draw(report: &Report) -> String {
    let mut page = Page::default();
    for case in &report.cases {
        if case.findings.is_empty() && !case.differs() {
            continue;
        }
        page.links.push_str(&format!(
            "<div class=\"case\"><h2>{}</h2>\n",
            escaped(&case.name)
        ));
        for finding in &case.findings {
            page.finding(case, finding);
        }
        for resource in case.differing() {
            page.resource(case, resource);
        }
        page.links.push_str("</div>\n");
    }
    if page.count == 0 {
        let words = match report.compares() {
            true => "All is the same.",
            false => "Nothing was found.",
        };
        page.sections
            .push_str(&format!("<p class=\"none\">{words}</p>\n"));
    }
    let title = escaped(&report.title());
    let summary = escaped(&report.summary());
    let (
        filters,
        Page {
            links, sections, ..
        },
    ) = (page.filters(), &page);
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src \
         'unsafe-inline'; script-src 'unsafe-inline'\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <header><h1>{title}</h1><p>{summary}</p></header>\n<div class=\"page\">\n\
         <nav>{filters}{links}</nav>\n<main>\n{sections}</main>\n</div>\n\
         <div id=\"tip\" role=\"tooltip\" hidden></div>\n\
         <script>\n{SCRIPT}</script>\n</body>\n</html>\n"
    )
}

/// A page on its way.
#[derive(Default)]
struct Page {
    /// What stands on the left.
    links: String,
    /// What stands on the right.
    sections: String,
    /// How many of both there are.
    count: usize,
    /// What can be filtered by.
    kinds: BTreeSet<String>,
    states: BTreeSet<&'static str>,
}

/// What is told of something in its link and in the head of its section.
struct Head<'h> {
    text: String,
    beside: String,
    kind: &'h str,
    state: &'static str,
}

impl Page {
    fn finding(&mut self, case: &CaseReport, finding: &Finding) {
        let head = Head {
            text: format!("{} {}", finding.code, finding.message),
            beside: String::new(),
            kind: "",
            state: match finding.level {
                Level::Error => "error",
                Level::Warning => "warning",
            },
        };
        self.open(case, &head, ("!", "removed"));
        self.sections.push_str(&format!(
            "<pre class=\"finding\">{}</pre></section>\n",
            escaped(&finding.text())
        ));
    }

    fn resource(&mut self, case: &CaseReport, resource: &ResourceDiff) {
        let from = match &resource.from {
            Some(from) => format!(", before {from}"),
            None => String::new(),
        };
        let head = Head {
            text: resource.id.to_string(),
            beside: format!("{}{from}", words(resource.status)),
            kind: &resource.id.kind,
            state: state(resource.status),
        };
        self.open(case, &head, sign(resource.status));
        changes(&resource.changes, &mut self.sections);
        lines(resource, &mut self.sections);
        self.sections.push_str("</section>\n");
    }

    /// Adds a link and begins a section.
    fn open(&mut self, case: &CaseReport, head: &Head<'_>, (sign, class): (&str, &str)) {
        self.count += 1;
        let number = self.count;
        if !head.kind.is_empty() {
            self.kinds.insert(head.kind.to_string());
        }
        self.states.insert(head.state);
        let data = format!(
            "data-name=\"{}\" data-kind=\"{}\" data-state=\"{}\"",
            escaped(&format!("{} {}", case.name, head.text).to_lowercase()),
            escaped(head.kind),
            head.state
        );
        let text = escaped(&head.text);
        self.links.push_str(&format!(
            "<a href=\"#r{number}\" {data}><span class=\"sign {class}\">{sign}</span>{text}</a>\n"
        ));
        self.sections.push_str(&format!(
            "<section id=\"r{number}\" {data}>\n<h3>{text} <small>{} · {}</small></h3>\n",
            escaped(&head.beside),
            escaped(&case.name)
        ));
    }

    /// What hides all but what is looked for.
    fn filters(&self) -> String {
        let choice = |name: &str, all: &str, options: Vec<&str>| {
            let option = |option: &str| {
                let option = escaped(option);
                format!("<option value=\"{option}\">{option}</option>")
            };
            let options: String = options.into_iter().map(option).collect();
            format!(
                "<select name=\"{name}\" aria-label=\"{all}\"><option value=\"\">{all}</option>\
                 {options}</select>\n"
            )
        };
        format!(
            "<form class=\"filters\" role=\"search\">\n<input name=\"name\" type=\"search\" \
             placeholder=\"Filter by name\" aria-label=\"Filter by name\">\n{}{}<output></output>\n\
             </form>\n",
            choice(
                "kind",
                "All kinds",
                self.kinds.iter().map(String::as_str).collect()
            ),
            choice(
                "state",
                "All changes",
                self.states.iter().copied().collect()
            ),
        )
    }
}

/// The name of a status in a filter.
fn state(status: Status) -> &'static str {
    match status {
        Status::Added => "new",
        Status::Removed => "gone",
        Status::Changed => "changed",
        Status::Renamed => "renamed",
        Status::Formatting => "written otherwise",
    }
}

fn sign(status: Status) -> (&'static str, &'static str) {
    match status {
        Status::Added => ("+", "added"),
        Status::Removed => ("−", "removed"),
        Status::Changed | Status::Renamed | Status::Formatting => ("~", ""),
    }
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
            "<tr><td><code>{}</code></td><td>{what}</td>\
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
            Some(origin) => format!(" data-origin=\"{}\"", escaped(origin)),
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
                let (text, origin) = (escaped(text), origin(new));
                page.push_str(&format!(
                    "<tr class=\"i\"{origin}>{none}{}<td>+{text}</td></tr>\n",
                    number(new)
                ));
                new += 1;
            }
            Some((" ", text)) => {
                let (text, origin) = (escaped(text), origin(new));
                page.push_str(&format!(
                    "<tr{origin}>{}{}<td> {text}</td></tr>\n",
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
