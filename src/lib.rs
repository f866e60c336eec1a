//! `manifest_render` turns Go templates and values into Kubernetes manifests, offline.
//!
//! It resolves Harness expressions (`<+artifact.image>`) in values files, reads them as Helm
//! reads YAML, executes Go templates as Go executes them, and orders the resulting resources as
//! Harness or Helm would apply them.
//!
//! An embedder needs [`render`], [`Request`], [`Rendered`] and a [`World`]:
//!
//! ```
//! use std::rc::Rc;
//! use manifest_render::world::MemoryWorld;
//! use manifest_render::{Request, render};
//!
//! let world = MemoryWorld::new()
//!     .with_file("app/values.yaml", "name: web")
//!     .with_file("app/pod.yaml", "kind: Pod\nmetadata: {name: {{ .Values.name }}}\n");
//! let rendered = render(&Request::new("app"), Rc::new(world)).unwrap();
//! assert_eq!(rendered.resources[0].found.id.to_string(), "Pod/web");
//! ```
//!
//! The rooms of the house, lowest floor first; each imports only from the ones before it:
//!
//! - [`world`]: the one door to files, clock, randomness, environment and programs.
//! - [`source`]: texts by number, spans, lines and columns.
//! - [`diagnostic`]: an error or a warning as data, and how it is drawn.
//! - [`value`]: the values templates see, with Go's kinds, and where each came from.
//! - [`encoding`]: YAML, JSON and TOML as Helm reads and writes them.
//! - [`gotemplate`]: Go's `text/template`.
//! - [`functions`]: what sprig and Helm offer to templates.
//! - [`chart`]: Helm charts: their files, values, dependencies and objects.
//! - [`registry`]: Docker credentials and pull secrets.
//! - [`harness`]: Harness expressions, contexts, and the choice of files and values.
//! - [`fetch`]: charts from repositories and registries.
//! - [`manifest`]: a stream of documents, its resources and their order.
//! - [`renderer`]: what a rendering is: a request in, manifests out.
//! - [`explain`]: where each line of a rendering came from.
//! - [`lint`]: what is worth mending in it.
//! - [`diff`]: what is different between two sets of resources.
//! - [`config`]: `render.toml`, the cases of a repository.
//! - [`report`]: what a run found, and the forms in which it is read.
//! - [`golden`]: what the cases render to, kept under review.
//! - [`cli`]: the command line.

pub mod chart;
pub mod config;
pub mod diagnostic;
pub mod diff;
pub mod encoding;
pub mod explain;
pub mod fetch;
pub mod functions;
pub mod golden;
pub mod gotemplate;
pub mod harness;
pub mod lint;
pub mod manifest;
pub mod registry;
pub mod renderer;
pub mod report;
pub mod source;
pub mod value;
pub mod world;

pub mod cli;

pub use diagnostic::Diagnostic;
pub use renderer::{Failed, Rendered, Request, render};
pub use value::Value;
pub use world::World;
