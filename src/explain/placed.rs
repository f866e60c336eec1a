//! Resources as values that know their lines.

use crate::encoding::yaml::emit::to_yaml;
use crate::encoding::yaml::{FileMarks, Numbers, Reader};
use crate::source::SourceId;
use crate::value::{Mark, Origin, Origins, Str, Value};

/// Values that nest deeper are not looked into.
const DEEPEST: usize = 200;

/// A resource as a value that knows its lines.
pub(crate) struct Tree {
    /// The value.
    pub value: Value,
    origins: Origins,
    /// Where lines end.
    ends: Vec<usize>,
}

impl Tree {
    /// Reads a text; one that is no YAML is nothing.
    pub fn read(text: &[u8]) -> Tree {
        let mut origins = Origins::new();
        let marks = FileMarks {
            origins: &mut origins,
            source: SourceId::default(),
            secret: false,
        };
        let read = Reader::new()
            .numbers(Numbers::Typed)
            .marker(marks)
            .value(text);
        Tree {
            value: read.unwrap_or(Value::Nil),
            origins,
            ends: memchr::memchr_iter(b'\n', text).collect(),
        }
    }

    /// Whether the text could be read.
    pub fn is_read(&self) -> bool {
        !matches!(self.value, Value::Nil)
    }

    /// The line of a value, from 0.
    pub fn line(&self, mark: Mark) -> Option<usize> {
        match self.origins.leaves(mark).first()? {
            Origin::File { span, .. } => {
                Some(self.ends.partition_point(|&end| end < span.range().start))
            }
            _ => None,
        }
    }

    /// How many lines there are.
    fn count(&self) -> usize {
        self.ends.len()
    }
}

/// For each line of a text the line of another one that holds the same value; `value` is the part
/// of the other one that the text says anew. Lines in which no value begins go with those above.
pub(crate) fn same_lines(text: &Tree, other: &Tree, value: &Value) -> Vec<Option<usize>> {
    let mut found = vec![None; text.count()];
    pair(&text.value, value, (text, other), 0, &mut found);
    let mut above = None;
    for line in &mut found {
        above = line.or(above);
        *line = above;
    }
    found
}

/// The item of a list that is written like this.
pub(super) fn item(list: &Value, text: &Str) -> Option<Value> {
    let Some(Value::List(items)) = list.as_map()?.get("items") else {
        return None;
    };
    let is_it = |item: &&Value| to_yaml(item).is_ok_and(|own| own.as_bytes() == text.as_bytes());
    items.iter().find(is_it).cloned()
}

fn pair(
    own: &Value,
    other: &Value,
    trees: (&Tree, &Tree),
    depth: usize,
    found: &mut [Option<usize>],
) {
    let mut one = |(own, own_mark): (&Value, Mark), (other, other_mark): (&Value, Mark)| {
        let lines = (trees.0.line(own_mark), trees.1.line(other_mark));
        if let (Some(own), Some(other)) = lines
            && let Some(slot) = found.get_mut(own)
        {
            slot.get_or_insert(other);
        }
        if depth < DEEPEST {
            pair(own, other, trees, depth + 1, found);
        }
    };
    match (own, other) {
        (Value::Map(own), Value::Map(other)) => {
            for entry in own.borrow().iter() {
                if let Some((value, mark)) = other.get_marked(&entry.key) {
                    one((&entry.value, entry.mark), (&value, mark));
                }
            }
        }
        (Value::List(own), Value::List(other)) => {
            for (at, (item, same)) in own.iter().zip(other.iter()).enumerate() {
                one((item, own.mark(at)), (same, other.mark(at)));
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::{Tree, same_lines};

    #[test]
    fn lines_are_found_where_the_same_values_stand() {
        let written =
            b"# a secret\nstringData:\n  b: |\n    two\n    lines\n  a: one\nkind: Secret\n";
        let kept = b"kind: Secret\nstringData:\n  a: \"***\"\n  b: \"***\"\n  c: \"***\"\n";
        let (kept, written) = (Tree::read(kept), Tree::read(written));
        let lines = same_lines(&kept, &written, &written.value);
        // A map stands where its first entry does; what is not there goes with the line above.
        assert_eq!(lines[0], Some(6));
        assert_eq!(lines[2..], [Some(5), Some(2), Some(2)]);
    }
}
