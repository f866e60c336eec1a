//! A chart, or a folder that is to be treated as one, for `render PATH`.

use std::cell::RefCell;
use std::mem;
use std::path::PathBuf;
use std::rc::Rc;

use super::error::exec_error;
use super::identify::identify;
use super::{
    Fault, Memory, Written, check_complete, check_installable, check_kube_version,
    check_release_name, execute, load, prepare,
};
use crate::chart::dependencies::process_dependencies;
use crate::chart::{Loader, Provenance, Warnings, scope};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::functions::{self, Profile};
use crate::gotemplate::call::Environment;
use crate::renderer::faults::{Facts, Failure};
use crate::renderer::layers::Layer;
use crate::renderer::usage::Watch;
use crate::renderer::{Failed, Rendered, RenderedFile, Request, Stage, faults, outside, values};
use crate::value::{Map, Str};
use crate::world::{FileKind, World};

/// Renders with Helm's rules and the name and namespace that Helm falls back to.
pub(in crate::renderer) fn render(
    request: &Request,
    kind: FileKind,
    world: Rc<dyn World>,
    stage: Stage,
) -> Result<Rendered, Failed> {
    let mut rendered = Rendered::default();
    match fill(&mut rendered, request, kind, world, stage) {
        Ok(()) => Ok(rendered),
        Err(findings) => Err(Failed {
            findings,
            sources: rendered.sources,
            secrets: rendered.secrets,
        }),
    }
}

fn fill(
    rendered: &mut Rendered,
    request: &Request,
    kind: FileKind,
    world: Rc<dyn World>,
    stage: Stage,
) -> Result<(), Diagnostics> {
    let outer = world.clone();
    let expressions = rendered.expressions(request, &*outer)?;
    let values = values::of_chart(request, &expressions, &*world, rendered)?;
    let environment = outside::environment(request, world.clone(), &mut rendered.sources)?;
    let sources = Rc::new(RefCell::new(mem::take(&mut rendered.sources)));
    let mut warnings = Warnings::new();
    let mut run = Run {
        request,
        stage,
        world,
        environment,
        sources: &sources,
        rendered,
        warnings: &mut warnings,
    };
    let crds = run.chart(kind, &values);
    rendered.sources = sources.take();
    rendered.warnings.0.extend(warnings.into_diagnostics());
    let crds = crds.map_err(|fault| findings(&fault))?;
    rendered.written(request, &expressions)?;
    identify(rendered, request, crds)?;
    rendered.identified(request, &expressions)
}

struct Run<'r> {
    request: &'r Request,
    stage: Stage,
    world: Rc<dyn World>,
    environment: Environment,
    sources: &'r Rc<RefCell<crate::source::Sources>>,
    rendered: &'r mut Rendered,
    warnings: &'r mut Warnings,
}

