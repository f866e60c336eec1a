//! JsonPath 2.2.0 (the Java library), which is older than the standard and differs from it: a
//! path that can lead to one value only gives that value or null, any other gives a list; paths
//! may end with functions; filters know `=~`, `in`, `size` and more, and compare `"5"` and `5`
//! as equal.

mod filter;
mod parse;

use std::rc::Rc;

use super::value::{Map, Value};
use crate::value::Mark;
use filter::Filter;

/// How deep values are walked.
const MAX_DEPTH: usize = 256;
/// The most results a path may have.
const MAX_RESULTS: usize = 100_000;

/// A part of a path.
#[derive(Debug)]
enum Token {
    /// `.name`, `['name']`, `['a', 'b']`
    Properties(Vec<String>),
    /// `[0]`, `[0, 2]`
    Indexes(Vec<i64>),
    /// `[1:]`, `[-2:]`, `[:3]`, `[1:3]`
    Slice(Option<i64>, Option<i64>),
    /// `*`, `[*]`
    Wildcard,
    /// `..`
    Scan,
    /// `[?(...)]`
    Filter(Filter),
    /// `length()` and the like
    Function(String),
}

/// A compiled path.
#[derive(Debug)]
struct Path {
    tokens: Vec<Token>,
    /// Whether it starts at the whole document (`$`) and not at the item of a filter (`@`).
    from_root: bool,
}

impl Path {
    /// Whether the path leads to one value at most.
    fn is_definite(&self) -> bool {
        let last = self.tokens.len().saturating_sub(1);
        self.tokens
            .iter()
            .enumerate()
            .all(|(i, t)| t.is_definite(i == last))
    }
}

impl Token {
    fn is_definite(&self, leaf: bool) -> bool {
        match self {
            Token::Properties(names) => names.len() == 1 || leaf,
            Token::Indexes(indexes) => indexes.len() == 1,
            Token::Function(_) => true,
            _ => false,
        }
    }
}

/// Reads what a path leads to. A single value that is missing is null; where several are
/// possible, the answer is a list.
pub fn read(path: &str, document: &Value) -> Result<Value, String> {
    let path = parse::path(path)?;
    let mut results = evaluate(&path, document, document)?;
    Ok(if path.is_definite() {
        if results.is_empty() {
            Value::Null
        } else {
            results.swap_remove(0)
        }
    } else {
        Value::list(results)
    })
}

/// All values that a path leads to.
fn evaluate(path: &Path, document: &Value, item: &Value) -> Result<Vec<Value>, String> {
    let mut walk = Walk {
        document,
        results: Vec::new(),
        depth: 0,
    };
    let start = if path.from_root { document } else { item };
    walk.follow(&path.tokens, start)?;
    Ok(walk.results)
}

struct Walk<'d> {
    document: &'d Value,
    results: Vec<Value>,
    depth: usize,
}

