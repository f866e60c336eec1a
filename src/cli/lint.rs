//! `render lint [PATH]`: what is worth mending in a rendering that works.

use std::io;
use std::path::PathBuf;
use std::rc::Rc;

use clap::Args;

use super::Outcome;
use super::inputs::Inputs;
use super::printer::Printer;
use crate::lint::{self, Levels, Options, Subject};
use crate::renderer::{self, Request};
use crate::world::World;

/// The flags of linting.
#[derive(Args, Debug)]
#[command(mut_arg("path", |path| path.required(false)))]
#[command(after_help = "\
Every finding has a code, which `render explain-error CODE` explains. The exit code is 1 where
there are errors, and 0 where there are warnings only.")]
pub struct Lint {
    /// What to render.
    #[command(flatten)]
    pub inputs: Inputs,

    /// Make findings of this code errors; `warnings` stands for all
    #[arg(short = 'D', long, value_name = "CODE", value_parser = deniable)]
    pub deny: Vec<String>,

    /// Leave findings of this code out
    #[arg(short = 'A', long, value_name = "CODE", value_parser = allowable)]
    pub allow: Vec<String>,

    /// A Secret that the cluster has, as NAME or NAME@NAMESPACE
    #[arg(long, value_name = "NAME")]
    pub declared_secret: Vec<String>,

    /// A registry that asks for credentials, besides those that Docker has credentials for
    #[arg(long, value_name = "HOST")]
    pub private_registry: Vec<String>,
}

fn deniable(code: &str) -> Result<String, String> {
    Levels::default().deny(code).map(|()| code.to_string())
}

fn allowable(code: &str) -> Result<String, String> {
    Levels::default().allow(code).map(|()| code.to_string())
}

impl Lint {
    /// Renders, and shows what is found.
    pub fn run(mut self, printer: &Printer, world: Rc<dyn World>) -> io::Result<Outcome> {
        let mut levels = Levels::default();
        // They were looked at when they were read.
        self.deny.iter().for_each(|code| drop(levels.deny(code)));
        self.allow.iter().for_each(|code| drop(levels.allow(code)));
        self.inputs.path.get_or_insert_with(|| PathBuf::from("."));
        let request = Request {
            trace: true,
            ..self.inputs.request(printer, &*world)
        };
        let options = Options {
            declared_secrets: self.declared_secret,
            private_registries: self.private_registry,
            docker_config: request.docker_config.clone(),
        };
        let rendered = match renderer::render(&request, world.clone()) {
            Ok(rendered) => rendered,
            Err(failed) => return Ok(printer.failed(&failed)),
        };
        let subject = Subject::new(&rendered, &options, &*world);
        let findings = lint::lint(&subject, &levels);
        printer.verdict(&findings, &rendered.sources, &subject.secrets())
    }
}
