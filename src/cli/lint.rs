//! `render lint [PATH]`: what is worth mending in a rendering that works.

use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use clap::Args;

use super::Outcome;
use super::inputs::Inputs;
use super::printer::Printer;
use super::reports::{FormatFlags, look};
use crate::config::{Config, FILE_NAME};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::lint::{self, Levels, Options, Subject, Suppression, Verdict};
use crate::renderer::{self, Failed, Request};
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

    /// Show findings of this code that are left out otherwise, such as E0810
    #[arg(short = 'W', long, value_name = "CODE", value_parser = warnable)]
    pub warn: Vec<String>,

    /// The file that says which findings nobody needs to see, in its table [lint]
    #[arg(long, value_name = "FILE", default_value = FILE_NAME)]
    pub config: PathBuf,

    /// A Secret that the cluster has, as NAME or NAME@NAMESPACE
    #[arg(long, value_name = "NAME")]
    pub declared_secret: Vec<String>,

    /// How to report what is found.
    #[command(flatten)]
    pub formats: FormatFlags,

    /// A registry that asks for credentials, besides those that Docker or an artifact of the
    /// context has credentials for
    #[arg(long, value_name = "HOST")]
    pub private_registry: Vec<String>,
}

fn deniable(code: &str) -> Result<String, String> {
    Levels::default().deny(code).map(|()| code.to_string())
}

fn allowable(code: &str) -> Result<String, String> {
    Levels::default().allow(code).map(|()| code.to_string())
}

fn warnable(code: &str) -> Result<String, String> {
    Levels::default().warn(code).map(|()| code.to_string())
}

impl Lint {
    /// Renders, and shows what is found.
    pub fn run(mut self, printer: &Printer, world: Rc<dyn World>) -> io::Result<Outcome> {
        let mut levels = Levels::default();
        // They were looked at when they were read.
        self.deny.iter().for_each(|code| drop(levels.deny(code)));
        self.allow.iter().for_each(|code| drop(levels.allow(code)));
        self.warn.iter().for_each(|code| drop(levels.warn(code)));
        let config = match self.settings(&*world) {
            Ok(config) => config,
            Err(failed) => return Ok(printer.failed(&failed)),
        };
        let suppressions = config
            .as_ref()
            .map_or(&[][..], |config| &config.suppressions);
        self.inputs.path.get_or_insert_with(|| PathBuf::from("."));
        let request = Request {
            trace: true,
            usage: true,
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
        let verdict = lint::lint(&subject, &levels, suppressions);
        let findings = &verdict.findings;
        if let Some(config) = &config {
            printer.findings(&idle(&verdict, config), &config.sources, &[]);
        }
        if !formats.is_only_text() {
            let outcome = report(Finding::all(
                findings,
                &rendered.sources,
                &subject.secrets(),
            ))?;
            // An error of a rule is a finding; the input itself is good.
            return Ok(match outcome {
                Outcome::Bad => Outcome::Findings,
                other => other,
            });
        }
        let more = left_out(&verdict, config.as_ref());
        printer.verdict(findings, &more, &rendered.sources, &subject.secrets())
    }

    /// What the configuration says; nothing where there is none and none was asked for.
    fn settings(&self, world: &dyn World) -> Result<Option<Config>, Box<Failed>> {
        let usual = self.config == Path::new(FILE_NAME);
        match world.kind(&self.config) {
            Err(_) if usual => Ok(None),
            _ => Config::load(&self.config, world)
                .map(Some)
                .map_err(Box::new),
        }
    }
}

/// A warning for each suppression that nothing matched.
fn idle(verdict: &Verdict, config: &Config) -> Diagnostics {
    let idle = verdict.idle.iter();
    let idle = idle.filter_map(|at| config.suppressions.get(*at));
    let finding = |suppression: &Suppression| {
        let code = suppression.code;
        let message = format!("no finding is suppressed by this entry for {code}");
        let finding = Diagnostic::warning(Code::Config, message);
        let finding = match suppression.span {
            Some(span) => finding.with_label(span, &*suppression.reason),
            None => finding,
        };
        finding.with_hint("take it out, or see whether its file or value is spelled right")
    };
    Diagnostics(idle.map(finding).collect())
}

/// Lines about what is not shown.
fn left_out(verdict: &Verdict, config: Option<&Config>) -> Vec<String> {
    let mut lines = Vec::new();
    if let (1.., Some(config)) = (verdict.suppressed, config) {
        let some = match verdict.suppressed {
            1 => "1 finding is".to_string(),
            many => format!("{many} findings are"),
        };
        lines.push(format!("{some} suppressed by {}", config.path.display()));
    }
    for (code, count) in &verdict.quiet {
        let some = match count {
            1 => "1 finding".to_string(),
            many => format!("{many} findings"),
        };
        lines.push(format!(
            "{some} of {code} not shown ({}); -W {code} shows them",
            code.title()
        ));
    }
    lines
}
