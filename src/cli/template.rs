//! `render template [NAME] CHART`: the command line and the output of `helm template`.

use std::io::{self, Write};
use std::path::PathBuf;
use std::rc::Rc;

use clap::Args;

use super::Outcome;
use super::chart_flags::{ChartFlags, DEFAULT_NAMESPACE, DEFAULT_RELEASE};
use super::context_flags::ContextFlags;
use super::dependency::{HELP, told};
use super::fetch_flags::FetchFlags;
use super::inputs::values_input;
use super::later::Rarely;
use super::output_flags::OutputFlags;
use super::printer::Printer;
use super::render::FORMAT;
use super::reports::{FormatFlags, Told};
use super::shown::{Shown, write_pieces};
use super::telling::worth_telling;
use super::unused::Unused;
use crate::chart::{Error, Links};
use crate::diagnostic::draw::{self, Style};
use crate::diagnostic::{Code, Diagnostic};
use crate::explain::{self, Facts, source_map, template_lines};
use crate::fetch::Fetcher;
use crate::harness::mask::Masker;
use crate::renderer::helm::{Fault, STDIN, name_from_template, template};
use crate::renderer::outside::seeded;
use crate::renderer::{Failed, Request, has_more_to_tell, render};
use crate::source::Sources;
use crate::world::{FileKind, World};

/// What our own flags about origins stand under.
const ORIGINS: &str = "Origins";

/// The flags of `helm template`. Those that need a cluster are refused; those that only matter
/// when something is installed are taken and do nothing.
#[derive(Args, Clone, Debug, Default)]
#[command(about = "Render a chart as `helm template` does")]
pub struct Template {
    /// The name of the release, if any, and the chart: a folder, a .tgz, - for a .tgz on standard
    /// input, or what is fetched: oci://REGISTRY/CHART, https://…/CHART.tgz, REPOSITORY/CHART
    #[arg(value_name = "[NAME] CHART", required = true, num_args = 1..)]
    pub name_and_chart: Vec<String>,

    /// A values file, or - for standard input; later ones win
    #[arg(
        short = 'f',
        long = "values",
        value_name = "FILE",
        value_delimiter = ','
    )]
    pub values: Vec<PathBuf>,
    /// A template for the name of the release
    #[arg(long, value_name = "TEMPLATE")]
    pub name_template: Option<String>,
    /// What is written, and where to.
    #[command(flatten)]
    pub output: Rarely<OutputFlags>,

    /// What expressions are resolved with, where there is a context.
    #[command(flatten)]
    pub context: Rarely<ContextFlags>,

    /// How charts are rendered.
    #[command(flatten)]
    pub chart: ChartFlags,

    /// Which chart is fetched, and how.
    #[command(flatten)]
    pub fetch: Rarely<ChosenFlags>,

    /// All else.
    #[command(flatten)]
    pub other: Rarely<OtherFlags>,
}

/// Which chart is fetched, and how, as it was typed.
#[derive(Args, Clone, Debug, Default)]
pub struct ChosenFlags {
    /// How charts are fetched.
    #[command(flatten)]
    pub flags: FetchFlags,
    /// The address of the chart repository that has the chart
    #[arg(long, value_name = "URL", help_heading = "Fetching")]
    pub repo: Option<String>,
    /// The version of the chart, or a range [default: the newest]
    #[arg(long, value_name = "VERSION", help_heading = "Fetching")]
    pub version: Option<String>,
    /// Update the chart's dependencies first, as `render dependency update` does
    #[arg(long, help_heading = "Fetching")]
    pub dependency_update: bool,
}

/// What is told beside manifests, and what does nothing, as it was typed.
#[derive(Args, Clone, Debug, Default)]
#[command(mut_arg("format", |format| format.help(FORMAT)))]
pub struct OtherFlags {
    /// Write behind each line where it came from; for people to read, not to apply
    #[arg(long, help_heading = ORIGINS, conflicts_with_all = ["output_dir", "post_renderer"])]
    pub origins: bool,
    /// Write a map of all lines to where they came from into this file, as JSON
    #[arg(long, value_name = "FILE", help_heading = ORIGINS)]
    #[arg(conflicts_with_all = ["output_dir", "post_renderer"])]
    pub source_map: Option<PathBuf>,

    /// How errors and warnings are reported.
    #[command(flatten)]
    pub formats: FormatFlags,

    /// What matters to installing only.
    #[command(flatten)]
    pub unused: Unused,
    /// Takes unstable versions, too, where no version is asked for
    #[arg(long, hide = true)]
    pub devel: bool,
    /// Needs keys, which render does not look at
    #[arg(long, hide = true)]
    pub verify: bool,
}

