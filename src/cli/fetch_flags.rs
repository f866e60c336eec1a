//! The flags about charts that are not on this machine.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::chart::{Error, go_io_error};
use crate::fetch::Settings;
use crate::registry::Secret;
use crate::world::{Tls, World};

/// How charts are fetched, as it was typed.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Fetching")]
pub struct FetchFlags {
    /// The user name for the chart repository or registry
    #[arg(long, value_name = "NAME")]
    pub username: Option<String>,
    /// The password for it
    #[arg(long, value_name = "PASSWORD")]
    pub password: Option<String>,
    /// Give them to other hosts, too
    #[arg(long)]
    pub pass_credentials: bool,
    /// Ask registries without TLS
    #[arg(long)]
    pub plain_http: bool,
    /// Trust these certificates instead of the system's
    #[arg(long, value_name = "FILE")]
    pub ca_file: Option<PathBuf>,
    /// One's own certificate
    #[arg(long, value_name = "FILE", requires = "key_file")]
    pub cert_file: Option<PathBuf>,
    /// The key of one's own certificate
    #[arg(long, value_name = "FILE", requires = "cert_file")]
    pub key_file: Option<PathBuf>,
    /// The file with the repositories that `helm repo add` knows
    #[arg(long, value_name = "FILE")]
    pub repository_config: Option<PathBuf>,
    /// Trust every certificate
    #[arg(long)]
    pub insecure_skip_tls_verify: bool,
}

impl FetchFlags {
    /// What is meant; `offline`, nothing is used but what was fetched before.
    pub fn settings(
        &self,
        offline: bool,
        docker_config: Option<PathBuf>,
        world: &dyn World,
    ) -> Result<Settings, Error> {
        let read = |path: &Path| {
            let read = world.read(path);
            read.map_err(|error| go_io_error("open", path, &error))
        };
        let identity = match (&self.cert_file, &self.key_file) {
            (Some(certificate), Some(key)) => Some((read(certificate)?, read(key)?)),
            _ => None,
        };
        let password = Secret::new(self.password.clone().unwrap_or_default());
        Ok(Settings {
            offline,
            plain_http: self.plain_http,
            login: self.username.clone().map(|user| (user, password)),
            pass_credentials: self.pass_credentials,
            tls: Tls {
                authorities: self.ca_file.as_deref().map(read).transpose()?,
                identity,
                trust_everybody: self.insecure_skip_tls_verify,
            },
            repository_config: self.repository_config.clone(),
            docker_config,
        })
    }
}
