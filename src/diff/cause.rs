//! Which value or template line made a line of a resource.

use super::placed::{Tree, same_lines};
use super::tree::shown;
use super::{Manifest, Place};
use crate::explain::{self, Facts, OutputLine};
use crate::manifest::lines_of;
use crate::value::{Str, Value};

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
    let document = rendered.document(resource);
    let facts = Facts::new(rendered);
    let lines = explain::document_lines(rendered, resource);
    let written = lines_of(document.as_bytes());
    if *written == *text {
        return lines.iter().map(|line| cause(line, &facts)).collect();
    }
    // It is written anew: without the values of a Secret, or as an item of a list.
    let tree = Tree::read(&written);
    let own = match &resource.found.text {
        Some(own) => item(&tree.value, own),
        None => Some(tree.value.clone()),
    };
    let own = own.unwrap_or(Value::Nil);
    same_lines(&Tree::read(text), &tree, &own)
        .into_iter()
        .map(|line| line.and_then(|line| lines.get(line)))
        .map(|line| line.map_or_else(Cause::default, |line| cause(line, &facts)))
        .collect()
}

/// The item of a list that is written like this.
fn item(list: &Value, text: &Str) -> Option<Value> {
    let Some(Value::List(items)) = list.as_map()?.get("items") else {
        return None;
    };
    let text = text.to_string_lossy();
    let is_it = |item: &&Value| shown(item) == text.trim_end_matches('\n');
    items.iter().find(is_it).cloned()
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
