//! The flags that every command with a rendering has.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::harness::SecretSource;
use crate::renderer::{Input, Profile, Request, Unresolved};

/// What to render, and with what, as it was typed.
#[derive(Args, Debug)]
pub struct Inputs {
    /// A folder of templates, or one template
    // Required, but for a subcommand: hence the option.
    #[arg(value_name = "PATH", required = true)]
    pub path: Option<PathBuf>,

    /// A values file; later ones override earlier ones, `-` reads standard input
    #[arg(short = 'f', long, value_name = "FILE")]
    pub values: Vec<PathBuf>,

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

    /// Fix clock and randomness: the same text gives the same bytes everywhere
    #[arg(long, value_name = "TEXT")]
    pub seed: Option<String>,

    /// Let templates look names up in the DNS
    #[arg(long)]
    pub enable_dns: bool,

    /// A file with objects for `lookup`: manifests, or what `kubectl get -o yaml` printed
    #[arg(long, value_name = "FILE")]
    pub lookup: Vec<PathBuf>,

    /// Which renderer to be like [default: helm where there is a Chart.yaml, else harness]
    #[arg(long, value_name = "NAME")]
    pub profile: Option<ProfileName>,

    /// Fail where a template prints a value that is not there
    #[arg(long)]
    pub strict: bool,

    /// Behave like Harness also where Harness has a fault
    #[arg(long)]
    pub harness_quirks: bool,
}

/// What becomes of an expression without a value.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum UnresolvedMode {
    /// Fail and name them all
    Error,
    /// Keep the expression
    Keep,
    /// Put `null` in its place
    Null,
}

/// Which renderer to be like.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum ProfileName {
    /// Harness's renderer of plain folders
    Harness,
    /// Helm
    Helm,
}

impl From<ProfileName> for Profile {
    fn from(name: ProfileName) -> Self {
        match name {
            ProfileName::Harness => Profile::Harness,
            ProfileName::Helm => Profile::Helm,
        }
    }
}

impl Inputs {
    /// What is meant.
    pub fn into_request(self) -> Request {
        let input = |path: PathBuf| {
            if path == Path::new("-") {
                Input::Stdin
            } else {
                Input::File(path)
            }
        };
        Request {
            values: self.values.into_iter().map(input).collect(),
            context: self.context,
            set_context: self.set_context,
            docker_config: self.docker_config,
            unresolved: match self.unresolved {
                UnresolvedMode::Error => Unresolved::Error,
                UnresolvedMode::Keep => Unresolved::Keep,
                UnresolvedMode::Null => Unresolved::Null,
            },
            secrets: self.secrets,
            seed: self.seed,
            enable_dns: self.enable_dns,
            lookup: self.lookup,
            profile: self.profile.map(Profile::from),
            strict: self.strict,
            quirks: self.harness_quirks,
            ..Request::new(self.path.unwrap_or_default())
        }
    }
}
