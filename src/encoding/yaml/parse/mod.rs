//! From tokens to events.
//!
//! The grammar of libyaml as a machine: each state knows what may come next, and a stack of
//! states remembers where to go on when a node ends. Nothing here recurses, so that the depth of
//! a text is bounded by the scanner's limits alone.

mod quick;

use std::borrow::Cow;

pub(super) use quick::{Glance, GlanceKind};

use super::event::{Comment, Event, EventKind, Properties, Scalar};
use super::scan::Scanner;
use super::token::{ScalarStyle, Token, TokenKind};
use super::{Error, Input, Position, Stage};

type Result<T> = std::result::Result<T, Error>;

#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    StreamStart,
    ImplicitDocumentStart,
    DocumentStart,
    DocumentContent,
    DocumentEnd,
    BlockNode,
    BlockSequenceFirst,
    BlockSequenceEntry,
    IndentlessSequenceEntry,
    BlockMappingFirst,
    BlockMappingKey,
    BlockMappingValue,
    /// Behind the colon of a key.
    AfterColon,
    /// Behind the dash of a sequence's item.
    AfterDash,
    AfterIndentlessDash,
    /// Behind an empty `[]` or `{}` that has begun already.
    EmptyFlowSequence,
    EmptyFlowMapping,
    FlowSequenceFirst,
    FlowSequenceEntry,
    FlowSequencePairKey,
    FlowSequencePairValue,
    FlowSequencePairEnd,
    FlowMappingFirst,
    FlowMappingKey,
    FlowMappingValue,
    FlowMappingEmptyValue,
    End,
}

/// The events of a YAML stream, one after the other.
///
/// Follows the grammar of go-yaml 2 (libyaml 0.1) and reports its errors. Every document of the
/// stream is visited; a reader that wants the first only stops after its end.
///
/// ```
/// use manifest_render::encoding::yaml::{EventKind, Events, Input};
///
/// let input = Input::new(b"a: [1, 2]");
/// let mut events = Events::new(&input);
/// let mut scalars = 0;
/// while let Some(event) = events.next_event()? {
///     if let EventKind::Scalar(scalar) = event.kind {
///         scalars += 1;
///         assert!(!scalar.value.is_empty());
///     }
/// }
/// assert_eq!(scalars, 3);
/// # Ok::<(), manifest_render::encoding::yaml::Error>(())
/// ```
#[derive(Debug)]
pub struct Events<'a> {
    scanner: Scanner<'a>,
    state: State,
    states: Vec<State>,
    /// Where the open collections began.
    starts: Vec<Position>,
    tag_directives: Vec<(&'a [u8], Cow<'a, [u8]>)>,
    /// Behind the colon or dash that was passed last.
    mark: Position,
}

impl<'a> Events<'a> {
    /// The events of this text.
    pub fn new(input: &'a Input<'a>) -> Self {
        Events {
            scanner: Scanner::new(input),
            state: State::StreamStart,
            states: Vec::new(),
            starts: Vec::new(),
            tag_directives: Vec::new(),
            mark: Position::default(),
        }
    }

    /// Lets [`Events::take_comments`] give the comments that are passed from now on.
    #[must_use]
    pub fn with_comments(mut self) -> Self {
        self.scanner.keep_comments();
        self
    }

    /// The comments passed since the last call, if [`Events::with_comments`] asked for them.
    /// The scanner may be a token ahead of the last event.
    pub fn take_comments(&mut self) -> Vec<Comment> {
        self.scanner.take_comments()
    }

