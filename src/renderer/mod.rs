//! What a rendering is: a [`Request`] in, a [`Rendered`] out.
//!
//! - `request`: what is asked.
//! - `rendered`: what comes of it.
//! - `plan`: which files count, in which order.
//! - `deploy`: what a deployment makes of the resources.
//! - `expressions`: what expressions are resolved with.
//! - `written`: what is looked at in the text that templates wrote.
//! - `values`: from values files with expressions to `.Values`.
//! - `harness`: a plain folder, as Harness's own renderer does it.
//! - [`helm`]: charts, as Helm renders them.
//! - [`layers`]: the places in which values can be set, each with what is set there.
//! - [`usage`]: what templates do with values.
//! - [`outside`]: seed, DNS and objects of a cluster.
//! - `faults`: the errors of other rooms as diagnostics with places.

mod deploy;
mod expressions;
pub mod faults;
mod harness;
pub mod helm;
pub mod layers;
pub mod outside;
mod plan;
mod rendered;
mod request;
pub mod usage;
mod values;
mod written;

use std::path::Path;
use std::rc::Rc;

pub use crate::functions::Profile;
pub use deploy::Deployment;
pub use expressions::{Expressions, Used, resolve_files};
pub use faults::has_more_to_tell;
pub use plan::Plan;
pub use rendered::{Failed, Rendered, RenderedFile, Resource};
pub use request::{Input, Platform, Request, Unresolved};
pub use written::OPENER;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Sources;
use crate::world::{FileKind, World};

/// Renders what was asked for.
///
/// # Errors
///
/// All that was found to be wrong, with the texts it is about. Nothing has been written then.
///
/// ```
/// use std::rc::Rc;
/// use manifest_render::renderer::{Input, Request, render};
/// use manifest_render::world::MemoryWorld;
///
/// let world = MemoryWorld::new()
///     .with_file("values.yaml", "name: <+stage.variables.name>")
///     .with_file("context.yaml", "stage: {variables: {name: web}}")
///     .with_file("templates/pod.yaml", "kind: Pod\nmetadata: {name: {{ .Values.name }}}\n");
/// let request = Request {
///     values: vec![Input::File("values.yaml".into())],
///     context: vec!["context.yaml".into()],
///     ..Request::new("templates")
/// };
/// let rendered = render(&request, Rc::new(world)).unwrap();
/// assert_eq!(rendered.stream(), b"---\nkind: Pod\nmetadata: {name: web}\n\n");
/// ```
pub fn render(request: &Request, world: Rc<dyn World>) -> Result<Rendered, Failed> {
    let world = outside::seeded(request.seed.as_deref(), world);
    match once(request, world.clone(), Stage::Manifests) {
        Err(failed) if !request.trace && has_more_to_tell(&failed.findings) => {
            // Only now is it worth the time to know where everything came from.
            let traced = Request {
                trace: true,
                ..request.clone()
            };
            let told = once(&traced, world, Stage::Manifests).err();
            Err(told.unwrap_or(failed))
        }
        done => done,
    }
}

/// Merges the values of what was asked for and stops there: no template is executed, and nothing
/// but the values and what is known of them is given.
///
/// # Errors
/// As [`render`].
pub fn merged_values(request: &Request, world: Rc<dyn World>) -> Result<Rendered, Failed> {
    let traced = Request {
        trace: true,
        ..request.clone()
    };
    once(&traced, world, Stage::Values)
}

/// How far a rendering goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Up to the values.
    Values,
    /// To its end.
    Manifests,
}

fn once(request: &Request, world: Rc<dyn World>, stage: Stage) -> Result<Rendered, Failed> {
    let kind = match request.path.to_str() {
        Some(helm::STDIN) => FileKind::File,
        _ => world.kind(&request.path).map_err(|error| {
            Failed::new(faults::unreadable(&request.path, &error), Sources::new())
        })?,
    };
    if profile_of(request, kind, &*world) == Profile::Helm {
        return helm::render(request, kind, world, stage);
    }
    if request.profile.is_none() && is_in_chart(request, kind, &*world) {
        let message = format!("{} is part of a Helm chart", request.path.display());
        return Err(Failed::new(
            Diagnostic::error(Code::Chart, message)
                .with_hint("name the folder of the chart, where its Chart.yaml is")
                .with_hint("--profile harness renders the folder as Harness's own renderer would"),
            Sources::new(),
        ));
    }
    harness::render(request, kind, world, stage)
}

/// The renderer that was asked for, or the one that fits what is there.
fn profile_of(request: &Request, kind: FileKind, world: &dyn World) -> Profile {
    match request.profile {
        Some(profile) => profile,
        None if is_chart(request, kind, world) => Profile::Helm,
        None => Profile::Harness,
    }
}

/// Whether it is a chart: a folder with a Chart.yaml, or an archive.
fn is_chart(request: &Request, kind: FileKind, world: &dyn World) -> bool {
    match kind {
        FileKind::Folder => has_chart_file(&request.path, world),
        FileKind::File => {
            let path = &request.path;
            path.extension().is_some_and(|end| end == "tgz") || path == Path::new(helm::STDIN)
        }
    }
}

/// Whether the folder around it is a chart.
fn is_in_chart(request: &Request, kind: FileKind, world: &dyn World) -> bool {
    let folder = match kind {
        FileKind::Folder => Some(request.path.as_path()),
        FileKind::File => request.path.parent(),
    };
    let Some(folder) = folder else { return false };
    let around = if folder.as_os_str().is_empty() || folder.ends_with(".") {
        folder.join("..")
    } else {
        folder.parent().map(Path::to_path_buf).unwrap_or_default()
    };
    has_chart_file(folder, world) || has_chart_file(&around, world)
}

fn has_chart_file(folder: &Path, world: &dyn World) -> bool {
    let kind = world.kind(&folder.join("Chart.yaml"));
    kind.is_ok_and(|kind| kind == FileKind::File)
}
