//! What the templates of each chart see, and which templates there are.

use std::mem;

use super::values::{VALUES, table};
use super::{Chart, File, Release, files};
use crate::value::{Map, Mark, Origin, Origins, Value};

/// A template of a chart or of one it depends on, with what it sees.
#[derive(Clone, Debug)]
pub struct Template<'a> {
    /// Its full path: `web/charts/db/templates/service.yaml`.
    pub name: String,
    /// The file.
    pub file: &'a File,
    /// The folder of its chart's templates: `web/charts/db/templates`.
    pub base: String,
    /// The values that decided that its chart takes part.
    pub enabled_by: &'a [Mark],
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
    collect(chart, values, &shared, &mut found);
    let mut found: Vec<_> = (found.into_iter())
        .map(|template| (depth(&template.name), template))
        .collect();
    found.sort_by(|(depth, a), (other, b)| (other, &b.name).cmp(&(depth, &a.name)));
    let mut found: Vec<_> = found.into_iter().map(|(_, template)| template).collect();
    // Of files with one path the last wins.
    found.dedup_by(|later, kept| {
        let same = later.name == kept.name;
        if same {
            mem::swap(later, kept);
        }
        same
    });
    found
}

/// In how many folders a file is.
fn depth(path: &str) -> usize {
    memchr::memchr_iter(b'/', path.as_bytes()).count()
}

/// Lets what templates see besides values know where it came from: `.Chart` from Chart.yaml,
/// `.Files` from the files, `.Release` from these origins of its name and namespace.
pub fn mark(templates: &[Template<'_>], chart: &Chart, origins: &mut Origins) {
    let Some(first) = templates.first() else {
        return;
    };
    if let Some(Value::Map(release)) = first.scope.get("Release") {
        for (name, words) in [
            ("Name", "the name of the release"),
            ("Namespace", "the namespace of the release"),
            ("Revision", "the revision of the release"),
        ] {
            remark(&release, name, origins.add(Origin::Other(words.into())));
        }
    }
    let mut open = vec![chart];
    let mut scopes: Vec<(&str, Map)> = Vec::new();
    for template in templates {
        let known = |(_, scope): &(&str, Map)| scope.same(&template.scope);
        if !scopes.iter().any(known) {
            let path = template.base.strip_suffix("/templates");
            scopes.push((path.unwrap_or_default(), template.scope.clone()));
        }
    }
    while let Some(chart) = open.pop() {
        let path = chart.path();
        for (_, scope) in scopes.iter().filter(|(own, _)| **own == *path) {
            mark_chart(scope, chart);
            mark_files(scope, chart, origins);
        }
        open.extend(&chart.dependencies);
    }
}

/// Marks the entries of `.Chart` with their places in Chart.yaml.
fn mark_chart(scope: &Map, chart: &Chart) {
    let Some(Value::Map(metadata)) = scope.get("Chart") else {
        return;
    };
    for entry in metadata.snapshot() {
        let name = entry.key.to_string_lossy();
        // An alias took the place of the name.
        let key = match &*name {
            "APIVersion" => "apiVersion".to_string(),
            name => {
                let (first, rest) = name.split_at_checked(1).unwrap_or((name, ""));
                format!("{}{rest}", first.to_lowercase())
            }
        };
        let Some((value, mark)) = chart.places.get_marked(&key) else {
            continue;
        };
        let renamed = name == "Name" && value.as_str().is_some_and(|own| own != chart.name());
        if !renamed {
            remark(&metadata, &name, mark);
        }
        if let (Value::Map(inner), Value::Map(places)) = (&entry.value, &value) {
            for place in places.snapshot() {
                remark(inner, &place.key.to_string_lossy(), place.mark);
            }
        }
    }
}

/// Marks the files of a chart as made of themselves.
fn mark_files(scope: &Map, chart: &Chart, origins: &mut Origins) {
    let Some(Value::Map(files)) = scope.get("Files") else {
        return;
    };
    for file in &chart.files {
        if let Some(source) = file.source {
            let mark = origins.add_text(source, &file.data);
            remark(&files, &file.name.to_string_lossy(), mark);
        }
    }
}

/// Gives an entry of a map another mark.
fn remark(map: &Map, key: &str, mark: Mark) {
    if let Some(value) = map.get(key) {
        map.insert_marked(key.into(), value, mark);
    }
}

struct Shared {
    release: Value,
    capabilities: Value,
}

fn collect<'a>(
    chart: &'a Chart,
    values: Map,
    shared: &Shared,
    found: &mut Vec<Template<'a>>,
) -> Map {
    let path = chart.path();
    let metadata = chart.metadata.to_map();
    metadata.insert("IsRoot", chart.is_root().into());
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
        let inner = collect(dependency, inner, shared, found);
        charts.insert(dependency.name(), inner.into());
    }
    let folder = [&*path, "/templates"].concat();
    for file in &chart.templates {
        let name = file.name.to_string_lossy();
        let base = name.rsplit('/').next().unwrap_or_default();
        if chart.is_library() && !base.starts_with('_') {
            continue;
        }
        found.push(Template {
            name: [&*path, "/", &*name].concat(),
            file,
            base: folder.clone(),
            enabled_by: &chart.enabled_by,
            scope: scope.clone(),
        });
    }
    scope
}
