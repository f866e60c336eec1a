//! The commands and what they share.

use clap::{Args, Parser, Subcommand};

use super::argocd::Argocd;
use super::completions::{Completions, Man};
use super::dependency::Dependency;
use super::diff::Diff;
use super::explain::Explain;
use super::explain_error::ExplainError;
use super::expr::Expr;
use super::functions::Functions;
use super::golden::Golden;
use super::init::Init;
use super::krm::Krm;
use super::later::Later;
use super::lint::Lint;
use super::plugin::Plugin;
use super::printer::Color;
use super::render::Render;
use super::report::ReportCommand;
use super::secret::Secret;
use super::template::Template;
use super::values::Values;

/// Shows the Kubernetes manifests that Harness or Helm would apply, without a cluster.
#[derive(Debug, Parser)]
#[command(
    name = "render",
    version,
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    arg_required_else_help = true,
    after_help = "Exit codes: 0 done, 1 findings or differences, 2 bad usage or input."
)]
pub struct Cli {
    /// The command; rendering, where there is none.
    #[command(subcommand)]
    pub command: Option<Command>,

    /// The flags of rendering.
    #[command(flatten)]
    pub render: Render,

    /// The flags of every command.
    #[command(flatten)]
    pub global: Global,
}

/// The flags of every command.
#[derive(Args, Clone, Copy, Debug)]
#[group(skip)]
pub struct Global {
    /// When to use colours
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        help_heading = "Global options"
    )]
    pub color: Color,

    /// Show so many errors at most; 0 shows all
    #[arg(
        long,
        global = true,
        value_name = "N",
        default_value_t = 20,
        help_heading = "Global options"
    )]
    pub max_errors: usize,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Manage the charts that a chart depends on
    #[command(subcommand, visible_alias = "dep")]
    Dependency(Dependency),
    /// Show what is different between two sets of resources
    Diff(Later<Diff>),
    /// Show where each line of a resource came from
    Explain(Later<Explain>),
    /// Show what a Harness expression gives, or list those that files use
    Expr(Later<Expr>),
    /// Tell what the code of an error or warning means
    ExplainError(Later<ExplainError>),
    /// Find what is worth mending in what renders
    Lint(Later<Lint>),
    /// List the functions templates can call, or tell about one
    Functions(Later<Functions>),
    /// Compare what the cases of render.toml render to with their golden files
    Golden(Later<Golden>),
    /// Write a first render.toml by looking at the folder
    Init(Later<Init>),
    /// Render a chart as `helm template` does
    Template(Later<Template>),
    /// Render as a KRM function: a ResourceList on standard input
    Krm(Later<Krm>),
    /// Render as a config management plugin of Argo CD
    Argocd(Later<Argocd>),
    /// Run as a step of Harness CI or Drone: settings from PLUGIN_… variables
    Plugin(Later<Plugin>),
    /// Print the script that completes commands in a shell
    Completions(Later<Completions>),
    /// Print the manual
    Man(Later<Man>),
    /// Put reports together
    #[command(subcommand)]
    Report(ReportCommand),
    /// Show the merged values that templates see, and where each comes from
    Values(Later<Values>),
    /// Make pull secrets, or look into them
    #[command(subcommand)]
    Secret(Secret),
}
