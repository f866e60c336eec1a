//! Which place in which template wrote what, made of which values and depending on which.

use std::ops::Range;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::trace::Trace;
use crate::gotemplate::call::Told;
use crate::gotemplate::usage::Usage;
use crate::source::Span;
use crate::value::{Map, Mark, Origin, Origins, Site, Str, StrBuf, Value};

/// A place in a template as it was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Reached {
    /// The place.
    pub span: Span,
    /// The place that executed this template; [`Site::NONE`] for the first one.
    pub from: Site,
    /// The values on which it depends, in this template, that the place was reached.
    pub condition: Mark,
}

/// A key that was looked for in vain.
#[derive(Clone, Debug)]
pub struct Missed {
    /// The map it was looked for in.
    pub map: Map,
    /// The key.
    pub key: Str,
    /// The place in the template.
    pub span: Span,
}

/// Traces which place in which template wrote what, made of which values.
///
/// A [`Site`] in the runs of the output is a number of [`Tracer::reached`].
#[derive(Debug)]
pub struct Tracer<'a> {
    pub(super) origins: &'a mut Origins,
    reached: Vec<Reached>,
    known: FxHashMap<Reached, Site>,
    /// What each place depends on, as far as somebody asked.
    conditions: FxHashMap<Site, Mark>,
    stack: Vec<Site>,
    scopes: Vec<Scope>,
    /// What all of it depends on.
    depending: Mark,
    /// The values that decided something since a call began; see [`super::made`].
    pub(super) decided: Mark,
    /// How often a template was entered.
    pub(super) entered: u64,
    missed: Vec<Missed>,
    /// How many of the missed keys belong to the steps around the current one.
    kept: Vec<usize>,
    pub(super) blamed: Mark,
    pub(super) condition: Mark,
    pub(super) usage: Option<&'a mut Usage>,
}

/// A template that is being executed.
#[derive(Debug, Default)]
struct Scope {
    /// Its text, where that is a value itself and known where it came from.
    text: Option<Str>,
    /// What the place depends on, innermost last; each holds those before.
    conditions: SmallVec<[Mark; 8]>,
    /// The length of [`Tracer::kept`] when it was entered.
    kept: usize,
}

/// So many of the keys that a step missed are remembered.
const MOST_MISSED: usize = 32;

impl<'a> Tracer<'a> {
    /// A tracer for values with these origins.
    pub fn new(origins: &'a mut Origins) -> Self {
        Tracer {
            origins,
            reached: Vec::new(),
            known: FxHashMap::default(),
            conditions: FxHashMap::default(),
            stack: Vec::new(),
            scopes: vec![Scope::default()],
            depending: Mark::NONE,
            decided: Mark::NONE,
            entered: 0,
            missed: Vec::new(),
            kept: Vec::new(),
            blamed: Mark::NONE,
            condition: Mark::NONE,
            usage: None,
        }
    }

    /// A tracer that also notes what becomes of the values.
    pub fn noting(self, usage: Option<&'a mut Usage>) -> Self {
        Tracer { usage, ..self }
    }

    /// A tracer of what depends on these values as a whole.
    pub fn depending(mut self, marks: &[Mark]) -> Self {
        let all = self.origins.union_all(marks.iter().copied());
        if let (false, Some(scope)) = (all.is_none(), self.scopes.last_mut()) {
            scope.conditions.push(all);
        }
        self.depending = all;
        self
    }

    /// Values with this mark were read.
    pub(super) fn note_read(&mut self, mark: Mark) {
        if let Some(usage) = &mut self.usage {
            usage.note_read(mark);
        }
    }

    /// What a site stands for.
    pub fn reached(&self, site: Site) -> Option<Reached> {
        let index = (site.number() as usize).checked_sub(1)?;
        self.reached.get(index).copied()
    }

    /// All places reached, in the order of their sites.
    pub fn all_reached(&self) -> &[Reached] {
        &self.reached
    }

    /// The origins of the values.
    pub fn origins(&self) -> &Origins {
        self.origins
    }

    /// The keys that were looked for in vain in the step executed last and those around it.
    pub fn missed(&self) -> &[Missed] {
        &self.missed
    }

    /// The values that an error is about: the arguments of the function that failed, or the value
    /// without the field that was asked for.
    pub fn blamed(&self) -> Mark {
        self.blamed
    }

    /// What it depended on that a call that failed was made at all.
    pub fn condition_of_failure(&self) -> Mark {
        self.condition
    }

