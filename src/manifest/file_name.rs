//! The name of a file of its own for each resource.

use sha2::{Digest, Sha256};

use super::ResourceId;

/// The folder of resources that name no namespace; no namespace can be called so.
const NO_NAMESPACE: &str = "_none";
/// The longest part of a path; most file systems take 255 bytes, and other endings are put behind.
const LONGEST: usize = 200;
/// The kinds of Kubernetes itself, which others use for resources of their own, too.
const KUBERNETES: &[&str] = &[
    "ConfigMap",
    "Deployment",
    "Event",
    "Ingress",
    "Job",
    "Namespace",
    "NetworkPolicy",
    "Node",
    "Pod",
    "Role",
    "Secret",
    "Service",
    "ServiceAccount",
    "StorageClass",
];
/// Names that some file systems keep for devices.
const DEVICES: &[&str] = &[
    "con", "prn", "aux", "nul", "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7",
    "com8", "com9", "lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// The path of a resource's own file: `namespace/Kind-name.yaml`.
///
/// It depends on nothing but the resource, and every file system can hold it: what is no letter,
/// digit, `-`, `_` or `.` is written as `%3A`, a long name is cut and a hash of it put behind. A
/// kind that Kubernetes has, too, but that is another's, has its group beside it.
///
/// ```
/// use manifest_render::manifest::{ResourceId, file_name};
///
/// let id = ResourceId {
///     api_version: "rbac.authorization.k8s.io/v1".into(),
///     kind: "Role".into(),
///     namespace: "shop".into(),
///     name: "system:web".into(),
/// };
/// assert_eq!(file_name(&id), "shop/Role-system%3Aweb.yaml");
/// ```
pub fn file_name(id: &ResourceId) -> String {
    let folder = match id.namespace.is_empty() {
        true => NO_NAMESPACE.to_string(),
        false => part(&id.namespace),
    };
    let group = id
        .api_version
        .split_once('/')
        .map_or("", |(group, _)| group);
    let is_foreign = group.contains('.') && !group.ends_with(".k8s.io");
    let name = match is_foreign && KUBERNETES.contains(&id.kind.as_str()) {
        true => part(&format!("{}.{group}-{}", id.kind, id.name)),
        false => part(&format!("{}-{}", id.kind, id.name)),
    };
    format!("{folder}/{name}.yaml")
}

/// A text as one part of a path.
fn part(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => safe.push(byte.into()),
            _ => safe.push_str(&format!("%{byte:02X}")),
        }
    }
    if safe.starts_with('.') {
        safe.replace_range(..1, "%2E");
    }
    let stem = safe
        .split('.')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    if DEVICES.contains(&stem.as_str()) {
        safe.insert(0, '_');
    }
    if safe.len() > LONGEST {
        let hash = Sha256::digest(text.as_bytes());
        let hash: String = hash
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        // All of it is ASCII now.
        safe.truncate(LONGEST - hash.len() - 1);
        safe = format!("{safe}~{hash}");
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(api_version: &str, kind: &str, namespace: &str, name: &str) -> String {
        file_name(&ResourceId {
            api_version: api_version.into(),
            kind: kind.into(),
            namespace: namespace.into(),
            name: name.into(),
        })
    }

    #[test]
    fn every_file_system_takes_them() {
        assert_eq!(named("v1", "Service", "", "web"), "_none/Service-web.yaml");
        assert_eq!(
            named("serving.knative.dev/v1", "Service", "con", "web"),
            "_con/Service.serving.knative.dev-web.yaml"
        );
        assert_eq!(
            named("v1", "Pod", "../x", "a/b\\c\u{e9}"),
            "%2E.%2Fx/Pod-a%2Fb%5Cc%C3%A9.yaml"
        );
        let long = named("v1", "ConfigMap", "shop", &"x".repeat(253));
        assert!(long.len() < 220 && long != named("v1", "ConfigMap", "shop", &"x".repeat(252)));
    }
}
