//! Which value or template line made a line of a resource.

use super::{Manifest, Place};
use crate::explain;

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
    let Some((resource, file)) =
        resource.and_then(|resource| Some((resource, rendered.files.get(resource.file)?)))
    else {
        return Vec::new();
    };
    let lines = explain::lines(&file.text, resource.found.range.clone(), &rendered.origins);
    let cause = |line: &explain::Line| {
        let chain = line
            .writers
            .iter()
            .find_map(|&site| explain::chain(site, &file.reached).first().copied());
        let place = chain.map(|span| {
            let place = rendered.sources.place(span);
            let file = rendered.sources.name(span.source).to_string();
            Place {
                file,
                line: place.line,
                column: place.column,
            }
        });
        let words = explain::beside(line, &file.reached, &rendered.sources, &rendered.origins);
        Cause { place, words }
    };
    lines.iter().map(cause).collect()
}
