//! Rolling, canary, blue/green: names, labels, selectors, replicas.

use super::resource::{
    self, COLOR, RELEASE_NAME, TRACK, copied, kind, map_at, map_made_at, name, rename, says,
    text_at,
};
use super::{Color, Instances, Options, TransformError};
use crate::value::{Map, Value};

/// How deep a copied service is followed.
const COPY_DEPTH: usize = 200;

/// The services of a blue/green deployment.
pub struct Services {
    primary: Map,
    stage: Option<Map>,
}

/// The one workload of a canary or blue/green deployment: a Deployment or DeploymentConfig, else a
/// StatefulSet.
pub fn single_workload(resources: &[Map]) -> Result<Map, TransformError> {
    for kinds in [&["Deployment", "DeploymentConfig"][..], &["StatefulSet"]] {
        let found: Vec<&Map> = resources
            .iter()
            .filter(|r| kinds.contains(&kind(r).as_str()) && !says(r, resource::DIRECT_APPLY))
            .collect();
        match found.as_slice() {
            [] => {}
            [one] => return Ok((*one).clone()),
            many => {
                return Err(TransformError::ManyWorkloads(
                    many.iter().map(|r| name(r)).collect(),
                ));
            }
        }
    }
    Err(TransformError::NoWorkload)
}

/// The services of a blue/green deployment: the marked ones, or the only one.
pub fn services(resources: &[Map]) -> Result<Services, TransformError> {
    let all: Vec<&Map> = resources.iter().filter(|r| kind(r) == "Service").collect();
    let marked = |annotation| {
        all.iter()
            .filter(|r| says(r, annotation))
            .collect::<Vec<_>>()
    };
    let stage = match marked(resource::STAGE_SERVICE).as_slice() {
        [] => None,
        [one] => Some((**one).clone()),
        _ => return Err(TransformError::ManyStageServices),
    };
    let primary = match marked(resource::PRIMARY_SERVICE).as_slice() {
        [one] => (**one).clone(),
        [] => match all.as_slice() {
            [] => return Err(TransformError::NoService),
            [one] => (*one).clone(),
            many => {
                let names = many.iter().map(|r| name(r)).collect();
                return Err(TransformError::NoPrimaryService(names));
            }
        },
        _ => return Err(TransformError::ManyPrimaryServices),
    };
    Ok(Services { primary, stage })
}

fn label_pods(workload: &Map, key: &str, value: &str) {
    let labels = map_made_at(workload, &["spec", "template", "metadata", "labels"]);
    labels.insert(key, Value::from(value));
}

fn select(workload: &Map, key: &str, value: &str) {
    let path: &[&str] = match kind(workload).as_str() {
        "DeploymentConfig" => &["spec", "selector"],
        _ => &["spec", "selector", "matchLabels"],
    };
    map_made_at(workload, path).insert(key, Value::from(value));
}

/// Pods carry the release's name; at the end of a canary workflow they become the stable ones,
/// and Deployments select those.
pub fn rolling(resources: &[Map], options: &Options, in_canary_workflow: bool) {
    for workload in resources.iter().filter(|r| resource::is_managed(r)) {
        label_pods(workload, RELEASE_NAME, &options.release_name);
        if in_canary_workflow {
            label_pods(workload, TRACK, "stable");
            if matches!(kind(workload).as_str(), "Deployment" | "DeploymentConfig") {
                select(workload, TRACK, "stable");
            }
        }
    }
}

/// A copy of the workload beside the stable one, with few pods.
pub fn canary(resources: &[Map], workload: &Map, options: &Options, instances: Instances) {
    let old = name(workload);
    let new = format!("{old}-canary");
    rename(workload, &new);
    label_pods(workload, RELEASE_NAME, &options.release_name);
    label_pods(workload, TRACK, "canary");
    select(workload, TRACK, "canary");
    let in_manifest = text_at(workload, &["spec", "replicas"]).and_then(|r| r.parse().ok());
    let replicas = options.replicas_in_cluster.or(in_manifest).unwrap_or(1);
    let count = match instances {
        Instances::Count(count) => count,
        Instances::Percentage(percentage) => {
            let exact = percentage * replicas as f64 / 100.0;
            ((exact + 0.5).floor().max(1.0)) as u64
        }
    };
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    map_made_at(workload, &["spec"]).insert("replicas", Value::from(count));
    if options.autoscalers {
        follow(resources, workload, &old, "canary", (TRACK, "canary"));
    }
}

/// The workload of the other colour, and the services that point to each.
pub fn blue_green(
    resources: &mut Vec<Map>,
    workload: &Map,
    services: Services,
    options: &Options,
    primary: Color,
) {
    let color = primary.other().name();
    let old = name(workload);
    rename(workload, &format!("{old}-{color}"));
    label_pods(workload, RELEASE_NAME, &options.release_name);
    label_pods(workload, COLOR, color);
    select(workload, COLOR, color);
    if options.autoscalers {
        follow(resources, workload, &old, color, (COLOR, color));
    }
    let stage = services.stage.unwrap_or_else(|| {
        let copy = match copied(&Value::Map(services.primary.clone()), COPY_DEPTH) {
            Value::Map(copy) => copy,
            _ => Map::new(),
        };
        rename(&copy, &format!("{}-stage", name(&services.primary)));
        if let Some(annotations) = map_at(&copy, &["metadata", "annotations"]) {
            annotations.remove(resource::PRIMARY_SERVICE);
        }
        resources.push(copy.clone());
        copy
    });
    let point = |service: &Map, color: &str| {
        map_made_at(service, &["spec", "selector"]).insert(COLOR, Value::from(color));
    };
    point(&services.primary, primary.name());
    point(&stage, color);
}

/// Autoscalers and disruption budgets of a workload get its suffix and follow it.
fn follow(resources: &[Map], workload: &Map, old: &str, suffix: &str, label: (&str, &str)) {
    for resource in resources {
        match kind(resource).as_str() {
            "HorizontalPodAutoscaler" => {
                let target = map_at(resource, &["spec", "scaleTargetRef"]);
                let Some(target) = target.filter(|t| {
                    text_at(t, &["name"]).as_deref() == Some(old)
                        && text_at(t, &["kind"]) == Some(kind(workload))
                }) else {
                    continue;
                };
                target.insert("name", Value::from(name(workload).as_str()));
                rename(resource, &format!("{}-{suffix}", name(resource)));
            }
            "PodDisruptionBudget" => {
                map_made_at(resource, &["spec", "selector", "matchLabels"])
                    .insert(label.0, Value::from(label.1));
                rename(resource, &format!("{}-{suffix}", name(resource)));
            }
            _ => {}
        }
    }
}
