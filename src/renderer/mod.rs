//! What a rendering is: a request in, manifests out.
//!
//! - [`helm`]: charts, as Helm renders them.

pub mod helm;
