//! What `helm template` makes of what templates wrote.

use super::{Fault, Written};
use crate::chart::dependencies::{check_dependencies, in_range};
use crate::chart::{Capabilities, Chart, Error, Warnings};
use crate::manifest::{Sorted, sort_manifests};
use crate::value::Str;
use crate::value::quote::append_quote;

/// The end of the path of a chart's notes.
const NOTES: &str = "NOTES.txt";
/// The longest name of a release.
const LONGEST_NAME: usize = 53;

/// What would be installed.
#[derive(Debug, Default)]
pub struct Installed {
    /// Manifests and hooks, in order.
    pub sorted: Sorted,
    /// The chart's notes.
    pub notes: Str,
}

/// Refuses charts that are only there for others.
///
/// # Errors
/// In Helm's words.
pub fn check_installable(chart: &Chart) -> Result<(), Error> {
    match chart.metadata.kind.as_str() {
        "" | "application" => Ok(()),
        kind => Err(Error::new(format!("{kind} charts are not installable"))),
    }
}

/// Refuses a chart of whose dependencies some are missing.
///
/// # Errors
/// In Helm's words.
pub fn check_complete(chart: &Chart) -> Result<(), Error> {
    check_dependencies(chart).map_err(|error| {
        error
            .wrapped(
                "an error occurred while checking for chart dependencies. You may need to run \
                 'helm dependency build' to fetch missing dependencies",
            )
            .with_hint("`render dependency build` fetches them into the chart's folder charts/")
    })
}

/// Refuses names that a release cannot have.
///
/// # Errors
/// In Helm's words.
pub fn check_release_name(name: &str) -> Result<(), Error> {
    let fits = name.len() <= LONGEST_NAME && name.split('.').all(is_label);
    if fits {
        return Ok(());
    }
    let why = match name {
        "" => "no name provided".to_string(),
        _ => format!(
            "invalid release name, must match regex \
             ^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$ and the length \
             must not be longer than {LONGEST_NAME}"
        ),
    };
    let mut quoted = Vec::new();
    append_quote(&mut quoted, name.as_bytes());
    let quoted = String::from_utf8_lossy(&quoted);
    Err(Error::new(format!(
        "release name check failed: release name {quoted}: {why}"
    )))
}

fn is_label(label: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = label.as_bytes();
    let edges = [bytes.first(), bytes.last()];
    edges
        .iter()
        .all(|edge| edge.is_some_and(|&byte| inner(byte)))
        && bytes.iter().all(|&byte| inner(byte) || byte == b'-')
}

/// Refuses a chart that wants another Kubernetes.
///
/// # Errors
/// In Helm's words.
pub fn check_kube_version(chart: &Chart, capabilities: &Capabilities) -> Result<(), Error> {
    let wanted = &chart.metadata.kube_version;
    let version = &capabilities.kube_version;
    if wanted.is_empty() || in_range(wanted, version.normalized()) {
        return Ok(());
    }
    Err(Error::new(format!(
        "chart requires kubeVersion: {wanted} which is incompatible with Kubernetes {}",
        version.version()
    ))
    .with_hint("--kube-version names another version of Kubernetes"))
}

/// Sorts what the templates of this chart wrote. What Helm would log of it goes to `warnings`.
///
/// # Errors
/// When a document is no manifest, in Helm's words.
pub fn install(
    chart: &Chart,
    written: &[Written],
    warnings: &mut Warnings,
) -> Result<Installed, Fault> {
    let is_notes = |written: &&Written| written.name.ends_with(NOTES);
    let own_notes = format!("{}/templates/{NOTES}", chart.name());
    let notes = written.iter().find(|written| written.name == own_notes);
    let manifests = written.iter().filter(|written| !is_notes(written));
    let files = manifests.map(|written| (written.name.as_str(), written.text.clone()));
    Ok(Installed {
        sorted: sort_manifests(files, warnings).map_err(Fault::Manifest)?,
        notes: notes.map(|notes| notes.text.clone()).unwrap_or_default(),
    })
}
