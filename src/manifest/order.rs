//! In which order resources are applied and deleted.

use std::cmp::Ordering;

use super::resource::ResourceId;

/// The kinds that Harness knows, in the order in which it applies them.
const HARNESS: [&str; 27] = [
    "Namespace",
    "ResourceQuota",
    "LimitRange",
    "PodSecurityPolicy",
    "Secret",
    "ConfigMap",
    "StorageClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "ServiceAccount",
    "CustomResourceDefinition",
    "ClusterRole",
    "ClusterRoleBinding",
    "Role",
    "RoleBinding",
    "Service",
    "DaemonSet",
    "Pod",
    "ReplicationController",
    "ReplicaSet",
    "Deployment",
    "DeploymentConfig",
    "StatefulSet",
    "Job",
    "CronJob",
    "Ingress",
    "APIService",
];

/// The kinds that Helm knows, in the order in which it installs them.
const HELM: [&str; 38] = [
    "PriorityClass",
    "Namespace",
    "NetworkPolicy",
    "ResourceQuota",
    "LimitRange",
    "PodSecurityPolicy",
    "PodDisruptionBudget",
    "ServiceAccount",
    "Secret",
    "SecretList",
    "ConfigMap",
    "StorageClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "CustomResourceDefinition",
    "ClusterRole",
    "ClusterRoleList",
    "ClusterRoleBinding",
    "ClusterRoleBindingList",
    "Role",
    "RoleList",
    "RoleBinding",
    "RoleBindingList",
    "Service",
    "DaemonSet",
    "Pod",
    "ReplicationController",
    "ReplicaSet",
    "Deployment",
    "HorizontalPodAutoscaler",
    "StatefulSet",
    "Job",
    "CronJob",
    "IngressClass",
    "Ingress",
    "APIService",
    "MutatingWebhookConfiguration",
    "ValidatingWebhookConfiguration",
];

/// The order in which Harness applies two resources: by the rank of their kinds, unknown kinds
/// last and by kind, equal kinds by name; without regard to case. Sort stably.
///
/// ```
/// use manifest_render::manifest::{ResourceId, harness_order};
///
/// let id = |kind: &str| ResourceId { kind: kind.into(), ..Default::default() };
/// let mut ids = [id("Ingress"), id("Widget"), id("Secret")];
/// ids.sort_by(harness_order);
/// assert_eq!(ids, [id("Secret"), id("Ingress"), id("Widget")]);
/// ```
pub fn harness_order(a: &ResourceId, b: &ResourceId) -> Ordering {
    let rank = |id: &ResourceId| {
        HARNESS
            .iter()
            .position(|kind| kind.eq_ignore_ascii_case(&id.kind))
            .unwrap_or(HARNESS.len())
    };
    let (rank_a, rank_b) = (rank(a), rank(b));
    rank_a
        .cmp(&rank_b)
        .then_with(|| match rank_a < HARNESS.len() {
            true => Ordering::Equal,
            false => ignoring_case(&a.kind, &b.kind),
        })
        .then_with(|| ignoring_case(&a.name, &b.name))
}

/// The order in which Helm installs two kinds: by rank, unknown kinds last and by kind. Sort
/// stably: Helm keeps the order in which resources of one kind were found.
///
/// ```
/// use manifest_render::manifest::helm_order;
///
/// let mut kinds = ["Widget", "Service", "Secret"];
/// kinds.sort_by(|a, b| helm_order(a, b));
/// assert_eq!(kinds, ["Secret", "Service", "Widget"]);
/// ```
pub fn helm_order(a: &str, b: &str) -> Ordering {
    let rank = |kind: &str| {
        HELM.iter()
            .position(|known| *known == kind)
            .unwrap_or(HELM.len())
    };
    let (rank_a, rank_b) = (rank(a), rank(b));
    rank_a.cmp(&rank_b).then_with(|| match rank_a < HELM.len() {
        true => Ordering::Equal,
        false => a.cmp(b),
    })
}

/// Java's `compareToIgnoreCase`.
fn ignoring_case(a: &str, b: &str) -> Ordering {
    let fold = |text: &str| {
        text.chars()
            .flat_map(char::to_uppercase)
            .flat_map(char::to_lowercase)
            .collect::<Vec<_>>()
    };
    fold(a).cmp(&fold(b))
}
