//! From a chart and the user's values to what its templates see.

use std::rc::Rc;

use super::Fault;
use crate::chart::coalesce::coalesce_values;
use crate::chart::schema::Checker;
use crate::chart::scope::{Template, templates};
use crate::chart::{Capabilities, Chart, Release, Warnings, capabilities};
use crate::fetch::Schemas;
use crate::value::Map;
use crate::world::World;

/// What a rendering is told besides its chart and values.
#[derive(Clone, Debug)]
pub struct Options {
    /// `.Release`.
    pub release: Release,
    /// `.Capabilities`.
    pub capabilities: Capabilities,
    /// Whether values may break the schema.
    pub skip_schema: bool,
    /// Whether the chart's custom resource definitions are wanted, too.
    pub include_crds: bool,
    /// Whether schemas elsewhere are those that were fetched before, and no server is asked.
    pub offline: bool,
}

impl Default for Options {
    /// What Helm falls back to: `release-name` in `default`, its own Kubernetes version.
    fn default() -> Self {
        Options {
            release: Release::new("release-name", "default"),
            capabilities: Capabilities::new(),
            skip_schema: false,
            include_crds: false,
            offline: false,
        }
    }
}

/// A chart whose dependencies are settled, with its values.
#[derive(Debug)]
pub struct Prepared<'c> {
    /// The chart.
    pub chart: &'c Chart,
    /// The values: the user's over the defaults.
    pub values: Map,
    /// The templates with what they see, in the order in which they are executed.
    pub templates: Vec<Template<'c>>,
}

/// Coalesces the values of a chart whose dependencies are settled (`process_dependencies`), and
/// checks them against schemas. What a schema refers to by its address comes from the world.
///
/// # Errors
/// In Helm's words.
pub fn prepare<'c>(
    chart: &'c Chart,
    values: &Map,
    options: &Options,
    world: &Rc<dyn World>,
    warnings: &mut Warnings,
) -> Result<Prepared<'c>, Fault> {
    let values = coalesce_values(chart, values, warnings)?;
    if !options.skip_schema {
        let schemas = Rc::new(Schemas::new(world, options.offline));
        Checker::new(schemas, warnings).chart(chart, &values)?;
    }
    let capabilities = capabilities::to_value(options.capabilities.clone());
    let templates = templates(chart, &values, &options.release, &capabilities);
    Ok(Prepared {
        chart,
        values,
        templates,
    })
}
