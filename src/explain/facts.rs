//! What is known of each line of a rendering.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashMap;
use std::ops::Range;

use rustc_hash::FxHashSet;

use super::placed::{Tree, item, same_lines};
use crate::gotemplate::lines::{Line, chain, lines};
use crate::manifest::{ResourceId, secret_values};
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
    /// Whether there is a mask in it.
    pub is_masked: bool,
    /// The resource it belongs to.
    pub resource: &'r ResourceId,
    /// What wrote it; nothing for the lines that separate resources.
    origin: Option<(usize, Line)>,
}

impl<'r> OutputLine<'r> {
    /// A line that no template wrote.
    pub(super) fn between(text: impl Into<String>, resource: &'r ResourceId) -> Self {
        OutputLine {
            text: text.into(),
            is_masked: false,
            resource,
            origin: None,
        }
    }
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
    /// The flags of which values of Secrets were made, once somebody asked.
    secret_flags: OnceCell<Vec<&'r value::Origin>>,
}

impl<'r> Facts<'r> {
    /// All that is known of a traced rendering.
    pub fn new(rendered: &'r Rendered) -> Self {
        let mut paths = HashMap::new();
        collect(&rendered.values, &mut Vec::new(), &mut paths);
        Facts {
            rendered,
            paths,
            secret_flags: OnceCell::new(),
        }
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

    /// What stands behind the marks of single origins, each once.
    fn origins(&self, marks: Vec<Mark>) -> Vec<Origin<'r>> {
        let mut seen = FxHashSet::default();
        let known = marks.into_iter().filter_map(|mark| self.leaf(mark));
        known
            .filter(|known| seen.insert((known.path.clone(), self.unmasked(known.origin))))
            .collect()
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
            let is_winner = |mark| {
                let mut leaves = origins.leaves(mark).into_iter();
                leaves.any(|origin| self.same(origin, winner))
            };
            // Maps merge: none takes the place of another. An item stands for its list.
            match &other {
                Value::Map(_) => continue,
                Value::List(list) if (0..list.len()).any(|at| is_winner(list.mark(at))) => continue,
                _ => {}
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
        a == b || self.unmasked(a) == self.unmasked(b)
    }

    fn unmasked(&self, origin: &value::Origin) -> String {
        layers::named_origin(origin, &self.rendered.sources, &self.rendered.origins)
    }

    /// An origin in a few words.
    pub fn named(&self, origin: &value::Origin) -> String {
        match origin {
            value::Origin::Flag { flag, text, .. } => format!("{flag} {}", self.flag(origin, text)),
            _ => self.unmasked(origin),
        }
    }

    /// The text of a flag, its value masked if a value of a Secret is made of it.
    pub fn flag<'t>(&self, origin: &value::Origin, text: &'t str) -> Cow<'t, str> {
        let is_secret = |secret: &&value::Origin| self.same(secret, origin);
        let flags = self
            .secret_flags
            .get_or_init(|| secret_flags(self.rendered));
        if !flags.iter().any(is_secret) {
            return Cow::Borrowed(text);
        }
        match text.split_once('=') {
            Some((path, _)) => Cow::Owned(format!("{path}={MASK}")),
            None => Cow::Borrowed(MASK),
        }
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

/// The lines of a resource. Those of an item of a list, which is written anew, came from the lines
/// of the list that hold the same values.
pub fn resource_lines<'r>(rendered: &'r Rendered, resource: &'r Resource) -> Vec<OutputLine<'r>> {
    let text = rendered.text(resource);
    let mut own = lines_of(rendered, resource.file, &resource.found.id, &text);
    if resource.found.text.is_none() || !text.runs().is_empty() {
        return own;
    }
    let document = rendered.document(resource);
    let list = Tree::read(document.as_bytes());
    let Some(item) = item(&list.value, &text) else {
        return own;
    };
    let known = lines(&document, 0..document.len(), &rendered.origins);
    let same = same_lines(&Tree::read(text.as_bytes()), &list, &item);
    for (line, at) in own.iter_mut().zip(same) {
        if let Some(known) = at.and_then(|at| known.get(at)) {
            line.origin = Some((resource.file, known.clone()));
        }
    }
    own
}

/// The lines of a part of what a file wrote.
pub(super) fn lines_of<'r>(
    rendered: &Rendered,
    file: usize,
    resource: &'r ResourceId,
    text: &Str,
) -> Vec<OutputLine<'r>> {
    let found = lines(text, 0..text.len(), &rendered.origins);
    let mut hidden = secret_values(text.as_bytes());
    let shown = |mut line: Line| {
        let ends = hidden.partition_point(|value| value.end <= line.range.start);
        hidden.drain(..ends);
        let part = |value: &Range<usize>| visible(text, value, &line.range);
        let more: Vec<_> = hidden.iter().map_while(part).collect();
        line.secrets.extend(more);
        line.secrets.retain(|part| !part.is_empty());
        line.secrets.sort_by_key(|part| (part.start, part.end));
        OutputLine {
            text: masked(text, &line),
            is_masked: !line.secrets.is_empty(),
            resource,
            origin: Some((file, line)),
        }
    };
    found.into_iter().map(shown).collect()
}

/// The part of a value that stands in a line, without blanks around it; `None` where the line ends
/// before.
fn visible(text: &Str, value: &Range<usize>, line: &Range<usize>) -> Option<Range<usize>> {
    let part = value.start.max(line.start)..value.end.min(line.end);
    let bytes = text.as_bytes().get(part.clone())?;
    let start = part.start + bytes.len() - bytes.trim_ascii_start().len();
    Some(start..start + bytes.trim_ascii().len())
}

/// The flags of which values of Secrets were made.
fn secret_flags(rendered: &Rendered) -> Vec<&value::Origin> {
    let mut marks = FxHashSet::default();
    let secrets = rendered.resources.iter();
    for resource in secrets.filter(|resource| resource.found.id.kind == "Secret") {
        let text = rendered.document(resource);
        let mut runs = text.runs().iter().peekable();
        let mut start = 0;
        for value in secret_values(text.as_bytes()) {
            while let Some(run) = runs.peek() {
                let end = run.end as usize;
                if start >= value.end {
                    break;
                }
                if end > value.start {
                    marks.insert(run.mark);
                }
                if end > value.end {
                    break;
                }
                start = end;
                runs.next();
            }
        }
    }
    let leaves = marks
        .into_iter()
        .flat_map(|mark| rendered.origins.leaves(mark));
    leaves
        .filter(|origin| matches!(origin, value::Origin::Flag { .. }))
        .collect()
}

/// The text of a line with a mask for each secret in it; of parts that overlap, for the first.
fn masked(text: &Str, line: &Line) -> String {
    let bytes = text.as_bytes();
    let mut shown = String::new();
    let mut at = line.range.start;
    for secret in &line.secrets {
        if secret.start >= at {
            shown.push_str(&String::from_utf8_lossy(&bytes[at..secret.start]));
            shown.push_str(MASK);
        }
        at = at.max(secret.end);
    }
    shown.push_str(&String::from_utf8_lossy(
        &bytes[at.min(line.range.end)..line.range.end],
    ));
    shown.trim_end().to_string()
}
