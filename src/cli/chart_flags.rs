//! The flags about values, releases and clusters that `render` shares with `helm template`.

use std::borrow::Cow;
use std::path::PathBuf;

use clap::Args;

use super::later::Rarely;
use crate::chart::{Capabilities, KubeVersion, Release, SetValues};
use crate::renderer::Request;
use crate::renderer::helm::Options;

/// The name of a release that is not given one.
pub const DEFAULT_RELEASE: &str = "release-name";
/// The namespace of a release that is not given one.
pub const DEFAULT_NAMESPACE: &str = "default";

/// How a chart is rendered, as it was typed.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Charts")]
pub struct ChartFlags {
    /// The single values.
    #[command(flatten)]
    pub set: SetFlags,

    /// The namespace of the release [default: default]
    #[arg(short, long, value_name = "NAMESPACE")]
    pub namespace: Option<String>,
    /// The Kubernetes version to render for
    #[arg(long, value_name = "VERSION", value_parser = KubeVersion::parse)]
    pub kube_version: Option<KubeVersion>,
    /// API versions the cluster is said to have besides the usual ones
    #[arg(short, long, value_name = "VERSION", value_delimiter = ',')]
    pub api_versions: Vec<String>,
    /// Render as for an upgrade
    #[arg(long)]
    pub is_upgrade: bool,

    /// Render the chart's custom resource definitions, too
    #[arg(long)]
    pub include_crds: bool,
    /// What few renderings need.
    #[command(flatten)]
    pub special: Rarely<SpecialFlags>,
}

/// What few renderings need, as it was typed.
#[derive(Args, Clone, Debug, Default)]
pub struct SpecialFlags {
    /// Leave hooks out
    #[arg(long)]
    pub no_hooks: bool,
    /// Leave tests out
    #[arg(long)]
    pub skip_tests: bool,
    /// Do not check values against the schema
    #[arg(long)]
    pub skip_schema_validation: bool,
    /// Use nothing but what was fetched before
    #[arg(long)]
    pub offline: bool,

    /// Let templates look names up in the DNS
    #[arg(long)]
    pub enable_dns: bool,
    /// A file with objects for `lookup`: manifests, or what `kubectl get -o yaml` printed
    #[arg(long, value_name = "FILE")]
    pub lookup: Vec<PathBuf>,
    /// Fix clock and randomness: the same text gives the same bytes everywhere
    #[arg(long, value_name = "TEXT")]
    pub seed: Option<String>,
}

/// Single values, as they were typed.
#[derive(Args, Clone, Debug, Default)]
pub struct SetFlags {
    /// Set values: a=1,b.c=x,d[0]=y
    #[arg(long, value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// Set values that are always text
    #[arg(long, value_name = "KEY=TEXT")]
    pub set_string: Vec<String>,
    /// Set values to the content of files
    #[arg(long, value_name = "KEY=FILE")]
    pub set_file: Vec<String>,
    /// Set values given in JSON
    #[arg(long, value_name = "KEY=JSON")]
    pub set_json: Vec<String>,
    /// Set one value to a text in which nothing has a meaning
    #[arg(long, value_name = "KEY=TEXT")]
    pub set_literal: Vec<String>,
}

impl ChartFlags {
    /// Puts what is meant into a request. The names of the release and its namespace are what
    /// the command makes of them.
    pub fn fill(self, release: String, namespace: String, request: &mut Request) {
        let mut capabilities = Capabilities::new();
        if let Some(version) = self.kube_version {
            capabilities.kube_version = version;
        }
        let versions = self.api_versions.into_iter().map(Cow::from);
        capabilities.api_versions.extend(versions);
        let Rarely(special) = self.special;
        request.set = SetValues {
            json: self.set.set_json,
            set: self.set.set,
            string: self.set.set_string,
            file: self.set.set_file,
            literal: self.set.set_literal,
        };
        request.chart = Options {
            release: Release {
                is_install: !self.is_upgrade,
                is_upgrade: self.is_upgrade,
                ..Release::new(release, namespace)
            },
            capabilities,
            skip_schema: special.skip_schema_validation,
            include_crds: self.include_crds,
            offline: special.offline,
        };
        request.hooks = !special.no_hooks;
        request.tests = !special.skip_tests;
        request.enable_dns = special.enable_dns;
        request.lookup = special.lookup;
        request.seed = special.seed;
    }
}
