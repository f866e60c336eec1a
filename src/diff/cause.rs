//! Which value or template line made a line of a resource.

use super::{Manifest, Place};
use crate::explain::{self, Facts, OutputLine};

/// What a line is owed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cause {
    /// The template's place.
    pub place: Option<Place>,
    /// Template lines and values: `templates/pod.yaml:4 ← values.yaml:2`.
    pub words: String,
}

/// The causes of all lines of a resource, in order; empty where nothing is known.
pub(super) fn causes(manifest: &Manifest) -> Vec<Cause> {
    let Some(traced) = &manifest.traced else {
        return Vec::new();
    };
    let rendered = &traced.rendered;
    let resource = rendered.resources.get(traced.resource);
    let Some(resource) = resource else {
        return Vec::new();
    };
    let facts = Facts::new(rendered);
    let lines = explain::resource_lines(rendered, resource);
    let cause = |line: &OutputLine<'_>| {
        let written = facts.written(line);
        let place = written.first().and_then(|chain| chain.first());
        let place = place.map(|span| {
            let place = rendered.sources.place(*span);
            let file = rendered.sources.name(span.source).to_string();
            Place {
                file,
                line: place.line,
                column: place.column,
            }
        });
        let words = explain::beside(line, &facts);
        Cause { place, words }
    };
    lines.iter().map(cause).collect()
}