impl Walk<'_> {
    fn follow(&mut self, tokens: &[Token], value: &Value) -> Result<(), String> {
        let Some((token, rest)) = tokens.split_first() else {
            if self.results.len() >= MAX_RESULTS {
                return Err(format!("a JSON path has more than {MAX_RESULTS} results"));
            }
            self.results.push(value.clone());
            return Ok(());
        };
        if self.depth >= MAX_DEPTH {
            return Err(format!("JSON nested more than {MAX_DEPTH} levels deep"));
        }
        self.depth += 1;
        let result = self.take(token, rest, value);
        self.depth -= 1;
        result
    }

    fn take(&mut self, token: &Token, rest: &[Token], value: &Value) -> Result<(), String> {
        match (token, value) {
            (Token::Properties(names), Value::Map(map)) => self.properties(names, rest, map),
            (Token::Indexes(indexes), Value::List(list)) => {
                for index in indexes {
                    let found = usize::try_from(*index).ok().and_then(|i| list.items.get(i));
                    if let Some(item) = found {
                        self.follow(rest, item)?;
                    }
                }
                Ok(())
            }
            (Token::Slice(from, to), Value::List(list)) => {
                for item in list
                    .items
                    .get(slice(*from, *to, list.items.len()))
                    .unwrap_or_default()
                {
                    self.follow(rest, item)?;
                }
                Ok(())
            }
            (Token::Wildcard, Value::List(list)) => list
                .items
                .iter()
                .try_for_each(|item| self.follow(rest, item)),
            (Token::Wildcard, Value::Map(map)) => map
                .entries()
                .iter()
                .try_for_each(|entry| self.follow(rest, &entry.value)),
            (Token::Scan, _) => self.scan(rest, value),
            (Token::Filter(filter), Value::List(list)) => {
                for item in &list.items {
                    if filter.accepts(item, self.document)? {
                        self.follow(rest, item)?;
                    }
                }
                Ok(())
            }
            (Token::Filter(filter), Value::Map(_)) => {
                if filter.accepts(value, self.document)? {
                    self.follow(rest, value)?;
                }
                Ok(())
            }
            (Token::Function(name), _) => match function(name, value)? {
                Some(result) => self.follow(rest, &result),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    fn properties(
        &mut self,
        names: &[String],
        rest: &[Token],
        map: &Rc<Map>,
    ) -> Result<(), String> {
        if names.len() > 1 && rest.is_empty() {
            let mut merged = Map::new();
            for name in names {
                if let Some(value) = map.get(name) {
                    merged.insert(Value::from_text(name), value.clone(), Mark::NONE);
                }
            }
            return self.follow(rest, &merged.into());
        }
        for name in names {
            if let Some(value) = map.get(name) {
                self.follow(rest, value)?;
            }
        }
        Ok(())
    }

    /// `..`: the next token is tried on the value and on everything below it.
    fn scan(&mut self, tokens: &[Token], value: &Value) -> Result<(), String> {
        let Some((token, rest)) = tokens.split_first() else {
            return Err("a JSON path must not end with `..`".into());
        };
        if self.depth >= MAX_DEPTH {
            return Err(format!("JSON nested more than {MAX_DEPTH} levels deep"));
        }
        let matches = match (token, value) {
            (Token::Properties(names), Value::Map(map)) => {
                (names.len() > 1 && !rest.is_empty()) || names.iter().all(|n| map.get(n).is_some())
            }
            (Token::Indexes(_) | Token::Slice(..), Value::List(_)) => true,
            (Token::Wildcard, Value::Map(_) | Value::List(_)) => true,
            (Token::Filter(filter), Value::Map(_) | Value::List(_)) => {
                filter.accepts(value, self.document)?
            }
            _ => false,
        };
        self.depth += 1;
        let result = self.scan_below(tokens, matches, value);
        self.depth -= 1;
        result
    }

    fn scan_below(&mut self, tokens: &[Token], matches: bool, value: &Value) -> Result<(), String> {
        match value {
            Value::Map(map) => {
                if matches {
                    self.follow(tokens, value)?;
                }
                map.entries()
                    .iter()
                    .try_for_each(|entry| self.scan(tokens, &entry.value))
            }
            Value::List(list) => {
                if matches {
                    // The library hands the items to the token behind, where there is one.
                    match tokens {
                        [_, rest @ ..] if !rest.is_empty() => {
                            list.items
                                .iter()
                                .try_for_each(|item| self.follow(rest, item))?;
                        }
                        _ => self.follow(tokens, value)?,
                    }
                }
                list.items
                    .iter()
                    .try_for_each(|item| self.scan(tokens, item))
            }
            _ => Ok(()),
        }
    }
}

/// The positions of a slice. Only a lone end counts from the back.
fn slice(from: Option<i64>, to: Option<i64>, length: usize) -> std::ops::Range<usize> {
    let signed = i64::try_from(length).unwrap_or(i64::MAX);
    let (from, to) = match (from, to) {
        (Some(from), None) if from < 0 => (signed.saturating_add(from), signed),
        (Some(from), None) => (from, signed),
        (None, Some(to)) if to < 0 => (0, signed.saturating_add(to)),
        (from, to) => (from.unwrap_or(0), to.unwrap_or(signed)),
    };
    let from = usize::try_from(from.max(0)).unwrap_or(length).min(length);
    let to = usize::try_from(to.max(0)).unwrap_or(length).min(length);
    from..to.max(from)
}

/// The functions that may end a path; `None` where the value is none they work on.
fn function(name: &str, value: &Value) -> Result<Option<Value>, String> {
    let items: &[Value] = match value {
        Value::List(list) => &list.items,
        _ => &[],
    };
    if name == "length" {
        return Ok(Some(match value {
            Value::List(_) => Value::integer(items.len() as i128),
            Value::Map(map) => Value::integer(map.len() as i128),
            _ => Value::Null,
        }));
    }
    if name == "concat" {
        let texts = items.iter().filter_map(|i| i.text().map(|t| &**t));
        return Ok(Some(Value::Text(texts.collect::<String>().into())));
    }
    let numbers: Vec<f64> = (items.iter().filter(|i| i.is_number()))
        .filter_map(|i| i.to_string().parse().ok())
        .collect();
    let count = numbers.len() as f64;
    let sum: f64 = numbers.iter().sum();
    let result = match name {
        _ if !matches!(name, "min" | "max" | "avg" | "sum" | "stddev") => {
            return Err(format!("JSON paths know no function `{name}`"));
        }
        _ if numbers.is_empty() => return Ok(None),
        "min" => numbers.iter().copied().fold(f64::MAX, f64::min),
        "max" => numbers.iter().copied().fold(f64::MIN_POSITIVE, f64::max),
        "avg" => sum / count,
        "sum" => sum,
        _ => {
            let squares: f64 = numbers.iter().map(|n| n * n).sum();
            (squares / count - sum * sum / count / count).sqrt()
        }
    };
    Ok(Some(Value::Double(result)))
}
