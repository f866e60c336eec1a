//! The flags that every command with a rendering has.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::chart_flags::{ChartFlags, DEFAULT_NAMESPACE, DEFAULT_RELEASE};
use super::context_flags::ContextFlags;
use super::printer::Printer;
use crate::chart::Links;
use crate::renderer::{Input, Plan, Profile, Request};
use crate::world::World;

/// What to render, and with what, as it was typed.
#[derive(Args, Debug)]
pub struct Inputs {
    /// A folder of templates or one template, or a chart: a folder, a .tgz, or - for a .tgz on
    /// standard input
    // Required, but for a subcommand: hence the option.
    #[arg(value_name = "PATH", required = true)]
    pub path: Option<PathBuf>,

    /// A values file; later ones override earlier ones, `-` reads standard input
    #[arg(short = 'f', long, value_name = "FILE")]
    pub values: Vec<PathBuf>,

    /// What expressions are resolved with.
    #[command(flatten)]
    pub context: ContextFlags,

    /// How charts are rendered.
    #[command(flatten)]
    pub chart: ChartFlags,

    /// The name of the release [default: release-name]
    #[arg(
        long,
        visible_alias = "release-name",
        value_name = "NAME",
        help_heading = "Charts"
    )]
    pub release: Option<String>,

    /// Follow links that lead out of the chart's folder, as Helm does
    #[arg(long, help_heading = "Charts")]
    pub follow_links: bool,

    /// Which renderer to be like [default: helm where there is a Chart.yaml, else harness]
    #[arg(long, value_name = "NAME")]
    pub profile: Option<ProfileName>,

    /// Fail where a template prints a value that is not there
    #[arg(long)]
    pub strict: bool,

    /// Tell which values and context files count, in their order, on standard error
    #[arg(short, long)]
    pub verbose: bool,
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
    /// What is meant; with `--verbose` it is told what that amounts to.
    pub fn request(self, printer: &Printer, world: &dyn World) -> Request {
        let verbose = self.verbose;
        let request = self.into_request();
        if verbose {
            printer.note(&Plan::of(&request, world).to_string());
        }
        request
    }

    fn into_request(self) -> Request {
        let mut request = Request {
            values: self.values.into_iter().map(values_input).collect(),
            profile: self.profile.map(Profile::from),
            strict: self.strict,
            links: Links::leading_out(self.follow_links),
            ..Request::new(self.path.unwrap_or_default())
        };
        self.context.fill(&mut request);
        let release = self.release.unwrap_or_else(|| DEFAULT_RELEASE.to_string());
        let namespace = self.chart.namespace.clone();
        let namespace = namespace.unwrap_or_else(|| DEFAULT_NAMESPACE.to_string());
        self.chart.fill(release, namespace, &mut request);
        request
    }
}

/// A values file as it was typed: `-` is standard input.
pub fn values_input(path: PathBuf) -> Input {
    if path == Path::new("-") {
        Input::Stdin
    } else {
        Input::File(path)
    }
}
