//! Aliases, versions, conditions and tags.

use std::collections::{HashMap, HashSet};

use crate::chart::coalesce::coalesce_values;
use crate::chart::metadata::Dependency;
use crate::chart::values::{path_value, table};
use crate::chart::{Chart, Error, Warning, Warnings};
use crate::functions::semver::{Constraints, Version};
use crate::value::{Map, Mark, Value};

pub(super) fn process(
    chart: &mut Chart,
    values: &Map,
    path: &str,
    warnings: &mut Warnings,
) -> Result<(), Error> {
    chart.take_settled();
    // A chart that lists none keeps what it holds, and nothing below is looked at.
    if chart.metadata.dependencies.is_none() {
        return Ok(());
    }
    take_listed(chart);
    let values = coalesce_values(chart, values, warnings)?;
    let mut disabled = HashSet::new();
    let mut enabled_by: HashMap<String, Vec<Mark>> = HashMap::new();
    let tags = table(&values, "tags").ok();
    for dependency in chart.metadata.dependencies_mut() {
        dependency.enabled = true;
        let mut asked = Vec::new();
        if let Some(tags) = &tags {
            apply_tags(dependency, tags, &mut asked, warnings);
        }
        apply_conditions(dependency, &values, path, &mut asked, warnings);
        if !dependency.enabled {
            disabled.insert(dependency.name.clone());
        }
        asked.retain(|mark| !mark.is_none());
        if !asked.is_empty() {
            enabled_by.insert(dependency.name.clone(), asked);
        }
    }
    let mut enabled = std::mem::take(&mut chart.dependencies);
    enabled.retain(|chart| !disabled.contains(chart.name()));
    for dependency in &mut enabled {
        dependency.enabled_by.clone_from(&chart.enabled_by);
        let own = enabled_by.remove(dependency.name());
        dependency.enabled_by.extend(own.unwrap_or_default());
        let path = format!("{path}{}.", dependency.name());
        process(dependency, &values, &path, warnings)?;
    }
    chart.set_dependencies(enabled);
    if let Some(dependencies) = &mut chart.metadata.dependencies {
        let enabled = |d: &Dependency| !disabled.contains(&d.name);
        dependencies.retain(|dependency| dependency.as_ref().is_some_and(enabled));
        // Helm loses the difference between an empty list and none here.
        if dependencies.is_empty() {
            chart.metadata.dependencies = None;
        }
    }
    chart.share_settled();
    Ok(())
}

/// Gives all that share their metadata what became of it in the end.
pub(super) fn agree(chart: &mut Chart) {
    chart.take_settled();
    chart.dependencies.iter_mut().for_each(agree);
}

/// Keeps the charts that nothing lists as they are, and takes a copy of a chart for each listing
/// of it, under its alias.
fn take_listed(chart: &mut Chart) {
    let held = std::mem::take(&mut chart.dependencies);
    let mut taken = Vec::new();
    for found in &held {
        let listed = chart
            .metadata
            .dependencies()
            .any(|dependency| fits(dependency, found));
        if !listed {
            taken.push(found.clone());
        }
    }
    for dependency in chart.metadata.dependencies.iter_mut().flatten().flatten() {
        if let Some(found) = held.iter().find(|found| fits(dependency, found)) {
            taken.push(found.copied(match dependency.alias.as_str() {
                "" => found.name(),
                alias => alias,
            }));
        }
        if !dependency.alias.is_empty() {
            dependency.name.clone_from(&dependency.alias);
        }
    }
    chart.set_dependencies(taken);
}

/// Whether this is the chart that is meant, in a version that will do.
fn fits(dependency: &Dependency, chart: &Chart) -> bool {
    chart.name() == dependency.name && in_range(&dependency.version, &chart.metadata.version)
}

/// Whether a version satisfies a constraint; false where either cannot be read.
pub fn in_range(constraint: &str, version: &str) -> bool {
    let Ok(version) = Version::parse(version.as_bytes()) else {
        return false;
    };
    Constraints::parse(constraint.as_bytes()).is_ok_and(|constraint| constraint.check(&version))
}

/// One true tag enables; else one false tag disables. What was asked for is remembered.
fn apply_tags(
    dependency: &mut Dependency,
    tags: &Map,
    asked: &mut Vec<Mark>,
    warnings: &mut Warnings,
) {
    let (mut any_true, mut any_false) = (false, false);
    for tag in &dependency.tags {
        let found = tags.get_marked(tag);
        asked.extend(found.iter().map(|(_, mark)| *mark));
        match found.map(|(value, _)| value) {
            Some(Value::Bool(true)) => any_true = true,
            Some(Value::Bool(false)) => any_false = true,
            Some(_) => warnings.push(
                Warning::warn("returned non-bool value")
                    .with("tag", &**tag)
                    .with("chart", &*dependency.name),
            ),
            None => {}
        }
    }
    dependency.enabled = any_true || !any_false;
}

/// The first condition that has a truth value decides; tags then do not.
fn apply_conditions(
    dependency: &mut Dependency,
    values: &Map,
    path: &str,
    asked: &mut Vec<Mark>,
    warnings: &mut Warnings,
) {
    for condition in dependency.condition.trim().split(',') {
        if condition.is_empty() {
            continue;
        }
        match path_value(values, &format!("{path}{condition}")) {
            Ok((Value::Bool(enabled), mark)) => {
                dependency.enabled = enabled;
                *asked = vec![mark];
                return;
            }
            Ok(_) => warnings.push(
                Warning::warn("returned non-bool value")
                    .with("path", condition)
                    .with("chart", &*dependency.name),
            ),
            Err(_) => {}
        }
    }
}
