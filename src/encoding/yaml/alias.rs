//! Anchors: what they hold, how it is copied, and how much of it.

use crate::value::{Entry, List, Map, Mark, Str, Value};

/// What an anchor stands for.
#[derive(Debug)]
pub(super) enum Node {
    /// A collection that has not ended yet: an alias to it would contain itself.
    Open { mapping: bool },
    /// A collection.
    Collection(Value),
    /// A scalar, as a value and as a key; or the name of its type where it cannot be a key.
    Scalar {
        key: Result<Str, &'static str>,
        value: Value,
    },
}

impl Node {
    pub fn is_mapping(&self) -> bool {
        matches!(
            self,
            Node::Open { mapping: true } | Node::Collection(Value::Map(_))
        )
    }
}

/// A node with an anchor.
#[derive(Debug)]
pub(super) struct Anchored {
    pub node: Node,
    /// The decoding steps it takes.
    pub steps: u64,
    /// How deep it nests.
    pub depth: usize,
}

/// Counts decoding steps, and how many of them aliases cause, as go-yaml does against texts that
/// multiply.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Budget {
    steps: u64,
    aliased: u64,
}

impl Budget {
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// One step in the text itself. False when there are too many aliases.
    #[inline(always)]
    pub fn step(&mut self) -> bool {
        self.steps += 1;
        self.is_ample() || self.holds()
    }

    /// Whether any number of steps in the text itself is fine.
    #[inline(always)]
    pub fn is_ample(&self) -> bool {
        self.aliased <= 100
    }

    /// Many steps in the text itself, where any number is fine.
    pub fn pass(&mut self, steps: u64) {
        self.steps = self.steps.saturating_add(steps);
    }

    /// The steps of what an alias stands for.
    pub fn expand(&mut self, steps: u64) -> bool {
        self.pass(steps);
        self.aliased = self.aliased.saturating_add(steps);
        self.is_ample() || self.holds()
    }

    /// Up to 400,000 steps nearly all may come from aliases; from 4,000,000 on a tenth.
    fn holds(&self) -> bool {
        const LOW: f64 = 400_000.0;
        const HIGH: f64 = 4_000_000.0;
        if self.steps <= 1000 {
            return true;
        }
        let steps = self.steps as f64;
        let allowed = if steps <= LOW {
            0.99
        } else if steps >= HIGH {
            0.10
        } else {
            0.99 - 0.89 * ((steps - LOW) / (HIGH - LOW))
        };
        self.aliased as f64 / steps <= allowed
    }
}

/// A copy that shares no map with the original, as every map can be changed by templates.
pub(super) fn deep_copy(value: &Value) -> Value {
    enum Open {
        List {
            source: List,
            next: usize,
            items: Vec<Value>,
        },
        Map {
            source: Vec<Entry>,
            next: usize,
            map: Map,
        },
    }
    let open = |value: &Value| match value {
        Value::List(list) if list.iter().any(holds_values) => {
            let items = Vec::with_capacity(list.len());
            Some(Open::List {
                source: list.clone(),
                next: 0,
                items,
            })
        }
        Value::Map(map) => {
            let source = map.snapshot();
            let copy = Map::of(map.ty(), source.clone());
            Some(Open::Map {
                source,
                next: 0,
                map: copy,
            })
        }
        _ => None,
    };
    let Some(first) = open(value) else {
        return value.clone();
    };
    let mut stack = vec![first];
    let mut done: Option<Value> = None;
    while let Some(top) = stack.last_mut() {
        // Take in what was finished, then go on to the next child.
        let child = match top {
            Open::List {
                source,
                next,
                items,
            } => {
                items.extend(done.take());
                let child = source.get(*next).cloned();
                *next += 1;
                child
            }
            Open::Map { source, next, map } => {
                if let (Some(value), Some(entry)) = (
                    done.take(),
                    next.checked_sub(1).and_then(|at| source.get(at)),
                ) {
                    map.insert_marked(entry.key.clone(), value, entry.mark);
                }
                while source
                    .get(*next)
                    .is_some_and(|entry| !holds_values(&entry.value))
                {
                    *next += 1;
                }
                let child = source.get(*next).map(|entry| entry.value.clone());
                *next += 1;
                child
            }
        };
        match child {
            Some(child) => match open(&child) {
                Some(inner) => stack.push(inner),
                None => done = Some(child),
            },
            None => {
                done = stack.pop().map(|top| match top {
                    Open::List { source, items, .. } => {
                        let marks: Vec<Mark> =
                            (0..source.len()).map(|at| source.mark(at)).collect();
                        Value::List(List::with_marks(source.ty(), items, marks))
                    }
                    Open::Map { map, .. } => Value::Map(map),
                });
            }
        }
    }
    done.unwrap_or_else(|| value.clone())
}

fn holds_values(value: &Value) -> bool {
    matches!(value, Value::List(_) | Value::Map(_))
}
