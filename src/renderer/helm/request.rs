//! A chart, or a folder that is to be treated as one, for `render PATH`.

use std::cell::RefCell;
use std::mem;
use std::path::PathBuf;
use std::rc::Rc;

use super::error::exec_error;
use super::{
    Fault, Memory, Written, check_kube_version, check_release_name, execute, load, prepare,
};
use crate::chart::dependencies::process_dependencies;
use crate::chart::{Loader, Provenance, Warnings, scope};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::functions::{self, Profile};
use crate::gotemplate::call::Environment;
use crate::manifest::{self, HOOK, Head, Problem, TEST, helm_order};
use crate::renderer::faults::{Facts, Failure};
use crate::renderer::layers::Layer;
use crate::renderer::usage::Watch;
use crate::renderer::{
    Failed, Rendered, RenderedFile, Request, Resource, Stage, faults, outside, values, written,
};
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
    let done = run.chart(kind, &values);
    rendered.sources = sources.take();
    rendered.warnings.0.extend(warnings.into_diagnostics());
    done.map_err(|fault| findings(&fault))?;
    rendered.written(request, &expressions)?;
    identify(rendered, request)?;
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
    fn chart(&mut self, kind: FileKind, values: &Map) -> Result<(), Fault> {
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
            return Ok(());
        }
        let written = execute(&prepared.templates, &self.environment, memory);
        self.rendered.usage = watch.map(Watch::into_usage);
        let written = written.map_err(|fault| self.traced(fault))?;
        let is_manifest = |written: &Written| !written.name.ends_with("NOTES.txt");
        let files = written.into_iter().filter(is_manifest);
        self.rendered.files = files.map(|written| self.file(written)).collect();
        self.rendered.files.sort_by(|a, b| a.name.cmp(&b.name));
        if options.include_crds {
            let crds = prepared.chart.crds().into_iter();
            let files = crds.map(|(name, file)| RenderedFile {
                path: PathBuf::from(&name),
                name: PathBuf::from(name),
                text: Str::new(&file.data),
                reached: Vec::new(),
            });
            self.rendered.files.splice(0..0, files);
        }
        Ok(())
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

/// Finds the resources in what the templates wrote, and puts them in the order in which Helm
/// applies them, hooks last.
fn identify(rendered: &mut Rendered, request: &Request) -> Result<(), Diagnostics> {
    let mut findings = Diagnostics::default();
    for (file, written) in rendered.files.iter().enumerate() {
        match manifest::read_resources(written.text.as_bytes()) {
            Ok(found) => {
                let found = found.into_iter().map(|found| Resource { file, found });
                rendered.resources.extend(found);
            }
            Err(error) => {
                let (sources, origins) = (&mut rendered.sources, &rendered.origins);
                let mut finding = faults::not_a_resource(&error, written, sources, origins);
                let name = written.name.display();
                // Helm looks at no more than whether it is YAML.
                finding.notes = vec![match &error.problem {
                    Problem::Yaml(yaml) => format!("Helm says: YAML parse error on {name}: {yaml}"),
                    problem => problem.to_string(),
                }];
                findings.0.push(finding);
            }
        }
    }
    let mut resources: Vec<(bool, Resource)> = mem::take(&mut rendered.resources)
        .into_iter()
        .filter_map(|resource| {
            let head = Head::read(rendered.text(&resource).as_bytes());
            let Some(types) = head.as_ref().ok().and_then(|head| head.annotation(HOOK)) else {
                return Some((false, resource));
            };
            let Some(events) = manifest::events(types) else {
                let finding = unknown_hook(rendered, &resource, types);
                rendered.warnings.0.push(finding);
                return None;
            };
            let wanted = request.hooks && (request.tests || !events.contains(&TEST));
            wanted.then_some((true, resource))
        })
        .collect();
    resources.sort_by(|(a_hook, a), (b_hook, b)| {
        let kinds = || helm_order(&a.found.id.kind, &b.found.id.kind);
        a_hook.cmp(b_hook).then_with(kinds)
    });
    rendered.resources = resources
        .into_iter()
        .map(|(_, resource)| resource)
        .collect();
    match findings.0.is_empty() {
        true => Ok(()),
        false => Err(findings),
    }
}

/// Tells of a resource that Helm leaves out for its hook.
fn unknown_hook(rendered: &Rendered, resource: &Resource, types: &str) -> Diagnostic {
    let Resource { file, found } = resource;
    let message = format!("{} is left out: Helm knows no hook `{types}`", found.id);
    let finding = Diagnostic::warning(Code::Chart, message);
    let file = rendered.files.get(*file);
    let place = file.and_then(|file| {
        let path = "metadata.annotations";
        written::place_of_entry(file, &found.range, path, HOOK, &rendered.sources)
    });
    let finding = match place {
        Some(span) => finding.with_label(span, ""),
        None => finding,
    };
    match types.trim() {
        "crd-install" => finding.with_hint("put definitions into the chart's folder crds/"),
        _ => finding,
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
