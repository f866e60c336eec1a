//! Where each line came from, in JSON: `docs/source-map.md` describes it.

use serde_json::{Value as Json, json};

use super::{Facts, Origin, OutputLine};
use crate::source::Span;
use crate::value;

/// The version of the format.
const VERSION: u32 = 1;

/// The source map of a stream: one entry a line, each on a line of its own.
pub fn source_map(lines: &[OutputLine<'_>], facts: &Facts<'_>) -> String {
    let mut text = format!("{{\"version\":{VERSION},\"lines\":[\n");
    for (at, line) in lines.iter().enumerate() {
        let written = facts.written(line);
        let mut entry = json!({
            "line": at + 1,
            "resource": line.resource.to_string(),
        });
        let written = written.iter().map(|chain| {
            let mut places = chain.iter().map(|span| place(*span, facts));
            let mut own = places.next().unwrap_or(Json::Null);
            if let Json::Object(own) = &mut own
                && chain.len() > 1
            {
                own.insert("calledBy".to_string(), places.collect());
            }
            own
        });
        let mut add = |name: &str, items: Vec<Json>| {
            if let (Json::Object(entry), false) = (&mut entry, items.is_empty()) {
                entry.insert(name.to_string(), Json::Array(items));
            }
        };
        add("writtenBy", written.collect());
        let origins = |origins: Vec<Origin<'_>>| -> Vec<Json> {
            origins.iter().map(|origin| told(origin, facts)).collect()
        };
        add("madeOf", origins(facts.made_of(line)));
        add("dependsOn", origins(facts.decided_by(line)));
        let end = if at + 1 < lines.len() { "," } else { "" };
        text.push_str(&format!("{entry}{end}\n"));
    }
    text.push_str("]}\n");
    text
}

fn told(origin: &Origin<'_>, facts: &Facts<'_>) -> Json {
    let mut told = one(origin.origin, facts);
    if let Json::Object(told) = &mut told {
        if !origin.path.is_empty() {
            told.insert("path".to_string(), origin.path.clone().into());
        }
        if !origin.over.is_empty() {
            let over = origin.over.iter().map(|over| one(over, facts)).collect();
            told.insert("over".to_string(), Json::Array(over));
        }
    }
    told
}

fn one(origin: &value::Origin, facts: &Facts<'_>) -> Json {
    match origin {
        value::Origin::File { span, .. } => place(*span, facts),
        value::Origin::Expression { span, context, .. } => {
            let context = facts.rendered.origins.leaves(*context);
            let context: Vec<Json> = context.into_iter().map(|leaf| one(leaf, facts)).collect();
            json!({ "expression": place(*span, facts), "context": context })
        }
        value::Origin::Flag {
            flag,
            number,
            text,
            span,
        } => {
            let column = facts.rendered.sources.place(*span).column;
            let text = facts.flag(origin, text);
            json!({ "flag": flag, "number": number, "text": text, "column": column })
        }
        value::Origin::Other(words) => json!({ "other": words }),
    }
}

fn place(span: Span, facts: &Facts<'_>) -> Json {
    let sources = &facts.rendered.sources;
    let place = sources.place(span);
    json!({ "file": sources.name(span.source), "line": place.line, "column": place.column })
}
