//! What templates do with values: which they read, which they look for in vain, which their code
//! names without being executed.

use std::collections::HashMap;

use rustc_hash::FxHashSet;

use crate::chart::Chart;
use crate::chart::values::deep_copy;
use crate::gotemplate::{self, Mention, Missed, Role, Set, What, mentions};
use crate::source::{SourceId, Span};
use crate::value::{Map, Mark, Origins, Str, Value};

/// The name under which templates see values.
const VALUES: &str = "Values";
/// The name of the values that all charts of a tree see.
const GLOBAL: &str = "global";

/// What became of the values of a rendering.
#[derive(Debug, Default)]
pub struct Usage {
    /// The values as they were before the first template was executed.
    pub values: Map,
    /// What templates looked for in vain.
    pub missing: Vec<Missing>,
    /// What the chart's own settings ask for: conditions and tags of dependencies.
    settings: FxHashSet<Vec<Str>>,
    /// Dependencies that are switched off.
    disabled: FxHashSet<Vec<Str>>,
    /// Where the values of charts stand, but those of the outermost one.
    charts: Vec<Vec<Str>>,
    read: FxHashSet<Mark>,
    named: Named,
}

/// A value that a template looked for in vain.
#[derive(Clone, Debug)]
pub struct Missing {
    /// Its path among all values.
    pub path: Vec<Str>,
    /// Where a template asks for it.
    pub span: Span,
    /// What becomes of it there.
    pub role: Role,
}

/// What code names.
#[derive(Debug, Default)]
struct Named {
    /// Paths of values, each with all on the way.
    paths: FxHashSet<Vec<Str>>,
    /// Paths in code that was not executed: all under them may be read there.
    idle: FxHashSet<Vec<Str>>,
    /// Names in code that was not executed, of whatever.
    names: FxHashSet<Str>,
}

/// Notes what becomes of values while templates are executed.
#[derive(Debug)]
pub struct Watch {
    /// What the executor notes.
    pub noted: gotemplate::Usage,
    usage: Usage,
    /// The maps of the values by their addresses. Holding them keeps the addresses theirs.
    maps: HashMap<usize, (Map, Vec<Str>)>,
    own: FxHashSet<SourceId>,
}

impl Watch {
    /// Watches these values, which nothing has changed yet.
    pub fn new(values: &Map) -> Self {
        let mut maps = HashMap::new();
        collect(values, Vec::new(), &mut maps);
        let usage = Usage {
            values: deep_copy(values),
            ..Usage::default()
        };
        Watch {
            noted: gotemplate::Usage::new(),
            usage,
            maps,
            own: FxHashSet::default(),
        }
    }

    /// Notes what a chart's own settings ask for. `whole` is the chart as it was loaded, `settled`
    /// the same without the dependencies that are switched off.
    pub fn chart(&mut self, whole: &Chart, settled: &Chart) {
        settings(whole, settled, &[], &mut self.usage);
    }

    /// Says that the chart that is rendered holds this text itself: what its code asks for in vain
    /// is worth telling.
    pub fn own(&mut self, source: SourceId) {
        self.own.insert(source);
    }

    /// Notes that these templates of a set were executed, and whatever they execute.
    pub fn executed<'n>(
        &mut self,
        set: &Set,
        executed: impl Iterator<Item = &'n str>,
        origins: &Origins,
    ) {
        let roles = self.names(set, executed);
        for Missed { map, key, span } in self.noted.missed() {
            let Some((_, path)) = self.maps.get(&map.address()) else {
                continue;
            };
            if !self.own.contains(&span.source) {
                continue;
            }
            let mut path = path.clone();
            path.push(key.clone());
            if let Some(at) = path.iter().rposition(|name| *name == GLOBAL) {
                path.drain(..at);
            }
            let role = roles.get(span).copied().unwrap_or(Role::Tested);
            self.usage.missing.push(Missing {
                path,
                span: *span,
                role,
            });
        }
        self.usage.read.extend(self.noted.read(origins));
        self.noted = gotemplate::Usage::new();
    }

    /// What became of the values.
    pub fn into_usage(mut self) -> Usage {
        for text in texts(&self.usage.values) {
            self.usage.named.text(&text);
        }
        self.usage
    }

    /// Notes what code names, from these templates on; gives what becomes of what it names.
    fn names<'n>(
        &mut self,
        set: &Set,
        executed: impl Iterator<Item = &'n str>,
    ) -> HashMap<Span, Role> {
        let mut roles = HashMap::new();
        let mut open: Vec<Str> = executed.map(Str::from).collect();
        let mut seen: FxHashSet<Str> = open.iter().cloned().collect();
        while let Some(name) = open.pop() {
            let found = name.to_str().and_then(|name| set.get(name));
            for mention in found.map(|found| mentions(found)).unwrap_or_default() {
                roles.insert(mention.span, mention.role);
                let names: Vec<Str> = match &mention.what {
                    What::Template(Some(name)) => vec![name.clone()],
                    What::Template(None) => set.names().into_iter().map(Str::from).collect(),
                    _ => Vec::new(),
                };
                open.extend(names.into_iter().filter(|name| seen.insert(name.clone())));
                let idle = !self.noted.reached(mention.pipe);
                self.usage.named.mention(&mention, idle);
            }
        }
        roles
    }
}