impl Template {
    /// Renders to standard output.
    ///
    /// What is wrong with templates is told at length first; Helm's own words come last, as they
    /// are, for those who search for them.
    pub fn print(&self, printer: &Printer, world: Rc<dyn World>) -> io::Result<Outcome> {
        let mut err = Vec::new();
        let (done, out) = self.shown(world.clone(), &mut err)?;
        let traced = done && (self.other.origins || self.other.source_map.is_some());
        let pieces = out.pieces();
        if !traced {
            printer.pieces(&pieces)?;
        }
        let said = String::from_utf8_lossy(&err);
        if !self.other.formats.is_only_text() && !traced {
            return Ok(self.report(done, &said, printer, world));
        }
        if !done
            && let Ok(request) = self.request(&world)
            && let Err(failed) = render(&request, world.clone())
            && has_more_to_tell(&failed.findings)
        {
            printer.failed(&failed);
        }
        printer.note(&said);
        if traced {
            return self.with_origins(&out.text(), printer, world);
        }
        if done && worth_telling(&pieces) {
            self.tell_of_lines(printer, world);
        }
        Ok(if done {
            Outcome::Done
        } else {
            Outcome::BadAsReference
        })
    }

    /// Shows what was rendered with the origins of its lines, or writes them to a file.
    fn with_origins(
        &self,
        stream: &[u8],
        printer: &Printer,
        world: Rc<dyn World>,
    ) -> io::Result<Outcome> {
        // It was asked for before, and nothing was wrong.
        let Ok(request) = self.request(&world) else {
            return Ok(Outcome::BadAsReference);
        };
        let request = Request {
            trace: true,
            ..request
        };
        let rendered = match render(&request, world.clone()) {
            Ok(rendered) => rendered,
            Err(failed) => return Ok(printer.failed(&failed)),
        };
        let facts = Facts::new(&rendered);
        let lines = template_lines(&rendered, stream);
        if let Some(path) = &self.other.source_map {
            let map = Masker::new(&rendered.secrets).mask(&source_map(&lines, &facts));
            if let Err(error) = world.write(path, map.as_bytes()) {
                printer.complain(&format!("cannot write {}: {error}", path.display()));
                return Ok(Outcome::Bad);
            }
        }
        match self.other.origins {
            true => printer.shown(&explain::draw(&lines, &facts), &rendered.secrets)?,
            false => printer.result(stream)?,
        }
        Ok(Outcome::Done)
    }

    /// Warns of what stands in manifests, as `render` does of the same chart. Helm's own warnings
    /// have been told.
    fn tell_of_lines(&self, printer: &Printer, world: Rc<dyn World>) {
        let rendered = self.request(&world).map(|request| render(&request, world));
        if let Ok(Ok(mut rendered)) = rendered {
            let warnings = &mut rendered.warnings.0;
            warnings.retain(|warning| warning.code != Code::Chart);
            printer.findings(&rendered.warnings, &rendered.sources, &rendered.secrets);
        }
    }

