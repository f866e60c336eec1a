//! A stream of documents: how it is split, what resources it holds, in which order they go.
//!
//! Harness and Helm agree on none of it. Both are here, side by side:
//!
//! - [`split`]: where documents end, by Harness's rule and by Helm's.
//! - [`resource`]: resources and what they are called, for Harness and of charts; lists are unfolded.
//! - [`head`]: what Helm looks at in a document.
//! - [`hooks`]: Helm's manifests and hooks, sorted, and the stream that `helm template` prints.
//! - [`mod@file_name`]: a file of its own for each resource.
//! - [`order`]: in which order kinds are applied.
//! - [`text_only`]: annotations and labels that Kubernetes refuses.
//! - [`mod@prune`], [`mod@redact`]: what Harness deletes, and what it hides.
//! - [`mod@secret_values`]: where the values of Secrets stand in a text.
//!
//! Nothing is written anew: a document keeps its bytes, and where they stand is known. Only items
//! of a list, which have no document of their own, get a text.

pub mod file_name;
pub mod head;
pub mod hooks;
pub mod order;
pub mod prune;
pub mod redact;
pub mod resource;
pub mod secret_values;
pub mod split;
pub mod text_only;

pub use file_name::file_name;
pub use head::{Head, HeadError};
pub use hooks::{HOOK, Hook, Manifest, SortError, Sorted, TEST, events, printed, sort_manifests};
pub use order::{harness_order, helm_order};
pub use prune::{Previous, deletion_order, prune};
pub use redact::{Shown, redact};
pub use resource::{Problem, Resource, ResourceError, ResourceId, read_manifest, read_resources};
pub use secret_values::secret_values;
pub use split::{lines_of, split_documents, split_manifests};
pub use text_only::{NotText, not_text};
