//! Maps and lists, by path.

use super::cause::{Cause, causes};
use super::change::{Action, Change, How};
use super::{Manifest, items, secret, text};
use crate::encoding::yaml::emit::to_yaml;
use crate::explain::Tree;
use crate::value::{List, Map, Mark, Value};

/// Values that nest deeper are compared as a whole.
const DEEPEST: usize = 200;

/// The path of a change in a text that is no YAML.
const TEXT: &str = "(text)";

/// All that changed from one resource to another.
pub(super) fn changes(old: &Manifest, new: &Manifest) -> Vec<Change> {
    let (old_tree, new_tree) = (Tree::read(&old.text), Tree::read(&new.text));
    let mut walk = Walk {
        old: &old_tree,
        new: &new_tree,
        secret: old.id.kind == "Secret" || new.id.kind == "Secret",
        has_lines: true,
        depth: 0,
        path: String::new(),
        found: Vec::new(),
    };
    if !(old_tree.is_read() && new_tree.is_read()) {
        walk.path.push_str(TEXT);
        match walk.secret {
            true => secret::texts(&mut walk),
            false => text::lines_of(&mut walk, &old.text, &new.text),
        }
        return walk.found.into_iter().map(|found| found.change).collect();
    }
    walk.values(
        "",
        Side {
            value: &old_tree.value,
            line: 0,
        },
        Side {
            value: &new_tree.value,
            line: 0,
        },
    );
    let found = walk.found;
    if found.is_empty() {
        return Vec::new();
    }
    let (before, after) = (causes(old, &old.text), causes(new, &new.text));
    found
        .into_iter()
        .map(|found| found.with_cause(&before, &after))
        .collect()
}

/// A change and the lines it is about, from 0.
pub(super) struct Found {
    change: Change,
    old_line: Option<usize>,
    new_line: Option<usize>,
}

impl Found {
    fn with_cause(self, before: &[Cause], after: &[Cause]) -> Change {
        let at = |causes: &[Cause], line: Option<usize>| causes.get(line?).cloned();
        let cause = match self.new_line {
            Some(line) => at(after, Some(line)),
            None => at(before, self.old_line),
        };
        let cause = cause.unwrap_or_default();
        Change {
            cause: Some(cause.words).filter(|words| !words.is_empty()),
            place: cause.place,
            ..self.change
        }
    }
}

/// A value of one side and the line it stands in.
#[derive(Clone, Copy)]
pub(super) struct Side<'v> {
    pub value: &'v Value,
    pub line: usize,
}

/// A comparison on its way.
pub(super) struct Walk<'t> {
    old: &'t Tree,
    new: &'t Tree,
    /// Whether it is a Secret.
    secret: bool,
    /// Whether marks stand for lines; not so in the data of a string.
    has_lines: bool,
    depth: usize,
    path: String,
    found: Vec<Found>,
}

