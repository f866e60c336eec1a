//! What is looked at in the text that templates wrote: expressions, and values that Kubernetes
//! refuses.

use std::ops::Range;

use super::{Expressions, Rendered, RenderedFile, Resource};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::gotemplate::Reached;
use crate::harness::comments;
use crate::harness::expression::render as expressions;
use crate::harness::expression::scan;
use crate::source::{SourceId, Sources, Span};
use crate::value::{Mark, Origin, Origins, Run, Site, Str, StrBuf};

/// What an expression opens with.
pub const OPENER: &[u8] = b"<+";

/// Resolves the expressions in what templates wrote, which Harness does not.
///
/// # Errors
/// A finding for each expression that has no value or failed.
pub fn resolve(rendered: &mut Rendered, expressions: &Expressions<'_>) -> Result<(), Diagnostics> {
    let mut findings = Diagnostics::default();
    for file in &mut rendered.files {
        if memchr::memmem::find(file.text.as_bytes(), OPENER).is_none() {
            continue;
        }
        let name = format!("{} as rendered", file.path.display());
        let source = rendered.sources.add_made(name, file.text.as_bytes());
        match expressions.resolve(source, &rendered.sources) {
            Ok(resolved) => {
                file.text = spliced(file, &resolved, source, &mut rendered.origins);
            }
            Err(mut found) => {
                for label in found.0.iter_mut().flat_map(|finding| &mut finding.labels) {
                    let text = rendered.sources.text(label.span).to_vec();
                    let at = label.span.range().start;
                    if let Some(span) = place(file, at, &text, &rendered.sources) {
                        label.span = span;
                    }
                }
                findings.0.extend(found.0);
            }
        }
    }
    rendered.secrets.extend(expressions.secrets().revealed());
    match findings.0.is_empty() {
        true => Ok(()),
        false => Err(findings),
    }
}

/// The text of a file with values in place of expressions; its runs stay.
fn spliced(
    file: &RenderedFile,
    resolved: &expressions::Rendered,
    source: SourceId,
    origins: &mut Origins,
) -> Str {
    let traced = !file.text.runs().is_empty();
    let mut out = StrBuf::with_capacity(resolved.text.len());
    let mut at = 0;
    for part in &resolved.replaced {
        out.push_slice(&file.text, at..part.source.start);
        at = part.source.end;
        let value = resolved.text.as_bytes().get(part.output.clone());
        let value = value.unwrap_or_default();
        if !traced {
            out.push_bytes(value);
            continue;
        }
        let run = run_at(&file.text, part.source.start).map(|(run, _)| run);
        let (site, mark) = run.map_or((Site::NONE, Mark::NONE), |run| (run.site, run.mark));
        let span = run
            .and_then(|run| reached(&file.reached, run.site))
            .unwrap_or_else(|| Span::new(source, part.source.clone()));
        let mut context = Mark::NONE;
        for mark in &part.marks {
            context = origins.union(context, *mark);
        }
        let own = origins.add(Origin::Expression {
            span,
            context,
            secret: part.secret,
        });
        out.push_traced(value, site, origins.union(mark, own));
    }
    out.push_slice(&file.text, at..file.text.len());
    out.into_str()
}

/// Warns of expressions in what templates wrote: Harness resolves nothing there.
pub fn warn_of_expressions(rendered: &mut Rendered) {
    for file in &rendered.files {
        let bytes = file.text.as_bytes();
        if memchr::memmem::find(bytes, OPENER).is_none() {
            continue;
        }
        let Ok(text) = std::str::from_utf8(bytes) else {
            continue;
        };
        let spared = comments::find(text);
        let mut told: Vec<&str> = Vec::new();
        for found in scan::all(text) {
            let shown = text.get(found.span.clone()).unwrap_or_default();
            let in_comment = spared.iter().any(|part| part.contains(&found.span.start));
            if in_comment || told.contains(&shown) {
                continue;
            }
            told.push(shown);
            let message =
                format!("`{shown}` stays as it is: Harness resolves nothing in manifests");
            let finding = Diagnostic::warning(Code::ExpressionInManifest, message);
            let place = place(file, found.span.start, shown.as_bytes(), &rendered.sources);
            let written = place.is_none_or(|at| rendered.sources.text(at) == shown.as_bytes());
            let finding = match place {
                Some(span) => finding.with_label(span, ""),
                None => finding.with_note(format!("it is in what {} writes", file.path.display())),
            };
            rendered.warnings.0.push(finding.with_hint(match written {
                true => "put it into a values file, or let --expressions-in-manifests resolve it",
                false => "it comes from a value; give the context an answer to it",
            }));
        }
    }
}

