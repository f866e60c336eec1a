//! Filters: `[?(@.kind == 'web' && @.port > 80)]`.

use super::super::java_regex;
use super::super::value::{self, Value};
use super::{Path, evaluate, parse};

/// How deep filters and their parentheses may nest.
pub const MAX_NESTING: usize = 20;

/// A condition on an item.
#[derive(Debug)]
pub enum Filter {
    /// One of these holds.
    Any(Vec<Filter>),
    /// All of these hold.
    All(Vec<Filter>),
    /// A comparison.
    Compare(Operand, Operator, Operand),
    /// A path leads somewhere; or, with `false`, nowhere.
    Exists(Path, bool),
}

/// An operand of a comparison.
#[derive(Debug)]
pub enum Operand {
    /// A path from the item or the document.
    Path(Path),
    /// A literal.
    Literal(Value),
    /// `/pattern/`, `/pattern/i`.
    Pattern(regex::Regex),
}

/// How two operands are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `==`
    Equal,
    /// `===`
    Same,
    /// `!=`
    NotEqual,
    /// `!==`
    NotSame,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `=~`
    Matches,
    /// `in`
    In,
    /// `nin`
    NotIn,
    /// `contains`
    Contains,
    /// `all`
    All,
    /// `size`
    Size,
    /// `empty`
    Empty,
}

impl Operator {
    fn named(text: &str) -> Option<Operator> {
        Some(match text.to_ascii_uppercase().as_str() {
            "==" => Operator::Equal,
            "===" => Operator::Same,
            "!=" => Operator::NotEqual,
            "!==" => Operator::NotSame,
            "<" => Operator::Less,
            "<=" => Operator::LessOrEqual,
            ">" => Operator::Greater,
            ">=" => Operator::GreaterOrEqual,
            "=~" => Operator::Matches,
            "IN" => Operator::In,
            "NIN" => Operator::NotIn,
            "CONTAINS" => Operator::Contains,
            "ALL" => Operator::All,
            "SIZE" => Operator::Size,
            "EMPTY" => Operator::Empty,
            _ => return None,
        })
    }
}

/// Where the bracket that opens `text` is closed; brackets in quotes and patterns do not count.
pub fn closing(text: &str, open: char, close: char) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    let mut escaped = false;
    for (i, c) in text.char_indices() {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if let Some(q) = quote {
            if c == q {
                quote = None;
            }
        } else if c == '\'' || c == '"' {
            quote = Some(c);
        } else if c == open {
            depth += 1;
        } else if c == close {
            depth = depth.checked_sub(1)?;
            if depth == 0 {
                return Some(i);
            }
        }
    }
    None
}

/// A text up to its closing quote, escapes resolved, and what stands behind it.
pub fn quoted(text: &str, quote: char) -> Option<(String, &str)> {
    let mut out = String::new();
    let mut chars = text.char_indices();
    while let Some((i, c)) = chars.next() {
        match c {
            '\\' => match chars.next()?.1 {
                'n' => out.push('\n'),
                't' => out.push('\t'),
                'r' => out.push('\r'),
                'b' => out.push('\u{8}'),
                'f' => out.push('\u{c}'),
                c => out.push(c),
            },
            c if c == quote => return Some((out, text.get(i + c.len_utf8()..)?)),
            c => out.push(c),
        }
    }
    None
}

impl Filter {
    /// Reads the inside of `[?(...)]`.
    pub fn parse(text: &str, nesting: usize) -> Result<Filter, String> {
        let mut reader = Reader {
            rest: text,
            nesting,
        };
        let filter = reader.any()?;
        match reader.rest.trim() {
            "" => Ok(filter),
            rest => Err(format!("`{rest}` cannot stand in a JSON path filter")),
        }
    }

