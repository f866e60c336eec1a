//! What Harness does before and after templates: expressions, context, values, files, order.
//!
//! - [`expression`]: `<+...>` in texts.
//! - [`context`]: what Harness would know of the pipeline.
//! - [`features`]: flags of a Harness account.
//! - [`secrets`], [`mask`], [`sensitive`]: secrets in two phases, the door that hides them, and
//!   what of a context is secret.
//! - [`offline`]: what stands in for Harness's platform.
//! - [`release`]: release number, colour, infrastructure key.
//! - [`values_file`], [`comments`]: one values file: expressions, secrets, YAML.
//! - [`values`], [`files`]: the order of values files, and which files are templates.
//! - [`report`]: failures as findings with their places.
//! - [`transform`]: what a deployment strategy makes of the resources.
//! - [`other_manifests`]: Helm, Kustomize and OpenShift through Harness.

pub mod comments;
pub mod context;
pub mod expression;
pub mod features;
pub mod files;
pub mod mask;
pub mod offline;
pub mod other_manifests;
pub mod release;
pub mod report;
pub mod secrets;
pub mod sensitive;
pub mod transform;
pub mod values;
pub mod values_file;

pub use context::{Context, ContextError};
pub use features::Features;
pub use offline::Offline;
pub use release::Release;
pub use secrets::{SecretSource, Secrets};
