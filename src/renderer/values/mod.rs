//! From values files with expressions to `.Values`.
//!
//! - here: the order of the work, and merging.
//! - `context`: what expressions are resolved with.
//! - `marks`: from places in a resolved text back to the file people wrote.
//! - `missing`: what a template looked for in vain.

mod context;
mod marks;
mod missing;

use std::path::{Path, PathBuf};
use std::rc::Rc;

pub use missing::first_missing;

use super::{Input, Rendered, Request, Unresolved, faults};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::encoding::yaml::{self, Library, Reader};
use crate::harness::expression::render::{self as expressions, RenderError, Replaced};
use crate::harness::expression::{Evaluator, Mode, Options};
use crate::harness::{Offline, Secrets, comments, values};
use crate::registry::pull_secret::Spelling;
use crate::source::{SourceId, Sources, Span};
use crate::value::Map;
use crate::world::{FileKind, World};
use marks::{Places, ValueMarks};

/// What Go calls the variable that Harness's renderer reads values into.
const GO_TYPE: &str = "map[string]interface {}";

/// A values file whose expressions are resolved.
struct Resolved {
    source: SourceId,
    text: String,
    replaced: Vec<Replaced>,
}

/// The values of a request, or `None` where there is no values file at all.
pub fn load(
    request: &Request,
    kind: FileKind,
    world: &Rc<dyn World>,
    rendered: &mut Rendered,
) -> Result<Option<Map>, Diagnostics> {
    let files = read(request, kind, &**world, &mut rendered.sources)?;
    let context = context::load(
        request,
        &**world,
        &mut rendered.sources,
        &mut rendered.origins,
    )?;
    if files.is_empty() {
        return Ok(None);
    }
    let secrets = Secrets::new(request.secrets.clone(), &**world)
        .map_err(|error| Diagnostic::error(Code::FileUnreadable, error))?;
    let mut outside = Offline::new(&**world, secrets);
    outside.docker_config.clone_from(&request.docker_config);
    outside.spelling = if request.quirks {
        Spelling::Harness
    } else {
        Spelling::Correct
    };
    let options = Options {
        mode: match request.unresolved {
            Unresolved::Error => Mode::Error,
            Unresolved::Keep => Mode::Keep,
            Unresolved::Null => Mode::Null,
        },
        ..Options::default()
    };
    let evaluator = Evaluator::new(context.root(), &options, &outside);
    let mut resolved = Vec::new();
    let mut findings = Diagnostics::default();
    for file in files {
        match resolve(request, file, &evaluator, &outside, &rendered.sources) {
            Ok(file) => resolved.push(file),
            Err(found) => findings.0.extend(found.0),
        }
    }
    rendered.secrets = outside.secrets.revealed();
    if !findings.0.is_empty() {
        return Err(findings);
    }
    let values = merge(&resolved, request.trace, rendered)?;
    Ok(Some(values))
}

/// The values files: `values.yaml` in the folder, then those that were asked for.
fn read(
    request: &Request,
    kind: FileKind,
    world: &dyn World,
    sources: &mut Sources,
) -> Result<Vec<SourceId>, Diagnostics> {
    let mut inputs = Vec::new();
    let own = request.path.join("values.yaml");
    if kind == FileKind::Folder && world.kind(&own).is_ok_and(|kind| kind == FileKind::File) {
        inputs.push(Input::File(own));
    }
    inputs.extend(request.values.iter().cloned());
    let mut files = Vec::new();
    let mut findings = Diagnostics::default();
    for input in inputs {
        let (name, bytes) = match &input {
            Input::File(path) => (path.clone(), world.read(path)),
            Input::Stdin => (PathBuf::from("<stdin>"), world.read_stdin()),
        };
        match bytes {
            Ok(bytes) => files.push(sources.add(&*name.to_string_lossy(), bytes)),
            Err(error) => findings
                .0
                .push(faults::unreadable(Path::new(&name), &error)),
        }
    }
    if findings.0.is_empty() {
        Ok(files)
    } else {
        Err(findings)
    }
}

