//! Where the results of functions come from.
//!
//! A function that moves text keeps the runs of it. What it makes anew is made of all its
//! arguments, unless it told more ([`Told`]): an entry of a map is where the entry came from.

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::tracer::Tracer;
use crate::gotemplate::call::Told;
use crate::value::{Mark, Str, Value};

/// The arguments of a call as they were before it.
#[derive(Debug)]
pub struct Given {
    args: SmallVec<[(Value, Mark); 4]>,
    decided: Mark,
    entered: u64,
}

/// So many values in maps and lists are looked at to find what a result was made of.
const MOST_PARTS: usize = 4096;

impl Tracer<'_> {
    pub(super) fn remember(&mut self, values: &[Value], marks: &[Mark]) -> Given {
        let marks = marks.iter().copied().chain(std::iter::repeat(Mark::NONE));
        Given {
            args: values.iter().cloned().zip(marks).collect(),
            decided: std::mem::take(&mut self.decided),
            entered: self.entered,
        }
    }

    pub(super) fn arguments_failed(&mut self, given: &Given) {
        if self.entered != given.entered {
            // It is the error of a template, which knows better.
            return;
        }
        self.condition = super::trace::Trace::condition(self);
        self.blamed = Mark::NONE;
        for (value, mark) in &given.args {
            let whole = self.of_text_or_scalar(value, *mark);
            self.blamed = self.origins.union(self.blamed, whole);
        }
    }

    /// The result of a call with its mark.
    pub(super) fn result(&mut self, value: Value, given: Given, told: Told) -> (Value, Mark) {
        let inside = std::mem::replace(&mut self.decided, given.decided);
        self.decided = self.origins.union(self.decided, inside);
        if self.entered != given.entered {
            // What templates wrote knows where it came from.
            return (value, self.origins.when(inside));
        }
        let mut chosen = Mark::NONE;
        for (at, (value, mark)) in given.args.iter().enumerate() {
            if at < 64 && told.chosen_by & (1 << at) != 0 {
                let whole = self.of_text_or_scalar(value, *mark);
                chosen = self.origins.union(chosen, whole);
            }
        }
        let chosen = self.origins.when(chosen);
        if let Some(mark) = told.made_of {
            self.note_read(mark);
        }
        match (value, told.made_of) {
            (Value::Str(text), Some(mark)) => {
                let text = self.text_when(text.with_mark(mark), chosen);
                let mark = self.origins.union(mark, chosen);
                (Value::Str(text), mark)
            }
            (value, Some(mark)) => (value, self.origins.union(mark, chosen)),
            (Value::Str(text), None) if !text.runs().is_empty() => {
                let (text, mark) = self.rewritten(text, &given);
                (Value::Str(self.text_when(text, chosen)), mark)
            }
            (value @ (Value::Map(_) | Value::List(_)), None) => {
                let mut all = Mark::NONE;
                for (value, mark) in &given.args {
                    let whole = self.of_text_or_scalar(value, *mark);
                    all = self.origins.union(all, whole);
                }
                (value, all)
            }
            (value, None) => {
                let deep = told.looked_into || matches!(value, Value::Str(_));
                let mut all = chosen;
                for (value, mark) in &given.args {
                    let whole = match deep {
                        true => self.of_all_parts(value, *mark),
                        false => self.of_text_or_scalar(value, *mark),
                    };
                    all = self.origins.union(all, whole);
                }
                let value = match value {
                    Value::Str(text) => Value::Str(text.with_mark(all)),
                    value => value,
                };
                (value, all)
            }
        }
    }

    /// A text that kept the runs of its arguments, with what they do not say: parts of it that are
    /// of no origin were made of the numbers among the arguments, and of texts that left no trace.
    fn rewritten(&mut self, text: Str, given: &Given) -> (Str, Mark) {
        let mut inside = FxHashMap::default();
        for (value, _) in &given.args {
            self.decided_inside(value, &mut inside);
        }
        let text = match inside.is_empty() {
            true => text,
            false => text.with_marks(|run| match inside.get(&run.mark) {
                Some(by) => self.origins.union(run.mark, *by),
                None => run.mark,
            }),
        };
        let own = self.text(&text);
        let mut all = own;
        let mut lost = Mark::NONE;
        let mut decided = Mark::NONE;
        for (value, mark) in &given.args {
            if let Value::Map(_) | Value::List(_) = value {
                // What a map was put together from decided what is in it.
                let by = match self.origins.get(*mark) {
                    Some(_) => Mark::NONE,
                    None => self.origins.when(*mark),
                };
                decided = self.origins.union(decided, by);
                continue;
            }
            let inside = match value {
                // What decided beside a text is about what is not in it.
                Value::Str(text) if !text.runs().is_empty() => {
                    let (inside, made) = (self.text(text), self.origins.made(*mark));
                    self.origins.union(inside, made)
                }
                _ => *mark,
            };
            let whole = self.origins.union(inside, *mark);
            all = self.origins.union(all, whole);
            let more = self.origins.beyond(inside, own);
            lost = self.origins.union(lost, more);
        }
        let all = self.origins.union(all, decided);
        if lost.is_none() {
            return (self.text_when(text, decided), all);
        }
        let is_hole = |run: &crate::value::Run| run.mark.is_none() && run.site.is_none();
        let holes = text.runs().iter().any(is_hole);
        let text = text.with_marks(|run| {
            if is_hole(run) || !holes {
                self.origins.union(run.mark, lost)
            } else {
                run.mark
            }
        });
        (self.text_when(text, decided), all)
    }

    /// What decided that the maps and lists in a value are there, by the marks of what is in them:
    /// a text written of the value has the marks of plain values only.
    fn decided_inside(&mut self, value: &Value, found: &mut FxHashMap<Mark, Mark>) {
        let mut open: Vec<(Value, Mark)> = vec![(value.clone(), Mark::NONE)];
        let mut seen = 0;
        while let Some((value, by)) = open.pop() {
            let parts: Vec<(Value, Mark)> = match &value {
                Value::Map(map) => {
                    let entries = map.borrow();
                    entries.iter().map(|e| (e.value.clone(), e.mark)).collect()
                }
                Value::List(list) => {
                    let items = list.iter().enumerate();
                    items
                        .map(|(at, item)| (item.clone(), list.mark(at)))
                        .collect()
                }
                _ => continue,
            };
            seen += parts.len();
            if seen > MOST_PARTS {
                break;
            }
            for (part, mark) in parts {
                if !by.is_none() {
                    let known = found.get(&mark).copied().unwrap_or_default();
                    let all = self.origins.union(known, by);
                    found.insert(mark, all);
                }
                if let Value::Map(_) | Value::List(_) = part {
                    let own = self.origins.decided(mark);
                    open.push((part, self.origins.union(by, own)));
                }
            }
        }
    }

    /// The mark of an argument; a map or list is not looked into.
    fn of_text_or_scalar(&mut self, value: &Value, mark: Mark) -> Mark {
        match value {
            Value::Str(text) if !text.runs().is_empty() => {
                let text = self.text(text);
                self.origins.union(mark, text)
            }
            _ => mark,
        }
    }

    /// The mark of an argument with all that is in it.
    fn of_all_parts(&mut self, value: &Value, mark: Mark) -> Mark {
        let mut all = vec![mark];
        let mut open: Vec<(Value, Mark)> = vec![(value.clone(), mark)];
        let mut seen = 0;
        while let Some((value, mark)) = open.pop() {
            seen += 1;
            if seen > MOST_PARTS {
                break;
            }
            all.push(self.of_text_or_scalar(&value, mark));
            match value {
                Value::Map(map) => {
                    let entries = map.borrow();
                    open.extend(entries.iter().map(|e| (e.value.clone(), e.mark)));
                }
                Value::List(list) => {
                    let items = list.iter().enumerate();
                    open.extend(items.map(|(at, item)| (item.clone(), list.mark(at))));
                }
                _ => {}
            }
        }
        let all = self.origins.union_all(all);
        self.note_read(all);
        all
    }
}