    /// The next event; `None` behind the end of the stream.
    ///
    /// # Errors
    /// When the text goes against the grammar. There are no events after an error.
    pub fn next_event(&mut self) -> Result<Option<Event<'a>>> {
        if let Some(glance) = self.quick() {
            return Ok(Some(glance.into()));
        }
        self.next_by_tokens()
    }

    /// The next event, where [`Events::quick`] has none.
    pub(super) fn next_by_tokens(&mut self) -> Result<Option<Event<'a>>> {
        if self.state == State::End {
            return Ok(None);
        }
        let event = self.step();
        if event.is_err() {
            self.state = State::End;
        }
        event.map(Some)
    }

    #[inline]
    fn step(&mut self) -> Result<Event<'a>> {
        match self.state {
            State::StreamStart => self.stream_start(),
            State::ImplicitDocumentStart => self.document_start(true),
            State::DocumentStart => self.document_start(false),
            State::DocumentContent => self.document_content(),
            State::DocumentEnd => self.document_end(),
            State::BlockNode => self.node(true, false),
            State::BlockSequenceFirst => self.block_sequence_entry(true),
            State::BlockSequenceEntry => self.block_sequence_entry(false),
            State::IndentlessSequenceEntry => self.indentless_sequence_entry(),
            State::BlockMappingFirst => self.block_mapping_key(true),
            State::BlockMappingKey => self.block_mapping_key(false),
            State::BlockMappingValue => self.block_mapping_value(),
            State::AfterColon => self.after_colon(),
            State::AfterDash => self.after_dash(),
            State::AfterIndentlessDash => self.after_indentless_dash(),
            State::EmptyFlowSequence => Ok(self.empty_flow(EventKind::SequenceEnd)),
            State::EmptyFlowMapping => Ok(self.empty_flow(EventKind::MappingEnd)),
            State::FlowSequenceFirst => self.flow_sequence_entry(true),
            State::FlowSequenceEntry => self.flow_sequence_entry(false),
            State::FlowSequencePairKey => self.flow_sequence_pair_key(),
            State::FlowSequencePairValue => self.flow_sequence_pair_value(),
            State::FlowSequencePairEnd => self.flow_sequence_pair_end(),
            State::FlowMappingFirst => self.flow_mapping_key(true),
            State::FlowMappingKey => self.flow_mapping_key(false),
            State::FlowMappingValue => self.flow_mapping_value(false),
            State::FlowMappingEmptyValue => self.flow_mapping_value(true),
            State::End => Ok(event(
                EventKind::StreamEnd,
                Position::default(),
                Position::default(),
            )),
        }
    }

    /// Takes the token away that was looked at, and returns where it ends.
    #[inline]
    fn pass(&mut self) -> Position {
        self.scanner
            .skip()
            .map_or(Position::default(), |token| token.end)
    }

    /// Goes on where the collection that holds the finished node stands.
    #[inline]
    fn resume(&mut self) {
        self.state = self.states.pop().unwrap_or(State::End);
    }

    #[cold]
    fn fault(problem: &'static str, token: &Token<'_>) -> Error {
        let length = token.end.offset.saturating_sub(token.start.offset);
        Error::at(Stage::Parse, problem, token.start).length_of(length)
    }

    /// A fault in the collection that was opened last.
    #[cold]
    fn collection_fault(&mut self, context: &'static str, problem: &'static str) -> Result<Error> {
        let start = self.starts.pop().unwrap_or_default();
        let token = self.scanner.peek()?;
        Ok(Self::fault(problem, token).context_of(context, start))
    }

    fn open(&mut self) -> Result<()> {
        let start = self.scanner.peek()?.start;
        self.starts.push(start);
        self.pass();
        Ok(())
    }

    fn close(&mut self, kind: EventKind<'a>) -> Result<Event<'a>> {
        self.resume();
        self.starts.pop();
        let token = self.scanner.peek()?;
        let closed = event(kind, token.start, token.end);
        self.pass();
        Ok(closed)
    }

    fn stream_start(&mut self) -> Result<Event<'a>> {
        let place = self.scanner.peek()?.start;
        self.pass();
        self.state = State::ImplicitDocumentStart;
        Ok(event(EventKind::StreamStart, place, place))
    }

    fn document_start(&mut self, implicit: bool) -> Result<Event<'a>> {
        if !implicit {
            while self.scanner.peek()?.kind == TokenKind::DocumentEnd {
                self.pass();
            }
        }
        let token = self.scanner.peek()?;
        let (start, end) = (token.start, token.end);
        let directive = matches!(
            token.kind,
            TokenKind::Version { .. } | TokenKind::TagDirective(_)
        );
        if token.kind == TokenKind::StreamEnd {
            self.pass();
            self.state = State::End;
            return Ok(event(EventKind::StreamEnd, start, end));
        }
        if implicit && !directive && token.kind != TokenKind::DocumentStart {
            self.directives()?;
            self.states.push(State::DocumentEnd);
            self.state = State::BlockNode;
            return Ok(event(
                EventKind::DocumentStart { explicit: false },
                start,
                end,
            ));
        }
        self.directives()?;
        let token = self.scanner.peek()?;
        if token.kind != TokenKind::DocumentStart {
            return Err(Self::fault("did not find expected <document start>", token));
        }
        let end = self.pass();
        self.states.push(State::DocumentEnd);
        self.state = State::DocumentContent;
        Ok(event(
            EventKind::DocumentStart { explicit: true },
            start,
            end,
        ))
    }

    fn directives(&mut self) -> Result<()> {
        let mut version = false;
        loop {
            let token = self.scanner.peek()?;
            match &mut token.kind {
                TokenKind::Version { major, minor } => {
                    if version {
                        return Err(Self::fault("found duplicate %YAML directive", token));
                    }
                    if (*major, *minor) != (1, 1) {
                        return Err(Self::fault("found incompatible YAML document", token));
                    }
                    version = true;
                }
                TokenKind::TagDirective(parts) => {
                    let (handle, prefix) = (parts.handle, std::mem::take(&mut parts.rest));
                    if self
                        .tag_directives
                        .iter()
                        .any(|(known, _)| *known == handle)
                    {
                        return Err(Self::fault("found duplicate %TAG directive", token));
                    }
                    self.tag_directives.push((handle, prefix));
                }
                _ => return Ok(()),
            }
            self.pass();
        }
    }

    fn document_content(&mut self) -> Result<Event<'a>> {
        let token = self.scanner.peek()?;
        match token.kind {
            TokenKind::Version { .. }
            | TokenKind::TagDirective(_)
            | TokenKind::DocumentStart
            | TokenKind::DocumentEnd
            | TokenKind::StreamEnd => {
                let place = token.start;
                self.resume();
                Ok(empty(place))
            }
            _ => self.node(true, false),
        }
    }

    fn document_end(&mut self) -> Result<Event<'a>> {
        let token = self.scanner.peek()?;
        let start = token.start;
        let mut end = start;
        let explicit = token.kind == TokenKind::DocumentEnd;
        if explicit {
            end = self.pass();
        }
        self.tag_directives.clear();
        self.state = State::DocumentStart;
        Ok(event(EventKind::DocumentEnd { explicit }, start, end))
    }

    /// A node: alias, scalar, or the beginning of a collection, after its anchor and tag.
    fn node(&mut self, block: bool, indentless: bool) -> Result<Event<'a>> {
        let token = self.scanner.peek()?;
        let start = token.start;
        let mut end = start;
        let mut properties = Properties::default();
        match token.kind {
            TokenKind::Scalar { .. } => {}
            TokenKind::Alias(name) => {
                let end = token.end;
                self.pass();
                self.resume();
                return Ok(event(EventKind::Alias(name), start, end));
            }
            TokenKind::Anchor(_) | TokenKind::Tag(_) => {
                end = self.properties(&mut properties, start)?;
            }
            _ => {}
        }
        let token = self.scanner.peek()?;
        let kind = match &mut token.kind {
            TokenKind::BlockEntry if indentless => {
                end = token.end;
                self.state = State::IndentlessSequenceEntry;
                EventKind::SequenceStart(properties)
            }
            TokenKind::Scalar { value, style } => {
                let style = *style;
                let value = std::mem::take(value);
                let implicit = match &properties.tag {
                    None => style == ScalarStyle::Plain,
                    Some(tag) => **tag == *b"!",
                };
                end = self.pass();
                self.resume();
                EventKind::Scalar(Scalar {
                    value,
                    style,
                    implicit,
                    properties,
                })
            }
            TokenKind::FlowSequenceStart => {
                end = token.end;
                self.state = State::FlowSequenceFirst;
                EventKind::SequenceStart(Properties {
                    flow: true,
                    ..properties
                })
            }
            TokenKind::FlowMappingStart => {
                end = token.end;
                self.state = State::FlowMappingFirst;
                EventKind::MappingStart(Properties {
                    flow: true,
                    ..properties
                })
            }
            TokenKind::BlockSequenceStart if block => {
                end = token.end;
                self.state = State::BlockSequenceFirst;
                EventKind::SequenceStart(properties)
            }
            TokenKind::BlockMappingStart if block => {
                end = token.end;
                self.state = State::BlockMappingFirst;
                EventKind::MappingStart(properties)
            }
            _ if properties.anchor.is_some() || properties.tag.is_some() => {
                self.resume();
                EventKind::Scalar(Scalar {
                    value: Cow::Borrowed(b""),
                    style: ScalarStyle::Plain,
                    implicit: properties.tag.is_none(),
                    properties,
                })
            }
            _ => {
                let context = if block {
                    "while parsing a block node"
                } else {
                    "while parsing a flow node"
                };
                return Err(Self::fault("did not find expected node content", token)
                    .context_of(context, start));
            }
        };
        Ok(event(kind, start, end))
    }

    /// Reads anchor and tag, in either order, and returns where they end.
    fn properties(&mut self, properties: &mut Properties<'a>, start: Position) -> Result<Position> {
        let mut end = start;
        let mut tag = None;
        for _ in 0..2 {
            let token = self.scanner.peek()?;
            match &mut token.kind {
                TokenKind::Anchor(name) if properties.anchor.is_none() => {
                    properties.anchor = Some(name);
                }
                TokenKind::Tag(parts) if tag.is_none() => {
                    tag = Some((parts.handle, std::mem::take(&mut parts.rest), token.start));
                }
                _ => break,
            }
            end = self.pass();
        }
        // The node's first token is needed before the handle is looked up.
        self.scanner.peek()?;
        let Some((handle, suffix, place)) = tag else {
            return Ok(end);
        };
        let resolved = self.resolve_tag(handle, &suffix);
        if resolved.is_empty() && !handle.is_empty() {
            return Err(Error::at(Stage::Parse, "found undefined tag handle", place)
                .context_of("while parsing a node", start)
                .length_of(handle.len() as u32));
        }
        properties.tag = (!resolved.is_empty()).then(|| resolved.into_boxed_slice());
        Ok(end)
    }

    fn resolve_tag(&self, handle: &[u8], suffix: &[u8]) -> Vec<u8> {
        let prefix: &[u8] = match handle {
            b"" => b"",
            _ => match self
                .tag_directives
                .iter()
                .find(|(known, _)| *known == handle)
            {
                Some((_, prefix)) => prefix,
                None => match handle {
                    b"!" => b"!",
                    b"!!" => b"tag:yaml.org,2002:",
                    _ => return Vec::new(),
                },
            },
        };
        [prefix, suffix].concat()
    }

    fn block_sequence_entry(&mut self, first: bool) -> Result<Event<'a>> {
        if first {
            self.open()?;
        }
        match self.scanner.peek()?.kind {
            TokenKind::BlockEntry => {
                self.mark = self.pass();
                self.state = State::AfterDash;
                match self.quick() {
                    Some(glance) => Ok(glance.into()),
                    None => self.after_dash(),
                }
            }
            TokenKind::BlockEnd => self.close(EventKind::SequenceEnd),
            _ => Err(self.collection_fault(
                "while parsing a block collection",
                "did not find expected '-' indicator",
            )?),
        }
    }

    fn indentless_sequence_entry(&mut self) -> Result<Event<'a>> {
        let token = self.scanner.peek()?;
        if token.kind != TokenKind::BlockEntry {
            let place = token.start;
            self.resume();
            return Ok(event(EventKind::SequenceEnd, place, place));
        }
        self.mark = self.pass();
        self.state = State::AfterIndentlessDash;
        match self.quick() {
            Some(glance) => Ok(glance.into()),
            None => self.after_indentless_dash(),
        }
    }

    fn after_dash(&mut self) -> Result<Event<'a>> {
        let next = self.scanner.peek()?;
        if matches!(next.kind, TokenKind::BlockEntry | TokenKind::BlockEnd) {
            self.state = State::BlockSequenceEntry;
            return Ok(empty(self.mark));
        }
        self.states.push(State::BlockSequenceEntry);
        self.node(true, false)
    }

    fn after_indentless_dash(&mut self) -> Result<Event<'a>> {
        match self.scanner.peek()?.kind {
            TokenKind::BlockEntry | TokenKind::Key | TokenKind::Value | TokenKind::BlockEnd => {
                self.state = State::IndentlessSequenceEntry;
                Ok(empty(self.mark))
            }
            _ => {
                self.states.push(State::IndentlessSequenceEntry);
                self.node(true, false)
            }
        }
    }

    /// The end of an empty collection in brackets, the second of which was just passed.
    fn empty_flow(&mut self, kind: EventKind<'a>) -> Event<'a> {
        let end = self.scanner.place();
        let start = Position {
            offset: end.offset - 1,
            column: end.column - 1,
            ..end
        };
        self.resume();
        event(kind, start, end)
    }

    fn block_mapping_key(&mut self, first: bool) -> Result<Event<'a>> {
        if first {
            self.open()?;
        }
        match self.scanner.peek()?.kind {
            TokenKind::Key => {
                let place = self.pass();
                match self.scanner.peek()?.kind {
                    TokenKind::Key | TokenKind::Value | TokenKind::BlockEnd => {
                        self.state = State::BlockMappingValue;
                        Ok(empty(place))
                    }
                    _ => {
                        self.states.push(State::BlockMappingValue);
                        self.node(true, true)
                    }
                }
            }
            TokenKind::BlockEnd => self.close(EventKind::MappingEnd),
            _ => Err(self
                .collection_fault("while parsing a block mapping", "did not find expected key")?),
        }
    }

    fn block_mapping_value(&mut self) -> Result<Event<'a>> {
        let token = self.scanner.peek()?;
        if token.kind != TokenKind::Value {
            let place = token.start;
            self.state = State::BlockMappingKey;
            return Ok(empty(place));
        }
        self.mark = self.pass();
        self.state = State::AfterColon;
        match self.quick() {
            Some(glance) => Ok(glance.into()),
            None => self.after_colon(),
        }
    }

    fn after_colon(&mut self) -> Result<Event<'a>> {
        match self.scanner.peek()?.kind {
            TokenKind::Key | TokenKind::Value | TokenKind::BlockEnd => {
                self.state = State::BlockMappingKey;
                Ok(empty(self.mark))
            }
            _ => {
                self.states.push(State::BlockMappingKey);
                self.node(true, true)
            }
        }
    }

    /// Passes the `,` before every entry of a flow collection but the first. `None` stands for a
    /// fault, which the caller words.
    fn flow_separator(&mut self, first: bool) -> Result<Option<()>> {
        if !first {
            if self.scanner.peek()?.kind != TokenKind::FlowEntry {
                return Ok(None);
            }
            self.pass();
            self.scanner.peek()?;
        }
        Ok(Some(()))
    }

    fn flow_sequence_entry(&mut self, first: bool) -> Result<Event<'a>> {
        if first {
            self.open()?;
        }
        if self.scanner.peek()?.kind == TokenKind::FlowSequenceEnd {
            return self.close(EventKind::SequenceEnd);
        }
        if self.flow_separator(first)?.is_none() {
            return Err(self.collection_fault(
                "while parsing a flow sequence",
                "did not find expected ',' or ']'",
            )?);
        }
        let token = self.scanner.peek()?;
        match token.kind {
            TokenKind::FlowSequenceEnd => self.close(EventKind::SequenceEnd),
            TokenKind::Key => {
                let (start, end) = (token.start, token.end);
                self.pass();
                self.state = State::FlowSequencePairKey;
                let properties = Properties {
                    flow: true,
                    ..Properties::default()
                };
                Ok(event(EventKind::MappingStart(properties), start, end))
            }
            _ => {
                self.states.push(State::FlowSequenceEntry);
                self.node(false, false)
            }
        }
    }

    fn flow_sequence_pair_key(&mut self) -> Result<Event<'a>> {
        match self.scanner.peek()?.kind {
            TokenKind::Value | TokenKind::FlowEntry | TokenKind::FlowSequenceEnd => {
                // libyaml takes the token away, so that `[? , a]` misses its comma.
                let place = self.pass();
                self.state = State::FlowSequencePairValue;
                Ok(empty(place))
            }
            _ => {
                self.states.push(State::FlowSequencePairValue);
                self.node(false, false)
            }
        }
    }

    fn flow_sequence_pair_value(&mut self) -> Result<Event<'a>> {
        let token = self.scanner.peek()?;
        let place = token.start;
        if token.kind == TokenKind::Value {
            self.pass();
            let next = self.scanner.peek()?;
            if !matches!(next.kind, TokenKind::FlowEntry | TokenKind::FlowSequenceEnd) {
                self.states.push(State::FlowSequencePairEnd);
                return self.node(false, false);
            }
        }
        self.state = State::FlowSequencePairEnd;
        Ok(empty(place))
    }

    fn flow_sequence_pair_end(&mut self) -> Result<Event<'a>> {
        let place = self.scanner.peek()?.start;
        self.state = State::FlowSequenceEntry;
        Ok(event(EventKind::MappingEnd, place, place))
    }

    fn flow_mapping_key(&mut self, first: bool) -> Result<Event<'a>> {
        if first {
            self.open()?;
        }
        if self.scanner.peek()?.kind == TokenKind::FlowMappingEnd {
            return self.close(EventKind::MappingEnd);
        }
        if self.flow_separator(first)?.is_none() {
            return Err(self.collection_fault(
                "while parsing a flow mapping",
                "did not find expected ',' or '}'",
            )?);
        }
        match self.scanner.peek()?.kind {
            TokenKind::FlowMappingEnd => self.close(EventKind::MappingEnd),
            TokenKind::Key => {
                self.pass();
                let token = self.scanner.peek()?;
                match token.kind {
                    TokenKind::Value | TokenKind::FlowEntry | TokenKind::FlowMappingEnd => {
                        let place = token.start;
                        self.state = State::FlowMappingValue;
                        Ok(empty(place))
                    }
                    _ => {
                        self.states.push(State::FlowMappingValue);
                        self.node(false, false)
                    }
                }
            }
            _ => {
                self.states.push(State::FlowMappingEmptyValue);
                self.node(false, false)
            }
        }
    }

    fn flow_mapping_value(&mut self, missing: bool) -> Result<Event<'a>> {
        let mut token = self.scanner.peek()?;
        if !missing && token.kind == TokenKind::Value {
            self.pass();
            token = self.scanner.peek()?;
            if !matches!(token.kind, TokenKind::FlowEntry | TokenKind::FlowMappingEnd) {
                self.states.push(State::FlowMappingKey);
                return self.node(false, false);
            }
        }
        let place = token.start;
        self.state = State::FlowMappingKey;
        Ok(empty(place))
    }
}

#[inline]
fn event<'a>(kind: EventKind<'a>, start: Position, end: Position) -> Event<'a> {
    Event { kind, start, end }
}

/// A scalar that is not there.
fn empty<'a>(place: Position) -> Event<'a> {
    event(EventKind::Scalar(Scalar::plain(b"")), place, place)
}
