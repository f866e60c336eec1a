//! Templates that failed: what was missing, where it was looked for, and what looks like it.

use std::collections::VecDeque;

use super::{execution, is_of_secret};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::gotemplate::{ExecError, Missed, Set, Tracer};
use crate::renderer::layers::{self, Layer};
use crate::source::{Sources, Span};
use crate::value::{Map, Mark, Origins, Str, Value};

/// A template that failed in a traced run, with what led to it.
#[derive(Debug)]
pub struct Failure {
    /// The template's full path.
    pub file: String,
    /// Why it failed.
    pub error: ExecError,
    missed: Vec<Missed>,
    blamed: Mark,
    condition: Mark,
    /// The name of a template that is not there, and one that looks like it.
    unknown: Option<(String, Option<String>)>,
}

impl Failure {
    /// What a tracer knows of a failure.
    pub fn new(file: &str, error: ExecError, tracer: &Tracer<'_>, set: &Set) -> Self {
        let problem = error.problem().to_string_lossy();
        let unknown = unknown_template(&problem).map(|name| {
            let similar = nearest(name, set.names()).map(str::to_string);
            (name.to_string(), similar)
        });
        Failure {
            unknown,
            file: file.to_string(),
            error,
            missed: tracer.missed().to_vec(),
            blamed: tracer.blamed(),
            condition: tracer.condition_of_failure(),
        }
    }
}

/// What is known of a traced run besides its failures.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'f> {
    /// The texts.
    pub sources: &'f Sources,
    /// The origins.
    pub origins: &'f Origins,
    /// The values that templates see.
    pub values: &'f Map,
    /// Where values can be set, the most important first.
    pub layers: &'f [Layer],
}

/// So many values that decided or were used are shown.
const MOST_PLACES: usize = 3;

/// A finding about a template that failed. `reference` are the words of the program this stands
/// in for.
pub fn failed(failure: &Failure, reference: Option<String>, facts: Facts<'_>) -> Diagnostic {
    let mut finding = execution(&failure.error);
    if let Some(reference) = reference {
        finding.notes.pop();
        finding.notes.push(reference);
    }
    let notes = std::mem::take(&mut finding.notes);
    let problem = failure.error.problem().to_string_lossy();
    let last = failure.missed.last();
    let hidden = makes_secret(&failure.error, facts.sources);
    match finding.code {
        Code::TemplateGaveUp => {
            for missed in &failure.missed {
                finding = noted(finding, missed, facts);
            }
            for span in places(failure.condition, facts) {
                finding = told(finding, span, "the template decides by this value", hidden);
            }
        }
        Code::RequiredValue => {
            if let Some(missed) = last {
                finding = noted(finding, missed, facts);
            } else {
                for span in places(failure.blamed, facts) {
                    finding = told(finding, span, "this is empty", hidden);
                }
            }
        }
        _ if problem.starts_with("nil pointer evaluating") => {
            if let Some(missed) = last {
                let (owner, key, _) = parts(missed, facts.sources);
                finding.message = format!("`{owner}.{key}` is not set");
                finding = pointed_at(finding, missed, facts);
            } else {
                for span in places(failure.blamed, facts) {
                    finding = told(finding, span, "this is null", hidden);
                }
            }
        }
        _ => {
            let words = match problem.starts_with("can't evaluate field") {
                true => "this is no map",
                false => "this value was used",
            };
            for span in places(failure.blamed, facts) {
                finding = told(finding, span, words, hidden);
            }
            if let Some(missed) = last {
                finding = noted(finding, missed, facts);
            }
        }
    }
    if let Some((name, similar)) = &failure.unknown {
        finding.message = format!("there is no template `{name}`");
        if let Some(similar) = similar {
            finding = finding.with_hint(format!("did you mean `{similar}`?"));
        }
    }
    finding.notes.extend(notes);
    finding
}

/// Whether a template on the way to the failure writes a Secret, so that the values it uses must
/// not be shown.
fn makes_secret(error: &ExecError, sources: &Sources) -> bool {
    let spans = error.frames().iter().map(|frame| frame.span);
    let mut spans = spans.chain(std::iter::once(error.span()));
    spans.any(|span| {
        let source = sources.get(span.source);
        source.is_some_and(|source| is_of_secret(source.bytes()))
    })
}

/// Tells of the place of a value, without showing it where it may be secret.
fn told(finding: Diagnostic, span: Span, words: &str, hidden: bool) -> Diagnostic {
    match hidden {
        true => finding.with_frame(span, words),
        false => finding.with_label(span, words),
    }
}

fn unknown_template(problem: &str) -> Option<&str> {
    let quoted = |text: &'_ str| text.find('"').map(|end| end + 1);
    if let Some((_, rest)) = problem.split_once("no template \"") {
        return quoted(rest).and_then(|end| rest.get(..end - 1));
    }
    let rest = problem.strip_prefix("template \"")?;
    let (name, _) = rest.split_once("\" not defined")?;
    Some(name)
}

