//! The usual lines of block text, without tokens.
//!
//! Most of a values file is lines such as `key: value`, `key:` and `- item`. What they stand for
//! shows at a glance, so that the scanner's queue is not needed for them. Whatever is not surely
//! of this kind is left to the scanner, which finds its place as if the lines before had been its
//! own.

use super::{Event, EventKind, Events, State};
use crate::encoding::yaml::event::{Properties, Scalar};
use crate::encoding::yaml::scan::LineScalar;
use crate::encoding::yaml::{Position, ScalarStyle};

/// What was told at a glance: an event without anchor, tag and memory of its own.
#[derive(Clone, Copy)]
pub(in crate::encoding::yaml) struct Glance<'a> {
    pub kind: GlanceKind<'a>,
    pub start: Position,
    pub end: Position,
}

/// The kinds of events that are told at a glance.
#[derive(Clone, Copy)]
pub(in crate::encoding::yaml) enum GlanceKind<'a> {
    Scalar(&'a [u8], ScalarStyle),
    MappingStart { flow: bool },
    SequenceStart { flow: bool },
    MappingEnd,
    SequenceEnd,
}

impl<'a> From<Glance<'a>> for Event<'a> {
    fn from(glance: Glance<'a>) -> Self {
        let collection = |flow| Properties {
            flow,
            ..Properties::default()
        };
        let kind = match glance.kind {
            GlanceKind::Scalar(value, style) => EventKind::Scalar(Scalar {
                style,
                implicit: style == ScalarStyle::Plain,
                ..Scalar::plain(value)
            }),
            GlanceKind::MappingStart { flow } => EventKind::MappingStart(collection(flow)),
            GlanceKind::SequenceStart { flow } => EventKind::SequenceStart(collection(flow)),
            GlanceKind::MappingEnd => EventKind::MappingEnd,
            GlanceKind::SequenceEnd => EventKind::SequenceEnd,
        };
        Event {
            kind,
            start: glance.start,
            end: glance.end,
        }
    }
}

#[inline(always)]
fn event<'a>(kind: GlanceKind<'a>, start: Position, end: Position) -> Glance<'a> {
    Glance { kind, start, end }
}

