//! Which charts a chart really depends on, and what it takes over from their values.
//!
//! - `enable`: aliases, versions, conditions and tags.
//! - `import`: `import-values`.

mod enable;
mod import;

pub use enable::in_range;

use super::{Chart, Error, Warnings};
use crate::value::Map;

/// Renames aliased charts, drops disabled ones and imports values, in the whole tree.
///
/// # Errors
/// When values do not have the shape the tree of charts asks for.
pub fn process_dependencies(
    chart: &mut Chart,
    values: &Map,
    warnings: &mut Warnings,
) -> Result<(), Error> {
    enable::process(chart, values, "", warnings)?;
    enable::agree(chart);
    import::process(chart, warnings)
}

/// The dependencies that Chart.yaml lists and `charts/` does not hold.
///
/// # Errors
/// Their names, in the words of `helm template`.
pub fn check_dependencies(chart: &Chart) -> Result<(), Error> {
    let is_there = |name: &str| chart.dependencies.iter().any(|chart| chart.name() == name);
    let missing: Vec<&str> = chart
        .metadata
        .dependencies()
        .map(|dependency| dependency.name.as_str())
        .filter(|name| !is_there(name))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Error::new(format!(
        "found in Chart.yaml, but missing in charts/ directory: {}",
        missing.join(", ")
    )))
}