impl Walk<'_> {
    /// Compares two values; `field` is the last name on the way to them.
    pub fn values(&mut self, field: &str, old: Side<'_>, new: Side<'_>) {
        if self.depth >= DEEPEST {
            if !same(old.value, new.value) {
                self.changed(old, new);
            }
            return;
        }
        self.depth += 1;
        match (old.value, new.value) {
            (Value::Map(a), Value::Map(b)) => self.maps(a, b, old.line, new.line),
            (Value::List(a), Value::List(b)) => self.lists(field, a, b, old.line, new.line),
            (Value::Str(a), Value::Str(b)) if a == b => {}
            (Value::Str(a), Value::Str(b)) => text::strings(self, a, b, old, new),
            (a, b) if same(a, b) => {}
            _ => self.changed(old, new),
        }
        self.depth -= 1;
    }

    fn maps(&mut self, old: &Map, new: &Map, old_line: usize, new_line: usize) {
        if old.same(new) {
            return;
        }
        let (old, new) = (old.borrow(), new.borrow());
        let (mut a, mut b) = (old.iter().peekable(), new.iter().peekable());
        loop {
            let order = match (a.peek(), b.peek()) {
                (None, None) => break,
                (Some(_), None) => std::cmp::Ordering::Less,
                (None, Some(_)) => std::cmp::Ordering::Greater,
                (Some(a), Some(b)) => a.key.cmp(&b.key),
            };
            let before = if order.is_le() { a.next() } else { None };
            let after = if order.is_ge() { b.next() } else { None };
            let Some(entry) = before.or(after) else { break };
            let key = entry.key.to_string_lossy();
            let old = before.map(|e| Side {
                value: &e.value,
                line: self.old_line(e.mark, old_line),
            });
            let new = after.map(|e| Side {
                value: &e.value,
                line: self.new_line(e.mark, new_line),
            });
            let is_secret = self.secret && matches!(self.path.as_str(), "data" | "stringData");
            let length = self.push_key(&key);
            match is_secret {
                true => secret::values(self, old, new),
                false => self.sides(&key, old, new),
            }
            self.path.truncate(length);
        }
    }

    fn lists(&mut self, field: &str, old: &List, new: &List, old_line: usize, new_line: usize) {
        for pair in items::pair(field, old, new) {
            let side = |list: &'_ List, at: Option<usize>, tree: &Tree, line: usize| {
                let at = at?;
                let line = self.line(tree, list.mark(at), line);
                Some((at, line))
            };
            let before = side(old, pair.old, self.old, old_line);
            let after = side(new, pair.new, self.new, new_line);
            let length = self.path.len();
            self.path.push_str(&format!("[{}]", pair.name));
            if let (true, Some((a, line_a)), Some((b, line_b))) = (pair.moved, before, after) {
                self.push(
                    Action::Moved,
                    Some(format!("item {}", a + 1)),
                    Some(format!("item {}", b + 1)),
                    Some(line_a),
                    Some(line_b),
                );
            }
            let value = |list: &'_ List, found: Option<(usize, usize)>| {
                let (at, line) = found?;
                Some((list.get(at)?.clone(), line))
            };
            let (old, new) = (value(old, before), value(new, after));
            self.sides(
                field,
                old.as_ref()
                    .map(|(value, line)| Side { value, line: *line }),
                new.as_ref()
                    .map(|(value, line)| Side { value, line: *line }),
            );
            self.path.truncate(length);
        }
    }

    /// Compares what may stand on one side only.
    fn sides(&mut self, field: &str, old: Option<Side<'_>>, new: Option<Side<'_>>) {
        match (old, new) {
            (Some(old), Some(new)) => self.values(field, old, new),
            (None, Some(new)) => {
                let text = shown(new.value);
                self.push(Action::Added, None, Some(text), None, Some(new.line));
            }
            (Some(old), None) => {
                let text = shown(old.value);
                self.push(Action::Removed, Some(text), None, Some(old.line), None);
            }
            (None, None) => {}
        }
    }

    /// Compares the data that two strings hold.
    pub fn data(&mut self, a: &Value, b: &Value, old: Side<'_>, new: Side<'_>) {
        let had_lines = std::mem::replace(&mut self.has_lines, false);
        let length = self.path.len();
        self.path.push_str(" » ");
        self.values(
            "",
            Side {
                value: a,
                line: old.line,
            },
            Side {
                value: b,
                line: new.line,
            },
        );
        self.path.truncate(length);
        self.has_lines = had_lines;
    }

    /// Notes that one value took the place of another.
    pub fn changed(&mut self, old: Side<'_>, new: Side<'_>) {
        let texts = (shown(old.value), shown(new.value));
        self.changed_as(How::Plain, texts.0, texts.1, old.line, new.line);
    }

    /// Notes a change of something that was compared in a way of its own.
    pub fn changed_as(&mut self, how: How, old: String, new: String, line: usize, new_line: usize) {
        self.push(
            Action::Changed,
            Some(old),
            Some(new),
            Some(line),
            Some(new_line),
        );
        if let Some(last) = self.found.last_mut() {
            last.change.how = how;
        }
    }

    /// Notes lines of text that differ.
    pub fn lines_differ(&mut self, lines: String, line: usize, new_line: usize) {
        self.push(Action::Changed, None, None, Some(line), Some(new_line));
        if let Some(last) = self.found.last_mut() {
            last.change.how = How::Lines;
            last.change.lines = Some(lines);
        }
    }

    /// Notes any change.
    pub fn push(
        &mut self,
        action: Action,
        old: Option<String>,
        new: Option<String>,
        old_line: Option<usize>,
        new_line: Option<usize>,
    ) {
        self.found.push(Found {
            change: Change {
                path: self.path.clone(),
                action,
                how: How::Plain,
                old,
                new,
                lines: None,
                cause: None,
                place: None,
                reason: None,
            },
            old_line,
            new_line,
        });
    }

    /// Whether the value of a Secret is in base64.
    pub fn in_base64(&self) -> bool {
        !self.path.starts_with("stringData")
    }

    /// How many changes were noted.
    pub fn count(&self) -> usize {
        self.found.len()
    }

    fn push_key(&mut self, key: &str) -> usize {
        let length = self.path.len();
        let letter = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
        match !key.is_empty() && key.chars().all(letter) {
            true => {
                if !(self.path.is_empty() || self.path.ends_with("» ")) {
                    self.path.push('.');
                }
                self.path.push_str(key);
            }
            false => self.path.push_str(&format!("[{key:?}]")),
        }
        length
    }

    fn line(&self, tree: &Tree, mark: Mark, around: usize) -> usize {
        match self.has_lines {
            true => tree.line(mark).unwrap_or(around),
            false => around,
        }
    }

    fn old_line(&self, mark: Mark, around: usize) -> usize {
        self.line(self.old, mark, around)
    }

    fn new_line(&self, mark: Mark, around: usize) -> usize {
        self.line(self.new, mark, around)
    }
}

/// A value in YAML, without the last line end.
pub(super) fn shown(value: &Value) -> String {
    match to_yaml(value) {
        Ok(text) => text
            .into_str()
            .to_string_lossy()
            .trim_end_matches('\n')
            .to_string(),
        Err(error) => error.to_string(),
    }
}

/// Whether two values are the same.
pub(super) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Str(a), Value::Str(b)) => a == b,
        (Value::Map(a), Value::Map(b)) if a.same(b) => true,
        (Value::Map(_), Value::Map(_)) | (Value::List(_), Value::List(_)) => shown(a) == shown(b),
        _ => a.kind() == b.kind() && shown(a) == shown(b),
    }
}
