//! `render secret`: pull secrets, made and looked into.

use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use clap::{Args, Subcommand};

use super::Outcome;
use super::printer::Printer;
use crate::registry::inspect::{Report, inspect};
use crate::registry::kubectl;
use crate::world::World;

/// What to do with a pull secret.
#[derive(Debug, Subcommand)]
pub enum Secret {
    /// Print a pull secret as `kubectl create secret docker-registry --dry-run=client` does
    DockerRegistry(DockerRegistry),
    /// Show what is in a pull secret, and what is wrong with it
    Inspect(Inspect),
}

/// Everything is kubectl's: its flags, its output, its words.
#[derive(Args, Debug)]
#[command(disable_help_flag = true)]
pub struct DockerRegistry {
    /// The name, and kubectl's flags: --docker-server, --docker-username, --docker-password,
    /// --docker-email, --from-file, --append-hash, --namespace, -o yaml|json
    #[arg(value_name = "NAME [FLAG]", num_args = 0.., allow_hyphen_values = true, trailing_var_arg = true)]
    pub arguments: Vec<String>,
}

/// The flags of looking into a pull secret.
#[derive(Args, Debug)]
pub struct Inspect {
    /// A manifest, the text of a .dockercfg or .dockerconfigjson, or its base64; - is standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// Show passwords
    #[arg(long)]
    pub show_secrets: bool,
}

impl Secret {
    /// Does it.
    pub fn run(self, printer: &Printer, world: Rc<dyn World>) -> io::Result<Outcome> {
        match self {
            Secret::DockerRegistry(make) => make.run(printer, &*world),
            Secret::Inspect(look) => look.run(printer, &*world),
        }
    }
}

impl DockerRegistry {
    fn run(self, printer: &Printer, world: &dyn World) -> io::Result<Outcome> {
        match kubectl::run(world, &self.arguments) {
            Ok(text) => {
                printer.result(text.as_bytes())?;
                Ok(Outcome::Done)
            }
            Err(refusal) => {
                printer.note(&refusal.text);
                Ok(Outcome::BadAsReference)
            }
        }
    }
}

impl Inspect {
    fn run(self, printer: &Printer, world: &dyn World) -> io::Result<Outcome> {
        let text = if self.file == Path::new("-") {
            world.read_stdin()
        } else {
            world.read(&self.file)
        };
        let text = match text {
            Ok(text) => text,
            Err(error) => {
                printer.complain(&format!("cannot read {}: {error}", self.file.display()));
                return Ok(Outcome::Bad);
            }
        };
        let report = inspect(&text);
        printer.result(drawn(&report, self.show_secrets).as_bytes())?;
        Ok(if report.findings.is_empty() {
            Outcome::Done
        } else {
            Outcome::Findings
        })
    }
}

fn drawn(report: &Report, show_secrets: bool) -> String {
    let mut drawn = String::new();
    for registry in &report.registries {
        let password = match registry.password.expose() {
            "" => "",
            shown if show_secrets => shown,
            _ => "***",
        };
        let agrees = match registry.auth_agrees {
            None => "",
            Some(true) => "agrees with username and password",
            Some(false) => "disagrees with username and password",
        };
        drawn.push_str(&format!("registry: {}\n", registry.server));
        for (name, value) in [
            ("username", &*registry.username),
            ("password", password),
            ("email", &*registry.email),
            ("auth", agrees),
        ] {
            if !value.is_empty() {
                drawn.push_str(&format!("  {name}: {value}\n"));
            }
        }
    }
    for finding in &report.findings {
        drawn.push_str(&format!("finding: {finding}\n"));
    }
    drawn
}
