//! A plain folder, as Harness's own renderer does it: each file alone, only `.Values`.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::faults::{Facts, Failure};
use super::usage::Watch;
use super::{
    Failed, Rendered, RenderedFile, Request, Resource, Stage, faults, outside, values, written,
};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::functions::{self, Profile};
use crate::gotemplate::call::Environment;
use crate::gotemplate::{Functions, NoTrace, Reached, Set, Template, Tracer, Usage};
use crate::harness::files;
use crate::manifest;
use crate::source::{SourceId, Sources, Span};
use crate::value::{Map, Origins, Str, StrBuf, Value};
use crate::world::{FileKind, World};

/// What Harness's renderer calls every template.
const TEMPLATE: &str = "tpl";
/// What a missing value prints.
const NO_VALUE: &[u8] = b"<no value>";

/// A template file.
struct Input {
    path: PathBuf,
    name: PathBuf,
    source: SourceId,
    text: Rc<[u8]>,
}

/// Renders a folder or a file.
pub fn render(
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
    let inputs = select(request, kind, &*world, &mut rendered.sources)?;
    let expressions = rendered.expressions(request, &*world)?;
    let own = values::of_folder(request, kind, &*world);
    let values = values::load(request, own, &expressions, &*world, rendered)?;
    if stage == Stage::Values {
        rendered.values = values.unwrap_or_default();
        return Ok(());
    }
    match values {
        None => rendered.files.extend(inputs.iter().map(verbatim)),
        Some(values) => {
            let environment = outside::environment(request, world.clone(), &mut rendered.sources)?;
            let run = Run {
                request,
                functions: functions::of(Profile::Harness),
                environment,
                data: Value::from(Map::from_iter([("Values", Value::from(values.clone()))])),
            };
            let mut watch = request.usage.then(|| Watch::new(&values));
            if request.trace {
                rendered.values = values;
            }
            run.all(&inputs, rendered, watch.as_mut())?;
            rendered.usage = watch.map(Watch::into_usage);
        }
    }
    rendered.written(request, &expressions)?;
    identify(rendered)?;
    rendered.identified(request, &expressions)
}

/// The templates of a folder, or the one that was asked for.
fn select(
    request: &Request,
    kind: FileKind,
    world: &dyn World,
    sources: &mut Sources,
) -> Result<Vec<Input>, Diagnostics> {
    let found = match kind {
        FileKind::File => vec![(request.path.clone(), file_name(&request.path))],
        FileKind::Folder => {
            let all = world
                .walk(&request.path)
                .map_err(|error| faults::unreadable(&request.path, &error))?;
            let under = |path: PathBuf| {
                let name = path
                    .strip_prefix(&request.path)
                    .unwrap_or(&path)
                    .to_path_buf();
                files::is_template(&name.to_string_lossy()).then_some((path, name))
            };
            all.into_iter().filter_map(under).collect()
        }
    };
    if found.is_empty() {
        let message = format!("there are no templates in {}", request.path.display());
        return Err(Diagnostic::error(Code::NoTemplates, message)
            .with_note("templates are files that end with .yaml or .yml, but for values.yaml")
            .into());
    }
    let mut inputs = Vec::new();
    let mut findings = Diagnostics::default();
    for (path, name) in found {
        match world.read(&path) {
            Ok(text) if kind == FileKind::Folder && files::is_skipped(&text) => {}
            Ok(text) => {
                let text: Rc<[u8]> = text.into();
                let source = sources.add(&*path.to_string_lossy(), text.clone());
                match std::str::from_utf8(&text) {
                    Ok(_) => inputs.push(Input {
                        path,
                        name,
                        source,
                        text: text.clone(),
                    }),
                    Err(error) => findings.0.push(faults::not_utf8(source, error, sources)),
                }
            }
            Err(error) => findings.0.push(faults::unreadable(&path, &error)),
        }
    }
    if findings.0.is_empty() {
        Ok(inputs)
    } else {
        Err(findings)
    }
}

fn file_name(path: &Path) -> PathBuf {
    path.file_name()
        .map_or_else(|| path.to_path_buf(), PathBuf::from)
}

/// Finds the resources in what the templates wrote, and puts them in order.
fn identify(rendered: &mut Rendered) -> Result<(), Diagnostics> {
    let mut findings = Diagnostics::default();
    for (file, written) in rendered.files.iter().enumerate() {
        match manifest::read_resources(written.text.as_bytes()) {
            Ok(found) => {
                rendered
                    .resources
                    .extend(found.into_iter().map(|found| Resource { file, found }));
            }
            Err(error) => {
                let (sources, origins) = (&mut rendered.sources, &rendered.origins);
                let values = &rendered.values;
                let finding = faults::not_a_resource(&error, written, values, sources, origins);
                findings.0.push(finding);
            }
        }
    }
    rendered
        .resources
        .sort_by(|a, b| manifest::harness_order(&a.found.id, &b.found.id));
    if findings.0.is_empty() {
        Ok(())
    } else {
        Err(findings)
    }
}

/// What all templates of a rendering share.
struct Run<'r> {
    request: &'r Request,
    functions: Functions,
    environment: Environment,
    data: Value,
}

