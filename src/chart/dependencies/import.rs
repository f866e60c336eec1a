//! `import-values`: what a chart takes over from the values of charts it depends on.

use crate::chart::coalesce::{entry, merge_tables, merge_values};
use crate::chart::values::{deep_copy, table};
use crate::chart::{Chart, Error, Warning, Warnings};
use crate::gotemplate::printf;
use crate::value::{Map, STRING_MAP, Value};

/// Imports in the whole tree, the innermost charts first.
pub(super) fn process(chart: &mut Chart, warnings: &mut Warnings) -> Result<(), Error> {
    for dependency in &mut chart.dependencies {
        process(dependency, warnings)?;
    }
    if chart.metadata.dependencies.is_none() {
        return Ok(());
    }
    let values = merge_values(chart, &Map::new(), warnings)?;
    let imported = Map::new();
    for dependency in chart.metadata.dependencies_mut() {
        let mut known = Vec::new();
        for import in &dependency.import_values {
            let (child, parent, found) = match import {
                Value::Map(pair) => {
                    let child = printed(pair.get("child"));
                    let parent = printed(pair.get("parent"));
                    let found = table(&values, &format!("{}.{child}", dependency.name));
                    (child, parent, found)
                }
                Value::Str(name) => {
                    let child = format!("exports.{}", name.to_string_lossy());
                    let found = table(&values, &format!("{}.{child}", dependency.name));
                    (child, ".".to_string(), found)
                }
                _ => continue,
            };
            match found {
                Ok(found) => merge_tables(&imported, &nested(&parent, found), warnings),
                Err(error) => warnings.push(match import {
                    Value::Map(_) => Warning::warn("ImportValues missing table from chart")
                        .with("chart", &*dependency.name)
                        .with("error", error),
                    _ => Warning::warn("ImportValues missing table").with("error", error),
                }),
            }
            let pair = vec![
                entry("child", child.as_str()),
                entry("parent", parent.as_str()),
            ];
            known.push(Value::from(Map::of(&STRING_MAP, pair)));
        }
        dependency.import_values = known;
    }
    chart.values = match imported.is_empty() {
        true => values,
        // What the parent says itself wins over what it imports.
        false => {
            let values = deep_copy(&values);
            merge_tables(&values, &imported, warnings);
            values
        }
    };
    Ok(())
}

fn printed(value: Option<Value>) -> String {
    let text = printf::to_str(&value.unwrap_or(Value::Nil)).unwrap_or_default();
    text.to_string_lossy().into_owned()
}

/// The table below the names of a path.
fn nested(path: &str, table: Map) -> Map {
    if path == "." {
        return table;
    }
    path.rsplit('.')
        .fold(table, |table, name| Map::from_iter([(name, table.into())]))
}