impl Usage {
    /// Whether a value is read, or code that was not executed may read it. `path` leads to it,
    /// and `marks` has a mark for each step.
    pub fn is_used(&self, path: &[Str], marks: &[Mark]) -> bool {
        let is_read = |mark: Option<&Mark>| mark.is_some_and(|mark| self.read.contains(mark));
        if is_read(marks.last()) || self.disabled.iter().any(|off| path.starts_with(off)) {
            return true;
        }
        if self.settings.contains(path) {
            return true;
        }
        let named = &self.named;
        let mut forms = self.forms(path);
        if forms.any(|form| {
            named.paths.contains(form) || (1..form.len()).any(|n| named.idle.contains(&form[..n]))
        }) {
            return true;
        }
        // Code that was not executed may have come to it on another way.
        path.iter().enumerate().any(|(at, name)| {
            let passed = at + 1 < path.len() && is_read(marks.get(at));
            !passed && named.names.contains(name)
        })
    }

    /// Whether the value with this mark was read while executing.
    pub fn is_read(&self, mark: Mark) -> bool {
        self.read.contains(&mark)
    }

    /// A path as the templates of each chart on the way see it.
    fn forms<'p>(&'p self, path: &'p [Str]) -> impl Iterator<Item = &'p [Str]> {
        let inner = self
            .charts
            .iter()
            .filter_map(|chart| path.strip_prefix(&**chart));
        std::iter::once(path).chain(inner)
    }
}

impl Named {
    fn mention(&mut self, mention: &Mention, idle: bool) {
        match &mention.what {
            What::Fields(names) => match names.iter().position(|name| *name == VALUES) {
                Some(at) => self.path(&names[at + 1..], idle),
                None if idle => self.names.extend(names.iter().cloned()),
                None => {}
            },
            What::Text(text) if idle => {
                let parts = text.as_bytes().split(|&b| b == b'.');
                self.names.extend(parts.map(Str::new));
            }
            _ => {}
        }
    }

    fn path(&mut self, path: &[Str], idle: bool) {
        if idle && !path.is_empty() {
            self.idle.insert(path.to_vec());
        }
        for len in 1..=path.len() {
            self.paths.insert(path[..len].to_vec());
        }
    }

    /// What a text names that may be a template itself.
    fn text(&mut self, text: &Str) {
        let text = text.to_string_lossy();
        for (at, found) in text.match_indices(".Values.") {
            let rest = &text[at + found.len()..];
            let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
            let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
            let path: Vec<Str> = rest[..end].split('.').map(Str::from).collect();
            self.path(&path, true);
        }
    }
}

fn collect(map: &Map, path: Vec<Str>, maps: &mut HashMap<usize, (Map, Vec<Str>)>) {
    for entry in map.snapshot() {
        if let Value::Map(inner) = &entry.value {
            let mut path = path.clone();
            path.push(entry.key.clone());
            stacker::maybe_grow(64 << 10, 1 << 20, || collect(inner, path, maps));
        }
    }
    maps.entry(map.address()).or_insert((map.clone(), path));
}

/// The texts among values that hold an action of a template.
fn texts(values: &Map) -> Vec<Str> {
    let mut found = Vec::new();
    let mut open = vec![Value::Map(values.clone())];
    while let Some(value) = open.pop() {
        match value {
            Value::Map(map) => open.extend(map.borrow().iter().map(|entry| entry.value.clone())),
            Value::List(list) => open.extend(list.iter().cloned()),
            Value::Str(text) if memchr::memmem::find(text.as_bytes(), b"{{").is_some() => {
                found.push(text);
            }
            _ => {}
        }
    }
    found
}

fn settings(whole: &Chart, settled: &Chart, prefix: &[Str], usage: &mut Usage) {
    let path = |text: &str| -> Vec<Str> {
        let names = text.trim().split('.').map(Str::from);
        prefix.iter().cloned().chain(names).collect()
    };
    for dependency in whole.metadata.dependencies() {
        let name = match dependency.alias.as_str() {
            "" => dependency.name.as_str(),
            alias => alias,
        };
        for condition in dependency.condition.split(',') {
            usage.settings.insert(path(condition));
        }
        for tag in &dependency.tags {
            usage
                .settings
                .insert(vec![Str::from("tags"), Str::from(tag.as_str())]);
        }
        let own = [prefix, &[Str::from(name)]].concat();
        let known = |chart: &&Chart| chart.name() == name;
        match settled.dependencies.iter().find(known) {
            None => drop(usage.disabled.insert(own)),
            Some(inner) => {
                let found = |chart: &&Chart| chart.name() == dependency.name;
                if let Some(whole) = whole.dependencies.iter().find(found) {
                    settings(whole, inner, &own, usage);
                }
            }
        }
    }
    for chart in &settled.dependencies {
        usage
            .charts
            .push([prefix, &[Str::from(chart.name())]].concat());
    }
}
