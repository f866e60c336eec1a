//! Says what of an unresolved expression is missing: the first part of a path that leads nowhere,
//! and what stands there under similar names.

use super::ast::{Node, Step};
use super::evaluator::Evaluator;
use super::functors::Functor;
use super::value::Value;
use super::{parse, scan};

/// From this similarity on (Jaro-Winkler) a name is worth mentioning.
const SIMILAR: f64 = 0.8;
/// How deep nodes and nested expressions are searched.
const MAX_DEPTH: usize = 40;

/// The first part of a path that is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The part that is missing, as `nmae`.
    pub segment: String,
    /// The path up to it, as `stage.variables`; empty where the root is missing.
    pub parent: String,
    /// Keys at that place that are similar, most similar first.
    pub similar: Vec<String>,
    /// The body in which it stands: the expression's own or that of one nested in it.
    pub body: String,
}

/// Looks for what is missing in a body without a value.
pub fn find(evaluator: &Evaluator<'_>, body: &str) -> Option<Missing> {
    evaluator.unnoted(|| find_within(evaluator, body, MAX_DEPTH / 4))
}

fn find_within(evaluator: &Evaluator<'_>, body: &str, depth: usize) -> Option<Missing> {
    let depth = depth.checked_sub(1)?;
    if scan::has_expression(body) {
        return scan::all(body).find_map(|found| match evaluator.body(&found.body) {
            Ok(value) if !value.is_null() => None,
            _ => find_within(evaluator, &found.body, depth),
        });
    }
    let aliased = evaluator.aliased(body).ok()?;
    let node = parse::expression(&aliased).ok()??;
    let mut paths = Vec::new();
    collect(&node, &mut paths, MAX_DEPTH);
    let missing = paths
        .into_iter()
        .find_map(|path| follow(evaluator, body, &path, depth))?;
    // People look for the name they wrote, not for what it is short for.
    let names = |text: &str| text.split('.').count();
    let way = names(&missing.parent) * usize::from(!missing.parent.is_empty());
    match body.split_once('.') {
        Some((alias, _)) if aliased != body && way + names(body) <= names(&aliased) => {
            let keys = evaluator.context().entries().iter();
            let keys: Vec<&str> = keys.filter_map(|e| e.key.text().map(|t| &**t)).collect();
            Some(Missing {
                similar: similar(alias, &keys),
                segment: alias.to_owned(),
                parent: String::new(),
                ..missing
            })
        }
        _ => Some(missing),
    }
}

/// Follows a path through the context until something is not there.
fn follow(evaluator: &Evaluator<'_>, body: &str, path: &[String], depth: usize) -> Option<Missing> {
    let (root, rest) = path.split_first()?;
    let context = evaluator.context();
    let missing = |segment: &String, parent: String, keys: Vec<&str>| {
        Some(Missing {
            segment: segment.clone(),
            parent,
            similar: similar(segment, &keys),
            body: body.to_owned(),
        })
    };
    let Some(mut value) = context.get(root) else {
        if Functor::named(root).is_some() {
            return None;
        }
        let keys = context
            .entries()
            .iter()
            .filter_map(|e| e.key.text().map(|t| &**t))
            .collect();
        return missing(root, String::new(), keys);
    };
    let mut parent = root.clone();
    for segment in rest {
        if let Value::Text(text) = value
            && scan::has_expression(text)
        {
            let inner = scan::next(text, 0)?;
            return find_within(evaluator, &inner.body, depth);
        }
        let next = match value {
            Value::Map(map) => map.get(segment),
            Value::List(list) => match segment.parse::<usize>() {
                Ok(index) => list.items.get(index),
                Err(_) => return None,
            },
            _ => return None,
        };
        let Some(next) = next.filter(|v| !v.is_null()) else {
            let keys = match value {
                Value::Map(map) => map
                    .entries()
                    .iter()
                    .filter_map(|e| e.key.text().map(|t| &**t))
                    .collect(),
                _ => Vec::new(),
            };
            return missing(segment, parent, keys);
        };
        value = next;
        parent = format!("{parent}.{segment}");
    }
    match value {
        Value::Text(text) if scan::has_expression(text) => {
            scan::all(text).find_map(|found| find_within(evaluator, &found.body, depth))
        }
        _ => None,
    }
}

fn similar(segment: &str, keys: &[&str]) -> Vec<String> {
    let mut scored: Vec<(f64, &str)> = keys
        .iter()
        .map(|key| {
            let score = strsim::jaro_winkler(&segment.to_lowercase(), &key.to_lowercase());
            (score, *key)
        })
        .filter(|(score, key)| *score >= SIMILAR && *key != segment)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    scored
        .into_iter()
        .take(3)
        .map(|(_, key)| key.to_owned())
        .collect()
}

/// Every path of names and literal indexes in a node, in the order in which they are read.
fn collect(node: &Node, paths: &mut Vec<Vec<String>>, depth: usize) {
    let Some(depth) = depth.checked_sub(1) else {
        return;
    };
    match node {
        Node::Variable(name) => paths.push(vec![name.to_string()]),
        Node::Path(first, steps) => {
            match &**first {
                Node::Variable(name) => {
                    let mut path = vec![name.to_string()];
                    for step in steps {
                        match step {
                            Step::Property(name) => path.push(name.text.to_string()),
                            Step::Index(Node::Literal(key)) => path.push(key.to_string()),
                            _ => break,
                        }
                    }
                    paths.push(path);
                }
                first => collect(first, paths, depth),
            }
            for step in steps {
                match step {
                    Step::Index(index) => collect(index, paths, depth),
                    Step::Method(_, calls) => {
                        calls
                            .iter()
                            .flatten()
                            .for_each(|a| collect(a, paths, depth));
                    }
                    _ => {}
                }
            }
        }
        Node::Chain(first, rest) => {
            collect(first, paths, depth);
            rest.iter()
                .for_each(|(_, right)| collect(right, paths, depth));
        }
        Node::Prefixed(_, inner) | Node::Group(inner, _) => collect(inner, paths, depth),
        Node::Ternary(condition, yes, no) => {
            collect(condition, paths, depth);
            yes.iter().for_each(|yes| collect(yes, paths, depth));
            collect(no, paths, depth);
        }
        Node::Assign(_, _, value) => collect(value, paths, depth),
        Node::Array(items, _) | Node::Set(items) | Node::Call(_, items) => {
            items.iter().for_each(|item| collect(item, paths, depth));
        }
        Node::MapLiteral(entries) => entries.iter().for_each(|(key, value)| {
            collect(key, paths, depth);
            collect(value, paths, depth);
        }),
        _ => {}
    }
}
