//! The flags about what Harness would know: context, secrets, files, release, account.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};

use crate::harness::expression::DialectName;
use crate::harness::transform::Color;
use crate::harness::{Features, Release, SecretSource};
use crate::renderer::{Platform, Request, Unresolved};

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
    ///
    /// `masked` puts readable stand-ins such as `<secret:db-password>`. `env` reads
    /// RENDER_SECRET_DB_PASSWORD for `db-password`. `file:PATH` reads a YAML file of identifiers
    /// and values, through the `sops` program where it is encrypted. `exec:PROGRAM` runs a program
    /// with the identifier as its argument and takes what it prints.
    #[arg(long, value_name = "SOURCE", default_value = "masked", value_parser = SecretSource::parse)]
    pub secrets: SecretSource,

    /// A config file of the service for `<+configFile.getAsString("ID")>`, or a folder of them
    #[arg(long, value_name = "ID=PATH", value_parser = config_file)]
    pub config_file: Vec<(String, PathBuf)>,

    /// The folder that stands for the file store, with account/, org/ and project/ in it
    #[arg(long, value_name = "DIR")]
    pub file_store: Option<PathBuf>,

    /// The number of the release, for `<+kubernetes.release.revision>` and versioned names
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u64).range(1..))]
    pub release_number: Option<u64>,

    /// The colour that serves now in a blue/green deployment: blue or green
    #[arg(long, value_name = "COLOR", value_parser = color_parser())]
    pub primary_color: Option<Color>,

    /// A feature flag of the Harness account, as NAME or NAME=false
    ///
    /// These change something here: PIE_EXPRESSION_CONCATENATION (on by default),
    /// PIE_EXECUTION_JSON_SUPPORT, CDS_REMOVE_COMMENTS_FROM_VALUES_YAML,
    /// CDS_SUPPORT_HPA_AND_PDB_NG.
    #[arg(long, value_name = "NAME", value_parser = feature)]
    pub harness_flag: Vec<String>,

    /// Resolve expressions in rendered manifests, too, which Harness does not
    #[arg(long)]
    pub expressions_in_manifests: bool,

    /// Which evaluator to be like; Harness has one today
    #[arg(long, value_name = "NAME", default_value = "jexl3", hide = true)]
    pub dialect: Dialect,

    /// Behave like Harness also where Harness has a fault
    #[arg(long)]
    pub harness_quirks: bool,
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

/// The evaluators of expressions.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub enum Dialect {
    /// Apache Commons JEXL 3.0
    #[default]
    Jexl3,
}

fn config_file(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((id, path)) if !id.is_empty() && !path.is_empty() => Ok((id.into(), path.into())),
        _ => Err("it should be ID=PATH".to_string()),
    }
}

fn feature(text: &str) -> Result<String, String> {
    Features::default().set(text).map(|()| text.to_string())
}

fn color_parser() -> impl TypedValueParser<Value = Color> {
    PossibleValuesParser::new([Color::Blue, Color::Green].map(Color::name))
        .try_map(|name| Color::named(&name).ok_or("there is no such colour"))
}

impl ContextFlags {
    /// Whether anything is said that expressions could be resolved with.
    pub fn is_given(&self) -> bool {
        !self.context.is_empty() || !self.set_context.is_empty()
    }

    /// Puts what is meant into a request.
    pub fn fill(self, request: &mut Request) {
        let mut features = Features {
            dialect: match self.dialect {
                Dialect::Jexl3 => DialectName::Jexl3,
            },
            ..Features::default()
        };
        for flag in &self.harness_flag {
            // It was looked at when it was read.
            let _ = features.set(flag);
        }
        let release = Release {
            step: None,
            number: self.release_number,
            color: self.primary_color.map(|color| color.other().name().into()),
        };
        request.context = self.context;
        request.set_context = self.set_context;
        request.docker_config = self.docker_config;
        request.unresolved = match self.unresolved {
            UnresolvedMode::Error => Unresolved::Error,
            UnresolvedMode::Keep => Unresolved::Keep,
            UnresolvedMode::Null => Unresolved::Null,
        };
        request.secrets = self.secrets;
        request.quirks = self.harness_quirks;
        request.platform = Platform {
            config_files: self.config_file,
            file_store: self.file_store,
            release: (release != Release::default()).then_some(release),
            features,
            in_manifests: self.expressions_in_manifests,
        };
    }
}
