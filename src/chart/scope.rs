//! What the templates of each chart see, and which templates there are.

use super::values::{VALUES, table};
use super::{Chart, File, Release, files};
use crate::value::{Map, Value};

/// A template of a chart or of one it depends on, with what it sees.
#[derive(Clone, Debug)]
pub struct Template<'a> {
    /// Its full path: `web/charts/db/templates/service.yaml`.
    pub name: String,
    /// The file.
    pub file: &'a File,
    /// The folder of its chart's templates: `web/charts/db/templates`.
    pub base: String,
    /// The dot it starts with, without `.Template`. Those of one chart share it.
    pub scope: Map,
}

/// All templates of a chart and of those it depends on, in Helm's order: the deepest paths first,
/// then backwards by name. `values` are the coalesced ones.
pub fn templates<'a>(
    chart: &'a Chart,
    values: &Map,
    release: &Release,
    capabilities: &Value,
) -> Vec<Template<'a>> {
    let mut found = Vec::new();
    let shared = Shared {
        release: release.to_map().into(),
        capabilities: capabilities.clone(),
    };
    let values = values.retyped(&VALUES);
    collect(chart, None, values, &shared, &mut found);
    found.sort_by(|a, b| {
        let depth = |template: &Template<'_>| template.name.matches('/').count();
        let key = |template| (depth(template), template.name.as_bytes());
        key(b).cmp(&key(a))
    });
    // Of files with one path the last wins.
    found.dedup_by(|later, kept| later.name == kept.name);
    found
}

struct Shared {
    release: Value,
    capabilities: Value,
}

fn collect<'a>(
    chart: &'a Chart,
    parent: Option<&str>,
    values: Map,
    shared: &Shared,
    found: &mut Vec<Template<'a>>,
) -> Map {
    let path = chart.path(parent);
    let metadata = chart.metadata.to_map();
    metadata.insert("IsRoot", parent.is_none().into());
    let charts = Map::new();
    let scope = Map::from_iter([
        ("Chart", Value::from(metadata)),
        ("Files", files::to_map(&chart.files).into()),
        ("Release", shared.release.clone()),
        ("Capabilities", shared.capabilities.clone()),
        ("Values", values.clone().into()),
        ("Subcharts", charts.clone().into()),
    ]);
    for dependency in &chart.dependencies {
        let inner = match table(&values, dependency.name()) {
            Ok(inner) => inner.retyped(&VALUES),
            Err(_) => Map::nil(&VALUES),
        };
        let inner = collect(dependency, Some(&path), inner, shared, found);
        charts.insert(dependency.name(), inner.into());
    }
    for file in &chart.templates {
        let name = file.name.to_string_lossy();
        let base = name.rsplit('/').next().unwrap_or_default();
        if chart.is_library() && !base.starts_with('_') {
            continue;
        }
        found.push(Template {
            name: format!("{path}/{name}"),
            file,
            base: format!("{path}/templates"),
            scope: scope.clone(),
        });
    }
    scope
}
