//! The resources in what a chart's templates wrote, in the order in which Helm applies them.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::manifest::{
    HOOK, Problem, ResourceError, TEST, events, helm_order, read_manifest, split_manifests,
};
use crate::renderer::{Rendered, RenderedFile, Request, Resource, faults, written};
use crate::source::Sources;

/// When a resource is applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    /// A definition of the folder `crds/`.
    Definition,
    Manifest,
    Hook,
}

/// A resource and its place in the order.
struct Found {
    turn: Turn,
    /// The kind of its document, which of a list is that of the list. Definitions have none: they
    /// are applied as they come.
    kind: String,
    resource: Resource,
}

/// Finds the resources and puts them in order; the first so many files hold definitions.
pub(super) fn identify(
    rendered: &mut Rendered,
    request: &Request,
    crds: usize,
) -> Result<(), Diagnostics> {
    let mut findings = Diagnostics::default();
    let mut all = Vec::new();
    for number in 0..rendered.files.len() {
        let is_crd = number < crds;
        if let Err(finding) = identify_in(rendered, request, number, is_crd, &mut all) {
            findings.0.push(*finding);
        }
    }
    all.sort_by(|a, b| {
        let kinds = || helm_order(&a.kind, &b.kind);
        a.turn.cmp(&b.turn).then_with(kinds)
    });
    rendered.resources = all.into_iter().map(|found| found.resource).collect();
    match findings.0.is_empty() {
        true => Ok(()),
        false => Err(findings),
    }
}

/// The resources of one file, up to the first document that is none.
fn identify_in(
    rendered: &mut Rendered,
    request: &Request,
    number: usize,
    is_crd: bool,
    all: &mut Vec<Found>,
) -> Result<(), Box<Diagnostic>> {
    let Some(file) = rendered.files.get(number) else {
        return Ok(());
    };
    for range in split_manifests(file.text.as_bytes()) {
        let document = file.text.slice(range.clone());
        let (head, resources) = read_manifest(document.as_bytes(), &range).map_err(|error| {
            let (sources, origins) = (&mut rendered.sources, &rendered.origins);
            let values = &rendered.values;
            let finding = faults::not_a_resource(&error, file, values, sources, origins);
            Box::new(in_helms_words(finding, &error, file))
        })?;
        let (turn, kind) = match head.annotation(HOOK) {
            _ if is_crd => (Turn::Definition, String::new()),
            None => (Turn::Manifest, head.kind),
            Some(types) => match events(types) {
                None => {
                    let left_out = resources.iter().map(|found| found.id.to_string());
                    let left_out = left_out.collect::<Vec<_>>().join(", ");
                    let finding = unknown_hook(&left_out, types, file, &range, &rendered.sources);
                    rendered.warnings.0.push(finding);
                    continue;
                }
                Some(events) => {
                    if !request.hooks || (!request.tests && events.contains(&TEST)) {
                        continue;
                    }
                    (Turn::Hook, head.kind)
                }
            },
        };
        all.extend(resources.into_iter().map(|found| Found {
            turn,
            kind: kind.clone(),
            resource: Resource {
                file: number,
                found,
            },
        }));
    }
    Ok(())
}

/// What is wrong with a document, as Helm says it; of what is only Kubernetes' to refuse, that.
fn in_helms_words(finding: Diagnostic, error: &ResourceError, file: &RenderedFile) -> Diagnostic {
    let name = file.name.display();
    let note = match &error.problem {
        problem @ (Problem::Yaml(_) | Problem::Head(_)) => {
            format!("Helm says: YAML parse error on {name}: {problem}")
        }
        problem => problem.to_string(),
    };
    Diagnostic {
        notes: vec![note],
        ..finding
    }
}

/// Tells of resources that Helm leaves out for their hook.
fn unknown_hook(
    left_out: &str,
    types: &str,
    file: &RenderedFile,
    document: &Range<usize>,
    sources: &Sources,
) -> Diagnostic {
    let message = format!("{left_out} is left out: Helm knows no hook `{types}`");
    let finding = Diagnostic::warning(Code::Chart, message);
    let place = written::place_of_entry(file, document, "metadata.annotations", HOOK, sources);
    let finding = match place {
        Some(span) => finding.with_label(span, ""),
        None => finding,
    };
    match types.trim() {
        "crd-install" => finding.with_hint("put definitions into the chart's folder crds/"),
        _ => finding,
    }
}
