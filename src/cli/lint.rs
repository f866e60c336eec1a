//! `render lint [PATH]`: what is worth mending in a rendering that works.

use std::io;
use std::path::PathBuf;
use std::rc::Rc;

use clap::Args;

use super::Outcome;
use super::inputs::Inputs;
use super::printer::Printer;
use super::reports::{FormatFlags, look};
use crate::lint::{self, Levels, Options, Subject};
use crate::renderer::{self, Request};
use crate::report::{CaseReport, Finding, Report};
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

    /// How to report what is found.
    #[command(flatten)]
    pub formats: FormatFlags,

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
        let formats = self.formats;
        let name = request.path.display().to_string();
        let report = |findings: Vec<Finding>| {
            let report = Report::new(
                "lint",
                vec![CaseReport {
                    findings,
                    ..CaseReport::new(name)
                }],
            );
            formats.write(&report, &look(printer, None), printer, &*world)
        };
        let rendered = match renderer::render(&request, world.clone()) {
            Ok(rendered) => rendered,
            Err(failed) if formats.is_only_text() => return Ok(printer.failed(&failed)),
            Err(failed) => {
                report(Finding::all(
                    &failed.findings,
                    &failed.sources,
                    &failed.secrets,
                ))?;
                return Ok(Outcome::Bad);
            }
        };
        let subject = Subject::new(&rendered, &options, &*world);
        let findings = lint::lint(&subject, &levels);
        if !formats.is_only_text() {
            let outcome = report(Finding::all(
                &findings,
                &rendered.sources,
                &subject.secrets(),
            ))?;
            // An error of a rule is a finding; the input itself is good.
            return Ok(match outcome {
                Outcome::Bad => Outcome::Findings,
                other => other,
            });
        }
        printer.verdict(&findings, &rendered.sources, &subject.secrets())
    }
}
