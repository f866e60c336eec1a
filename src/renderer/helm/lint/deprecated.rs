//! API versions that are on their way out, as the client library of Kubernetes 1.36 knows them.

/// What is known about some kinds of an API version.
struct Deprecated {
    api: &'static str,
    /// The kinds; their lists count as well.
    kinds: &'static [&'static str],
    /// The minor version of Kubernetes that deprecated them, and the one that took them away.
    since: u32,
    until: u32,
    /// What to use: nothing, an API version, or that and a kind.
    instead: &'static str,
}

const fn row(
    api: &'static str,
    kinds: &'static [&'static str],
    since: u32,
    until: u32,
    instead: &'static str,
) -> Deprecated {
    Deprecated {
        api,
        kinds,
        since,
        until,
        instead,
    }
}

#[rustfmt::skip]
const TABLE: &[Deprecated] = &[
    row("discovery.k8s.io/v1beta1", &["EndpointSliceList"], 21, 25, "discovery.k8s.io/v1 EndpointSlice"),
    row("networking.k8s.io/v1beta1", &["IngressClass"], 19, 22, "networking.k8s.io/v1 IngressClassList"),
    row("storage.k8s.io/v1beta1", &["CSINodeList"], 17, 22, "storage.k8s.io/v1 CSINode"),
    row("v1", &["Endpoints"], 33, 0, "discovery.k8s.io/v1 EndpointSlice"),
    row("v1", &["EndpointsList"], 33, 0, "discovery.k8s.io/v1 EndpointSliceList"),
    row("admissionregistration.k8s.io/v1alpha1", &["MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding"], 35, 38, ""),
    row("admissionregistration.k8s.io/v1alpha1", &["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"], 29, 32, ""),
    row("admissionregistration.k8s.io/v1beta1", &["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"], 16, 22, "admissionregistration.k8s.io/v1"),
    row("admissionregistration.k8s.io/v1beta1", &["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"], 31, 34, ""),
    row("apps/v1beta1", &["ControllerRevision", "Deployment", "DeploymentRollback", "StatefulSet"], 8, 16, "apps/v1"),
    row("apps/v1beta1", &["Scale"], 8, 16, "autoscaling/v1"),
    row("apps/v1beta2", &["ControllerRevision", "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"], 9, 16, "apps/v1"),
    row("apps/v1beta2", &["Scale"], 9, 16, "autoscaling/v1"),
    row("authentication.k8s.io/v1alpha1", &["SelfSubjectReview"], 29, 32, ""),
    row("authentication.k8s.io/v1beta1", &["SelfSubjectReview"], 30, 33, ""),
    row("authentication.k8s.io/v1beta1", &["TokenReview"], 19, 22, "authentication.k8s.io/v1"),
    row("authorization.k8s.io/v1beta1", &["LocalSubjectAccessReview", "SelfSubjectAccessReview", "SelfSubjectRulesReview", "SubjectAccessReview"], 19, 22, "authorization.k8s.io/v1"),
    row("batch/v1beta1", &["CronJob"], 21, 25, "batch/v1"),
    row("certificates.k8s.io/v1alpha1", &["ClusterTrustBundle"], 34, 37, ""),
    row("certificates.k8s.io/v1beta1", &["CertificateSigningRequest"], 19, 22, "certificates.k8s.io/v1"),
    row("coordination.k8s.io/v1alpha2", &["LeaseCandidate"], 35, 38, ""),
    row("coordination.k8s.io/v1beta1", &["Lease"], 19, 22, "coordination.k8s.io/v1"),
    row("coordination.k8s.io/v1beta1", &["LeaseCandidate"], 36, 39, ""),
    row("discovery.k8s.io/v1beta1", &["EndpointSlice"], 21, 25, "discovery.k8s.io/v1"),
    row("events.k8s.io/v1beta1", &["Event"], 22, 25, ""),
    row("extensions/v1beta1", &["DaemonSet", "Deployment", "ReplicaSet"], 8, 16, "apps/v1"),
    row("extensions/v1beta1", &["DeploymentRollback"], 8, 16, ""),
    row("extensions/v1beta1", &["Ingress"], 14, 22, "networking.k8s.io/v1"),
    row("extensions/v1beta1", &["NetworkPolicy"], 9, 16, "networking.k8s.io/v1"),
    row("extensions/v1beta1", &["Scale"], 2, 16, ""),
    row("flowcontrol.apiserver.k8s.io/v1beta1", &["FlowSchema", "PriorityLevelConfiguration"], 23, 26, "flowcontrol.apiserver.k8s.io/v1beta3"),
    row("flowcontrol.apiserver.k8s.io/v1beta2", &["FlowSchema", "PriorityLevelConfiguration"], 26, 29, "flowcontrol.apiserver.k8s.io/v1beta3"),
    row("flowcontrol.apiserver.k8s.io/v1beta3", &["FlowSchema", "PriorityLevelConfiguration"], 29, 32, "flowcontrol.apiserver.k8s.io/v1"),
    row("networking.k8s.io/v1beta1", &["IPAddress", "ServiceCIDR"], 34, 37, ""),
    row("networking.k8s.io/v1beta1", &["Ingress"], 19, 22, "networking.k8s.io/v1"),
    row("node.k8s.io/v1beta1", &["RuntimeClass"], 22, 25, ""),
    row("policy/v1beta1", &["Eviction"], 22, 25, ""),
    row("policy/v1beta1", &["PodDisruptionBudget"], 21, 25, "policy/v1"),
    row("rbac.authorization.k8s.io/v1beta1", &["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"], 17, 22, "rbac.authorization.k8s.io/v1"),
    row("resource.k8s.io/v1alpha3", &["DeviceTaintRule"], 36, 39, ""),
    row("resource.k8s.io/v1beta1", &["DeviceClass", "ResourceClaim", "ResourceClaimTemplate", "ResourceSlice"], 35, 38, ""),
    row("resource.k8s.io/v1beta2", &["DeviceClass", "ResourceClaim", "ResourceClaimTemplate", "ResourceSlice"], 36, 39, ""),
    row("scheduling.k8s.io/v1beta1", &["PriorityClass"], 14, 22, "scheduling.k8s.io/v1"),
    row("storage.k8s.io/v1alpha1", &["CSIStorageCapacity"], 21, 24, "storage.k8s.io/v1beta1"),
    row("storage.k8s.io/v1alpha1", &["VolumeAttachment"], 21, 24, "storage.k8s.io/v1"),
    row("storage.k8s.io/v1alpha1", &["VolumeAttributesClass"], 32, 35, "storage.k8s.io/v1"),
    row("storage.k8s.io/v1beta1", &["CSIDriver", "StorageClass", "VolumeAttachment"], 19, 22, "storage.k8s.io/v1"),
    row("storage.k8s.io/v1beta1", &["CSINode"], 17, 22, "storage.k8s.io/v1"),
    row("storage.k8s.io/v1beta1", &["CSIStorageCapacity"], 24, 27, "storage.k8s.io/v1"),
    row("storage.k8s.io/v1beta1", &["VolumeAttributesClass"], 34, 37, "storage.k8s.io/v1"),
    row("v1", &["ComponentStatus"], 19, 0, ""),
];

/// What Kubernetes says of an object of this kind in its version 1.`minor`.
pub(super) fn check(api: &str, kind: &str, minor: u32) -> Result<(), String> {
    let exact = |row: &&Deprecated| row.api == api && row.kinds.contains(&kind);
    let single = kind.strip_suffix("List");
    let of_list =
        |row: &&Deprecated| row.api == api && single.is_some_and(|kind| row.kinds.contains(&kind));
    let found = TABLE.iter().find(exact);
    let found = found.or_else(|| TABLE.iter().find(of_list));
    let Some(row) = found.filter(|row| row.since <= minor) else {
        return Ok(());
    };
    let mut text = format!("{api} {kind} is deprecated in v1.{}+", row.since);
    if row.until > 0 {
        text += &format!(", unavailable in v1.{}+", row.until);
    }
    if row.instead.contains(' ') {
        text += &format!("; use {}", row.instead);
    } else if !row.instead.is_empty() {
        text += &format!("; use {} {kind}", row.instead);
    }
    Err(text)
}
