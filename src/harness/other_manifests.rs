//! What Harness does for manifests that other programs render: Helm, Kustomize, OpenShift.

use std::fmt::Write as _;

use crate::value::{Map, Value};

/// The command with which Harness renders a chart, values files in order.
///
/// ```
/// use manifest_render::harness::other_manifests::{HelmCommand, HelmVersion};
/// let command = HelmCommand {
///     version: HelmVersion::V3, release: "web", chart: "./chart", namespace: "shop", flags: "",
///     values: 2,
/// };
/// assert_eq!(
///     command.to_string(),
///     "helm template web ./chart --namespace shop -f values-0.yaml -f values-1.yaml"
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HelmCommand<'c> {
    /// Helm's version.
    pub version: HelmVersion,
    /// The release.
    pub release: &'c str,
    /// The chart's folder.
    pub chart: &'c str,
    /// The namespace.
    pub namespace: &'c str,
    /// More flags, as they are written in the manifest.
    pub flags: &'c str,
    /// How many values files there are.
    pub values: usize,
}

/// The versions of Helm that Harness tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HelmVersion {
    /// Helm 2.
    V2,
    /// Helm 3.
    V3,
}

impl std::fmt::Display for HelmCommand<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let HelmCommand {
            release,
            chart,
            namespace,
            flags,
            ..
        } = self;
        let flags = if flags.is_empty() {
            String::new()
        } else {
            format!(" {flags}")
        };
        match self.version {
            HelmVersion::V2 => {
                write!(
                    f,
                    "helm template {chart}{flags} --name {release} --namespace {namespace}"
                )?;
            }
            HelmVersion::V3 => {
                write!(
                    f,
                    "helm template {release} {chart}{flags} --namespace {namespace}"
                )?;
            }
        }
        (0..self.values).try_for_each(|n| write!(f, " -f values-{n}.yaml"))
    }
}

/// The list `patchesStrategicMerge` of a kustomization with Harness's patch files behind what was
/// there; `None` where there are no patches, so that the file stays as it is. `suffix` makes the
/// folder's name unique.
pub fn kustomize_patches(existing: &[String], patches: usize, suffix: &str) -> Option<Vec<String>> {
    if patches == 0 {
        return None;
    }
    let added = (0..patches).map(|n| format!("kustomizePatches-{suffix}/patches-{n}.yaml"));
    Some(existing.iter().cloned().chain(added).collect())
}

/// The command with which Harness renders an OpenShift template, and the params files in the order
/// in which it writes them: the last one first.
pub fn openshift_command<T>(template: &str, mut params: Vec<T>) -> (String, Vec<T>) {
    params.reverse();
    let mut command = format!("oc process -f {template} --local -o yaml");
    for n in 0..params.len() {
        let _ = write!(command, " --param-file params-{n}");
    }
    (command, params)
}

/// The documents in what `oc process` printed, which is one list of them.
///
/// # Errors
/// In Harness's words, when there are no items.
pub fn openshift_items(processed: &Map) -> Result<Vec<Value>, &'static str> {
    match processed.get("items") {
        Some(Value::List(items)) if !items.is_empty() => Ok(items.iter().cloned().collect()),
        _ => Err("Items list can't be empty"),
    }
}
