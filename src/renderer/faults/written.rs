//! What templates wrote that is no resource: the rendered lines, and the template lines that made
//! them.

use std::path::Path;

use super::is_of_secret;
use crate::diagnostic::{Code, Diagnostic};
use crate::gotemplate::lines::{Line, chain, lines};
use crate::manifest::{Problem, ResourceError};
use crate::renderer::RenderedFile;
use crate::renderer::layers::places;
use crate::renderer::values::first_missing;
use crate::renderer::written::entry;
use crate::source::{Sources, Span};
use crate::value::{Map, Origins, Value};

/// How many lines are shown before and behind the one at fault.
const AROUND: usize = 3;
/// So many template lines and values are shown.
const MOST_PLACES: usize = 4;

/// What a template wrote that is not a Kubernetes resource. The lines around the fault are shown,
/// since nobody has them in a file; in a traced run also what made them.
pub fn not_a_resource(
    error: &ResourceError,
    file: &RenderedFile,
    values: &Map,
    sources: &mut Sources,
    origins: &Origins,
) -> Diagnostic {
    let name = file.path.display().to_string();
    let text = file.text.as_bytes();
    let (what, at) = match &error.problem {
        Problem::Yaml(yaml) => ("YAML", error.range.start + yaml.span().start),
        Problem::Null(field) => {
            let (path, key) = field.rsplit_once('.').unwrap_or(("", field));
            let document = text.get(error.range.clone()).unwrap_or_default();
            let (at, _) = entry(document, path, key.as_bytes());
            ("a Kubernetes resource", error.range.start + at)
        }
        _ => ("a Kubernetes resource", first_line(text, error.range.start)),
    };
    let message = format!("{name} renders to something that is not {what}");
    let (start, end) = line_of(text, at);
    let words = match &error.problem {
        Problem::Yaml(yaml) => yaml.problem().to_string(),
        _ => String::new(),
    };
    let hidden = is_of_secret(text);
    let mut finding = Diagnostic::error(Code::InvalidManifest, message);
    if hidden {
        finding =
            finding.with_note("the rendered text is not shown, since there is a Secret in it");
    } else {
        let rendered = sources.add_made(format!("{name} as rendered"), text);
        let shown = at.min(end)..end.max(at.min(end));
        finding = finding.with_label_around(Span::new(rendered, shown), words, AROUND);
    }
    // The reader often sees only a line later what is wrong.
    let before = text[..start]
        .trim_ascii_end()
        .iter()
        .rposition(|&b| b == b'\n')
        .map_or(0, |at| at + 1);
    let found = lines(&file.text, before..end.max(start), origins);
    let near: Vec<&Line> = match &error.problem {
        Problem::Yaml(_) => found
            .iter()
            .filter(|line| !line.writers.is_empty())
            .collect(),
        Problem::Null(_) => found.last().into_iter().collect(),
        _ => Vec::new(),
    };
    let number = |offset: usize| memchr::memchr_iter(b'\n', &text[..offset]).count() + 1;
    let silent = near.iter().rev().flat_map(|line| &line.silent);
    let silent = silent.filter_map(|site| {
        let action = sources.text(*chain(*site, &file.reached).first()?);
        Some((*site, nothing_written(action, &file.name, values)?))
    });
    let written = near.iter().rev().flat_map(|line| {
        let words = format!("line {} was written here", number(line.range.start));
        line.writers
            .iter()
            .map(move |site| (*site, (words.clone(), None)))
    });
    let mut told: Vec<Span> = Vec::new();
    for (site, (words, similar)) in silent.chain(written) {
        let chain = chain(site, &file.reached);
        let Some((&place, callers)) = chain.split_first() else {
            continue;
        };
        if told.contains(&place) || told.len() >= MOST_PLACES {
            continue;
        }
        told.push(place);
        finding = match hidden {
            true => finding.with_frame(place, words),
            false => finding.with_label(trimmed(place, sources), words),
        };
        for caller in callers {
            finding = finding.with_frame(*caller, "which was called");
        }
        if let Some(similar) = similar {
            finding = finding.with_hint(format!("did you mean `{similar}`?"));
        }
    }
    finding.trace.dedup();
    let mut values: Vec<Span> = Vec::new();
    for mark in near.iter().flat_map(|line| &line.marks) {
        for place in places(*mark, origins) {
            if !values.contains(&place) && values.len() < MOST_PLACES {
                values.push(place);
                finding = match hidden {
                    true => finding.with_frame(place, "a value in it is set"),
                    false => finding.with_label(place, "this value is in it"),
                };
            }
        }
    }
    finding.with_note(error.to_string())
}

/// Why an action wrote nothing, and a name that looks like the one that is missing. `None` where it
/// asks for no value and is meant to.
fn nothing_written(action: &[u8], file: &Path, values: &Map) -> Option<(String, Option<String>)> {
    if !action.iter().any(|byte| matches!(byte, b'.' | b'$')) {
        return None;
    }
    let action = String::from_utf8_lossy(action);
    Some(match first_missing(&action, &values_of(file, values)) {
        Some(missing) => (format!("{} is not set", missing.path), missing.similar),
        None => ("writes nothing".to_string(), None),
    })
}

/// What the templates of a file's chart see, as far as it is `.Values`.
fn values_of(name: &Path, values: &Map) -> Value {
    let name = name.to_string_lossy();
    let charts = name.split("/charts/").skip(1);
    let charts = charts.filter_map(|rest| rest.split('/').next());
    let own = charts.fold(values.clone(), |around, chart| match around.get(chart) {
        Some(Value::Map(own)) => own,
        _ => Map::new(),
    });
    Value::from(Map::from_iter([("Values", own.into())]))
}

/// The place without the blanks and line feeds around it.
fn trimmed(span: Span, sources: &Sources) -> Span {
    let text = sources.text(span);
    let start = text.len() - text.trim_ascii_start().len();
    let end = text.trim_ascii_end().len();
    if start >= end {
        return span;
    }
    let base = span.range().start;
    Span::new(span.source, base + start..base + end)
}

/// The first line from here on that is not blank.
fn first_line(text: &[u8], start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    start
        + rest
            .iter()
            .position(|b| !b.is_ascii_whitespace())
            .unwrap_or(0)
}

/// Where the line begins and ends in which an offset lies.
fn line_of(text: &[u8], at: usize) -> (usize, usize) {
    let at = at.min(text.len());
    let start = memchr::memrchr(b'\n', &text[..at]).map_or(0, |at| at + 1);
    let end = memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |end| at + end);
    (start, end)
}
