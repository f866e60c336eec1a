//! A chart in memory.

use std::cell::RefCell;
use std::rc::Rc;

use super::metadata::{Lock, Metadata};
use super::place::Place;
use crate::source::SourceId;
use crate::value::{Map, Mark, Str};
use crate::world::Bytes;

/// A chart with all its files and the charts it depends on.
#[derive(Clone, Debug, Default)]
pub struct Chart {
    /// What Chart.yaml says.
    pub metadata: Metadata,
    /// What Chart.lock says.
    pub lock: Option<Lock>,
    /// What stands under `templates/`.
    pub templates: Vec<File>,
    /// What Chart.yaml says, with the place of each entry; empty where origins are not traced.
    pub places: Map,
    /// The default values.
    pub values: Map,
    /// The text of values.schema.json.
    pub schema: Option<Bytes>,
    /// All other files: what `.Files` shows.
    pub files: Vec<File>,
    /// The charts it depends on.
    pub dependencies: Vec<Chart>,
    /// The values that decided that it takes part: those its conditions and tags ask for, and those
    /// of the charts around it.
    pub enabled_by: Vec<Mark>,
    /// Where it is among the others.
    pub(super) place: Place,
    /// What became of the list of its dependencies, for all copies that Helm lets share it.
    pub(super) settled: Rc<RefCell<Option<Metadata>>>,
}

/// A file of a chart.
#[derive(Clone, Debug)]
pub struct File {
    /// Its path in the chart, with slashes.
    pub name: Str,
    /// Its content, without a byte order mark.
    pub data: Bytes,
    /// Its number, where the loader was told to remember where things come from.
    pub source: Option<SourceId>,
}

impl Chart {
    /// The name, which an alias replaces.
    pub fn name(&self) -> &str {
        &self.metadata.name
    }

    /// Whether it only holds templates for others.
    pub fn is_library(&self) -> bool {
        self.metadata.kind.eq_ignore_ascii_case("library")
    }

    /// The path by which Helm knows it: `web/charts/db`.
    pub fn path(&self) -> String {
        self.place.path()
    }

    /// Whether it is the one that is rendered.
    pub fn is_root(&self) -> bool {
        self.place.is_root()
    }

    /// Makes charts the ones it depends on.
    pub(super) fn set_dependencies(&mut self, charts: Vec<Chart>) {
        for chart in &charts {
            chart.place.put_into(&self.place);
        }
        self.dependencies = charts;
    }

    /// Lets those that share its metadata know what became of it, if any do.
    pub(super) fn share_settled(&self) {
        if Rc::strong_count(&self.settled) > 1 {
            self.settled.replace(Some(self.metadata.clone()));
        }
    }

    /// Takes over what became of its metadata where it was met before.
    pub(super) fn take_settled(&mut self) {
        if let Some(metadata) = &*self.settled.borrow() {
            self.metadata.clone_from(metadata);
        }
    }

    /// A copy under a name of its own, with copies of those in it.
    pub(super) fn copied(&self, name: &str) -> Chart {
        let mut copy = self.clone();
        copy.take_settled();
        copy.settled = Rc::default();
        copy.metadata.name = name.to_string();
        copy.place = self.place.copied(name);
        let mut charts = std::mem::take(&mut copy.dependencies);
        for chart in &mut charts {
            chart.place = chart.place.copied(chart.name());
        }
        copy.set_dependencies(charts);
        copy
    }

    /// The files under `crds/` that are YAML or JSON, of this chart and then of those it depends
    /// on, with their full paths.
    pub fn crds(&self) -> Vec<(String, &File)> {
        let mut found = Vec::new();
        self.collect_crds(&mut found);
        found
    }

    fn collect_crds<'a>(&'a self, found: &mut Vec<(String, &'a File)>) {
        let path = self.path();
        for file in &self.files {
            let name = file.name.to_string_lossy();
            if name.starts_with("crds/") && is_manifest(&name) {
                found.push((format!("{path}/{name}"), file));
            }
        }
        for dependency in &self.dependencies {
            dependency.collect_crds(found);
        }
    }
}

fn is_manifest(name: &str) -> bool {
    let extension = name
        .rsplit('/')
        .next()
        .and_then(|base| base.rsplit_once('.'));
    extension.is_some_and(|(_, extension)| {
        ["yaml", "yml", "json"]
            .iter()
            .any(|known| extension.eq_ignore_ascii_case(known))
    })
}
