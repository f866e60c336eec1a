//! `render diff`: two sets of resources, or the golden files and what is rendered now.

mod side;

use std::io;
use std::path::PathBuf;
use std::rc::Rc;

use clap::Args;

use super::Outcome;
use super::chart_flags::ChartFlags;
use super::context_flags::ContextFlags;
use super::inputs::ProfileName;
use super::printer::Printer;
use super::reports::ReportFlags;
use crate::config::{Config, FILE_NAME};
use crate::diff::ignore::Rules;
use crate::diff::{Options, compare};
use crate::golden::{self, Mode};
use crate::harness::mask::Masker;
use crate::report::{CaseReport, Finding, Report};
use crate::world::{RealWorld, World};
use side::{Operand, Side, Sides};

/// The flags of comparing.
#[derive(Args, Debug)]
#[command(
    override_usage = "render diff [OPTIONS] A B\n       render diff [OPTIONS] REVISION..[REVISION] [CASE]...\n       render diff [OPTIONS] --golden [CASE]...",
    after_help = "A and B can be: a folder of manifests, of templates or a chart; a file; - for \
        manifests on standard input; a case of render.toml, or case:NAME where a file is called so, \
        too; values:FILE,FILE for what --path renders to with these values files.\n\n\
        REVISION.. is a git revision of this repository: its cases are compared with those that \
        are here now, or with those of the second revision.\n\n\
        Exit codes: 0 all the same, 1 different, 2 error."
)]
pub struct Diff {
    /// What to compare: see below
    #[arg(value_name = "A B", required_unless_present = "golden")]
    pub operands: Vec<String>,

    /// Compare the golden files with what is rendered now
    #[arg(long)]
    pub golden: bool,

    /// Count changes that rules say do not matter, too
    #[arg(long)]
    pub no_ignore: bool,

    /// How to show what differs.
    #[command(flatten)]
    pub report: ReportFlags,

    /// What to render with values:FILE
    #[arg(long, value_name = "PATH")]
    pub path: Option<PathBuf>,

    /// A values file for both sides, where they are rendered; later ones override earlier ones
    #[arg(short = 'f', long, value_name = "FILE")]
    pub values: Vec<PathBuf>,

    /// Follow links that lead out of a chart's folder, as Helm does
    #[arg(long)]
    pub follow_links: bool,

    /// Which renderer to be like [default: helm where there is a Chart.yaml, else harness]
    #[arg(long, value_name = "NAME")]
    pub profile: Option<ProfileName>,

    /// The file with the cases and the rules about what does not matter
    #[arg(long, value_name = "FILE", default_value = FILE_NAME)]
    pub config: PathBuf,

    /// How charts are rendered.
    #[command(flatten)]
    pub chart: ChartFlags,

    /// What expressions are resolved with.
    #[command(flatten)]
    pub context: ContextFlags,
}

impl Diff {
    /// Compares and reports.
    pub fn run(self, printer: &Printer, world: Rc<dyn World>) -> io::Result<Outcome> {
        // Without cases there may be no such file.
        let config = match world.kind(&self.config).is_ok() {
            true => match Config::load(&self.config, &*world) {
                Ok(config) => Some(config),
                Err(failed) => return Ok(printer.failed(&failed)),
            },
            false => None,
        };
        let options = Options {
            rules: self.rules(config.as_ref()),
            renames: true,
            folder: String::new(),
        };
        if let Some(config) = &config {
            printer.findings(&config.warnings, &config.sources, &[]);
        }
        let compared = match self.golden {
            true => self.golden(config.as_ref(), &options.rules, &*world),
            false => self.compare(config.as_ref(), &options, &world),
        };
        let cases = match compared {
            Ok(cases) => cases,
            Err(findings) => {
                for finding in findings {
                    printer.note(&finding.text());
                }
                return Ok(Outcome::Bad);
            }
        };
        self.report
            .write(&Report::new("diff", cases), printer, &*world)
    }

    fn rules(&self, config: Option<&Config>) -> Rules {
        if self.no_ignore {
            return Rules::default();
        }
        let mut rules = match config {
            Some(config) if !config.built_in_rules => Rules::default(),
            _ => Rules::built_in(),
        };
        if let Some(config) = config {
            rules.0.extend(config.rules.0.iter().cloned());
        }
        rules
    }

    fn golden(
        &self,
        config: Option<&Config>,
        rules: &Rules,
        world: &dyn World,
    ) -> Result<Vec<CaseReport>, Vec<Finding>> {
        let Some(config) = config else {
            // It is not there, which loading it tells best.
            return match Config::load(&self.config, world) {
                Ok(_) => Ok(Vec::new()),
                Err(failed) => Err(Finding::all(&failed.findings, &failed.sources, &[])),
            };
        };
        let cases = match config.named(&self.operands) {
            Ok(cases) => cases,
            Err(findings) => return Err(Finding::all(&findings, &config.sources, &[])),
        };
        let worlds = || -> Rc<dyn World> { Rc::new(RealWorld) };
        Ok(golden::check(config, &cases, Mode::Look, rules, &worlds))
    }

    fn compare(
        &self,
        config: Option<&Config>,
        options: &Options,
        world: &Rc<dyn World>,
    ) -> Result<Vec<CaseReport>, Vec<Finding>> {
        let sides = Sides {
            flags: self,
            config,
            world,
        };
        if let Some(first) = self.operands.first()
            && let Operand::Revisions(old, new) = sides.operand(first)?
        {
            return sides.revisions(&old, new.as_deref(), &self.operands[1..], options);
        }
        let [a, b] = self.operands.as_slice() else {
            return Err(vec![usage("two things are compared: render diff A B")]);
        };
        let (old, new) = (sides.side(a), sides.side(b));
        let name = format!("{a} → {b}");
        Ok(vec![pair(name, old, new, options)])
    }
}

/// A report of two sides, or of why there is none.
fn pair(
    name: String,
    old: Result<Side, Vec<Finding>>,
    new: Result<Side, Vec<Finding>>,
    options: &Options,
) -> CaseReport {
    let mut report = CaseReport::new(name);
    match (old, new) {
        (Ok(old), Ok(new)) => {
            let secrets = [old.secrets, new.secrets].concat();
            let masker = Masker::new(&secrets);
            let compared = compare(&old.manifests, &new.manifests, options, &masker);
            report.resources = compared.resources;
            report.same = compared.same;
            for warning in new.warnings {
                if !report.findings.contains(&warning) {
                    report.findings.push(warning);
                }
            }
        }
        (old, new) => {
            for findings in [old.err(), new.err()].into_iter().flatten() {
                for finding in findings {
                    if !report.findings.contains(&finding) {
                        report.findings.push(finding);
                    }
                }
            }
        }
    }
    report
}

fn usage(message: &str) -> Finding {
    Finding::error(crate::diagnostic::Code::Usage, message).with_hint("see `render diff --help`")
}
