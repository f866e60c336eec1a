//! Reads a path.

use super::filter::{self, Filter};
use super::{Path, Token};

/// The longest path.
const MAX_PATH: usize = 16 << 10;
/// The most parts of a path.
const MAX_TOKENS: usize = 100;

/// Reads a path; without `$` or `@` it starts at the document.
pub fn path(text: &str) -> Result<Path, String> {
    nested(text, filter::MAX_NESTING)
}

/// Reads a path in a filter that may itself hold so many levels of filters.
pub fn nested(text: &str, nesting: usize) -> Result<Path, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("a JSON path is empty".into());
    }
    if text.len() > MAX_PATH {
        return Err(format!("a JSON path of over {MAX_PATH} bytes"));
    }
    if text.ends_with('.') {
        return Err("a JSON path must not end with a dot".into());
    }
    let whole = match text.starts_with(['$', '@']) {
        true => text.to_owned(),
        false => format!("$.{text}"),
    };
    let from_root = whole.starts_with('$');
    let mut reader = Reader {
        rest: whole.get(1..).unwrap_or_default(),
        tokens: Vec::new(),
        nesting,
    };
    if !reader.rest.is_empty() && !reader.rest.starts_with(['.', '[']) {
        return Err(format!(
            "`.` or `[` is missing behind `{}`",
            whole.get(..1).unwrap_or_default()
        ));
    }
    while !reader.rest.is_empty() {
        if reader.tokens.len() >= MAX_TOKENS {
            return Err(format!("a JSON path of more than {MAX_TOKENS} parts"));
        }
        reader.token()?;
    }
    Ok(Path {
        tokens: reader.tokens,
        from_root,
    })
}

struct Reader<'p> {
    rest: &'p str,
    tokens: Vec<Token>,
    nesting: usize,
}

impl<'p> Reader<'p> {
    fn advance(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    fn error<T>(&self) -> Result<T, String> {
        Err(format!("`{}` cannot stand in a JSON path", self.rest))
    }

    fn token(&mut self) -> Result<(), String> {
        if self.rest.starts_with("..") {
            self.advance(2);
            self.tokens.push(Token::Scan);
            return if self.rest.starts_with('.') {
                self.error()
            } else {
                self.segment()
            };
        }
        if self.rest.starts_with('.') {
            self.advance(1);
            return if self.rest.starts_with('.') {
                self.error()
            } else {
                self.segment()
            };
        }
        self.segment()
    }

    fn segment(&mut self) -> Result<(), String> {
        if self.rest.starts_with('[') {
            return self.bracket();
        }
        if self.rest.starts_with('*') {
            self.advance(1);
            self.tokens.push(Token::Wildcard);
            return Ok(());
        }
        let end = self
            .rest
            .find(['.', '[', '(', ' '])
            .unwrap_or(self.rest.len());
        let name = self.rest.get(..end).unwrap_or_default().to_owned();
        if name.is_empty() || self.rest.get(end..).is_some_and(|r| r.starts_with(' ')) {
            return self.error();
        }
        self.advance(end);
        if self.rest.starts_with('(') {
            let Some(behind) = self.rest.strip_prefix("()") else {
                return Err(format!("`{name}` takes no arguments in a JSON path"));
            };
            self.rest = behind;
            self.tokens.push(Token::Function(name));
        } else {
            self.tokens.push(Token::Properties(vec![name]));
        }
        Ok(())
    }

    fn bracket(&mut self) -> Result<(), String> {
        let inner = self.rest.get(1..).unwrap_or_default().trim_start();
        match inner.chars().next() {
            Some(quote @ ('\'' | '"')) => self.quoted(quote),
            Some('?') => self.filter(),
            Some('*') => {
                let behind = inner.get(1..).unwrap_or_default().trim_start();
                match behind.strip_prefix(']') {
                    Some(rest) => {
                        self.rest = rest;
                        self.tokens.push(Token::Wildcard);
                        Ok(())
                    }
                    None => self.error(),
                }
            }
            _ => self.numbers(),
        }
    }

    /// `['a']`, `['a', 'b']`.
    fn quoted(&mut self, quote: char) -> Result<(), String> {
        let mut names = Vec::new();
        let mut rest = self.rest.get(1..).unwrap_or_default();
        loop {
            rest = rest.trim_start();
            let Some(inner) = rest.strip_prefix(quote) else {
                return self.error();
            };
            let Some((name, behind)) = filter::quoted(inner, quote) else {
                return self.error();
            };
            names.push(name);
            rest = behind.trim_start();
            if let Some(behind) = rest.strip_prefix(',') {
                rest = behind;
            } else if let Some(behind) = rest.strip_prefix(']') {
                self.rest = behind;
                self.tokens.push(Token::Properties(names));
                return Ok(());
            } else {
                return self.error();
            }
        }
    }

    /// `[0]`, `[0, 2]`, `[1:3]`.
    fn numbers(&mut self) -> Result<(), String> {
        let Some(end) = self.rest.find(']') else {
            return self.error();
        };
        let inner = self.rest.get(1..end).unwrap_or_default().trim();
        let number = |text: &str| text.trim().parse::<i64>().ok();
        let token = match inner.split_once(':') {
            Some((from, to)) => {
                let part = |text: &str| match text.trim() {
                    "" => Some(None),
                    text => number(text).map(Some),
                };
                match (part(from), part(to)) {
                    (Some(None), Some(None)) | (None, _) | (_, None) => return self.error(),
                    (Some(from), Some(to)) => Token::Slice(from, to),
                }
            }
            None => match inner.split(',').map(number).collect::<Option<Vec<i64>>>() {
                Some(indexes) if indexes.iter().all(|i| *i >= 0) => Token::Indexes(indexes),
                _ => return self.error(),
            },
        };
        self.advance(end + 1);
        self.tokens.push(token);
        Ok(())
    }

    /// `[?(...)]`.
    fn filter(&mut self) -> Result<(), String> {
        let Some(nesting) = self.nesting.checked_sub(1) else {
            return Err("JSON path filters nested too deep".into());
        };
        let Some(end) = filter::closing(self.rest, '[', ']') else {
            return self.error();
        };
        let inner = self.rest.get(1..end).unwrap_or_default().trim();
        let criteria = inner.strip_prefix('?').unwrap_or(inner).trim();
        let criteria = criteria.strip_prefix('(').and_then(|c| c.strip_suffix(')'));
        let Some(criteria) = criteria else {
            return self.error();
        };
        self.tokens
            .push(Token::Filter(Filter::parse(criteria, nesting)?));
        self.advance(end + 1);
        Ok(())
    }
}
