//! What `helm dependency list` tells: what Chart.yaml wants, and what `charts/` holds.

use std::path::Path;

use super::index::constraints;
use crate::chart::metadata::Dependency;
use crate::chart::{Chart, Error, Loader, quoted};
use crate::functions::semver::Version;
use crate::functions::urls::shown;
use crate::world::{FileKind, World};

/// The widest column.
const WIDEST: usize = 80;

/// A table of the dependencies of a chart with the state of each, as `helm dependency list`
/// prints it, but for passwords in addresses.
///
/// # Errors
/// When the chart cannot be loaded.
pub fn list(world: &dyn World, path: &Path) -> Result<String, Error> {
    let chart = Loader::new(world).load(path)?;
    let charts = path.join("charts");
    if chart.metadata.dependencies.is_none() {
        return Ok(format!(
            "WARNING: no dependencies at {}\n",
            charts.display()
        ));
    }
    let mut rows = vec![["NAME", "VERSION", "REPOSITORY", "STATUS"].map(str::to_string)];
    for wanted in chart.metadata.dependencies() {
        rows.push([
            wanted.name.clone(),
            wanted.version.clone(),
            shown(&wanted.repository),
            status(world, &charts, wanted, &chart).to_string(),
        ]);
    }
    let mut text = table(&rows);
    text.push('\n');
    for (path, loaded) in members(world, &charts) {
        let path = quoted(&path);
        match loaded {
            Err(_) => text.push_str(&format!("WARNING: {path} is not a chart.\n")),
            Ok(member) => {
                let mut wanted = chart.metadata.dependencies();
                if !wanted.any(|wanted| wanted.name == member.name()) {
                    text.push_str(&format!("WARNING: {path} is not in Chart.yaml.\n"));
                }
            }
        }
    }
    Ok(text)
}

fn status(world: &dyn World, charts: &Path, wanted: &Dependency, parent: &Chart) -> &'static str {
    let prefix = format!("{}-", wanted.name);
    let found = world.walk(charts).unwrap_or_default();
    let version_of = |path: &Path| {
        let name = path.file_name()?.to_str()?;
        let version = name.strip_prefix(&prefix)?.strip_suffix(".tgz")?;
        Some(version.to_string())
    };
    let beside = |path: &&std::path::PathBuf| path.parent() == Some(charts);
    let archives: Vec<_> = found
        .iter()
        .filter(beside)
        .filter_map(|path| Some((path, version_of(path)?)))
        .collect();
    let versions: Vec<_> = archives
        .iter()
        .filter(|(_, version)| is_strict(version))
        .collect();
    let archive = match (archives.as_slice(), versions.as_slice()) {
        ([(path, _)], _) | (_, [(path, _)]) => Some(path),
        ([_, _, ..], [_, _, ..]) => return "too many matches",
        _ => None,
    };
    if let Some(path) = archive {
        return match Loader::new(world).load(path) {
            Err(_) => "corrupt",
            Ok(chart) if chart.name() != wanted.name => "misnamed",
            Ok(chart) => fit(&chart, wanted).unwrap_or("ok"),
        };
    }
    let mut held = parent.dependencies.iter();
    match held.rfind(|held| held.name() == wanted.name) {
        None => "missing",
        Some(chart) => fit(chart, wanted).unwrap_or("unpacked"),
    }
}

fn is_strict(version: &str) -> bool {
    Version::parse(version.as_bytes()).is_ok() && version.split('.').count() >= 3
}

/// What is wrong with the version of a chart, if anything.
fn fit(chart: &Chart, wanted: &Dependency) -> Option<&'static str> {
    let version = &chart.metadata.version;
    if *version == wanted.version {
        return None;
    }
    let range = constraints(&wanted.version);
    let (Ok(range), Ok(version)) = (range, Version::parse(version.as_bytes())) else {
        return Some("invalid version");
    };
    (!range.check(&version)).then_some("wrong version")
}

/// The folders and archives in `charts/`, sorted, each with its chart.
fn members(world: &dyn World, charts: &Path) -> Vec<(String, Result<Chart, Error>)> {
    let mut paths: Vec<_> = world
        .walk(charts)
        .unwrap_or_default()
        .iter()
        .filter_map(|path| {
            let first = path.strip_prefix(charts).ok()?.components().next()?;
            Some(charts.join(first))
        })
        .collect();
    paths.sort();
    paths.dedup();
    let is_member = |path: &std::path::PathBuf| {
        let archive = path.extension().is_some_and(|end| end == "tgz");
        archive || world.kind(path).is_ok_and(|kind| kind == FileKind::Folder)
    };
    let members = paths.into_iter().filter(is_member);
    members
        .map(|path| {
            let shown = path.to_string_lossy().into_owned();
            (shown, Loader::new(world).load(&path))
        })
        .collect()
}

/// Columns as wide as their widest cell, a tab behind each but the last.
fn table(rows: &[[String; 4]]) -> String {
    let mut widths = [0; 4];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count()).min(WIDEST);
        }
    }
    let mut text = String::new();
    for row in rows {
        let cells = row.iter().zip(widths).map(|(cell, width)| {
            let short = match cell.chars().count() > width {
                true => format!("{}...", cell.chars().take(width - 3).collect::<String>()),
                false => cell.clone(),
            };
            format!("{short:width$}")
        });
        text.push_str(&cells.collect::<Vec<_>>().join("\t"));
        text.push('\n');
    }
    text
}
