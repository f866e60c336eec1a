//! The merged values, each with where it comes from and what it took the place of.

use super::Facts;
use crate::encoding::yaml::emit::{EmitError, to_yaml};
use crate::gotemplate::lines::lines;
use crate::harness::mask::MASK;
use crate::value::{Map, Mark, Value};

/// Values are padded to the longest line, but no further than this.
const WIDEST: usize = 48;

/// Draws values as YAML, each leaf with its origin beside it. Secrets are masked.
///
/// # Errors
/// When values cannot be written as YAML.
pub fn values(values: &Map, facts: &Facts<'_>) -> Result<String, EmitError> {
    let origins = &facts.rendered.origins;
    let text = to_yaml(&Value::Map(values.clone()))?.into_str();
    let found = lines(&text, 0..text.len(), origins);
    let mut shown: Vec<(String, String)> = Vec::new();
    for line in &found {
        let mut words: Vec<String> = Vec::new();
        let leaf = |mark: &Mark| facts.leaf(*mark);
        for origin in line.made_of(origins).iter().filter_map(leaf) {
            let over: Vec<String> = origin.over.iter().map(|over| facts.named(over)).collect();
            let mut word = facts.named(origin.origin);
            if !over.is_empty() {
                word.push_str(&format!(" over {}", over.join(", ")));
            }
            if !words.contains(&word) {
                words.push(word);
            }
        }
        let bytes = text.as_bytes().get(line.range.clone()).unwrap_or_default();
        let whole = String::from_utf8_lossy(bytes).into_owned();
        let masked = match (line.secrets.is_empty(), whole.split_once(": ")) {
            (true, _) => whole,
            (false, Some((key, _))) => format!("{key}: {MASK}"),
            (false, None) => MASK.to_string(),
        };
        shown.push((masked, words.join(", ")));
    }
    let widths = shown.iter().map(|(line, _)| line.chars().count());
    let width = widths.max().unwrap_or(0).min(WIDEST);
    let mut drawn = String::new();
    for (line, words) in shown {
        match words.as_str() {
            "" => drawn.push_str(&line),
            words => drawn.push_str(&format!("{line:width$}   # {words}")),
        }
        drawn.push('\n');
    }
    Ok(drawn)
}
