//! A report for a terminal.

use std::collections::HashSet;

use anstyle::{AnsiColor, Style};

use super::group::{self, Shared};
use super::{CaseReport, Report, columns};
use crate::diff::{Action, Change, How, ResourceDiff, Status};

/// How the differences of a resource are laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// Each value that changed, by its path.
    #[default]
    Inline,
    /// Lines beside each other.
    SideBySide,
    /// A line a resource.
    Summary,
    /// Texts that `patch` reads.
    Unified,
}

/// How a terminal looks.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Whether it has colours.
    pub colour: bool,
    /// How many characters fit into a line.
    pub width: usize,
    /// How differences are laid out.
    pub view: View,
    /// Whether changes that do not matter are shown, too.
    pub show_ignored: bool,
}

impl Default for Look {
    fn default() -> Self {
        Look {
            colour: false,
            width: 100,
            view: View::default(),
            show_ignored: false,
        }
    }
}

const OLD: Style = AnsiColor::Red.on_default();
const NEW: Style = AnsiColor::Green.on_default();
const ELSE: Style = AnsiColor::Yellow.on_default();
const DIM: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();

/// Draws a report.
pub fn draw(report: &Report, look: &Look) -> String {
    if look.view == View::Unified {
        return report
            .differing()
            .map(|(_, resource)| resource.patch.as_str())
            .collect();
    }
    let mut drawing = Drawing {
        look: *look,
        text: String::new(),
        shared: HashSet::new(),
    };
    let shared = match look.view {
        View::Inline => group::shared(report),
        View::SideBySide | View::Summary | View::Unified => Vec::new(),
    };
    drawing.shared = shared
        .iter()
        .map(|shared| shared.change.signature())
        .collect();
    for case in &report.cases {
        drawing.case(case);
    }
    for shared in &shared {
        drawing.shared(shared, report.cases.len() > 1);
    }
    drawing.summary(report);
    drawing.text
}

type Signature<'r> = (
    &'r str,
    Action,
    Option<&'r str>,
    Option<&'r str>,
    Option<&'r str>,
);

struct Drawing<'r> {
    look: Look,
    text: String,
    shared: HashSet<Signature<'r>>,
}

impl<'r> Drawing<'r> {
    fn line(&mut self, indent: usize, style: Style, text: &str) {
        for line in text.split('\n') {
            let blanks = " ".repeat(if line.is_empty() { 0 } else { indent });
            match self.look.colour && !line.is_empty() {
                true => self
                    .text
                    .push_str(&format!("{blanks}{style}{line}{style:#}\n")),
                false => self.text.push_str(&format!("{blanks}{line}\n")),
            }
        }
    }

    fn case(&mut self, case: &'r CaseReport) {
        if case.findings.is_empty() && !self.is_shown(case) {
            return;
        }
        self.line(0, BOLD, &case.name);
        for finding in &case.findings {
            for line in finding.text().lines() {
                self.line(2, Style::new(), line);
            }
            self.text.push('\n');
        }
        for resource in &case.resources {
            if !resource.is_ignored() {
                self.resource(resource);
            } else if self.look.show_ignored {
                self.ignored(resource);
            }
        }
        if !case.resources.is_empty() {
            self.text.push('\n');
        }
    }

    fn is_shown(&self, case: &CaseReport) -> bool {
        case.differs() || (self.look.show_ignored && !case.resources.is_empty())
    }

    fn resource(&mut self, resource: &'r ResourceDiff) {
        let (sign, style, words) = match resource.status {
            Status::Added => ('+', NEW, " is new"),
            Status::Removed => ('-', OLD, " is gone"),
            Status::Changed => ('~', ELSE, ""),
            Status::Renamed => ('~', ELSE, ""),
            Status::Formatting => ('~', ELSE, " means the same and is written otherwise"),
        };
        let from = match &resource.from {
            Some(from) => format!(", before {from}"),
            None => String::new(),
        };
        self.line(2, style, &format!("{sign} {}{from}{words}", resource.id));
        match self.look.view {
            View::Inline => {
                let mut told = 0;
                for change in &resource.changes {
                    match self.shared.contains(&change.signature()) {
                        true => told += 1,
                        false => self.change(6, change),
                    }
                }
                if told > 0 {
                    let words = match told {
                        1 => "1 change that others have, too, see below".to_string(),
                        more => format!("{more} changes that others have, too, see below"),
                    };
                    self.line(6, DIM, &words);
                }
            }
            View::SideBySide => {
                let columns = columns::draw(&resource.patch, self.look.width, self.look.colour);
                self.text.push_str(&columns);
            }
            View::Summary | View::Unified => {}
        }
        if self.look.show_ignored {
            for change in &resource.ignored {
                self.ignored_change(change);
            }
        }
    }