    /// Whether an item of a document passes.
    pub fn accepts(&self, item: &Value, document: &Value) -> Result<bool, String> {
        match self {
            Filter::Any(filters) => {
                for filter in filters {
                    if filter.accepts(item, document)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Filter::All(filters) => {
                for filter in filters {
                    if !filter.accepts(item, document)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Filter::Exists(path, wanted) => {
                let found = evaluate(path, document, item)?;
                Ok((path.is_definite() && found.is_empty()) != *wanted)
            }
            Filter::Compare(left, operator, right) => {
                if let Operand::Pattern(regex) = right {
                    return Ok(*operator == Operator::Matches
                        && regex.is_match(&input(left.value(item, document)?)));
                }
                if let Operand::Pattern(regex) = left {
                    return Ok(*operator == Operator::Matches
                        && regex.is_match(&input(right.value(item, document)?)));
                }
                let (left, right) = (left.value(item, document)?, right.value(item, document)?);
                Ok(compare(left.as_ref(), *operator, right.as_ref()))
            }
        }
    }
}

/// What a pattern is matched against.
fn input(value: Option<Value>) -> String {
    match value {
        Some(value @ (Value::Text(_) | Value::Bool(_))) => value.to_string(),
        Some(value) if value.is_number() => value.to_string(),
        _ => String::new(),
    }
}

impl Operand {
    /// The value; `None` where a path leads nowhere.
    fn value(&self, item: &Value, document: &Value) -> Result<Option<Value>, String> {
        match self {
            Operand::Literal(value) => Ok(Some(value.clone())),
            Operand::Pattern(_) => Ok(None),
            Operand::Path(path) => {
                let mut found = evaluate(path, document, item)?;
                Ok(match path.is_definite() {
                    true => (!found.is_empty()).then(|| found.swap_remove(0)),
                    false => Some(Value::list(found)),
                })
            }
        }
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Text(text) => text.parse().ok(),
        value if value.is_number() => value.to_string().parse().ok(),
        _ => None,
    }
}

/// Equality that makes a text of a number next to a text on the left, and the reverse.
fn equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Text(text), other) if other.is_number() => **text == other.to_string(),
        (left, _) if left.is_number() && (right.is_number() || right.text().is_some()) => {
            number(left).is_some_and(|l| number(right) == Some(l))
        }
        _ => value::equals(left, right),
    }
}

fn compare(left: Option<&Value>, operator: Operator, right: Option<&Value>) -> bool {
    let (Some(left), Some(right)) = (left, right) else {
        return matches!(
            operator,
            Operator::NotEqual | Operator::NotSame | Operator::NotIn
        );
    };
    let same_kind = || {
        (left.is_number() && right.is_number())
            || std::mem::discriminant(left) == std::mem::discriminant(right)
    };
    let order = || match (left, right) {
        (Value::Text(l), Value::Text(r)) => Some(l.cmp(r)),
        _ if left.is_number() && right.is_number() => number(left)?.partial_cmp(&number(right)?),
        _ => None,
    };
    let held = |list: &Value, wanted: &Value| match list {
        Value::List(list) => list.items.iter().any(|item| equal(item, wanted)),
        _ => false,
    };
    let size = match left {
        Value::Text(text) => Some(text.encode_utf16().count()),
        Value::List(list) => Some(list.items.len()),
        Value::Map(map) => Some(map.len()),
        _ => None,
    };
    match operator {
        Operator::Equal => equal(left, right),
        Operator::NotEqual => !equal(left, right),
        Operator::Same => same_kind() && equal(left, right),
        Operator::NotSame => !(same_kind() && equal(left, right)),
        Operator::Less => order().is_some_and(|o| o.is_lt()),
        Operator::LessOrEqual => order().is_some_and(|o| o.is_le()),
        Operator::Greater => order().is_some_and(|o| o.is_gt()),
        Operator::GreaterOrEqual => order().is_some_and(|o| o.is_ge()),
        Operator::Matches => false,
        Operator::In => held(right, left),
        Operator::NotIn => !held(right, left),
        Operator::Contains => match (left, right) {
            (Value::Text(text), Value::Text(part)) => text.contains(&**part),
            _ => held(left, right),
        },
        Operator::All => match (left, right) {
            (Value::List(_), Value::List(wanted)) => wanted.items.iter().all(|w| held(left, w)),
            _ => false,
        },
        Operator::Size => size.is_some_and(|s| number(right) == Some(s as f64)),
        Operator::Empty => match (size, right) {
            (Some(size), Value::Bool(wanted)) => (size == 0) == *wanted,
            _ => false,
        },
    }
}

struct Reader<'f> {
    rest: &'f str,
    nesting: usize,
}

