//! One line at length.

use super::{Facts, Origin, OutputLine};

/// Tells all about one line: the template lines that wrote it with the way to each, the values it
/// was made of with what they took the place of, and the values that decided that it is there.
pub fn detail(line: &OutputLine<'_>, facts: &Facts<'_>) -> String {
    let sources = &facts.rendered.sources;
    let mut text = format!("{}\n", line.text);
    let mut tell = |what: &str, words: &str| text.push_str(&format!("  {what:<12}{words}\n"));
    for chain in facts.written(line) {
        for (at, span) in chain.iter().enumerate() {
            let place = sources.place(*span);
            let source = sources.get(span.source);
            let code = source.and_then(|source| source.line(place.line));
            // A template may hold itself what it writes.
            let code = code.filter(|_| !line.is_masked).unwrap_or_default();
            let code = String::from_utf8_lossy(code);
            let what = if at == 0 { "written by" } else { "called by" };
            let words = format!("{}  {}", sources.line_of(*span), code.trim());
            tell(what, words.trim_end());
        }
    }
    for origin in facts.made_of(line) {
        tell("made of", &told(&origin, facts));
    }
    for origin in facts.decided_by(line) {
        tell("depends on", &told(&origin, facts));
    }
    text
}

fn told(origin: &Origin<'_>, facts: &Facts<'_>) -> String {
    let mut words = facts.named(origin.origin);
    if !origin.path.is_empty() {
        words.push_str(&format!("  {}", origin.path));
    }
    let over: Vec<String> = origin.over.iter().map(|over| facts.named(over)).collect();
    if !over.is_empty() {
        words.push_str(&format!(", over {}", over.join(", ")));
    }
    words
}
