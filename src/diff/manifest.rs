//! One side's resources.

use std::rc::Rc;

use super::cause::{self, Cause};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::manifest::{ResourceId, file_name, read_resources};
use crate::renderer::Rendered;

/// A resource of one side.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// What it is called.
    pub id: ResourceId,
    /// Its text.
    pub text: Vec<u8>,
    /// The path of its own file, for patches.
    pub name: String,
    /// Where it came from, if it was rendered here with traces.
    pub traced: Option<Traced>,
}

/// A resource of a rendering that knows its origins.
#[derive(Clone, Debug)]
pub struct Traced {
    /// The rendering.
    pub rendered: Rc<Rendered>,
    /// The index of the resource in it.
    pub resource: usize,
}

impl Manifest {
    /// The resources of a rendering, in its order.
    pub fn all(rendered: &Rc<Rendered>) -> Vec<Manifest> {
        let resources = rendered.resources.iter().enumerate();
        resources
            .map(|(index, resource)| Manifest {
                id: resource.found.id.clone(),
                name: file_name(&resource.found.id),
                text: crate::manifest::lines_of(rendered.text(resource).as_bytes()).into_owned(),
                traced: Some(Traced {
                    rendered: rendered.clone(),
                    resource: index,
                }),
            })
            .collect()
    }

    /// What each of its lines is owed to; empty where nothing is known.
    pub fn causes(&self) -> Vec<Cause> {
        cause::causes(self, &self.text)
    }
}

/// The resources of a text: a manifest, or several of them.
///
/// # Errors
/// When it holds something else; `name` tells which text it is.
pub fn read_manifests(text: &[u8], name: &str) -> Result<Vec<Manifest>, Diagnostics> {
    let found = read_resources(text).map_err(|error| {
        let message = format!("{name} holds something that is not a Kubernetes resource");
        Diagnostic::error(Code::InvalidManifest, message).with_note(error.to_string())
    })?;
    let manifest = |resource: crate::manifest::Resource| {
        let range = resource.range.clone();
        let text = match &resource.text {
            Some(own) => own.as_bytes(),
            None => text.get(range).unwrap_or_default(),
        };
        Manifest {
            name: file_name(&resource.id),
            id: resource.id,
            text: crate::manifest::lines_of(text).into_owned(),
            traced: None,
        }
    };
    Ok(found.into_iter().map(manifest).collect())
}