fn places(mark: Mark, facts: Facts<'_>) -> Vec<Span> {
    let mut spans = layers::places(mark, facts.origins);
    let conditions = facts.origins.conditions(mark).into_iter();
    spans.extend(conditions.filter_map(|origin| match origin {
        crate::value::Origin::File { span, .. } => Some(*span),
        _ => None,
    }));
    spans.dedup();
    spans.truncate(MOST_PLACES);
    spans
}

/// What stands before a missed key in the template, the key, and the place of both together.
fn parts(missed: &Missed, sources: &Sources) -> (String, String, Span) {
    let key = missed.key.to_string_lossy().into_owned();
    let text = String::from_utf8_lossy(sources.text(missed.span)).into_owned();
    let wanted = format!(".{key}");
    let ends = |at: usize| {
        let next = text
            .get(at + wanted.len()..)
            .and_then(|rest| rest.chars().next());
        next.is_none_or(|c| !c.is_alphanumeric() && c != '_')
    };
    let at = text
        .match_indices(&wanted)
        .map(|(at, _)| at)
        .find(|at| ends(*at));
    match at {
        Some(at) => {
            let start = missed.span.range().start;
            let end = start + at + wanted.len();
            let owner = text.get(..at).unwrap_or_default().to_string();
            (owner, key, Span::new(missed.span.source, start..end))
        }
        None => (String::new(), key, missed.span),
    }
}

/// Makes the missed key the place of the finding.
fn pointed_at(mut finding: Diagnostic, missed: &Missed, facts: Facts<'_>) -> Diagnostic {
    let (owner, key, span) = parts(missed, facts.sources);
    let words = match owner.as_str() {
        "" => format!("there is no `{key}`"),
        owner => format!("`{owner}` has no `{key}`"),
    };
    match finding.labels.first_mut() {
        Some(label) => {
            label.span = span;
            label.text = words;
        }
        None => finding = finding.with_label(span, words),
    }
    sought(finding, missed, facts)
}

/// Tells of a missed key without making it the place of the finding.
fn noted(finding: Diagnostic, missed: &Missed, facts: Facts<'_>) -> Diagnostic {
    let (owner, key, span) = parts(missed, facts.sources);
    let words = match owner.as_str() {
        "" => format!("there is no `{key}`"),
        owner => format!("`{owner}` has no `{key}`"),
    };
    sought(finding.with_label(span, words), missed, facts)
}

/// Where a missed key was looked for, and what looks like it.
fn sought(mut finding: Diagnostic, missed: &Missed, facts: Facts<'_>) -> Diagnostic {
    let key = missed.key.to_string_lossy();
    let path = layers::path_of(facts.values, &missed.map).map(|mut path| {
        path.push(missed.key.clone());
        path
    });
    if let Some(path) = &path {
        let reaching = facts.layers.iter().filter(|layer| layer.reaches(path));
        let names: Vec<&str> = reaching.map(|layer| &*layer.name).collect();
        if !names.is_empty() {
            finding = finding.with_note(format!(
                "`{}` was looked for in {}",
                layers::shown(path),
                listed(&names)
            ));
        }
    }
    let entries = missed.map.borrow();
    let known: Vec<_> = entries.iter().map(|e| e.key.to_string_lossy()).collect();
    if let Some(similar) = nearest(&key, known.iter().map(|key| &**key)) {
        let entry = entries.iter().find(|e| e.key.to_string_lossy() == similar);
        let mark = entry.map_or(Mark::NONE, |entry| entry.mark);
        let hint = match &*layers::named(mark, facts.sources, facts.origins) {
            [] => format!("did you mean `{similar}`?"),
            [place, ..] => format!("did you mean `{similar}`? {place} has it"),
        };
        return finding.with_hint(hint);
    }
    match path.and_then(|path| elsewhere(facts, &missed.key, &path)) {
        Some((path, mark)) => {
            let place = layers::named(mark, facts.sources, facts.origins);
            let place = place.first().map(|at| format!(" ({at})"));
            finding.with_hint(format!(
                "`{}` is set{}",
                layers::shown(&path),
                place.unwrap_or_default()
            ))
        }
        None => finding,
    }
}

fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => one.to_string(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}

/// A key of the same name elsewhere in the values, where there is just one.
fn elsewhere(facts: Facts<'_>, key: &Str, but: &[Str]) -> Option<(Vec<Str>, Mark)> {
    let mut found: Option<(Vec<Str>, Mark)> = None;
    let mut open = VecDeque::from([(facts.values.clone(), Vec::new())]);
    let mut seen = 0;
    while let Some((map, path)) = open.pop_front() {
        seen += 1;
        if seen > 10_000 {
            break;
        }
        for entry in map.borrow().iter() {
            let mut path: Vec<Str> = path.clone();
            path.push(entry.key.clone());
            if entry.key == *key && path != but {
                if found.is_some() {
                    return None;
                }
                found = Some((path.clone(), entry.mark));
            }
            if let Value::Map(inner) = &entry.value {
                open.push_back((inner.clone(), path));
            }
        }
    }
    found
}