    fn site(&mut self, span: Span) -> Site {
        let text = self.text_at(span.range());
        let condition = self.scopes.last().and_then(|s| s.conditions.last());
        let condition = condition.copied().unwrap_or_default();
        let reached = Reached {
            span,
            from: self.stack.last().copied().unwrap_or(Site::NONE),
            condition: self.origins.union(condition, text),
        };
        if let Some(&site) = self.known.get(&reached) {
            return site;
        }
        self.reached.push(reached);
        let site = Site::new(u32::try_from(self.reached.len()).unwrap_or(u32::MAX));
        self.known.insert(reached, site);
        site
    }

    /// The mark of a part of the template being executed, where its text is a value.
    fn text_at(&mut self, range: Range<usize>) -> Mark {
        let text = self.scopes.last().and_then(|scope| scope.text.as_ref());
        match text.map(|text| text.slice(range)) {
            Some(part) => self.text(&part),
            None => Mark::NONE,
        }
    }

    /// What a place and those that led to it depend on.
    fn conditions_of(&mut self, site: Site) -> Mark {
        let Some(reached) = self.reached(site) else {
            return Mark::NONE;
        };
        if let Some(&known) = self.conditions.get(&site) {
            return known;
        }
        let before = self.conditions_of(reached.from);
        let own = self.origins.when(reached.condition);
        let all = self.origins.union(before, own);
        self.conditions.insert(site, all);
        all
    }

    /// The mark of a text that is looked at as a whole.
    pub(super) fn text(&mut self, text: &Str) -> Mark {
        let mut marks: Vec<Mark> = Vec::new();
        let mut last = Site::NONE;
        for run in text.runs() {
            if marks.last() != Some(&run.mark) {
                marks.push(run.mark);
            }
            if run.site != last {
                last = run.site;
                marks.push(self.conditions_of(run.site));
            }
        }
        let all = self.origins.union_all(marks);
        self.note_read(all);
        all
    }

    /// The text, each of its parts depending also on values with this mark.
    pub(super) fn text_when(&mut self, text: Str, when: Mark) -> Str {
        if when.is_none() {
            return text;
        }
        if text.runs().is_empty() {
            return text.with_mark(when);
        }
        text.with_marks(|run| self.origins.union(run.mark, when))
    }

    fn note(&mut self, mark: Mark) {
        self.decided = self.origins.union(self.decided, mark);
    }
}

