//! Knowing where output comes from, or not: one executor does both.
//!
//! The executor is generic over a [`Trace`]. With [`NoTrace`] marks are `()` and every call is
//! empty, so a normal run carries nothing. With a [`Tracer`](super::Tracer) a mark travels beside
//! every value, and the output gets runs of bytes with the place in the template and the mark.

use crate::gotemplate::call::Told;
use crate::source::Span;
use crate::value::{Map, Mark, Str, StrBuf, Value};

/// What the executor tells while it runs.
pub trait Trace {
    /// What travels beside a value.
    type Mark: Copy + Default;

    /// What is remembered of the arguments of a call.
    type Given;

    /// Whether anything is traced.
    const ON: bool;

    /// The mark of an entry of a map or list.
    fn read(&mut self, mark: Mark) -> Self::Mark;

    /// The mark as map entries and functions know it.
    fn mark(mark: Self::Mark) -> Mark;

    /// The mark of what was made of both.
    fn union(&mut self, a: Self::Mark, b: Self::Mark) -> Self::Mark;

    /// The mark of an entry that has this one of its own, in a map or list with that one.
    fn inside(&mut self, own: Mark, holder: Self::Mark) -> Self::Mark;

    /// The mark of a value when it is looked at as a whole: that of a text has all its parts'.
    fn whole(&mut self, value: &Value, mark: Self::Mark) -> Self::Mark;

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

    /// The text of the template just entered is a value itself.
    fn enter_text(&mut self, text: &Str);

    /// The place in a file from which a value with this mark came, where it is known.
    fn place(&self, mark: Self::Mark) -> Option<Span>;

    /// The template entered last is done.
    fn leave(&mut self);

    /// What is executed from here on depends on a value with this mark.
    fn depend(&mut self, mark: Self::Mark);

    /// What is executed from here on no longer depends on the value told last.
    fn depended(&mut self);

    /// What it depends on that this place is executed at all.
    fn condition(&mut self) -> Mark;

    /// The value, its mark saying also that it depends on this one.
    fn decided_by(&mut self, value: Value, mark: Self::Mark, by: Self::Mark)
    -> (Value, Self::Mark);

    /// The value of a variable that is set at this place.
    fn assigned(&mut self, value: Value, mark: Self::Mark) -> (Value, Self::Mark);

    /// Remembers the arguments of a call that is about to be made.
    fn given(&mut self, values: &[Value], marks: &[Mark]) -> Self::Given;

    /// The result of the call with what is known of where it came from.
    fn made(&mut self, value: Value, given: Self::Given, told: Told) -> (Value, Self::Mark);

    /// The call failed.
    fn failed(&mut self, given: Self::Given);

    /// A step begins: what was missed before does not matter any more.
    fn step(&mut self);

    /// A pipeline is evaluated.
    fn reach(&mut self, pipe: impl FnOnce() -> Span);

    /// A key was looked for in a map and is not there.
    fn missed(&mut self, map: &Map, key: &[u8], span: impl FnOnce() -> Span);

    /// What goes wrong here does so because of a value with this mark.
    fn blame(&mut self, mark: Self::Mark);
}

/// Traces nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoTrace;

impl Trace for NoTrace {
    type Mark = ();
    type Given = ();
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
    fn inside(&mut self, _: Mark, (): ()) {}

    #[inline(always)]
    fn whole(&mut self, _: &Value, (): ()) {}

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
    fn enter_text(&mut self, _: &Str) {}

    #[inline(always)]
    fn place(&self, (): ()) -> Option<Span> {
        None
    }

    #[inline(always)]
    fn leave(&mut self) {}

    #[inline(always)]
    fn depend(&mut self, (): ()) {}

    #[inline(always)]
    fn depended(&mut self) {}

    #[inline(always)]
    fn condition(&mut self) -> Mark {
        Mark::NONE
    }

    #[inline(always)]
    fn decided_by(&mut self, value: Value, (): (), (): ()) -> (Value, ()) {
        (value, ())
    }

    #[inline(always)]
    fn assigned(&mut self, value: Value, (): ()) -> (Value, ()) {
        (value, ())
    }

    #[inline(always)]
    fn given(&mut self, _: &[Value], _: &[Mark]) {}

    #[inline(always)]
    fn made(&mut self, value: Value, (): (), _: Told) -> (Value, ()) {
        (value, ())
    }

    #[inline(always)]
    fn failed(&mut self, (): ()) {}

    #[inline(always)]
    fn step(&mut self) {}

    #[inline(always)]
    fn reach(&mut self, _: impl FnOnce() -> Span) {}

    #[inline(always)]
    fn missed(&mut self, _: &Map, _: &[u8], _: impl FnOnce() -> Span) {}

    #[inline(always)]
    fn blame(&mut self, (): ()) {}
}