impl Run<'_> {
    /// Renders the chart; how many of the files hold its definitions, which are the first.
    fn chart(&mut self, kind: FileKind, values: &Map) -> Result<usize, Fault> {
        let path = &self.request.path;
        let trace = self.request.trace;
        let mut sources = self.sources.borrow_mut();
        let mut loader = Loader::new(&*self.world);
        loader.links = self.request.links;
        loader.provenance = Some(Provenance {
            sources: &mut sources,
            origins: trace.then_some(&mut self.rendered.origins),
        });
        let plain = kind == FileKind::Folder && self.world.kind(&path.join("Chart.yaml")).is_err();
        let loaded = match plain {
            true => loader.load_plain(path),
            false => load(&mut loader, path),
        };
        self.warnings.extend(mem::take(&mut loader.warnings));
        drop(sources);
        let mut chart = loaded?;
        let options = &self.request.chart;
        // Values can be looked at, and charts judged, that cannot be applied.
        if self.stage != Stage::Values && !self.request.usage {
            check_installable(&chart)?;
            check_complete(&chart)?;
        }
        check_release_name(&options.release.name)?;
        let whole = self.request.usage.then(|| chart.clone());
        process_dependencies(&mut chart, values, self.warnings)?;
        let prepared = prepare(&chart, values, options, &self.world, self.warnings)?;
        check_kube_version(prepared.chart, &options.capabilities)?;
        if trace {
            let origins = &mut self.rendered.origins;
            scope::mark(&prepared.templates, prepared.chart, origins);
        }
        let mut watch = whole.map(|whole| {
            let mut watch = Watch::new(&prepared.values);
            watch.chart(&whole, prepared.chart);
            watch
        });
        let memory = Memory {
            sources: Some(self.sources.clone()),
            origins: trace.then_some(&mut self.rendered.origins),
            watch: watch.as_mut(),
        };
        if trace {
            self.rendered.values = prepared.values.clone();
            let defaults = Layer::defaults(prepared.chart);
            self.rendered.layers.extend(defaults);
        }
        if self.stage == Stage::Values {
            return Ok(0);
        }
        let written = execute(&prepared.templates, &self.environment, memory);
        self.rendered.usage = watch.map(Watch::into_usage);
        let written = written.map_err(|fault| self.traced(fault))?;
        let is_manifest = |written: &Written| !written.name.ends_with("NOTES.txt");
        let files = written.into_iter().filter(is_manifest);
        self.rendered.files = files.map(|written| self.file(written)).collect();
        // By their texts, as Helm does: a path that begins with another's folder may go before it.
        let name = |file: &RenderedFile| file.name.as_os_str().to_os_string();
        self.rendered.files.sort_by_cached_key(name);
        if !options.include_crds {
            return Ok(0);
        }
        let crds = prepared.chart.crds();
        let files = crds.iter().map(|(name, file)| RenderedFile {
            path: PathBuf::from(name),
            name: PathBuf::from(name),
            text: Str::new(&file.data),
            reached: Vec::new(),
        });
        self.rendered.files.splice(0..0, files);
        Ok(crds.len())
    }

    /// The failures of a traced run as findings.
    fn traced(&self, fault: Fault) -> Fault {
        let Fault::Templates(failures) = fault else {
            return fault;
        };
        let facts = Facts {
            sources: &self.sources.borrow(),
            origins: &self.rendered.origins,
            values: &self.rendered.values,
            layers: &self.rendered.layers,
        };
        let finding = |failure: &Failure| {
            let helm = format!("Helm says:\n{}", exec_error(&failure.file, &failure.error));
            faults::failed(failure, Some(helm), facts)
        };
        Fault::Findings(Diagnostics(failures.iter().map(finding).collect()))
    }

    fn file(&self, written: Written) -> RenderedFile {
        let sources = self.sources.borrow();
        let path = written
            .source
            .map(|source| PathBuf::from(sources.name(source)));
        RenderedFile {
            path: path.unwrap_or_else(|| PathBuf::from(&written.name)),
            name: PathBuf::from(written.name),
            text: written.text,
            reached: written.reached,
        }
    }
}

/// A fault as findings with places, Helm's own words beside ours.
fn findings(fault: &Fault) -> Diagnostics {
    let helm = fault.to_string();
    match fault {
        Fault::Chart(error) => Diagnostic::from(error.clone()).into(),
        Fault::Findings(findings) => findings.clone(),
        Fault::Syntax { errors, .. } => {
            let functions = functions::of(Profile::Helm);
            let found = errors.iter().map(|error| faults::syntax(error, &functions));
            Diagnostics(found.collect())
        }
        Fault::Execution { error, .. } => {
            let mut finding = faults::execution(error);
            finding.notes = vec![helm];
            finding.into()
        }
        Fault::Templates(failures) => {
            let found = failures
                .iter()
                .map(|failure| faults::execution(&failure.error));
            Diagnostics(found.collect())
        }
        Fault::Manifest(_) => Diagnostic::error(Code::InvalidManifest, helm).into(),
    }
}
