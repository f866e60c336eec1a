//! A case rendered, as files.

use std::collections::HashMap;
use std::rc::Rc;

use sha2::{Digest, Sha256};

use super::Job;
use crate::diagnostic::Code;
use crate::diff::{Identity, Manifest, without_values};
use crate::harness::mask::Masker;
use crate::manifest::{ResourceId, file_name};
use crate::renderer::{Rendered, Request, render};
use crate::report::{Finding, Located};
use crate::world::World;

/// A resource as the file that it is to be.
pub struct File {
    /// Its path under the folder of the case.
    pub name: String,
    /// The resource, its text as it may be kept.
    pub manifest: Manifest,
}

/// A case that could be rendered.
pub struct Written {
    /// The files, in the order in which they are applied.
    pub files: Vec<File>,
    /// What is worth knowing.
    pub warnings: Vec<Finding>,
}

/// Renders a case; with `trace`, lines know where they came from.
///
/// # Errors
/// All that is wrong with it, two resources of one name among them.
pub fn write(job: &Job, trace: bool, world: &Rc<dyn World>) -> Result<Written, Vec<Finding>> {
    let request = Request {
        trace,
        ..job.request.clone()
    };
    let rendered = match render(&request, world.clone()) {
        Ok(rendered) => Rc::new(rendered),
        Err(failed) => {
            return Err(Finding::all(
                &failed.findings,
                &failed.sources,
                &failed.secrets,
            ));
        }
    };
    let manifests = Manifest::all(&rendered);
    let clashes = clashes(&manifests);
    if !clashes.is_empty() {
        return Err(match trace {
            true => told(&clashes, &manifests, &rendered),
            // Only now are the places worth the time.
            false => match write(job, true, world) {
                Err(findings) => findings,
                Ok(_) => told(&clashes, &manifests, &rendered),
            },
        });
    }
    let masker = Masker::new(&rendered.secrets);
    let names = names(&manifests);
    let files = manifests.into_iter().zip(names).map(|(manifest, name)| {
        let kept = without_values(&manifest);
        let text = match masker.is_empty() {
            true => kept,
            false => masker.mask(&String::from_utf8_lossy(&kept)).into_bytes(),
        };
        let traced = manifest.traced.filter(|_| trace);
        File {
            name: name.clone(),
            manifest: Manifest {
                id: manifest.id,
                name,
                text,
                traced,
            },
        }
    });
    Ok(Written {
        files: files.collect(),
        warnings: Finding::all(&rendered.warnings, &rendered.sources, &rendered.secrets),
    })
}

/// What makes a resource one in a cluster.
fn key(id: &ResourceId) -> (&str, &str, &str, &str) {
    let group = id
        .api_version
        .split_once('/')
        .map_or("", |(group, _)| group);
    (group, &id.kind, &id.namespace, &id.name)
}

/// The indices of resources of one name, pair by pair.
fn clashes(manifests: &[Manifest]) -> Vec<(usize, usize)> {
    let mut seen = HashMap::new();
    let mut clashes = Vec::new();
    for (at, manifest) in manifests.iter().enumerate() {
        match seen.get(&key(&manifest.id)) {
            Some(&first) => clashes.push((first, at)),
            None => drop(seen.insert(key(&manifest.id), at)),
        }
    }
    clashes
}

fn told(clashes: &[(usize, usize)], manifests: &[Manifest], rendered: &Rendered) -> Vec<Finding> {
    let place = |at: usize| -> Option<Located> {
        let cause = manifests
            .get(at)?
            .causes()
            .into_iter()
            .find_map(|cause| cause.place);
        let resource = rendered.resources.get(at)?;
        let file = rendered.files.get(resource.file)?;
        Some(match cause {
            Some(place) => Located::at(place),
            None => Located::file(file.path.display().to_string()),
        })
    };
    let finding = |&(first, second): &(usize, usize)| {
        let id = manifests
            .get(second)
            .map(|manifest| Identity::from(&manifest.id));
        let message = format!("{} is rendered twice", id.unwrap_or_default());
        let mut finding = Finding::error(Code::ResourceTwice, message)
            .with_hint("give one of them another name, or another namespace");
        for (at, words) in [
            (first, "the first one begins here"),
            (second, "the second one begins here"),
        ] {
            finding
                .places
                .extend(place(at).map(|place| place.saying(words)));
        }
        finding
    };
    clashes.iter().map(finding).collect()
}

/// A name for each, all different even where a file system does not tell `a` from `A`.
fn names(manifests: &[Manifest]) -> Vec<String> {
    let mut taken: HashMap<String, usize> = HashMap::new();
    let plain: Vec<String> = manifests
        .iter()
        .map(|manifest| file_name(&manifest.id))
        .collect();
    for name in &plain {
        *taken.entry(name.to_lowercase()).or_default() += 1;
    }
    let own = |(name, manifest): (String, &Manifest)| match taken.get(&name.to_lowercase()) {
        Some(&count) if count > 1 => {
            let id = &manifest.id;
            let whole = format!(
                "{}\n{}\n{}\n{}",
                id.api_version, id.kind, id.namespace, id.name
            );
            let hash = Sha256::digest(whole.as_bytes());
            let hash: String = hash
                .iter()
                .take(4)
                .map(|byte| format!("{byte:02x}"))
                .collect();
            let stem = name.strip_suffix(".yaml").unwrap_or(&name);
            format!("{stem}~{hash}.yaml")
        }
        _ => name,
    };
    plain.into_iter().zip(manifests).map(own).collect()
}
