//! For people: the look of rustc, with the line and the part of it underlined.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{Place, Sources, Span};

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
    let excerpts: Vec<_> = diagnostic
        .labels
        .iter()
        .map(|label| Excerpt::new(sources, label.span, &label.text))
        .collect();
    let mut group = Group::with_title(
        level
            .primary_title(&*diagnostic.message)
            .id(diagnostic.code.as_str()),
    );
    for (at, excerpt) in excerpts.iter().enumerate() {
        let kind = if at == 0 {
            AnnotationKind::Primary
        } else {
            AnnotationKind::Context
        };
        group = group.element(excerpt.snippet(kind));
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

/// The lines of a span, as text, with where the span lies in them.
struct Excerpt<'a> {
    path: &'a str,
    place: Place,
    lines: String,
    start: usize,
    end: usize,
    label: &'a str,
}

impl<'a> Excerpt<'a> {
    fn new(sources: &'a Sources, span: Span, label: &'a str) -> Self {
        let bytes = sources
            .get(span.source)
            .map_or(&[][..], |source| source.bytes());
        let start = span.range().start.min(bytes.len());
        let end = span.range().end.clamp(start, bytes.len());
        let first = bytes[..start]
            .iter()
            .rposition(|&b| b == b'\n')
            .map_or(0, |at| at + 1);
        let last = bytes[end..]
            .iter()
            .position(|&b| b == b'\n')
            .map_or(bytes.len(), |at| end + at);
        let (first, last) = if last - first > LONGEST_LINE {
            (start, start)
        } else {
            (first, last)
        };
        let before = String::from_utf8_lossy(&bytes[first..start]);
        let inside = String::from_utf8_lossy(&bytes[start..end.min(last)]);
        let after = String::from_utf8_lossy(&bytes[end.min(last)..last]);
        Excerpt {
            path: sources.name(span.source),
            place: sources.place(span),
            start: before.len(),
            end: before.len() + inside.len(),
            lines: format!("{before}{inside}{after}"),
            label,
        }
    }

    fn snippet(&self, kind: AnnotationKind) -> Snippet<'_, annotate_snippets::Annotation<'_>> {
        let annotation = kind.span(self.start..self.end);
        let annotation = if self.label.is_empty() {
            annotation
        } else {
            annotation.label(self.label)
        };
        Snippet::source(&self.lines)
            .path(self.path)
            .line_start(self.place.line)
            .annotation(annotation)
    }
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
