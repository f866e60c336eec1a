//! What is known of each line of a rendering.

use std::collections::HashMap;
use std::path::Path;

use crate::gotemplate::lines::{Line, chain, lines};
use crate::manifest::{self, ResourceId};
use crate::renderer::layers::{self, Layer};
use crate::renderer::{Rendered, Resource};
use crate::source::Span;
use crate::value::{self, Map, Mark, Str, Value};

/// What stands for a secret.
const MASK: &str = "***";

/// A line of what was rendered.
#[derive(Clone, Debug)]
pub struct OutputLine<'r> {
    /// The line as it may be shown: without its end, secrets masked.
    pub text: String,
    /// The resource it belongs to.
    pub resource: &'r ResourceId,
    /// What wrote it; nothing for the lines that separate resources.
    origin: Option<(usize, Line)>,
}

/// Where a value came from.
#[derive(Clone, Debug, PartialEq)]
pub struct Origin<'r> {
    /// The origin.
    pub origin: &'r value::Origin,
    /// The path of the value among all values: `image.tag`. Empty where it is not one of them.
    pub path: String,
    /// The origins it took the place of, the most important first.
    pub over: Vec<&'r value::Origin>,
}

/// A traced rendering, ready to be asked.
#[derive(Debug)]
pub struct Facts<'r> {
    /// The rendering.
    pub rendered: &'r Rendered,
    paths: Paths,
}

impl<'r> Facts<'r> {
    /// All that is known of a traced rendering.
    pub fn new(rendered: &'r Rendered) -> Self {
        let mut paths = HashMap::new();
        collect(&rendered.values, &mut Vec::new(), &mut paths);
        Facts { rendered, paths }
    }

    /// The places of templates that wrote a line, each with those from which it was reached.
    pub fn written(&self, line: &OutputLine<'_>) -> Vec<Vec<Span>> {
        let Some((file, line)) = &line.origin else {
            return Vec::new();
        };
        let reached = self.rendered.files.get(*file).map(|file| &*file.reached);
        let mut found: Vec<Vec<Span>> = Vec::new();
        for site in &line.writers {
            let chain = chain(*site, reached.unwrap_or_default());
            let same = |other: &Vec<Span>| self.same_lines(other, &chain);
            if !chain.is_empty() && !found.iter().any(same) {
                found.push(chain);
            }
        }
        found
    }

    /// Whether two ways through templates go by the same lines.
    fn same_lines(&self, a: &[Span], b: &[Span]) -> bool {
        let sources = &self.rendered.sources;
        let line = |span: &Span| (span.source, sources.place(*span).line);
        a.iter().map(line).eq(b.iter().map(line))
    }

    /// The values that a line was made of.
    pub fn made_of(&self, line: &OutputLine<'_>) -> Vec<Origin<'r>> {
        let marks = line.origin.as_ref().map(|(_, line)| line);
        let marks = marks.map(|line| line.made_of(&self.rendered.origins));
        self.origins(marks.unwrap_or_default())
    }

    /// The values that decided that a line is there, or what is in it.
    pub fn decided_by(&self, line: &OutputLine<'_>) -> Vec<Origin<'r>> {
        let Some((file, line)) = &line.origin else {
            return Vec::new();
        };
        let reached = self.rendered.files.get(*file).map(|file| &*file.reached);
        let marks = line.decided_by(reached.unwrap_or_default(), &self.rendered.origins);
        self.origins(marks)
    }

    /// What stands behind the marks of single origins.
    fn origins(&self, marks: Vec<Mark>) -> Vec<Origin<'r>> {
        let mut found: Vec<Origin<'r>> = Vec::new();
        for mark in marks {
            if let Some(origin) = self.leaf(mark)
                && !found.iter().any(|known| {
                    known.path == origin.path && self.same(known.origin, origin.origin)
                })
            {
                found.push(origin);
            }
        }
        found
    }

    /// What stands behind the mark of a single origin.
    pub fn leaf(&self, mark: Mark) -> Option<Origin<'r>> {
        let origin = self.rendered.origins.get(mark)?;
        let path = self.paths.get(&mark).map(|(path, _)| path);
        Some(Origin {
            origin,
            path: path.map(|path| layers::shown(path)).unwrap_or_default(),
            over: path.map_or_else(Vec::new, |path| self.over(path, origin)),
        })
    }

    /// What else is set at a path.
    pub fn over(&self, path: &[Str], winner: &value::Origin) -> Vec<&'r value::Origin> {
        let mut found: Vec<&'r value::Origin> = Vec::new();
        let origins = &self.rendered.origins;
        let set = |layer: &Layer| layer.get(path);
        for (other, mark) in self.rendered.layers.iter().filter_map(set) {
            // Maps merge: none takes the place of another.
            if matches!(other, Value::Map(_)) {
                continue;
            }
            for origin in origins.leaves(mark) {
                if !self.same(origin, winner) && !found.contains(&origin) {
                    found.push(origin);
                }
            }
        }
        found
    }

    /// Whether two origins are one to people: a file may have been read twice.
    fn same(&self, a: &value::Origin, b: &value::Origin) -> bool {
        a == b || self.named(a) == self.named(b)
    }

    /// An origin in a few words.
    pub fn named(&self, origin: &value::Origin) -> String {
        layers::named_origin(origin, &self.rendered.sources, &self.rendered.origins)
    }
}

/// Where values stand, by their marks, and whether each is a map.
type Paths = HashMap<Mark, (Vec<Str>, bool)>;

