//! `manifest_render` turns Go templates and values into Kubernetes manifests, offline.
//!
//! It resolves Harness expressions (`<+artifact.image>`) in values files, reads them as Helm
//! reads YAML, executes Go templates as Go executes them, and orders the resulting resources as
//! Harness or Helm would apply them.
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
//! - [`manifest`]: a stream of documents, its resources and their order.
//! - [`renderer`]: what a rendering is: a request in, manifests out.
//! - [`explain`]: where each line of a rendering came from.
//! - [`cli`]: the command line.

pub mod chart;
pub mod diagnostic;
pub mod encoding;
pub mod explain;
pub mod functions;
pub mod gotemplate;
pub mod harness;
pub mod manifest;
pub mod registry;
pub mod renderer;
pub mod source;
pub mod value;
pub mod world;

pub mod cli;
