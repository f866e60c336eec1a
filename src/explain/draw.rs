//! The lines with their origins beside them.

use super::{Line, chain, place};
use crate::gotemplate::Reached;
use crate::source::Sources;
use crate::value::{Mark, Origin, Origins, Str};

/// Lines are padded to the longest one, but no further than this.
const WIDEST: usize = 64;
/// What stands for a secret.
const MASK: &str = "***";

/// Draws lines of a traced text, each with the template line that wrote it and the values it was
/// made of. Secrets are masked.
///
/// ```text
/// image: registry.example.com/shop:1.4.2   # templates/deployment.yaml:31 ← context.yaml:9 by values.yaml:5
/// ```
pub fn draw(
    text: &Str,
    lines: &[Line],
    reached: &[Reached],
    sources: &Sources,
    origins: &Origins,
) -> String {
    let shown: Vec<String> = lines.iter().map(|line| masked(text, line)).collect();
    let width = shown
        .iter()
        .map(|line| line.chars().count())
        .max()
        .unwrap_or(0)
        .min(WIDEST);
    let mut drawn = String::new();
    for (line, shown) in lines.iter().zip(shown) {
        let beside = beside(line, reached, sources, origins);
        if beside.is_empty() {
            drawn.push_str(&shown);
        } else {
            drawn.push_str(&format!("{shown:width$}   # {beside}"));
        }
        drawn.push('\n');
    }
    drawn
}

/// The text of a line with a mask for each secret in it.
fn masked(text: &Str, line: &Line) -> String {
    let bytes = text.as_bytes();
    let mut shown = String::new();
    let mut at = line.range.start;
    for secret in &line.secrets {
        shown.push_str(&String::from_utf8_lossy(&bytes[at..secret.start.max(at)]));
        shown.push_str(MASK);
        at = secret.end;
    }
    shown.push_str(&String::from_utf8_lossy(
        &bytes[at.min(line.range.end)..line.range.end],
    ));
    shown.trim_end().to_string()
}

/// What is told beside a line: its template lines, and the values it was made of.
///
/// ```text
/// templates/deployment.yaml:31 ← context.yaml:9 by values.yaml:5
/// ```
pub fn beside(line: &Line, reached: &[Reached], sources: &Sources, origins: &Origins) -> String {
    let mut places: Vec<String> = Vec::new();
    for &site in &line.writers {
        let chain: Vec<String> = chain(site, reached)
            .into_iter()
            .map(|span| place(span, sources))
            .collect();
        let place = chain.join(" in ");
        if !place.is_empty() && !places.contains(&place) {
            places.push(place);
        }
    }
    let mut values: Vec<String> = Vec::new();
    for &mark in &line.marks {
        for value in described(mark, sources, origins) {
            if !values.contains(&value) {
                values.push(value);
            }
        }
    }
    match (places.is_empty(), values.is_empty()) {
        (_, true) => places.join(", "),
        (true, false) => format!("← {}", values.join(", ")),
        (false, false) => format!("{} ← {}", places.join(", "), values.join(", ")),
    }
}

/// The origins behind a mark, in words: `values.yaml:3`, `context.yaml:9 by values.yaml:5`.
pub fn described(mark: Mark, sources: &Sources, origins: &Origins) -> Vec<String> {
    origins
        .leaves(mark)
        .into_iter()
        .map(|origin| match origin {
            Origin::File { span, .. } => place(*span, sources),
            Origin::Expression { span, context, .. } => {
                let by = place(*span, sources);
                let context = described(*context, sources, origins);
                if context.is_empty() {
                    by
                } else {
                    format!("{} by {by}", context.join(", "))
                }
            }
            Origin::Flag { flag, text, .. } => format!("{flag} {text}"),
            Origin::Other(words) => words.to_string(),
        })
        .collect()
}