/// Warns of annotations and labels that are not text.
pub fn warn_of_metadata(rendered: &mut Rendered) {
    for Resource { file, found } in &rendered.resources {
        let Some(file) = rendered.files.get(*file) else {
            continue;
        };
        for odd in &found.not_text {
            let what = match odd.path.ends_with("annotations") {
                true => "annotation",
                false => "label",
            };
            let message = format!(
                "the {what} `{}` of {} is a {}, and Kubernetes takes nothing but text",
                odd.key, found.id, odd.kind
            );
            let mut finding = Diagnostic::warning(Code::MetadataNotText, message);
            finding =
                match place_of_entry(file, &found.range, odd.path, &odd.key, &rendered.sources) {
                    Some(span) => finding.with_label(span, format!("in {}", odd.path)),
                    None => finding.with_note(format!(
                        "it is in {}, which {} writes",
                        odd.path,
                        file.path.display()
                    )),
                };
            rendered.warnings.0.push(match odd.kind {
                "boolean" | "number" => finding.with_hint("put the value into quotes"),
                _ => finding,
            });
        }
    }
}

/// The place in a template that wrote a key of a document, which is in what the path leads to, and
/// the rest of its line; of the key alone where that is all that can be told.
pub fn place_of_entry(
    file: &RenderedFile,
    document: &Range<usize>,
    path: &str,
    key: &str,
    sources: &Sources,
) -> Option<Span> {
    let text = file.text.as_bytes().get(document.clone());
    let key = key.as_bytes();
    let (at, line) = entry(text.unwrap_or_default(), path, key);
    let at = document.start + at;
    place(file, at, line, sources).or_else(|| place(file, at, key, sources))
}

/// Where a document has a key behind the keys of the path to it, and the rest of that line. A key
/// with something behind it that is not in quotes goes before one with text.
pub fn entry<'d>(document: &'d [u8], path: &'d str, key: &'d [u8]) -> (usize, &'d [u8]) {
    let mut from = 0;
    for part in path.split('.').filter(|part| !part.is_empty()) {
        let rest = document.get(from..).unwrap_or_default();
        from += keys(rest, part.as_bytes()).next().unwrap_or_default().0;
    }
    let inside = document.get(from..).unwrap_or_default();
    let value = |line: &'d [u8]| {
        let behind = line.get(key.len()..).unwrap_or_default();
        let behind = match behind {
            [b'"' | b'\'', rest @ ..] => rest,
            rest => rest,
        };
        let value = behind.trim_ascii_start().strip_prefix(b":")?;
        Some(value.trim_ascii_start())
    };
    let bare = |line| value(line).is_some_and(|value| !value.starts_with(b"\""));
    let found = keys(inside, key).find(|(_, line)| bare(line));
    let found = found.or_else(|| keys(inside, key).find(|(_, line)| value(line).is_some()));
    let (at, line) = found.unwrap_or_default();
    (from + at, line)
}

/// Where a text may have a key, each with the rest of its line.
fn keys<'d>(text: &'d [u8], key: &'d [u8]) -> impl Iterator<Item = (usize, &'d [u8])> {
    let places = memchr::memmem::find_iter(text, key);
    places.filter_map(move |at| {
        let (before, rest) = text.split_at_checked(at)?;
        let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        let begins = before
            .last()
            .is_none_or(|byte| b" \t\n\"'{,".contains(byte));
        begins.then(|| (at, rest.get(..end).unwrap_or_default().trim_ascii_end()))
    })
}

/// The place in a template that wrote the byte at `at`, where `text` stands. A run that does not
/// trace looks for the text in the template.
pub fn place(file: &RenderedFile, at: usize, text: &[u8], sources: &Sources) -> Option<Span> {
    if let Some((run, start)) = run_at(&file.text, at) {
        let span = reached(&file.reached, run.site)?;
        let written = file.text.as_bytes().get(start..run.end as usize);
        // What the template holds itself is known to the byte.
        return Some(match written == Some(sources.text(span)) {
            true => {
                let from = span.range().start + (at - start);
                let until = (from + text.len()).min(span.range().end);
                Span::new(span.source, from..until)
            }
            false => span,
        });
    }
    let source = sources.named(&file.path.to_string_lossy())?;
    let template = sources.get(source)?.bytes();
    if template == file.text.as_bytes() {
        return Some(Span::new(source, at..at + text.len()));
    }
    let mut places = memchr::memmem::find_iter(template, text);
    let first = places.next()?;
    Some(Span::new(source, first..first + text.len()))
}

/// The run of a byte, and where it starts.
fn run_at(text: &Str, at: usize) -> Option<(Run, usize)> {
    let runs = text.runs();
    let index = runs.partition_point(|run| run.end as usize <= at);
    let start = match index.checked_sub(1) {
        Some(before) => runs.get(before)?.end as usize,
        None => 0,
    };
    Some((*runs.get(index)?, start))
}

fn reached(reached: &[Reached], site: Site) -> Option<Span> {
    let index = (site.number() as usize).checked_sub(1)?;
    reached.get(index).map(|reached| reached.span)
}
