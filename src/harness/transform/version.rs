//! ConfigMaps and Secrets get a new name with each release, and what uses them follows.

use super::resource::{self, kind, map_at, maps_in, name, namespace, rename, text_at};
use super::{Options, Warning};
use crate::value::{Map, Value};

/// The longest name that Kubernetes allows.
const LONGEST_NAME: usize = 253;

/// A resource that was renamed.
struct Renamed {
    kind: &'static str,
    namespace: String,
    from: String,
    to: String,
}

/// Puts the release's number behind the names, where Harness versions at all: not where it is told
/// not to, not with declarative rollback, and only beside a workload that it manages.
pub fn by_number(resources: &[Map], options: &Options) {
    let off = options.skip_versioning || options.declarative_rollback;
    let workload = |r: &Map| resource::is_managed(r) || resource::is_custom_workload(r);
    if off || !resources.iter().any(workload) {
        return;
    }
    with_suffix(resources, &format!("-{}", options.release_number));
}

/// Puts a suffix behind the names, cut so that the longest name still is one. Where nothing but
/// its hyphen would be left, names stay.
pub fn by_suffix(resources: &[Map], wanted: &str) -> Option<Warning> {
    let longest = resources
        .iter()
        .filter(|r| is_versioned(r))
        .map(|r| name(r).len())
        .max()?;
    let room = LONGEST_NAME.saturating_sub(longest);
    let used = match wanted.get(..room.min(wanted.len())) {
        Some(used) if used.len() > 1 => used,
        _ => "",
    };
    if !used.is_empty() {
        with_suffix(resources, used);
    }
    (used != wanted).then(|| Warning::SuffixCut {
        wanted: wanted.to_owned(),
        used: used.to_owned(),
    })
}

/// Whether a resource is a ConfigMap or Secret that does not keep its name.
fn is_versioned(resource: &Map) -> bool {
    matches!(kind(resource).as_str(), "ConfigMap" | "Secret")
        && !resource::says(resource, resource::SKIP_VERSIONING)
}

fn with_suffix(resources: &[Map], suffix: &str) {
    let mut renamed = Vec::new();
    for resource in resources.iter().filter(|r| is_versioned(r)) {
        let from = name(resource);
        let to = format!("{from}{suffix}");
        rename(resource, &to);
        let kind = if kind(resource) == "Secret" {
            "Secret"
        } else {
            "ConfigMap"
        };
        renamed.push(Renamed {
            kind,
            namespace: namespace(resource),
            from,
            to,
        });
    }
    for resource in resources {
        let namespace = namespace(resource);
        let here: Vec<&Renamed> = renamed
            .iter()
            .filter(|r| r.namespace == namespace)
            .collect();
        if let Some(pod) = pod_spec(resource) {
            update_pod(&pod, &here);
        }
        for hook in hook_pods(resource) {
            update_environment(&hook, &here);
        }
    }
}

/// The pod spec of a resource.
fn pod_spec(resource: &Map) -> Option<Map> {
    let path: &[&str] = match kind(resource).as_str() {
        "Deployment" | "DaemonSet" | "StatefulSet" | "Job" | "DeploymentConfig" => {
            &["spec", "template", "spec"]
        }
        "Pod" => &["spec"],
        "CronJob" => &["spec", "jobTemplate", "spec", "template", "spec"],
        _ => return None,
    };
    map_at(resource, path)
}

/// The pods that a DeploymentConfig runs around a deployment.
fn hook_pods(resource: &Map) -> Vec<Map> {
    if kind(resource) != "DeploymentConfig" {
        return Vec::new();
    }
    let mut pods = Vec::new();
    for params in ["rollingParams", "recreateParams", "customParams"] {
        for hook in ["pre", "mid", "post"] {
            pods.extend(map_at(
                resource,
                &["spec", "strategy", params, hook, "execNewPod"],
            ));
        }
    }
    pods
}

fn update_pod(pod: &Map, renamed: &[&Renamed]) {
    for containers in ["containers", "initContainers"] {
        for container in maps_in(pod, &[containers]) {
            update_environment(&container, renamed);
        }
    }
    for volume in maps_in(pod, &["volumes"]) {
        update(
            map_at(&volume, &["configMap"]),
            "name",
            "ConfigMap",
            renamed,
        );
        update(
            map_at(&volume, &["secret"]),
            "secretName",
            "Secret",
            renamed,
        );
        for source in maps_in(&volume, &["projected", "sources"]) {
            update(
                map_at(&source, &["configMap"]),
                "name",
                "ConfigMap",
                renamed,
            );
            update(map_at(&source, &["secret"]), "name", "Secret", renamed);
        }
    }
    for secret in maps_in(pod, &["imagePullSecrets"]) {
        update(Some(secret), "name", "Secret", renamed);
    }
}

fn update_environment(container: &Map, renamed: &[&Renamed]) {
    for variable in maps_in(container, &["env"]) {
        let from = |key| map_at(&variable, &["valueFrom", key]);
        update(from("configMapKeyRef"), "name", "ConfigMap", renamed);
        update(from("secretKeyRef"), "name", "Secret", renamed);
    }
    for source in maps_in(container, &["envFrom"]) {
        update(
            map_at(&source, &["configMapRef"]),
            "name",
            "ConfigMap",
            renamed,
        );
        update(map_at(&source, &["secretRef"]), "name", "Secret", renamed);
    }
}

fn update(reference: Option<Map>, key: &str, kind: &str, renamed: &[&Renamed]) {
    let Some(reference) = reference else {
        return;
    };
    let Some(name) = text_at(&reference, &[key]) else {
        return;
    };
    if let Some(found) = renamed.iter().find(|r| r.kind == kind && r.from == name) {
        reference.insert(key, Value::from(found.to.as_str()));
    }
}
