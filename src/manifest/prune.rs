//! What Harness deletes after a deployment.

use super::order::harness_order;
use super::resource::ResourceId;

/// A resource of the last good release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Previous {
    /// What it is called, its namespace filled in.
    pub id: ResourceId,
    /// Whether it stays in any case: annotated with `harness.io/skipPruning`, or a versioned
    /// ConfigMap or Secret.
    pub kept: bool,
}

/// The order in which Harness deletes resources: the reverse of the one in which it applies them.
pub fn deletion_order(ids: &mut [ResourceId]) {
    ids.sort_by(harness_order);
    ids.reverse();
}

/// What is deleted after a release: the resources of the last one that this one has not, in
/// [`deletion_order`].
///
/// ```
/// use manifest_render::manifest::{Previous, ResourceId, prune};
///
/// let id = |name: &str| ResourceId {
///     kind: "Service".into(),
///     name: name.into(),
///     ..Default::default()
/// };
/// let previous = [id("old"), id("web")].map(|id| Previous { id, kept: false });
/// assert_eq!(prune(&previous, &[id("web")]), [id("old")]);
/// ```
pub fn prune(previous: &[Previous], current: &[ResourceId]) -> Vec<ResourceId> {
    let same = |a: &ResourceId, b: &ResourceId| {
        a.namespace == b.namespace && a.kind == b.kind && a.name == b.name
    };
    let mut gone: Vec<_> = previous
        .iter()
        .filter(|old| !old.kept && !current.iter().any(|new| same(&old.id, new)))
        .map(|old| old.id.clone())
        .collect();
    deletion_order(&mut gone);
    gone
}
