//! Charts from elsewhere: what `--repo`, `oci://` and the dependencies of a chart name.
//!
//! Everything goes through [`Fetcher`], which asks its [`World`]: a world without a network refuses,
//! and the rest works from the cache. Whatever is fetched is bounded in size, is checked against
//! the digest that its index, manifest or reference names, and is written as a whole or not at all.
//!
//! - `http`: asking servers; `url`: what addresses are made of.
//! - `cache`: what was fetched before.
//! - `repository`: chart repositories, `index`: what they offer; `config`: those that
//!   `helm repo add` knows.
//! - `oci`: registries, `token`: how they let people in.
//! - `locate`: from what a command line names to a file.
//! - `dependencies`: filling `charts/`; `lock`: Chart.lock; `package`: archives of folders;
//!   `status`: what `charts/` holds.
//! - `schemas`: what the schema of a chart refers to.

mod cache;
mod config;
mod dependencies;
mod http;
mod index;
mod locate;
pub mod lock;
mod oci;
mod package;
mod repository;
mod schemas;
mod status;
mod token;
mod url;

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::PathBuf;

use sha2::{Digest as _, Sha256};

pub use schemas::Schemas;
pub use status::list;

use crate::registry::Secret;
use crate::world::{Tls, World};
use cache::Cache;

/// The largest archive that is fetched: that of the largest chart, unpacked.
const MAX_ARCHIVE: u64 = 100 * 1024 * 1024;

/// How charts are fetched.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Whether to use nothing but the cache.
    pub offline: bool,
    /// Whether registries are asked without TLS.
    pub plain_http: bool,
    /// The user name for the repository or registry, and the password.
    pub login: Option<(String, Secret)>,
    /// Whether other hosts get the user name and password, too.
    pub pass_credentials: bool,
    /// Whom to trust.
    pub tls: Tls,
    /// The file with the repositories that `helm repo add` knows; `None`: where Helm has it.
    pub repository_config: Option<PathBuf>,
    /// The folder of Docker's `config.json`; `None`: where Docker looks for it.
    pub docker_config: Option<PathBuf>,
}

/// Fetches charts.
#[derive(Debug)]
pub struct Fetcher<'w> {
    world: &'w dyn World,
    settings: Settings,
    cache: Cache<'w>,
    /// What opens a registry's repository, once it is known.
    authorizations: RefCell<HashMap<String, Secret>>,
}

impl<'w> Fetcher<'w> {
    /// A fetcher whose cache is `render/charts` in `$XDG_CACHE_HOME`, else in `~/.cache`.
    pub fn new(world: &'w dyn World, settings: Settings) -> Self {
        Fetcher {
            world,
            settings,
            cache: Cache::new(world),
            authorizations: RefCell::default(),
        }
    }
}

/// The SHA-256 of bytes, in hexadecimal digits.
fn sha256_hex(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