impl Trace for Tracer<'_> {
    type Mark = Mark;
    type Given = super::made::Given;
    const ON: bool = true;

    fn read(&mut self, mark: Mark) -> Mark {
        mark
    }

    fn mark(mark: Mark) -> Mark {
        mark
    }

    fn union(&mut self, a: Mark, b: Mark) -> Mark {
        self.origins.union(a, b)
    }

    fn inside(&mut self, own: Mark, holder: Mark) -> Mark {
        if own.is_none() {
            self.note_read(holder);
            return holder;
        }
        self.note_read(own);
        let decided = self.origins.decided(holder);
        self.origins.union(own, decided)
    }

    fn whole(&mut self, value: &Value, mark: Mark) -> Mark {
        match value {
            Value::Str(text) if !text.runs().is_empty() => {
                let text = self.text(text);
                self.origins.union(mark, text)
            }
            _ => mark,
        }
    }

    fn write(&mut self, out: &mut StrBuf, text: &Str, span: impl FnOnce() -> Span, mark: Mark) {
        let site = self.site(span());
        if text.is_empty() {
            // What is not there decided that as well.
            self.note(mark);
        }
        if text.runs().is_empty() {
            return out.push_traced(text.as_bytes(), site, mark);
        }
        let mut start = 0;
        for run in text.runs() {
            let end = run.end as usize;
            let bytes = text.as_bytes().get(start..end).unwrap_or_default();
            start = end;
            let site = if run.site.is_none() { site } else { run.site };
            out.push_traced(bytes, site, run.mark);
        }
    }

    fn write_text(&mut self, out: &mut StrBuf, text: &[u8], span: impl FnOnce() -> Span) {
        // A site a line, so that whoever cuts the output still knows each line's own.
        let span = span();
        let value = self.scopes.last().and_then(|scope| scope.text.clone());
        let mut start = span.range().start;
        for line in text.split_inclusive(|&b| b == b'\n') {
            let range = start..start + line.len();
            start = range.end;
            let site = self.site(Span::new(span.source, range.clone()));
            let Some(value) = &value else {
                out.push_traced(line, site, Mark::NONE);
                continue;
            };
            let (part, mut from) = (value.slice(range), 0);
            for run in part.runs() {
                let bytes = line.get(from..run.end as usize).unwrap_or_default();
                from = run.end as usize;
                let condition = self.conditions_of(run.site);
                let mark = self.origins.union(run.mark, condition);
                out.push_traced(bytes, site, mark);
            }
            out.push_bytes(line.get(from..).unwrap_or_default());
        }
    }

    fn wrote(&mut self, out: &mut StrBuf, start: usize, span: impl FnOnce() -> Span, mark: Mark) {
        let site = self.site(span());
        let tail = out.as_bytes().get(start..).unwrap_or_default().to_vec();
        out.truncate(start);
        out.push_traced(&tail, site, mark);
    }

    fn enter(&mut self, span: impl FnOnce() -> Span) {
        let site = self.site(span());
        self.stack.push(site);
        self.scopes.push(Scope {
            kept: self.kept.len(),
            ..Scope::default()
        });
        self.entered += 1;
        self.kept.push(self.missed.len());
    }

    fn enter_text(&mut self, text: &Str) {
        let mark = self.text(text);
        self.note(mark);
        if let (false, Some(scope)) = (text.runs().is_empty(), self.scopes.last_mut()) {
            scope.text = Some(text.clone());
        }
    }

    fn place(&self, mark: Mark) -> Option<Span> {
        let leaves = self.origins.leaves(mark);
        leaves.into_iter().find_map(|origin| match origin {
            Origin::File { span, .. }
            | Origin::Expression { span, .. }
            | Origin::Flag { span, .. } => Some(*span),
            Origin::Other(_) => None,
        })
    }

    fn leave(&mut self) {
        self.stack.pop();
        if let Some(scope) = self.scopes.pop() {
            self.kept.truncate(scope.kept);
        }
    }

    fn depend(&mut self, mark: Mark) {
        self.note(mark);
        self.kept.push(self.missed.len());
        let Some(scope) = self.scopes.last_mut() else {
            return;
        };
        let before = scope.conditions.last().copied().unwrap_or_default();
        scope.conditions.push(self.origins.union(before, mark));
    }

    fn depended(&mut self) {
        self.kept.pop();
        if let Some(scope) = self.scopes.last_mut() {
            scope.conditions.pop();
        }
    }

    fn condition(&mut self) -> Mark {
        let own = self.scopes.iter();
        let mut all: Vec<Mark> = own.filter_map(|s| s.conditions.last().copied()).collect();
        let texts = self.scopes.iter().filter_map(|scope| scope.text.clone());
        let texts: Vec<Str> = texts.collect();
        all.extend(texts.iter().map(|text| self.text(text)));
        let all = self.origins.union_all(all);
        // That anything is executed at all is no reason for a failure.
        let all = self.origins.beyond(all, self.depending);
        self.origins.when(all)
    }

    fn decided_by(&mut self, value: Value, mark: Mark, by: Mark) -> (Value, Mark) {
        let by = self.origins.when(by);
        let value = match value {
            Value::Str(text) => Value::Str(self.text_when(text.with_mark(mark), by)),
            value => value,
        };
        (value, self.origins.union(mark, by))
    }

    fn assigned(&mut self, value: Value, mark: Mark) -> (Value, Mark) {
        let condition = self.scopes.last().and_then(|s| s.conditions.last());
        match condition.copied() {
            Some(condition) => self.decided_by(value, mark, condition),
            None => (value, mark),
        }
    }

    fn given(&mut self, values: &[Value], marks: &[Mark]) -> Self::Given {
        self.remember(values, marks)
    }

    fn made(&mut self, value: Value, given: Self::Given, told: Told) -> (Value, Mark) {
        self.result(value, given, told)
    }

    fn failed(&mut self, given: Self::Given) {
        self.arguments_failed(&given);
    }

    fn step(&mut self) {
        let kept = self.kept.last().copied().unwrap_or(0);
        self.missed.truncate(kept);
    }

    fn reach(&mut self, pipe: impl FnOnce() -> Span) {
        if let Some(usage) = &mut self.usage {
            usage.note_reached(pipe());
        }
    }

    fn missed(&mut self, map: &Map, key: &[u8], span: impl FnOnce() -> Span) {
        let span = span();
        if let Some(usage) = &mut self.usage {
            usage.note_missed(map, key, span);
        }
        if self.missed.len() < MOST_MISSED {
            self.missed.push(Missed {
                map: map.clone(),
                key: Str::new(key),
                span,
            });
        }
    }

    fn blame(&mut self, mark: Mark) {
        self.blamed = mark;
    }
}
