//! A value that is set and that no template reads: a typing error, or one that is left over.

use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::lint::values::{Node, file, place, users};
use crate::lint::{Rule, Subject};
use crate::renderer::usage::Usage;
use crate::value::{Map, Value};

/// The rule.
pub const RULE: Rule = Rule {
    code: Code::UnreadValue,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let Some(usage) = &subject.rendered.usage else {
        return Vec::new();
    };
    let mut names: Vec<&str> = Vec::new();
    let nodes: Vec<Node> = users(subject.rendered)
        .flat_map(|layer| Node::root(&layer.values).all())
        .collect();
    for node in &nodes {
        names.extend(file(node.mark(), subject.rendered));
    }
    names.sort_unstable();
    names.dedup();
    let mut search = Search {
        subject,
        usage,
        names,
        findings: Vec::new(),
    };
    for node in Node::root(&usage.values).inner() {
        // Every chart of the tree sees its own copy of the globals.
        if !search.visit(&node) {
            search.tell(&node);
        }
    }
    search.findings
}

struct Search<'s> {
    subject: &'s Subject<'s>,
    usage: &'s Usage,
    /// The files and flags in which the user sets values.
    names: Vec<&'s str>,
    findings: Vec<Diagnostic>,
}

impl Search<'_> {
    /// Whether anything in a value is read; what is not is told, unless nothing is.
    fn visit(&mut self, node: &Node) -> bool {
        let own = self.usage.is_used(&node.path, &node.marks);
        let inner = match &node.value {
            Value::Map(map) if !map.is_empty() => node.inner(),
            // The items of a list that is not read as a whole.
            Value::List(_) if self.usage.is_read(node.mark()) => {
                let is_map = |item: &Node| matches!(item.value, Value::Map(_));
                let items = node.inner().into_iter().filter(is_map);
                for item in items {
                    self.visit(&item);
                }
                return true;
            }
            _ => return own,
        };
        let used: Vec<bool> = inner.iter().map(|inner| self.visit(inner)).collect();
        if !own && !used.contains(&true) {
            return false;
        }
        // Code that was not executed may read all that is in it.
        if own && !used.contains(&true) && !self.usage.is_read(node.mark()) {
            return true;
        }
        for (inner, used) in inner.iter().zip(used) {
            if !used {
                self.tell(inner);
            }
        }
        true
    }

    /// Tells of what the user set of a value that is not read.
    fn tell(&mut self, node: &Node) {
        let rendered = self.subject.rendered;
        let theirs = file(node.mark(), rendered).is_some_and(|name| self.names.contains(&name));
        let inner = match &node.value {
            Value::Map(map) if !map.is_empty() => node.inner(),
            _ => Vec::new(),
        };
        if !theirs {
            inner.iter().for_each(|inner| self.tell(inner));
            return;
        }
        let path = node.shown();
        let message = format!("`{path}` is set, and no template reads it");
        let mut finding = Diagnostic::warning(RULE.code, message).about_value(path);
        if let Some(span) = place(node.mark(), rendered) {
            finding = finding.with_label(span, "");
        }
        self.findings.push(match self.similar(node) {
            Some(similar) => finding.with_hint(format!("did you mean `{similar}`?")),
            None => finding.with_hint("leave it out, or look for the name that the chart knows"),
        });
    }

    /// The name beside it that templates know.
    fn similar(&self, node: &Node) -> Option<String> {
        let (last, way) = node.path.split_last()?;
        let mut known: Vec<String> = Vec::new();
        let mut beside: Option<Map> = Some(self.usage.values.clone());
        for name in way {
            beside = match beside?.get(name) {
                Some(Value::Map(inner)) => Some(inner),
                _ => return None,
            };
        }
        for entry in beside?.snapshot() {
            let is_read = self.usage.is_read(entry.mark);
            if entry.key != *last && is_read {
                known.push(entry.key.to_string_lossy().into_owned());
            }
        }
        for missing in &self.usage.missing {
            if let Some((name, above)) = missing.path.split_last()
                && above == way
            {
                known.push(name.to_string_lossy().into_owned());
            }
        }
        let name = last.to_string_lossy();
        nearest(&name, known.iter().map(String::as_str)).map(str::to_string)
    }
}
