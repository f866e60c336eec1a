//! A chart in memory.

use super::metadata::{Lock, Metadata};
use crate::source::SourceId;
use crate::value::{Map, Str};
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

    /// The path of a chart in this one: `web/charts/db`.
    pub fn path(&self, parent: Option<&str>) -> String {
        match parent {
            Some(parent) => format!("{parent}/charts/{}", self.name()),
            None => self.name().to_string(),
        }
    }

    /// The files under `crds/` that are YAML or JSON, of this chart and then of those it depends
    /// on, with their full paths.
    pub fn crds(&self) -> Vec<(String, &File)> {
        let mut found = Vec::new();
        self.collect_crds(None, &mut found);
        found
    }

    fn collect_crds<'a>(&'a self, parent: Option<&str>, found: &mut Vec<(String, &'a File)>) {
        let path = self.path(parent);
        for file in &self.files {
            let name = file.name.to_string_lossy();
            if name.starts_with("crds/") && is_manifest(&name) {
                found.push((format!("{path}/{name}"), file));
            }
        }
        for dependency in &self.dependencies {
            dependency.collect_crds(Some(&path), found);
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