impl<'a> Events<'a> {
    /// The next event, if it can be told at a glance.
    #[inline]
    pub(in crate::encoding::yaml) fn quick(&mut self) -> Option<Glance<'a>> {
        if !self.scanner.is_clear() {
            return None;
        }
        match self.state {
            State::BlockMappingKey => self.quick_key(),
            State::AfterColon => self.quick_value(),
            State::BlockSequenceEntry => self.quick_dash(false),
            State::IndentlessSequenceEntry => self.quick_dash(true),
            State::AfterDash => self.quick_item(State::BlockSequenceEntry),
            State::AfterIndentlessDash => self.quick_item(State::IndentlessSequenceEntry),
            _ => None,
        }
    }

    /// Passes over the value of the key that came last, if it is surely right and stands for
    /// nothing that counts elsewhere. Gives the decoding steps that it takes.
    pub(in crate::encoding::yaml) fn skim_value(&mut self) -> Option<u64> {
        if self.state != State::AfterColon || !self.scanner.is_clear() {
            return None;
        }
        let steps = self.scanner.skim_value()?;
        self.state = State::BlockMappingKey;
        Some(steps)
    }

    /// The next key of a mapping, or the mapping's end.
    fn quick_key(&mut self) -> Option<Glance<'a>> {
        let side = self.scanner.next_line()?;
        if side < 0 {
            return Some(self.quick_end(GlanceKind::MappingEnd));
        }
        if side > 0 {
            return None;
        }
        let colon = self.scanner.colon_ahead()?;
        let (start, value, end) = self.scanner.take_key(colon);
        self.state = State::AfterColon;
        self.mark = self.scanner.place();
        let kind = GlanceKind::Scalar(value, ScalarStyle::Plain);
        Some(event(kind, start, end))
    }

    /// What stands behind a key and its colon.
    fn quick_value(&mut self) -> Option<Glance<'a>> {
        if !self.scanner.is_line_over() {
            return self.quick_node(State::BlockMappingKey);
        }
        let side = self.scanner.next_line()?;
        if side > 0 {
            return self.quick_collection(State::BlockMappingKey);
        }
        if side == 0 {
            if self.scanner.is_dash() {
                let start = self.scanner.place();
                let end = self.scanner.place_ahead(1);
                self.states.push(State::BlockMappingKey);
                self.state = State::IndentlessSequenceEntry;
                let kind = GlanceKind::SequenceStart { flow: false };
                return Some(event(kind, start, end));
            }
            self.scanner.colon_ahead()?;
        }
        self.state = State::BlockMappingKey;
        let kind = GlanceKind::Scalar(b"", ScalarStyle::Plain);
        Some(event(kind, self.mark, self.mark))
    }

    /// The next dash of a sequence and what stands behind it, or the sequence's end.
    fn quick_dash(&mut self, indentless: bool) -> Option<Glance<'a>> {
        let side = self.scanner.next_line()?;
        if side == 0 && self.scanner.is_dash() {
            self.scanner.take_dash();
            self.mark = self.scanner.place();
            let (here, after) = if indentless {
                (State::IndentlessSequenceEntry, State::AfterIndentlessDash)
            } else {
                (State::BlockSequenceEntry, State::AfterDash)
            };
            self.state = after;
            return self.quick_item(here);
        }
        if side > 0 {
            return None;
        }
        if !indentless {
            return (side < 0).then(|| self.quick_end(GlanceKind::SequenceEnd));
        }
        if side == 0 {
            self.scanner.colon_ahead()?;
        }
        let place = self.scanner.place();
        self.resume();
        Some(event(GlanceKind::SequenceEnd, place, place))
    }

    /// What stands behind a dash, in a sequence that goes on with this state.
    fn quick_item(&mut self, sequence: State) -> Option<Glance<'a>> {
        if self.scanner.is_line_over() {
            return match self.scanner.next_line()? {
                1.. => self.quick_collection(sequence),
                _ => None,
            };
        }
        self.quick_collection(sequence)
            .or_else(|| self.quick_node(sequence))
    }

    /// The beginning of a block collection, which stands right here.
    fn quick_collection(&mut self, parent: State) -> Option<Glance<'a>> {
        let dash = self.scanner.is_dash();
        if !dash {
            self.scanner.colon_ahead()?;
        }
        if !self.scanner.indent_here() {
            return None;
        }
        let place = self.scanner.place();
        self.states.push(parent);
        self.starts.push(place);
        let kind = if dash {
            self.state = State::BlockSequenceEntry;
            GlanceKind::SequenceStart { flow: false }
        } else {
            self.state = State::BlockMappingKey;
            GlanceKind::MappingStart { flow: false }
        };
        Some(event(kind, place, place))
    }

    /// A scalar in this line, or an empty `[]` or `{}`.
    fn quick_node(&mut self, parent: State) -> Option<Glance<'a>> {
        if let Some(mapping) = self.scanner.empty_brackets() {
            let start = self.scanner.place();
            let end = self.scanner.place_ahead(1);
            self.scanner.take_brackets();
            self.states.push(parent);
            let kind = if mapping {
                self.state = State::EmptyFlowMapping;
                GlanceKind::MappingStart { flow: true }
            } else {
                self.state = State::EmptyFlowSequence;
                GlanceKind::SequenceStart { flow: true }
            };
            return Some(event(kind, start, end));
        }
        let LineScalar {
            value,
            style,
            start,
            end,
        } = self.scanner.scalar_in_line()?;
        self.state = parent;
        Some(event(GlanceKind::Scalar(value, style), start, end))
    }

    /// The end of the block collection that was opened last.
    fn quick_end(&mut self, kind: GlanceKind<'a>) -> Glance<'a> {
        let place = self.scanner.place();
        self.scanner.close_indent();
        self.resume();
        self.starts.pop();
        event(kind, place, place)
    }
}
