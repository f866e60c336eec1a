//! For people: the look of rustc, with the line and the part of it underlined.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Label, Severity};
use crate::source::{SourceId, Sources, Span};

/// Whether colours may be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// No colours.
    #[default]
    Plain,
    /// Colours as terminals understand them.
    Coloured,
}

/// The longest line that is shown whole; a longer one is shown without its text, by place.
const LONGEST_LINE: usize = 2_000;

/// Draws a diagnostic for people. The text ends with a line feed.
pub fn text(diagnostic: &Diagnostic, sources: &Sources, style: Style) -> String {
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Coloured => Renderer::styled(),
    };
    let level = match diagnostic.severity {
        Severity::Warning => Level::WARNING,
        Severity::Error => Level::ERROR,
    };
    let excerpts = excerpts(diagnostic, sources);
    let mut group = Group::with_title(
        level
            .primary_title(&*diagnostic.message)
            .id(diagnostic.code.as_str()),
    );
    for excerpt in &excerpts {
        group = group.element(excerpt.snippet());
    }
    for frame in &diagnostic.trace {
        let place = sources.describe(frame.span);
        group = group.element(Level::NOTE.message(format!("{} at {place}", frame.text)));
    }
    for note in &diagnostic.notes {
        group = group.element(Level::NOTE.message(&**note));
    }
    for hint in &diagnostic.hints {
        group = group.element(Level::HELP.message(&**hint));
    }
    let mut drawn = renderer.render(&[group]);
    if !drawn.ends_with('\n') {
        drawn.push('\n');
    }
    drawn
}

/// Places of one text further apart than this many bytes are shown apart.
const FARTHEST: usize = 4_000;

/// The places of a diagnostic with the lines they stand in: those of one text together.
fn excerpts<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Vec<Excerpt<'a>> {
    let mut excerpts: Vec<Excerpt<'a>> = Vec::new();
    for (at, label) in diagnostic.labels.iter().enumerate() {
        let kind = match at {
            0 => AnnotationKind::Primary,
            _ => AnnotationKind::Context,
        };
        let place = Placed::new(sources, label, kind);
        match excerpts.iter_mut().find(|excerpt| excerpt.takes(&place)) {
            Some(excerpt) => excerpt.add(place),
            None => excerpts.push(Excerpt {
                source: label.span.source,
                sources,
                lines: place.lines.clone(),
                places: vec![place],
            }),
        }
    }
    excerpts
}

/// A place with the bytes of its lines.
struct Placed<'a> {
    label: &'a Label,
    kind: AnnotationKind,
    range: Range<usize>,
    lines: Range<usize>,
}

impl<'a> Placed<'a> {
    fn new(sources: &Sources, label: &'a Label, kind: AnnotationKind) -> Self {
        let bytes = bytes(sources, label.span.source);
        let start = label.span.range().start.min(bytes.len());
        let end = label.span.range().end.clamp(start, bytes.len());
        let first = memchr::memrchr(b'\n', &bytes[..start]).map_or(0, |at| at + 1);
        let last = memchr::memchr(b'\n', &bytes[end..]).map_or(bytes.len(), |at| end + at);
        let (first, last) = if last - first > LONGEST_LINE {
            (start, start)
        } else {
            (first, last)
        };
        let lines =
            lines_before(bytes, first, label.around)..lines_behind(bytes, last, label.around);
        Placed {
            label,
            kind,
            range: start..end.min(last),
            lines,
        }
    }
}

fn bytes(sources: &Sources, source: SourceId) -> &[u8] {
    sources.get(source).map_or(&[][..], |source| source.bytes())
}

/// Some lines of a text, with places in them.
struct Excerpt<'a> {
    source: SourceId,
    sources: &'a Sources,
    lines: Range<usize>,
    places: Vec<Placed<'a>>,
}

impl<'a> Excerpt<'a> {
    /// Whether a place can be shown in it: near, and no more lines around it than it has.
    fn takes(&self, place: &Placed<'a>) -> bool {
        let both = self.with(place);
        self.source == place.label.span.source
            && both.len() <= FARTHEST
            && self
                .places
                .iter()
                .all(|own| own.label.around == place.label.around)
            && self.places.iter().all(|own| own.range != place.range)
    }

    fn with(&self, place: &Placed<'a>) -> Range<usize> {
        self.lines.start.min(place.lines.start)..self.lines.end.max(place.lines.end)
    }

    fn add(&mut self, place: Placed<'a>) {
        self.lines = self.with(&place);
        self.places.push(place);
    }

    fn snippet(&self) -> Snippet<'_, annotate_snippets::Annotation<'_>> {
        let bytes = bytes(self.sources, self.source);
        let text = String::from_utf8_lossy(&bytes[self.lines.clone()]);
        // What is not UTF-8 is longer as it is shown.
        let shown = |at: usize| {
            let before = &bytes[self.lines.start..at.clamp(self.lines.start, self.lines.end)];
            String::from_utf8_lossy(before).len()
        };
        let annotations = self.places.iter().map(|place| {
            let annotation = place
                .kind
                .span(shown(place.range.start)..shown(place.range.end));
            match place.label.text.as_str() {
                "" => annotation,
                text => annotation.label(text),
            }
        });
        let start = Span::new(self.source, self.lines.start..self.lines.start);
        let annotations: Vec<_> = annotations.collect();
        Snippet::source(text.into_owned())
            .path(self.sources.name(self.source))
            .line_start(self.sources.place(start).line)
            .fold(self.places.iter().all(|place| place.label.around == 0))
            .annotations(annotations)
    }
}

/// Where the line begins that stands so many lines before the one that begins here. Long lines
/// are not reached over.
fn lines_before(bytes: &[u8], first: usize, lines: usize) -> usize {
    let mut at = first;
    for _ in 0..lines {
        let Some(end) = at.checked_sub(1) else { break };
        let start = memchr::memrchr(b'\n', &bytes[..end]).map_or(0, |at| at + 1);
        if end - start > LONGEST_LINE {
            break;
        }
        at = start;
    }
    at
}

/// Where the line ends that stands so many lines behind the one that ends here.
fn lines_behind(bytes: &[u8], last: usize, lines: usize) -> usize {
    let mut at = last;
    for _ in 0..lines {
        let start = at + 1;
        if start >= bytes.len() {
            break;
        }
        let end = memchr::memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |at| start + at);
        if end - start > LONGEST_LINE {
            break;
        }
        at = end;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

    #[test]
    fn shows_the_line_and_what_to_do() {
        let mut sources = Sources::new();
        let id = sources.add(
            "values.yaml",
            b"name: web\nimage: <+artifact.imgae>\n".as_slice(),
        );
        let error = Diagnostic::error(Code::UnresolvedExpression, "unresolved expression")
            .with_label(Span::new(id, 17..34), "no `imgae` in `artifact`")
            .with_hint("the context has `artifact.image`");
        let drawn = text(&error, &sources, Style::Plain);
        assert_eq!(
            drawn,
            "\
error[E0301]: unresolved expression
 --> values.yaml:2:8
  |
2 | image: <+artifact.imgae>
  |        ^^^^^^^^^^^^^^^^^ no `imgae` in `artifact`
  |
  = help: the context has `artifact.image`
"
        );
    }
}