impl<'f> Reader<'f> {
    fn take(&mut self, sign: &str) -> bool {
        match self.rest.trim_start().strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn any(&mut self) -> Result<Filter, String> {
        let mut filters = vec![self.all()?];
        while self.take("||") {
            filters.push(self.all()?);
        }
        Ok(Filter::Any(filters))
    }

    fn all(&mut self) -> Result<Filter, String> {
        let mut filters = vec![self.condition()?];
        while self.take("&&") {
            filters.push(self.condition()?);
        }
        Ok(Filter::All(filters))
    }

    fn condition(&mut self) -> Result<Filter, String> {
        if self.take("(") {
            let Some(nesting) = self.nesting.checked_sub(1) else {
                return Err("JSON path filters nested too deep".into());
            };
            self.nesting = nesting;
            let filter = self.any()?;
            self.nesting += 1;
            return match self.take(")") {
                true => Ok(filter),
                false => Err("a parenthesis is not closed in a JSON path filter".into()),
            };
        }
        let wanted = !self.take("!");
        let left = self.operand()?;
        let operator = if wanted { self.operator() } else { None };
        match (operator, left) {
            (Some(operator), left) => Ok(Filter::Compare(left, operator, self.operand()?)),
            (None, Operand::Path(path)) => Ok(Filter::Exists(path, wanted)),
            (None, _) => Err("an operator is missing in a JSON path filter".into()),
        }
    }

    fn operator(&mut self) -> Option<Operator> {
        let rest = self.rest.trim_start();
        let is_sign = |c: char| matches!(c, '<' | '>' | '=' | '~' | '!');
        let end = match rest.starts_with(is_sign) {
            true => rest.find(|c| !is_sign(c)),
            false => rest.find(' '),
        };
        let end = end.unwrap_or(rest.len());
        let operator = Operator::named(rest.get(..end)?)?;
        self.rest = rest.get(end..)?;
        Some(operator)
    }

    fn operand(&mut self) -> Result<Operand, String> {
        self.rest = self.rest.trim_start();
        let rest = self.rest;
        let bad = || format!("`{rest}` cannot stand in a JSON path filter");
        match rest.chars().next() {
            Some('$' | '@') => {
                let end = path_end(rest);
                self.rest = rest.get(end..).unwrap_or_default();
                parse::nested(rest.get(..end).unwrap_or_default(), self.nesting).map(Operand::Path)
            }
            Some(quote @ ('\'' | '"')) => {
                let inner = rest.get(1..).unwrap_or_default();
                let (text, behind) = quoted(inner, quote).ok_or_else(bad)?;
                self.rest = behind;
                Ok(Operand::Literal(Value::Text(text.into())))
            }
            Some(open @ ('[' | '{')) => {
                let close = if open == '[' { ']' } else { '}' };
                let end = closing(rest, open, close).ok_or_else(bad)? + 1;
                self.rest = rest.get(end..).unwrap_or_default();
                // The library also takes texts in single quotes.
                let json = rest.get(..end).unwrap_or_default();
                let json = if json.contains('"') {
                    json.into()
                } else {
                    json.replace('\'', "\"")
                };
                let json = serde_json::from_str(&json).map_err(|_| bad())?;
                Ok(Operand::Literal(Value::from_json(&json)))
            }
            Some('/') => {
                let inner = rest.get(1..).unwrap_or_default();
                let (pattern, behind) = pattern(inner).ok_or_else(bad)?;
                let ignore_case = behind.starts_with('i');
                self.rest = if ignore_case {
                    behind.get(1..).unwrap_or_default()
                } else {
                    behind
                };
                let pattern = if ignore_case {
                    format!("(?i){pattern}")
                } else {
                    pattern.into()
                };
                java_regex::whole(&pattern).map(Operand::Pattern)
            }
            _ => {
                let is_end = |c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-' | '+'));
                let end = rest.find(is_end).unwrap_or(rest.len());
                self.rest = rest.get(end..).unwrap_or_default();
                let json = serde_json::from_str(rest.get(..end).unwrap_or_default());
                Ok(Operand::Literal(Value::from_json(
                    &json.map_err(|_| bad())?,
                )))
            }
        }
    }
}

/// Where a path in a filter ends: before a blank, an operator or a closing parenthesis that is
/// not that of a function.
fn path_end(text: &str) -> usize {
    let mut at = 1;
    while let Some(c) = text.get(at..).and_then(|r| r.chars().next()) {
        let rest = text.get(at..).unwrap_or_default();
        match c {
            '[' => match closing(rest, '[', ']') {
                Some(end) => at += end + 1,
                None => return text.len(),
            },
            '(' if rest.starts_with("()") => at += 2,
            ' ' | ')' | '<' | '>' | '=' | '~' | '!' | '&' | '|' => return at,
            c => at += c.len_utf8(),
        }
    }
    at.min(text.len())
}

/// A pattern up to its closing slash, and what stands behind it.
fn pattern(text: &str) -> Option<(&str, &str)> {
    let mut escaped = false;
    for (i, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '/' => return Some((text.get(..i)?, text.get(i + 1..)?)),
            _ => {}
        }
    }
    None
}
