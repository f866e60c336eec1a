//! Docker credentials, credential helpers and pull secrets.
//!
//! Harness makes `<+artifact.imagePullSecret>` from the credentials of a connector. Offline the
//! nearest thing to a connector is what `docker login` left behind, so this room reads Docker's
//! configuration, asks credential helpers, finds the entry for an image as Docker and Kubernetes
//! find it, and writes the texts a pull secret holds: Harness's, and `kubectl`'s byte for byte.
//!
//! - [`secret`]: a password that no message can show by accident.
//! - [`mod@reference`]: what an image's name says, its registry first.
//! - [`config`]: `config.json` as `docker login` writes it.
//! - [`helper`]: the protocol of `docker-credential-NAME`.
//! - [`lookup`]: which of all credentials belong to an image.
//! - [`artifact`]: a Harness artifact: its image text and its pair of credentials.
//! - [`pull_secret`]: the texts of `imagePullSecret` and `dockerConfigJsonSecret`.
//! - [`kubectl`]: `kubectl create secret docker-registry`, the client side of it.
//! - [`inspect`]: what is in a pull secret, and what is wrong with it.

pub mod artifact;
pub mod config;
pub mod helper;
pub mod inspect;
pub mod kubectl;
pub mod lookup;
pub mod pull_secret;
pub mod reference;
pub mod secret;

mod error;
mod glob;
mod json;

pub use artifact::Artifact;
pub use config::DockerConfig;
pub use error::Error;
pub use lookup::{Credentials, Found};
pub use reference::ImageReference;
pub use secret::Secret;
