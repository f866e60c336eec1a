//! Charts, as Helm 4.2.3 renders them.
//!
//! - `prepare`: from a chart and values to what templates see.
//! - `execute`: the templates.
//! - `install`: what `helm template` makes of what they wrote: manifests, hooks, notes.
//! - `identify`: the same for our own commands: resources, in Helm's order.
//! - [`mod@lint`]: `helm lint`.
//! - `request`: the same for a [`Request`](super::Request).
//! - `template`: all of it, from a path to a stream.
//! - `error`: errors of templates in Helm's layout.

mod error;
mod execute;
mod identify;
mod install;
pub mod lint;
mod prepare;
mod request;
mod template;

use std::fmt;
use std::path::Path;

pub use error::{exec_error, parse_error};
pub use execute::{Memory, Written, execute};
pub use install::{
    Installed, check_complete, check_installable, check_kube_version, check_release_name, install,
};
pub use prepare::{Options, Prepared, prepare};
pub(super) use request::render;
pub use template::{Refused, Templated, name_from_template, template};

use crate::chart::{self, Chart, Loader};
use crate::diagnostic::Diagnostics;
use crate::gotemplate::ExecError;
use crate::gotemplate::parse::ParseError;
use crate::manifest::SortError;
use crate::renderer::faults::Failure;

/// The path that means an archive on standard input.
pub const STDIN: &str = "-";

/// Loads a chart from a folder, an archive, or standard input.
fn load(loader: &mut Loader<'_>, path: &Path) -> Result<Chart, chart::Error> {
    let chart = match path.to_str() {
        Some(STDIN) => match loader.world.read_stdin() {
            Ok(bytes) => loader.load_archive(&bytes, STDIN),
            Err(error) => Err(chart::go_io_error("read", path, &error)),
        },
        _ => loader.load(path),
    }?;
    // Helm looks at the chart that is rendered only, not at those it depends on.
    match chart.metadata.api_version.as_str() {
        "v1" | "v2" => Ok(chart),
        other => Err(
            chart::Error::new("unsupported chart version").with_hint(format!(
                "apiVersion in Chart.yaml is {}; it may be v1 or v2",
                chart::quoted(other)
            )),
        ),
    }
}

/// Why a chart could not be rendered.
#[derive(Debug)]
pub enum Fault {
    /// The chart or its values are at fault.
    Chart(chart::Error),
    /// Values files, the context or the objects for `lookup` are at fault.
    Findings(Diagnostics),
    /// A template is not written correctly.
    Syntax {
        /// The full path of the first such template.
        file: String,
        /// All errors in it, and then those of other templates.
        errors: Vec<ParseError>,
    },
    /// A template failed.
    Execution {
        /// The template's full path.
        file: String,
        /// The error.
        error: ExecError,
    },
    /// Templates failed in a traced run, which goes on after the first.
    Templates(Vec<Failure>),
    /// What a template wrote is no manifest.
    Manifest(SortError),
}

impl fmt::Display for Fault {
    /// Helm's own text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Chart(error) => error.fmt(f),
            Fault::Findings(findings) => findings.fmt(f),
            Fault::Syntax { file, errors } => match errors.first() {
                Some(error) => f.write_str(&parse_error(file, error)),
                None => write!(f, "parse error in ({file})"),
            },
            Fault::Execution { file, error } => f.write_str(&exec_error(file, error)),
            Fault::Templates(failures) => match failures.first() {
                Some(failure) => f.write_str(&exec_error(&failure.file, &failure.error)),
                None => f.write_str("execution error"),
            },
            Fault::Manifest(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Fault {}

impl From<Diagnostics> for Fault {
    fn from(findings: Diagnostics) -> Self {
        Fault::Findings(findings)
    }
}

impl From<chart::Error> for Fault {
    fn from(error: chart::Error) -> Self {
        Fault::Chart(error)
    }
}
