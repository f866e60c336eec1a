//! `render secret`: pull secrets, made and looked into.

use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use clap::{Args, Command, Subcommand};

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
#[command(
    about = "Print a pull secret as `kubectl create secret docker-registry` does",
    disable_help_flag = true,
    override_usage = "render secret docker-registry NAME [FLAGS]"
)]
#[command(after_help = "\
Flags of kubectl:
  --docker-server URL        The registry [default: https://index.docker.io/v1/]
  --docker-username USER     The user
  --docker-password TEXT     The password
  --docker-email EMAIL       The e-mail address
  --from-file [KEY=]PATH     A config.json or .dockercfg in place of the flags above
  --append-hash              Put a hash of the content behind the name
  -n, --namespace NAME       The namespace
  -o, --output FORMAT        yaml, json, name or jsonpath=...

Flags that kubectl does not have:
  --docker-password-stdin    Read the password from standard input
  --type TYPE                dockerconfigjson [default] or dockercfg
  -h, --help                 Print help")]
pub struct DockerRegistry {
    /// The name, and flags
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
        let before_dashes = self.arguments.iter().take_while(|word| *word != "--");
        if before_dashes
            .clone()
            .any(|word| word == "--help" || word == "-h")
        {
            let help = Self::augment_args(Command::new("docker-registry")).render_long_help();
            printer.result(help.to_string().as_bytes())?;
            return Ok(Outcome::Done);
        }
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