    /// Reports what `render` has to say of the same, with places, which Helm's own words have not.
    fn report(&self, done: bool, said: &str, printer: &Printer, world: Rc<dyn World>) -> Outcome {
        let name = self.name_and_chart.last().map_or("", String::as_str);
        let tell = |told: Told<'_>| {
            self.other
                .formats
                .tell(("template", name), &told, printer, &*world)
        };
        let rendered = self
            .request(&world)
            .ok()
            .map(|request| render(&request, world.clone()));
        let outcome = match &rendered {
            Some(Ok(rendered)) if done => tell(Told::from(rendered)),
            Some(Err(failed)) if !done => tell(Told::from(failed)),
            // What is wrong is told by Helm's words only: flags, a post-renderer, a file.
            _ => {
                let words = said.trim_end();
                let words = words.strip_prefix("Error: ").unwrap_or(words);
                let (words, hint) = words.split_once(HELP).unwrap_or((words, ""));
                let mut finding = Diagnostic::error(Code::Usage, words);
                if !hint.is_empty() {
                    finding = finding.with_hint(hint);
                }
                tell(Told::from(&Failed::new(finding, Sources::new())))
            }
        };
        match outcome {
            Outcome::Bad => Outcome::BadAsReference,
            other => other,
        }
    }

    /// Renders and writes. `Ok(false)` where it could not, which has been said on `err`.
    pub fn run(
        &self,
        world: Rc<dyn World>,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> io::Result<bool> {
        let (done, shown) = self.shown(world, err)?;
        write_pieces(out, &shown.pieces())?;
        Ok(done)
    }

    /// Renders, and gives what is shown on standard output; whether all is well, too.
    fn shown(&self, world: Rc<dyn World>, err: &mut dyn Write) -> io::Result<(bool, Shown)> {
        let mut out = Vec::new();
        let world = seeded(self.chart.special.seed.as_deref(), world);
        let request = match self.request(&world) {
            Ok(request) => request,
            Err(text) => {
                write!(err, "{text}")?;
                return Ok((false, Shown::Text(out)));
            }
        };
        let templated = match template(&request, world.clone()) {
            Ok(templated) => templated,
            Err(refused) => {
                for warning in refused.warnings.iter() {
                    writeln!(err, "{warning}")?;
                }
                if self.output.debug && refused.while_rendering {
                    out = refused.stream();
                }
                let masker = Masker::new(&refused.secrets);
                match &refused.fault {
                    Fault::Findings(findings) => {
                        for finding in &findings.0 {
                            let drawn = draw::text(finding, &refused.sources, Style::Plain);
                            writeln!(err, "{}", masker.mask(&drawn))?;
                        }
                    }
                    fault => writeln!(err, "Error: {}", masker.mask(&fault.to_string()))?,
                }
                if refused.while_rendering && !self.output.debug {
                    writeln!(err, "\nUse --debug flag to render out invalid YAML")?;
                }
                return Ok((false, Shown::Text(out)));
            }
        };
        for warning in templated.warnings.iter() {
            writeln!(err, "{warning}")?;
        }
        let piped = match self.output.post_rendered(&templated, &*world) {
            Ok(piped) => piped,
            Err(text) => {
                writeln!(
                    err,
                    "Error: error while running post render on files: {text}"
                )?;
                return Ok((false, Shown::Text(out)));
            }
        };
        let (hooks, tests) = (request.hooks, request.tests);
        let shown = match (&self.output.output_dir, piped) {
            (Some(folder), _) => self
                .output
                .write_files(folder, &request, &templated, &*world, &mut out)?,
            (None, Some(piped)) => templated.stream_of(piped, hooks, tests),
            (None, None) if self.output.show_only.is_empty() => {
                let templated = Box::new(templated);
                return Ok((
                    true,
                    Shown::Chart {
                        templated,
                        hooks,
                        tests,
                    },
                ));
            }
            (None, None) => templated.stream(hooks, tests).concat(),
        };
        let chosen = match self.output.show_only.is_empty() {
            true => Ok(shown),
            false => self.output.only(&shown),
        };
        match chosen {
            // Before it, only `--output-dir` has said anything.
            Ok(chosen) if out.is_empty() => out = chosen,
            Ok(chosen) => out.extend_from_slice(&chosen),
            Err(text) => {
                writeln!(err, "Error: {text}")?;
                return Ok((false, Shown::Text(out)));
            }
        }
        Ok((true, Shown::Text(out)))
    }

    fn request(&self, world: &Rc<dyn World>) -> Result<Request, String> {
        let refused = |why: &str| format!("Error: {why}\n");
        if self.output.validate || matches!(self.output.dry_run.as_deref(), Some("server")) {
            return Err(refused("a cluster is needed for this, and render has none"));
        }
        if self.other.verify {
            return Err(refused(
                "render does not check signatures; `helm verify` does",
            ));
        }
        let (name, chart) = self.name_and_chart(world).map_err(|why| refused(&why))?;
        let path = self
            .locate(&chart, &**world)
            .map_err(|error| told(&error))?;
        let namespace = self.chart.namespace.clone();
        let namespace = namespace.or_else(|| world.variable("HELM_NAMESPACE"));
        let namespace = namespace.filter(|namespace| !namespace.is_empty());
        let namespace = namespace.unwrap_or_else(|| DEFAULT_NAMESPACE.to_string());
        let mut request = Request {
            values: self.values.iter().cloned().map(values_input).collect(),
            // Without a context expressions are what they are for Helm: text.
            resolve_expressions: self.context.is_given(),
            links: Links::Tell,
            ..Request::new(path)
        };
        self.context.0.clone().fill(&mut request);
        self.chart.clone().fill(name, namespace, &mut request);
        Ok(request)
    }

    /// The chart on this machine, fetched if need be, its dependencies updated if that was asked
    /// for.
    fn locate(&self, chart: &str, world: &dyn World) -> Result<PathBuf, Error> {
        if chart.trim() == STDIN {
            return Ok(PathBuf::from(STDIN));
        }
        let settings = self.fetch.flags.settings(
            self.chart.special.offline,
            self.context.docker_config.clone(),
            world,
        )?;
        let fetcher = Fetcher::new(world, settings);
        let wanted = self.fetch.version.as_deref().unwrap_or_default();
        let wanted = match wanted {
            // Helm takes unstable versions then, too.
            "" if self.other.devel => ">0.0.0-0",
            wanted => wanted,
        };
        let path = fetcher.locate(chart, self.fetch.repo.as_deref(), wanted)?;
        if self.fetch.dependency_update
            && world.kind(&path).is_ok_and(|kind| kind == FileKind::Folder)
        {
            // Standard output is for manifests.
            fetcher.update(&path, &mut |line| eprintln!("{line}"))?;
        }
        Ok(path)
    }

    fn name_and_chart(&self, world: &Rc<dyn World>) -> Result<(String, String), String> {
        match self.name_and_chart.as_slice() {
            [chart] if self.name_template.is_some() => {
                let text = self.name_template.as_deref().unwrap_or_default();
                Ok((name_from_template(text, world.clone())?, chart.clone()))
            }
            [chart] => Ok((DEFAULT_RELEASE.to_string(), chart.clone())),
            [_, _] if self.output.generate_name => {
                Err("cannot set --generate-name and also specify a name".to_string())
            }
            [_, _] if self.name_template.is_some() => {
                Err("cannot set --name-template and also specify a name".to_string())
            }
            [name, chart] => Ok((name.clone(), chart.clone())),
            more => Err(format!(
                "expected at most two arguments, unexpected arguments: {}",
                more.get(2..).unwrap_or_default().join(", ")
            )),
        }
    }
}