    fn ignored(&mut self, resource: &ResourceDiff) {
        let reason = resource.reason.as_deref();
        let words = reason.map_or(String::new(), |reason| format!(" (ignored: {reason})"));
        self.line(2, DIM, &format!("~ {}{words}", resource.id));
        for change in &resource.ignored {
            self.ignored_change(change);
        }
    }

    fn ignored_change(&mut self, change: &Change) {
        let reason = change.reason.as_deref().unwrap_or_default();
        self.line(6, DIM, &format!("{} (ignored: {reason})", change.path));
    }

    fn change(&mut self, indent: usize, change: &Change) {
        let Change {
            path,
            action,
            old,
            new,
            ..
        } = change;
        let (old, new) = (
            old.as_deref().unwrap_or_default(),
            new.as_deref().unwrap_or_default(),
        );
        match (action, change.how) {
            (Action::Moved, _) => self.line(indent, ELSE, &format!("↕ {path}: {old} → {new}")),
            (Action::Added, _) => self.one_side(indent, NEW, '+', path, new),
            (Action::Removed, _) => self.one_side(indent, OLD, '-', path, old),
            (Action::Changed, How::Lines) => {
                self.line(indent, Style::new(), path);
                for line in change.lines.as_deref().unwrap_or_default().lines() {
                    let style = match line.as_bytes().first() {
                        Some(b'-') => OLD,
                        Some(b'+') => NEW,
                        _ => DIM,
                    };
                    self.line(indent + 2, style, line);
                }
            }
            (Action::Changed, How::Secret) => {
                self.line(indent, ELSE, &format!("{path}: *** → *** (changed)"));
            }
            (Action::Changed, How::Data) => {
                self.line(indent, ELSE, &format!("{path}: {new}"));
            }
            (Action::Changed, How::Plain | How::Certificate) => {
                let short = old.len() + new.len() + path.len() + indent < self.look.width;
                if short && !old.contains('\n') && !new.contains('\n') {
                    self.line(indent, Style::new(), &format!("{path}: {old} → {new}"));
                } else {
                    self.line(indent, Style::new(), path);
                    self.signed(indent + 2, OLD, '-', old);
                    self.signed(indent + 2, NEW, '+', new);
                }
            }
        }
        if let Some(cause) = &change.cause {
            self.line(indent + 2, DIM, &format!("by {cause}"));
        }
    }

    fn one_side(&mut self, indent: usize, style: Style, sign: char, path: &str, text: &str) {
        if text.contains('\n') {
            self.line(indent, style, &format!("{sign} {path}"));
            self.line(indent + 4, style, text);
        } else {
            self.line(indent, style, &format!("{sign} {path}: {text}"));
        }
    }

    fn signed(&mut self, indent: usize, style: Style, sign: char, text: &str) {
        for line in text.split('\n') {
            self.line(indent, style, &format!("{sign} {line}"));
        }
    }

    fn shared(&mut self, shared: &Shared<'_>, with_cases: bool) {
        self.line(
            0,
            BOLD,
            &format!("the same in {} resources", shared.resources.len()),
        );
        self.change(2, shared.change);
        let mut names: Vec<String> = Vec::new();
        for (case, id) in &shared.resources {
            names.push(match with_cases {
                true => format!("{case} {id}"),
                false => id.to_string(),
            });
        }
        self.line(
            4,
            DIM,
            &format!("in {}", wrapped(&names, self.look.width.saturating_sub(8))),
        );
        self.text.push('\n');
    }

    fn summary(&mut self, report: &Report) {
        if report.cases.is_empty() {
            self.line(0, Style::new(), "nothing to compare");
            return;
        }
        let differ = report
            .cases
            .iter()
            .filter(|case| case.differs() || case.has_errors())
            .count();
        let cases = match (report.cases.len(), differ) {
            (1, _) => String::new(),
            (all, 0) => format!("{all} cases, all the same: "),
            (all, differ) => format!("{all} cases, {differ} not the same: "),
        };
        self.line(0, BOLD, &format!("{cases}{}", report.summary()));
    }
}

/// Names with commas, over several lines where they are many.
fn wrapped(names: &[String], width: usize) -> String {
    let mut text = String::new();
    let mut length = 0;
    for (at, name) in names.iter().enumerate() {
        if at > 0 {
            text.push(',');
            match length + name.len() + 2 > width {
                true => {
                    text.push_str("\n   ");
                    length = 0;
                }
                false => text.push(' '),
            }
        }
        text.push_str(name);
        length += name.len() + 2;
    }
    text
}
