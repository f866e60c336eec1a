//! One values file on its way to the templates: expressions, secrets, YAML.

use super::comments;
use super::expression::render::{RenderError, Rendered, render};
use super::expression::{Evaluator, ExpressionError, Mode, Options};
use super::{Context, Offline};
use crate::encoding::yaml::{self, Library, Marker, Reader};
use crate::source::{SourceId, Span};
use crate::value::{Map, Mark, Origin, Origins};

/// What is done with expressions in comments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Comments {
    /// They are text like any other, and nothing in them is resolved.
    #[default]
    Spared,
    /// They are resolved, as Harness does it: one that has no value stops the rendering.
    Resolved,
    /// Their words are taken out first, as Harness does it with the flag
    /// `CDS_REMOVE_COMMENTS_FROM_VALUES_YAML`.
    Redacted,
}

/// Why a file has not been resolved.
#[derive(Clone, Debug)]
pub enum ResolveError {
    /// Expressions failed or have no value.
    Expressions(RenderError),
    /// A secret could not be had.
    Secret(ExpressionError),
}

/// Resolves the expressions of a text and puts the secrets in. Works for values files, Kustomize
/// patches and OpenShift params files alike.
///
/// # Errors
/// When expressions have no value in mode [`Mode::Error`], when one fails, and when a secret is
/// not known.
pub fn resolve(
    text: &str,
    context: &Context,
    options: &Options,
    offline: &Offline<'_>,
    comments: Comments,
) -> Result<Rendered, ResolveError> {
    let evaluator = Evaluator::new(context.root(), options, offline);
    let rendered = match comments {
        Comments::Spared => render(&evaluator, text, &comments::find(text)),
        Comments::Resolved => render(&evaluator, text, &[]),
        Comments::Redacted => redacted(text, context, options, offline),
    };
    let rendered = rendered.map_err(ResolveError::Expressions)?;
    offline
        .secrets
        .reveal(rendered)
        .map_err(ResolveError::Secret)
}

/// The text without the words of its comments, rendered; where that would change more than
/// comments, the text as it is. Positions are those of the text that was rendered, moved to the
/// original's.
fn redacted(
    text: &str,
    context: &Context,
    options: &Options,
    offline: &Offline<'_>,
) -> Result<Rendered, RenderError> {
    let evaluator = Evaluator::new(context.root(), options, offline);
    let redacted = comments::redact(text);
    let keep = Options {
        mode: Mode::Keep,
        ..options.clone()
    };
    let original = render(&Evaluator::new(context.root(), &keep, offline), text, &[]);
    let without = render(&evaluator, &redacted, &[]);
    match (without, original) {
        (Ok(without), Ok(original)) if comments::same_yaml(&without.text, &original.text) => {
            Ok(moved(without, text))
        }
        _ => render(&evaluator, text, &[]),
    }
}

/// Moves the places of expressions from the redacted text back to the original.
fn moved(mut rendered: Rendered, text: &str) -> Rendered {
    let mut shifts = Vec::new();
    let mut shift = 0_isize;
    for comment in comments::find(text) {
        let end = comment.start.saturating_add_signed(shift) + comments::REDACTED.len();
        shift += comments::REDACTED.len() as isize - comment.len() as isize;
        shifts.push((end, shift));
    }
    for part in &mut rendered.replaced {
        let start = part.source.start;
        let shift = shifts
            .iter()
            .rev()
            .find(|(end, _)| *end <= start)
            .map_or(0, |s| s.1);
        let back = |offset: usize| offset.saturating_add_signed(-shift);
        part.source = back(part.source.start)..back(part.source.end);
    }
    rendered
}

/// Reads a resolved file as Harness's renderer reads it: the first document, a map. A file without
/// content is an empty map.
///
/// # Errors
/// When the text is not YAML or not a map.
pub fn read(text: &str) -> Result<Map, yaml::Error> {
    let map = Reader::new()
        .library(Library::Ghodss)
        .map(text.as_bytes(), "internal.Values")?;
    Ok(map.unwrap_or_default())
}

/// [`read`], with an origin for every value: a place in the file as it is on disk, or the
/// expression that gave it and where the context has that.
///
/// # Errors
/// As [`read`]; places in the error are those of the resolved text.
pub fn read_marked(
    rendered: &Rendered,
    source: SourceId,
    origins: &mut Origins,
) -> Result<Map, yaml::Error> {
    let marks = ResolvedMarks {
        rendered,
        source,
        origins,
    };
    let mut reader = Reader::new().library(Library::Ghodss).marker(marks);
    let map = reader.map(rendered.text.as_bytes(), "internal.Values")?;
    Ok(map.unwrap_or_default())
}

/// Notes where the values of a resolved file came from.
#[derive(Debug)]
pub struct ResolvedMarks<'r, 'o> {
    /// The file after its expressions were resolved.
    pub rendered: &'r Rendered,
    /// The file as it is on disk.
    pub source: SourceId,
    /// Where the origins are kept.
    pub origins: &'o mut Origins,
}

impl Marker for ResolvedMarks<'_, '_> {
    const ON: bool = true;

    fn mark(&mut self, start: u32, end: u32) -> Mark {
        let range = start as usize..end as usize;
        let touched = self.rendered.replaced_in(&range);
        let mut all = Mark::NONE;
        for part in touched {
            let mut context = Mark::NONE;
            for mark in &part.marks {
                context = self.origins.union(context, *mark);
            }
            let span = Span::new(self.source, part.source.clone());
            let mark = self.origins.add(Origin::Expression {
                span,
                context,
                secret: part.secret,
            });
            all = self.origins.union(all, mark);
        }
        if !all.is_none() {
            return all;
        }
        let source = self.rendered.source_of(range.start)..self.rendered.source_of(range.end);
        let span = Span::new(self.source, source);
        self.origins.add(Origin::File {
            span,
            secret: false,
        })
    }
}