fn resolve(
    request: &Request,
    source: SourceId,
    evaluator: &Evaluator<'_>,
    outside: &Offline<'_>,
    sources: &Sources,
) -> Result<Resolved, Diagnostics> {
    let bytes = sources.get(source).map_or(&[][..], |source| source.bytes());
    let text = std::str::from_utf8(bytes).map_err(|e| faults::not_utf8(source, e, sources))?;
    // Harness resolves comments too, which stops many a run for nothing.
    let spared = if request.quirks {
        Vec::new()
    } else {
        comments::find(text)
    };
    let rendered = expressions::render(evaluator, text, &spared);
    if let Some(fault) = outside.take_fault() {
        let finding = faults::credentials(&fault);
        let span = match &rendered {
            Err(RenderError::Failed { span, .. }) => Some(span.clone()),
            Err(RenderError::Unresolved(all)) => all.first().map(|one| one.span.clone()),
            Ok(_) => None,
        };
        let labelled = span.map(|span| {
            finding
                .clone()
                .with_label(Span::new(source, span), "asked for here")
        });
        return Err(labelled.unwrap_or(finding).into());
    }
    let rendered = rendered
        .map_err(|error| faults::expressions(error, source, evaluator.context().is_empty()))?;
    let rendered = outside.secrets.reveal(rendered).map_err(|error| {
        let whole = Span::new(source, 0..0);
        Diagnostic::error(Code::SecretNotFound, error.message).with_label(whole, "")
    })?;
    Ok(Resolved {
        source,
        text: rendered.text,
        replaced: rendered.replaced,
    })
}

/// Reads the resolved texts as YAML and merges them.
fn merge(resolved: &[Resolved], trace: bool, rendered: &mut Rendered) -> Result<Map, Diagnostics> {
    let mut maps = Vec::new();
    let mut findings = Diagnostics::default();
    for file in resolved {
        match parse(file, trace, rendered) {
            Ok(map) => maps.push(map),
            Err(found) => findings.0.extend(found.0),
        }
    }
    if !findings.0.is_empty() {
        return Err(findings);
    }
    let (merged, conflicts) = values::merge(&maps);
    if !conflicts.is_empty() && !trace {
        // Only now are the places worth the time.
        return merge(resolved, true, rendered);
    }
    for conflict in conflicts {
        let path = conflict.path.join(".");
        let (kept, lost) = if conflict.map_kept {
            ("a map", "a value")
        } else {
            ("a value", "a map")
        };
        let mut finding = Diagnostic::warning(
            Code::ValuesConflict,
            format!(
                "`{path}` is {kept} in one values file and {lost} in another; the later one wins"
            ),
        );
        for (mark, words) in [
            (conflict.kept, "this one wins"),
            (conflict.lost, "this one is lost"),
        ] {
            if let Some(span) = marks::span(mark, &rendered.origins) {
                finding = finding.with_label(span, words);
            }
        }
        rendered.warnings.0.push(finding);
    }
    Ok(merged)
}

fn parse(file: &Resolved, trace: bool, rendered: &mut Rendered) -> Result<Map, Diagnostics> {
    let places = Places {
        source: file.source,
        replaced: &file.replaced,
    };
    let reader = Reader::new().library(Library::Ghodss);
    let read = if trace {
        let secrets = &rendered.secrets;
        let marks = ValueMarks {
            places,
            text: &file.text,
            secrets,
            origins: &mut rendered.origins,
        };
        reader.marker(marks).map(file.text.as_bytes(), GO_TYPE)
    } else {
        let mut reader = reader;
        reader.map(file.text.as_bytes(), GO_TYPE)
    };
    match read {
        Ok(map) => Ok(map.unwrap_or_default()),
        Err(error) => {
            let span = places.span(error.span());
            Err(not_values(&error, span, &rendered.sources).into())
        }
    }
}

fn not_values(error: &yaml::Error, span: Span, sources: &Sources) -> Diagnostic {
    if error.stage() != yaml::Stage::Shape {
        return faults::not_yaml(error, span, sources);
    }
    let message = format!("{} is not a map", sources.name(span.source));
    Diagnostic::error(Code::ValuesNotMap, message)
        .with_label(span, "values are a map of names and values")
        .with_note(error.to_string())
}
