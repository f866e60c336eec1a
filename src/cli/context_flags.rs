//! The flags about Harness expressions that every command with a rendering has.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::harness::SecretSource;
use crate::renderer::{Request, Unresolved};

/// What expressions are resolved with, as it was typed.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Harness expressions")]
pub struct ContextFlags {
    /// A YAML file with what Harness would know; later ones override earlier ones
    #[arg(long, value_name = "FILE")]
    pub context: Vec<PathBuf>,

    /// One value of the context, as `stage.variables.name=web`
    #[arg(long, value_name = "PATH=VALUE")]
    pub set_context: Vec<String>,

    /// The folder of Docker's config.json [default: $DOCKER_CONFIG, else ~/.docker]
    #[arg(long, value_name = "DIR")]
    pub docker_config: Option<PathBuf>,

    /// What becomes of an expression without a value
    #[arg(long, value_name = "MODE", default_value = "error")]
    pub unresolved: UnresolvedMode,

    /// Where secrets come from: masked, env, file:PATH or exec:PROGRAM
    #[arg(long, value_name = "SOURCE", default_value = "masked", value_parser = SecretSource::parse)]
    pub secrets: SecretSource,
}

/// What becomes of an expression without a value.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub enum UnresolvedMode {
    /// Fail and name them all
    #[default]
    Error,
    /// Keep the expression
    Keep,
    /// Put `null` in its place
    Null,
}

impl ContextFlags {
    /// Whether anything is said that expressions could be resolved with.
    pub fn is_given(&self) -> bool {
        !self.context.is_empty() || !self.set_context.is_empty()
    }

    /// Puts what is meant into a request.
    pub fn fill(self, request: &mut Request) {
        request.context = self.context;
        request.set_context = self.set_context;
        request.docker_config = self.docker_config;
        request.unresolved = match self.unresolved {
            UnresolvedMode::Error => Unresolved::Error,
            UnresolvedMode::Keep => Unresolved::Keep,
            UnresolvedMode::Null => Unresolved::Null,
        };
        request.secrets = self.secrets;
    }
}
