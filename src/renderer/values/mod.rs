//! From values files with expressions to `.Values`.
//!
//! - here: the order of the work, merging, and what is set on top.
//! - `missing`: what a template looked for in vain.

mod missing;

use std::io;
use std::path::{Path, PathBuf};

pub use missing::first_missing;

use super::helm::STDIN;
use super::layers::{Layer, place};
use super::{Expressions, Input, Rendered, Request, faults};
use crate::chart::{Loader, Provenance, archived_values};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::encoding::yaml;
use crate::harness::expression::render as expressions;
use crate::harness::{values, values_file};
use crate::source::{SourceId, Sources, Span};
use crate::value::Map;
use crate::world::{FileKind, World};

/// A values file whose expressions are resolved.
struct Resolved {
    source: SourceId,
    rendered: expressions::Rendered,
}

/// A values file that was looked at: its path, and what is in it.
type Found = (PathBuf, io::Result<Vec<u8>>);

/// The `values.yaml` in a folder that is rendered.
pub fn of_folder(request: &Request, kind: FileKind, world: &dyn World) -> Option<Found> {
    let path = request.path.join("values.yaml");
    let is_there =
        kind == FileKind::Folder && world.kind(&path).is_ok_and(|kind| kind == FileKind::File);
    is_there.then(|| (path.clone(), world.read(&path)))
}

/// The values of a request, those in `own` before all others; `None` where there is no values file
/// at all.
pub fn load(
    request: &Request,
    own: Option<Found>,
    expressions: &Expressions<'_>,
    world: &dyn World,
    rendered: &mut Rendered,
) -> Result<Option<Map>, Diagnostics> {
    let files = read(request, own, world, &mut rendered.sources)?;
    if files.is_empty() && request.set.is_empty() {
        return Ok(None);
    }
    let mut resolved = Vec::new();
    let mut findings = Diagnostics::default();
    for source in files {
        match expressions.resolve(source, &rendered.sources) {
            Ok(rendered) => resolved.push(Resolved { source, rendered }),
            Err(found) => findings.0.extend(found.0),
        }
    }
    rendered.secrets.extend(expressions.secrets().revealed());
    if !findings.0.is_empty() {
        return Err(findings);
    }
    let values = merge(&resolved, request.trace, rendered)?;
    set(request, world, &values, rendered)?;
    Ok(Some(values))
}

/// The user's values for a chart.
///
/// The chart's own are its defaults, which Helm puts below. Only where they hold expressions they
/// are the first of the user's, as in Harness, which resolves them like all values files and
/// gives them to Helm as a file.
pub fn of_chart(
    request: &Request,
    expressions: &Expressions<'_>,
    world: &dyn World,
    rendered: &mut Rendered,
) -> Result<Map, Diagnostics> {
    let own = own_of_chart(request, world);
    let has_expression = |own: &Vec<u8>| memchr::memmem::find(own, b"<+").is_some();
    let own = own.filter(|(_, bytes)| bytes.as_ref().is_ok_and(has_expression));
    let values = load(request, own, expressions, world, rendered)?;
    let own = request.path.join("values.yaml");
    for layer in &mut rendered.layers {
        layer.is_default = Path::new(&layer.name) == own;
    }
    Ok(values.unwrap_or_default())
}

/// The `values.yaml` of a chart. That in an archive only matters where expressions are resolved:
/// it is no file that others could resolve them in before.
fn own_of_chart(request: &Request, world: &dyn World) -> Option<Found> {
    let path = request.path.join("values.yaml");
    let is_stdin = request.path.to_str() == Some(STDIN);
    if !is_stdin && world.kind(&request.path).ok() != Some(FileKind::File) {
        return Some((path.clone(), world.read(&path)));
    }
    if !request.resolve_expressions {
        return None;
    }
    let archive = match is_stdin {
        true => world.read_stdin(),
        false => world.read(&request.path),
    };
    Some((path, Ok(archived_values(&archive.ok()?)?)))
}

/// The values files: `own`, then those that were asked for.
fn read(
    request: &Request,
    own: Option<Found>,
    world: &dyn World,
    sources: &mut Sources,
) -> Result<Vec<SourceId>, Diagnostics> {
    let asked = request.values.iter().map(|input| match input {
        Input::File(path) => (path.clone(), world.read(path)),
        Input::Stdin => (PathBuf::from("<stdin>"), world.read_stdin()),
    });
    let mut files = Vec::new();
    let mut findings = Diagnostics::default();
    for (name, bytes) in own.into_iter().chain(asked) {
        match bytes {
            Ok(bytes) => files.push(sources.add(&*name.to_string_lossy(), bytes)),
            Err(error) => findings.0.push(faults::unreadable(&name, &error)),
        }
    }
    if findings.0.is_empty() {
        Ok(files)
    } else {
        Err(findings)
    }
}

/// Sets single values.
fn set(
    request: &Request,
    world: &dyn World,
    values: &Map,
    rendered: &mut Rendered,
) -> Result<(), Diagnostics> {
    let mut loader = Loader::new(world);
    loader.provenance = Some(Provenance {
        sources: &mut rendered.sources,
        origins: request.trace.then_some(&mut rendered.origins),
    });
    let set = request.set.apply(&mut loader, values);
    set.map_err(|error| Diagnostics::from(Diagnostic::from(error)))?;
    if request.trace && !request.set.is_empty() {
        let alone = Map::new();
        // What has just been read can be read again.
        let _ = request.set.apply(&mut loader, &alone);
        rendered.layers.insert(0, Layer::new("--set", &alone));
    }
    Ok(())
}

/// Reads the resolved texts as YAML and merges them.
fn merge(resolved: &[Resolved], trace: bool, rendered: &mut Rendered) -> Result<Map, Diagnostics> {
    let mut maps = Vec::new();
    let mut findings = Diagnostics::default();
    for file in resolved {
        match parse(file, trace, rendered) {
            Ok(map) => {
                if trace {
                    let name = rendered.sources.name(file.source);
                    rendered.layers.insert(0, Layer::new(name, &map));
                }
                maps.push(map);
            }
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
            if let Some(span) = place(mark, &rendered.origins) {
                finding = finding.with_label(span, words);
            }
        }
        rendered.warnings.0.push(finding);
    }
    Ok(merged)
}

fn parse(file: &Resolved, trace: bool, rendered: &mut Rendered) -> Result<Map, Diagnostics> {
    let read = if trace {
        values_file::read_marked(&file.rendered, file.source, &mut rendered.origins)
    } else {
        values_file::read(&file.rendered.text)
    };
    read.map_err(|error| {
        let at = |offset| file.rendered.source_of(offset);
        let start = at(error.span().start);
        let span = Span::new(file.source, start..at(error.span().end).max(start));
        not_values(&error, span, &rendered.sources).into()
    })
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