impl Run<'_> {
    /// Executes all templates; all that fail are told.
    fn all(
        &self,
        inputs: &[Input],
        rendered: &mut Rendered,
        mut watch: Option<&mut Watch>,
    ) -> Result<(), Diagnostics> {
        let mut errors = Diagnostics::default();
        for input in inputs {
            match self.one(input, rendered, watch.as_deref_mut()) {
                Ok((file, missing)) => {
                    for finding in missing {
                        let to = if self.request.strict {
                            &mut errors
                        } else {
                            &mut rendered.warnings
                        };
                        to.0.push(finding);
                    }
                    rendered.files.push(file);
                }
                Err(findings) => errors.0.extend(findings.0),
            }
        }
        if errors.0.is_empty() {
            Ok(())
        } else {
            Err(errors)
        }
    }

    /// Executes one template; also gives what it printed of values that are not there.
    fn one(
        &self,
        input: &Input,
        rendered: &mut Rendered,
        mut watch: Option<&mut Watch>,
    ) -> Result<(RenderedFile, Vec<Diagnostic>), Diagnostics> {
        let mut set = Set::new(TEMPLATE, self.functions.clone());
        let template = set
            .add(TEMPLATE, &input.text, input.source)
            .map_err(|errors| {
                Diagnostics(
                    errors
                        .iter()
                        .map(|e| faults::syntax(e, &self.functions))
                        .collect(),
                )
            })?;
        let mut environment = self.environment.clone();
        environment.file = Some(input.name.to_string_lossy().into());
        if self.request.trace {
            let origins = &mut rendered.origins;
            let noted = watch.as_mut().map(|watch| &mut watch.noted);
            let traced = self.traced(&set, &template, &environment, origins, noted);
            if let (Some(watch), Ok((text, _))) = (watch, &traced) {
                watch.noted.note_text(text);
                watch.own(input.source);
                watch.executed(&set, [TEMPLATE].into_iter(), &rendered.origins);
            }
            let (text, reached) = traced.map_err(|failure| {
                let facts = Facts {
                    sources: &rendered.sources,
                    origins: &rendered.origins,
                    values: &rendered.values,
                    layers: &rendered.layers,
                };
                faults::failed(&failure, None, facts)
            })?;
            let missing = self.missing_values(&text, &reached, input);
            return Ok((input.wrote(text, reached), missing));
        }
        let mut out = StrBuf::new();
        let (executed, _) =
            set.execute_template(&template, &self.data, &environment, NoTrace, &mut out);
        executed.map_err(|error| faults::execution(&error))?;
        let text = out.into_str();
        let has_gap = contains(text.as_bytes(), NO_VALUE);
        if !has_gap && !contains(text.as_bytes(), written::OPENER) {
            return Ok((input.wrote(text, Vec::new()), Vec::new()));
        }
        // Only now is it worth the time to know which place wrote what.
        let (traced, reached) = self
            .traced(&set, &template, &environment, &mut Origins::new(), None)
            .map_err(|failure| faults::execution(&failure.error))?;
        let missing = match has_gap {
            true => self.missing_values(&traced, &reached, input),
            false => Vec::new(),
        };
        // What is random is another text now.
        match traced == text {
            true => Ok((input.wrote(traced, reached), missing)),
            false => Ok((input.wrote(text, Vec::new()), missing)),
        }
    }

    fn traced(
        &self,
        set: &Set,
        template: &Rc<Template>,
        environment: &Environment,
        origins: &mut Origins,
        noted: Option<&mut Usage>,
    ) -> Result<(Str, Vec<Reached>), Failure> {
        let mut out = StrBuf::new();
        let tracer = Tracer::new(origins).noting(noted);
        let (executed, tracer) =
            set.execute_template(template, &self.data, environment, tracer, &mut out);
        executed.map_err(|error| Failure::new(TEMPLATE, error, &tracer, set))?;
        Ok((out.into_str(), tracer.all_reached().to_vec()))
    }

    /// A finding for each place that printed a value that is not there.
    fn missing_values(&self, text: &Str, reached: &[Reached], input: &Input) -> Vec<Diagnostic> {
        let mut places: Vec<Span> = Vec::new();
        let mut start = 0;
        for run in text.runs() {
            let written = &text.as_bytes()[start..run.end as usize];
            start = run.end as usize;
            let place = (run.site.number() as usize)
                .checked_sub(1)
                .and_then(|at| reached.get(at));
            if let Some(place) = place
                && contains(written, NO_VALUE)
                && !places.contains(&place.span)
            {
                places.push(place.span);
            }
        }
        places
            .into_iter()
            .map(|span| self.missing_value(span, input))
            .collect()
    }

    fn missing_value(&self, span: Span, input: &Input) -> Diagnostic {
        let action = String::from_utf8_lossy(&input.text[span.range()]).into_owned();
        let message = "a template printed `<no value>`";
        let finding = if self.request.strict {
            Diagnostic::error(Code::NoValue, message)
        } else {
            Diagnostic::warning(Code::NoValue, message)
        };
        match values::first_missing(&action, &self.data) {
            Some(missing) => {
                let finding = finding.with_label(span, format!("{} is not set", missing.path));
                match missing.similar {
                    Some(similar) => finding.with_hint(format!("did you mean `{similar}`?")),
                    None => finding,
                }
            }
            None => finding.with_label(span, "this value is not set"),
        }
    }
}

impl Input {
    fn wrote(&self, text: Str, reached: Vec<Reached>) -> RenderedFile {
        RenderedFile {
            path: self.path.clone(),
            name: self.name.clone(),
            text,
            reached,
        }
    }
}

fn verbatim(input: &Input) -> RenderedFile {
    input.wrote(Str::from(&*input.text), Vec::new())
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    memchr::memmem::find(text, part).is_some()
}
