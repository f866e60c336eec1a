//! What an execution did with the values it was given: which it read, which it looked for in vain,
//! which pipelines it came to.

use rustc_hash::FxHashSet;

use super::exec::Missed;
use crate::source::Span;
use crate::value::{Map, Mark, Origins, Str};

/// More keys than this that were looked for in vain are not remembered.
const MOST_MISSED: usize = 100_000;

/// What one or more executions did with values.
#[derive(Debug, Default)]
pub struct Usage {
    read: FxHashSet<Mark>,
    reached: FxHashSet<Span>,
    missed: Vec<Missed>,
    known: FxHashSet<(usize, Span)>,
}

impl Usage {
    /// Nothing has been executed yet.
    pub fn new() -> Self {
        Usage::default()
    }

    /// Values with this mark were read.
    pub fn note_read(&mut self, mark: Mark) {
        if !mark.is_none() {
            self.read.insert(mark);
        }
    }

    /// All that stands in a text was read.
    pub fn note_text(&mut self, text: &Str) {
        for run in text.runs() {
            self.note_read(run.mark);
        }
    }

    /// A pipeline is evaluated.
    pub(super) fn note_reached(&mut self, pipe: Span) {
        self.reached.insert(pipe);
    }

    /// A key was looked for in vain.
    pub(super) fn note_missed(&mut self, map: &Map, key: &[u8], span: Span) {
        if self.missed.len() < MOST_MISSED && self.known.insert((map.address(), span)) {
            self.missed.push(Missed {
                map: map.clone(),
                key: Str::new(key),
                span,
            });
        }
    }

    /// The marks of the single origins of all that was read.
    pub fn read(&self, origins: &Origins) -> FxHashSet<Mark> {
        let mut all = FxHashSet::default();
        for mark in &self.read {
            all.extend(origins.leaf_marks(*mark));
            all.extend(origins.condition_marks(*mark));
        }
        all
    }

    /// Whether a pipeline was evaluated.
    pub fn reached(&self, pipe: Span) -> bool {
        self.reached.contains(&pipe)
    }

    /// The keys that were looked for in vain, a place once for each map.
    pub fn missed(&self) -> &[Missed] {
        &self.missed
    }
}
