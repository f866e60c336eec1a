//! The lines with their origins beside them.

use super::{Facts, Origin, OutputLine};

/// Lines are padded to the longest one, but no further than this.
const WIDEST: usize = 64;
/// So many values on which a line only depends are named.
const MOST_CONDITIONS: usize = 3;

/// Draws lines of a traced rendering, each with the template line that wrote it, the values it was
/// made of and what they took the place of, and the values that decided that it is there. Secrets
/// are masked.
///
/// ```text
/// image: shop:1.4.2   # templates/deployment.yaml:31 ← prod.yaml:5 over values.yaml:9 if values.yaml:2
/// ```
pub fn draw(lines: &[OutputLine<'_>], facts: &Facts<'_>) -> String {
    let widths = lines.iter().map(|line| line.text.chars().count());
    let width = widths.max().unwrap_or(0).min(WIDEST);
    let mut drawn = String::new();
    for line in lines {
        let beside = beside(line, facts);
        if beside.is_empty() || line.text.is_empty() {
            drawn.push_str(&line.text);
        } else {
            drawn.push_str(&format!("{:width$}   # {beside}", line.text));
        }
        drawn.push('\n');
    }
    drawn
}

/// What is told beside a line: its template lines, the values it was made of, and those that
/// decided that it is there.
///
/// ```text
/// templates/deployment.yaml:31 ← context.yaml:9 by values.yaml:5 if values.yaml:2
/// ```
pub fn beside(line: &OutputLine<'_>, facts: &Facts<'_>) -> String {
    let sources = &facts.rendered.sources;
    let mut written: Vec<String> = Vec::new();
    for chain in facts.written(line) {
        let places: Vec<String> = chain.iter().map(|span| sources.line_of(*span)).collect();
        let place = places.join(" in ");
        if !written.contains(&place) {
            written.push(place);
        }
    }
    let mut words = written.join(", ");
    let mut add = |sign: &str, origins: &[String]| {
        if !origins.is_empty() {
            let space = if words.is_empty() { "" } else { " " };
            words.push_str(&format!("{space}{sign} {}", origins.join(", ")));
        }
    };
    add("←", &named(&facts.made_of(line), true, facts));
    let mut conditions = named(&facts.decided_by(line), false, facts);
    if conditions.len() > MOST_CONDITIONS {
        let more = conditions.len() - MOST_CONDITIONS;
        conditions.truncate(MOST_CONDITIONS);
        conditions.push(format!("{more} more"));
    }
    add("if", &conditions);
    words
}

fn named(origins: &[Origin<'_>], over: bool, facts: &Facts<'_>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for origin in origins {
        let mut words = facts.named(origin.origin);
        if let (true, [first, ..]) = (over, &*origin.over) {
            words.push_str(&format!(" over {}", facts.named(first)));
        }
        if !found.contains(&words) {
            found.push(words);
        }
    }
    found
}
