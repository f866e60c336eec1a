//! Knowing where output comes from, or not: one executor does both.
//!
//! The executor is generic over a [`Trace`]. With [`NoTrace`] marks are `()` and every call is
//! empty, so a normal run carries nothing. With a [`Tracer`] a mark travels beside every value,
//! and the output gets runs of bytes with the place in the template and the mark.

use std::collections::HashMap;

use crate::source::Span;
use crate::value::{Mark, Origins, Site, Str, StrBuf};

/// What the executor tells while it runs.
pub trait Trace {
    /// What travels beside a value.
    type Mark: Copy + Default;

    /// Whether anything is traced.
    const ON: bool;

    /// The mark of an entry of a map or list.
    fn read(&mut self, mark: Mark) -> Self::Mark;

    /// The mark as map entries and functions know it.
    fn mark(mark: Self::Mark) -> Mark;

    /// The mark of what was made of both.
    fn union(&mut self, a: Self::Mark, b: Self::Mark) -> Self::Mark;

    /// Writes a text that a place in a template made of a value with this mark.
    fn write(
        &mut self,
        out: &mut StrBuf,
        text: &Str,
        span: impl FnOnce() -> Span,
        mark: Self::Mark,
    );

    /// Writes a text of the template itself.
    fn write_text(&mut self, out: &mut StrBuf, text: &[u8], span: impl FnOnce() -> Span);

    /// Marks what was appended to `out` from `start` on as made by a place of a value.
    fn wrote(
        &mut self,
        out: &mut StrBuf,
        start: usize,
        span: impl FnOnce() -> Span,
        mark: Self::Mark,
    );

    /// A template is executed from this place.
    fn enter(&mut self, span: impl FnOnce() -> Span);

    /// The template entered last is done.
    fn leave(&mut self);
}

/// Traces nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoTrace;

impl Trace for NoTrace {
    type Mark = ();
    const ON: bool = false;

    #[inline(always)]
    fn read(&mut self, _: Mark) {}

    #[inline(always)]
    fn mark((): ()) -> Mark {
        Mark::NONE
    }

    #[inline(always)]
    fn union(&mut self, (): (), (): ()) {}

    #[inline(always)]
    fn write(&mut self, out: &mut StrBuf, text: &Str, _: impl FnOnce() -> Span, (): ()) {
        out.push(text);
    }

    #[inline(always)]
    fn write_text(&mut self, out: &mut StrBuf, text: &[u8], _: impl FnOnce() -> Span) {
        out.push_bytes(text);
    }

    #[inline(always)]
    fn wrote(&mut self, out: &mut StrBuf, _: usize, _: impl FnOnce() -> Span, (): ()) {
        out.plain();
    }

    #[inline(always)]
    fn enter(&mut self, _: impl FnOnce() -> Span) {}

    #[inline(always)]
    fn leave(&mut self) {}
}

/// A place in a template as it was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Reached {
    /// The place.
    pub span: Span,
    /// The place that executed this template; [`Site::NONE`] for the first one.
    pub from: Site,
}

/// Traces which place in which template wrote what, made of which values.
///
/// A [`Site`] in the runs of the output is a number of [`Tracer::reached`].
#[derive(Debug)]
pub struct Tracer<'a> {
    origins: &'a mut Origins,
    reached: Vec<Reached>,
    known: HashMap<Reached, Site>,
    stack: Vec<Site>,
}

impl<'a> Tracer<'a> {
    /// A tracer for values with these origins.
    pub fn new(origins: &'a mut Origins) -> Self {
        Tracer {
            origins,
            reached: Vec::new(),
            known: HashMap::new(),
            stack: Vec::new(),
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

    fn site(&mut self, span: Span) -> Site {
        let reached = Reached {
            span,
            from: self.stack.last().copied().unwrap_or(Site::NONE),
        };
        if let Some(&site) = self.known.get(&reached) {
            return site;
        }
        self.reached.push(reached);
        let site = Site::new(u32::try_from(self.reached.len()).unwrap_or(u32::MAX));
        self.known.insert(reached, site);
        site
    }
}

impl Trace for Tracer<'_> {
    type Mark = Mark;
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

    fn write(&mut self, out: &mut StrBuf, text: &Str, span: impl FnOnce() -> Span, mark: Mark) {
        let site = self.site(span());
        if text.runs().is_empty() {
            out.push_traced(text.as_bytes(), site, mark);
            return;
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
        let mut start = 0;
        for line in text.split_inclusive(|&b| b == b'\n') {
            let end = start + line.len();
            let range = span.range().start + start..span.range().start + end;
            let site = self.site(Span::new(span.source, range));
            out.push_traced(line, site, Mark::NONE);
            start = end;
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
    }

    fn leave(&mut self) {
        self.stack.pop();
    }
}
