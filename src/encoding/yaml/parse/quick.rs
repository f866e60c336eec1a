//! The usual lines of block text, without tokens.
//!
//! Most of a values file is lines such as `key: value`, `key:` and `- item`. What they stand for
//! shows at a glance, so that the scanner's queue is not needed for them. Whatever is not surely
//! of this kind is left to the scanner, which finds its place as if the lines before had been its
//! own.

use super::{Event, EventKind, Events, State, empty, event};
use crate::encoding::yaml::event::{Properties, Scalar};
use crate::encoding::yaml::scan::LineScalar;

impl<'a> Events<'a> {
    /// The next event, if it can be told at a glance.
    #[inline]
    pub(super) fn quick(&mut self) -> Option<Event<'a>> {
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

    /// The next key of a mapping, or the mapping's end.
    fn quick_key(&mut self) -> Option<Event<'a>> {
        let side = self.scanner.next_line()?;
        if side < 0 {
            return Some(self.quick_end(EventKind::MappingEnd));
        }
        let known = std::mem::take(&mut self.known_colon);
        if side > 0 {
            return None;
        }
        let colon = if known > 0 {
            known
        } else {
            self.scanner.colon_ahead()?
        };
        let (start, value, end) = self.scanner.take_key(colon);
        self.state = State::AfterColon;
        self.mark = self.scanner.place();
        Some(event(EventKind::Scalar(Scalar::plain(value)), start, end))
    }

    /// What stands behind a key and its colon.
    fn quick_value(&mut self) -> Option<Event<'a>> {
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
                let kind = EventKind::SequenceStart(Properties::default());
                return Some(event(kind, start, end));
            }
            self.known_colon = self.scanner.colon_ahead()?;
        }
        self.state = State::BlockMappingKey;
        Some(empty(self.mark))
    }

    /// The next dash of a sequence and what stands behind it, or the sequence's end.
    fn quick_dash(&mut self, indentless: bool) -> Option<Event<'a>> {
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
            return (side < 0).then(|| self.quick_end(EventKind::SequenceEnd));
        }
        if side == 0 {
            self.known_colon = self.scanner.colon_ahead()?;
        }
        let place = self.scanner.place();
        self.resume();
        Some(event(EventKind::SequenceEnd, place, place))
    }

    /// What stands behind a dash, in a sequence that goes on with this state.
    fn quick_item(&mut self, sequence: State) -> Option<Event<'a>> {
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
    fn quick_collection(&mut self, parent: State) -> Option<Event<'a>> {
        let dash = self.scanner.is_dash();
        if !dash {
            self.known_colon = self.scanner.colon_ahead()?;
        }
        if !self.scanner.indent_here() {
            self.known_colon = 0;
            return None;
        }
        let place = self.scanner.place();
        self.states.push(parent);
        self.starts.push(place);
        let kind = if dash {
            self.state = State::BlockSequenceEntry;
            EventKind::SequenceStart(Properties::default())
        } else {
            self.state = State::BlockMappingKey;
            EventKind::MappingStart(Properties::default())
        };
        Some(event(kind, place, place))
    }

    /// A scalar in this line, or an empty `[]` or `{}`.
    fn quick_node(&mut self, parent: State) -> Option<Event<'a>> {
        if let Some(mapping) = self.scanner.empty_brackets() {
            let start = self.scanner.place();
            let end = self.scanner.place_ahead(1);
            self.scanner.take_brackets();
            self.states.push(parent);
            let properties = Properties {
                flow: true,
                ..Properties::default()
            };
            let kind = if mapping {
                self.state = State::EmptyFlowMapping;
                EventKind::MappingStart(properties)
            } else {
                self.state = State::EmptyFlowSequence;
                EventKind::SequenceStart(properties)
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
        let scalar = Scalar {
            style,
            implicit: style == super::ScalarStyle::Plain,
            ..Scalar::plain(value)
        };
        Some(event(EventKind::Scalar(scalar), start, end))
    }

    /// The end of the block collection that was opened last.
    fn quick_end(&mut self, kind: EventKind<'a>) -> Event<'a> {
        let place = self.scanner.place();
        self.scanner.close_indent();
        self.resume();
        self.starts.pop();
        event(kind, place, place)
    }
}
