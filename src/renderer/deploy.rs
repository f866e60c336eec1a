//! What a deployment makes of the resources, where a request asks for it.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use super::{Expressions, Rendered, Resource};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::encoding::yaml::emit::to_yaml;
use crate::encoding::yaml::{Numbers, Reader};
use crate::harness::transform::{self, Options, Strategy, TransformError, Warning, resource};
use crate::value::{Map, Mark, Site, Str, StrBuf, Value};

/// The deployment whose result is wanted.
#[derive(Clone, Debug, PartialEq)]
pub struct Deployment {
    /// How the service is deployed.
    pub strategy: Strategy,
    /// The release's name; `None`: `infra.releaseName` of the context, else what Harness would
    /// call it, which needs `INFRA_KEY_SHORT_ID`.
    pub release_name: Option<String>,
    /// The release's number.
    pub release_number: u64,
    /// Whether Harness stores releases itself.
    pub declarative_rollback: bool,
    /// Whether ConfigMaps and Secrets keep their names.
    pub skip_versioning: bool,
    /// The replicas that the workload has in the cluster, for canary percentages.
    pub replicas_in_cluster: Option<u64>,
    /// Whether autoscalers and disruption budgets follow the workload.
    pub autoscalers: bool,
}

/// Does to the resources what the deployment would. Resources that it changes are written anew.
///
/// # Errors
/// When the resources do not fit the strategy, or the release has no name.
pub fn deploy(
    rendered: &mut Rendered,
    deployment: &Deployment,
    expressions: &Expressions<'_>,
) -> Result<(), Diagnostics> {
    let mut resources = Vec::new();
    for resource in &rendered.resources {
        resources.push(read(rendered.text(resource).as_bytes()));
    }
    let before: Vec<Option<Str>> = resources.iter().map(written).collect();
    let options = Options {
        strategy: deployment.strategy.clone(),
        release_name: release_name(deployment, expressions)?,
        release_number: deployment.release_number,
        declarative_rollback: deployment.declarative_rollback,
        skip_versioning: deployment.skip_versioning,
        replicas_in_cluster: deployment.replicas_in_cluster,
        autoscalers: deployment.autoscalers,
    };
    let warnings = transform::apply(&mut resources, &options).map_err(|e| refused(&e))?;
    rendered.warnings.0.extend(warnings.iter().map(warned));
    let mut before = before.into_iter();
    for (at, map) in resources.iter().enumerate() {
        let after = written(map);
        if before.next().is_some_and(|before| before == after) {
            continue;
        }
        let Some(after) = after else { continue };
        let old = rendered.resources.get(at).map(|old| rendered.text(old));
        let after = match old {
            Some(old) => traced(&old, after),
            None => after,
        };
        match rendered.resources.get_mut(at) {
            Some(resource) => {
                resource.found.id.name = resource::name(map);
                resource.found.text = Some(after);
            }
            None => {
                let added = added(rendered, map, after);
                rendered.resources.extend(added);
            }
        }
    }
    Ok(())
}

/// The text that a deployment wrote anew, each line with the origins of the same line before; what
/// the deployment made has none.
fn traced(old: &Str, new: Str) -> Str {
    if old.runs().is_empty() {
        return new;
    }
    let mut known: FxHashMap<&[u8], VecDeque<usize>> = FxHashMap::default();
    let mut at = 0;
    for line in old.as_bytes().split_inclusive(|&b| b == b'\n') {
        known.entry(line.trim_ascii()).or_default().push_back(at);
        at += line.len();
    }
    let mut out = StrBuf::with_capacity(new.len());
    for line in new.as_bytes().split_inclusive(|&b| b == b'\n') {
        let text = line.trim_ascii();
        let place = known.get_mut(text).and_then(VecDeque::pop_front);
        let Some(place) = place else {
            out.push_traced(line, Site::NONE, Mark::NONE);
            continue;
        };
        let blanks = |line: &[u8]| line.len() - line.trim_ascii_start().len();
        let before = old.as_bytes().get(place..).unwrap_or_default();
        let from = place + blanks(before);
        let (indent, rest) = line.split_at(blanks(line));
        out.push_bytes(indent);
        out.push_slice(old, from..from + text.len());
        out.push_bytes(rest.get(text.len()..).unwrap_or_default());
    }
    out.into_str()
}

/// A resource as a map. It has been read before, so that nothing can be wrong with it.
fn read(text: &[u8]) -> Map {
    let value = Reader::new().numbers(Numbers::Typed).value(text);
    match value {
        Ok(Value::Map(map)) => map,
        _ => Map::new(),
    }
}

fn written(map: &Map) -> Option<Str> {
    let text = to_yaml(&Value::Map(map.clone())).ok()?;
    Some(text.into_str())
}

/// A resource that the deployment added, which is a copy of one that is there.
fn added(rendered: &Rendered, map: &Map, text: Str) -> Option<Resource> {
    let kind = resource::kind(map);
    let same = |resource: &&Resource| resource.found.id.kind == kind;
    let mut copy = rendered.resources.iter().find(same)?.clone();
    copy.found.id.name = resource::name(map);
    copy.found.id.namespace = resource::namespace(map);
    copy.found.text = Some(text);
    Some(copy)
}

fn release_name(
    deployment: &Deployment,
    expressions: &Expressions<'_>,
) -> Result<String, Diagnostics> {
    if let Some(name) = &deployment.release_name {
        return Ok(name.clone());
    }
    let evaluator = expressions.evaluator();
    let value = |body: &str| evaluator.body(body).ok().and_then(|value| value.rendered());
    let from_key = || value("INFRA_KEY_SHORT_ID").map(|key| format!("release-{key}"));
    value("infra.releaseName").or_else(from_key).ok_or_else(|| {
        Diagnostic::error(Code::Usage, "the release has no name")
            .with_hint("name it with --release-name, or as infra.releaseName in the context")
            .into()
    })
}

fn refused(error: &TransformError) -> Diagnostics {
    let finding = Diagnostic::error(
        Code::Deployment,
        format!("the resources do not fit the strategy: {error}"),
    );
    let hint = match error {
        TransformError::NoWorkload => {
            "it takes a Deployment, a DeploymentConfig or a StatefulSet without \
             harness.io/direct-apply"
        }
        TransformError::ManyWorkloads(_) => {
            "give all but one of them the annotation harness.io/direct-apply: \"true\""
        }
        TransformError::NoService => "blue-green takes a Service to switch",
        TransformError::NoPrimaryService(_) => {
            "give one of them the annotation harness.io/primary-service: \"true\""
        }
        TransformError::ManyPrimaryServices | TransformError::ManyStageServices => {
            "take the annotation away from all but one"
        }
    };
    finding.with_hint(hint).into()
}

fn warned(warning: &Warning) -> Diagnostic {
    let Warning::SuffixCut { wanted, used } = warning;
    let message = match used.as_str() {
        "" => format!("names are too long for the suffix `{wanted}`, which is left out"),
        used => format!("names are too long for the suffix `{wanted}`, which becomes `{used}`"),
    };
    Diagnostic::warning(Code::Deployment, message)
}