/// Notes where each value stands; of several places one of a plain value, and the one nearest to
/// the root: a flag makes the maps on the way, too, and dependencies have the globals of a chart.
fn collect(map: &Map, path: &mut Vec<Str>, paths: &mut Paths) {
    for entry in map.borrow().iter() {
        path.push(entry.key.clone());
        note(entry.mark, &entry.value, path, paths);
        add(&entry.value, path, paths);
        path.pop();
    }
}

fn note(mark: Mark, value: &Value, path: &[Str], paths: &mut Paths) {
    let is_map = matches!(value, Value::Map(_));
    let worse =
        |(known, known_map): &(Vec<Str>, bool)| (*known_map, known.len()) > (is_map, path.len());
    if !mark.is_none() && paths.get(&mark).is_none_or(worse) {
        paths.insert(mark, (path.to_vec(), is_map));
    }
}

fn add(value: &Value, path: &mut Vec<Str>, paths: &mut Paths) {
    match value {
        Value::Map(map) => stacker::maybe_grow(64 << 10, 1 << 20, || collect(map, path, paths)),
        Value::List(list) => {
            for (at, item) in list.iter().enumerate() {
                // Lists are replaced as a whole: an item stands for its list.
                note(list.mark(at), item, path, paths);
                add(item, path, paths);
            }
        }
        _ => {}
    }
}

/// The lines of a resource.
pub fn resource_lines<'r>(rendered: &'r Rendered, resource: &'r Resource) -> Vec<OutputLine<'r>> {
    lines_of(rendered, resource, &rendered.text(resource))
}

/// The lines of the document that a resource stands in: a whole list, for an item of one.
pub fn document_lines<'r>(rendered: &'r Rendered, resource: &'r Resource) -> Vec<OutputLine<'r>> {
    lines_of(rendered, resource, &rendered.document(resource))
}

fn lines_of<'r>(rendered: &'r Rendered, resource: &'r Resource, text: &Str) -> Vec<OutputLine<'r>> {
    let found = lines(text, 0..text.len(), &rendered.origins);
    let shown = |line: Line| OutputLine {
        text: masked(text, &line),
        resource: &resource.found.id,
        origin: Some((resource.file, line)),
    };
    found.into_iter().map(shown).collect()
}

/// The lines of a stream as [`Rendered::stream`] writes it.
pub fn stream_lines<'r>(
    rendered: &'r Rendered,
    resources: impl Iterator<Item = &'r Resource>,
) -> Vec<OutputLine<'r>> {
    let mut all = Vec::new();
    for resource in resources {
        let between = |text: &str| OutputLine {
            text: text.to_string(),
            resource: &resource.found.id,
            origin: None,
        };
        all.push(between("---"));
        all.extend(resource_lines(rendered, resource));
        all.push(between(""));
    }
    all
}

/// The lines of a stream as `helm template` writes it: a line that names the template stands above
/// each resource, and no blanks around it.
pub fn template_lines<'r>(rendered: &'r Rendered, stream: &str) -> Vec<OutputLine<'r>> {
    let mut lines: Vec<OutputLine<'r>> = Vec::new();
    let Some(first) = rendered.resources.first() else {
        return lines;
    };
    let mut taken = vec![false; rendered.resources.len()];
    let mut resource = first;
    let mut written: std::vec::IntoIter<OutputLine<'r>> = Vec::new().into_iter();
    let mut at = 0;
    for line in stream.split_inclusive('\n') {
        let rest = stream.get(at + line.len()..).unwrap_or_default();
        at += line.len();
        if let Some(path) = line.trim_end().strip_prefix(SOURCE) {
            let document = rest.split("\n---\n").next().unwrap_or_default();
            if let Some(found) = resource_of(rendered, path, document, &mut taken) {
                resource = found;
                let mut own = resource_lines(rendered, found);
                let blank = |line: &OutputLine<'_>| line.text.trim().is_empty();
                let from = own.iter().position(|line| !blank(line)).unwrap_or(0);
                own.drain(..from);
                written = own.into_iter();
            }
        } else if !line.trim().is_empty() || written.len() > 0 {
            let is_next = line.trim_end() == "---";
            match written.next() {
                Some(known) if !is_next => {
                    lines.push(known);
                    continue;
                }
                _ => written = Vec::new().into_iter(),
            }
        }
        lines.push(OutputLine {
            text: line.trim_end().to_string(),
            resource: &resource.found.id,
            origin: None,
        });
    }
    lines
}

/// What `helm template` writes above each resource.
const SOURCE: &str = "# Source: ";

/// The resource that a document of a template is, each once.
fn resource_of<'r>(
    rendered: &'r Rendered,
    path: &str,
    document: &str,
    taken: &mut [bool],
) -> Option<&'r Resource> {
    let read = manifest::read_resources(document.as_bytes()).ok()?;
    let id = &read.first()?.id;
    let found = rendered
        .resources
        .iter()
        .enumerate()
        .find(|(at, resource)| {
            let file = rendered.files.get(resource.file);
            let is_there = file.is_some_and(|file| file.name == Path::new(path));
            is_there && resource.found.id == *id && !taken.get(*at).is_some_and(|taken| *taken)
        });
    let (at, resource) = found?;
    if let Some(taken) = taken.get_mut(at) {
        *taken = true;
    }
    Some(resource)
}

/// The text of a line with a mask for each secret in it.
fn masked(text: &Str, line: &Line) -> String {
    let bytes = text.as_bytes();
    let mut shown = String::new();
    let mut at = line.range.start;
    for secret in &line.secrets {
        shown.push_str(&String::from_utf8_lossy(&bytes[at..secret.start.max(at)]));
        shown.push_str(MASK);
        at = secret.end;
    }
    shown.push_str(&String::from_utf8_lossy(
        &bytes[at.min(line.range.end)..line.range.end],
    ));
    shown.trim_end().to_string()
}
