//! Which value or template line made a line of a resource.

use super::{Manifest, Place};
use crate::explain::{self, Facts, OutputLine, Tree, same_lines};
use crate::manifest::lines_of;

/// What a line is owed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cause {
    /// The template's place.
    pub place: Option<Place>,
    /// Template lines and values: `templates/pod.yaml:4 ← values.yaml:2`.
    pub words: String,
}

/// The causes of all lines of a text that says what a resource says, in order; empty where nothing
/// is known.
pub(super) fn causes(manifest: &Manifest, text: &[u8]) -> Vec<Cause> {
    let Some(traced) = &manifest.traced else {
        return Vec::new();
    };
    let rendered = &traced.rendered;
    let Some(resource) = rendered.resources.get(traced.resource) else {
        return Vec::new();
    };
    let facts = Facts::new(rendered);
    let lines = explain::resource_lines(rendered, resource);
    let own = rendered.text(resource);
    let written = lines_of(own.as_bytes());
    if *written == *text {
        return lines.iter().map(|line| cause(line, &facts)).collect();
    }
    // It is written anew, without the values of a Secret.
    let tree = Tree::read(&written);
    same_lines(&Tree::read(text), &tree, &tree.value)
        .into_iter()
        .map(|line| line.and_then(|line| lines.get(line)))
        .map(|line| line.map_or_else(Cause::default, |line| cause(line, &facts)))
        .collect()
}

fn cause(line: &OutputLine<'_>, facts: &Facts<'_>) -> Cause {
    let sources = &facts.rendered.sources;
    let written = facts.written(line);
    let place = written.first().and_then(|chain| chain.first());
    let place = place.map(|span| {
        let place = sources.place(*span);
        Place {
            file: sources.name(span.source).to_string(),
            line: place.line,
            column: place.column,
        }
    });
    let words = explain::beside(line, facts);
    Cause { place, words }
}
