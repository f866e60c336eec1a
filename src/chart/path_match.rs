//! Go's `filepath.Match`: `*`, `?`, classes and backslashes within one level of folders.

use std::fmt;

/// The pattern is not well formed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadPattern;

impl fmt::Display for BadPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("syntax error in pattern")
    }
}

impl std::error::Error for BadPattern {}

/// Whether the pattern matches the whole name.
///
/// # Errors
/// When the pattern is not well formed; as in Go, only the part that is looked at is checked.
///
/// ```
/// use manifest_render::chart::path_match::path_match;
///
/// assert!(path_match("templates/*.yaml", "templates/web.yaml")?);
/// assert!(!path_match("*.yaml", "templates/web.yaml")?);
/// # Ok::<(), manifest_render::chart::path_match::BadPattern>(())
/// ```
pub fn path_match(pattern: &str, name: &str) -> Result<bool, BadPattern> {
    let (mut pattern, mut name) = (pattern, name);
    while !pattern.is_empty() {
        let (star, chunk, rest) = scan_chunk(pattern);
        pattern = rest;
        if star && chunk.is_empty() {
            // A star at the end matches what is left of this level.
            return Ok(!name.contains('/'));
        }
        if let Some(after) = match_chunk(chunk, name)?
            && (after.is_empty() || !pattern.is_empty())
        {
            name = after;
            continue;
        }
        if star {
            let mut found = None;
            for (at, c) in name.char_indices() {
                if c == '/' {
                    break;
                }
                let from = name.get(at + c.len_utf8()..).unwrap_or_default();
                if let Some(after) = match_chunk(chunk, from)? {
                    if pattern.is_empty() && !after.is_empty() {
                        continue;
                    }
                    found = Some(after);
                    break;
                }
            }
            if let Some(after) = found {
                name = after;
                continue;
            }
        }
        // What was not looked at must be well formed all the same.
        while !pattern.is_empty() {
            let (_, chunk, rest) = scan_chunk(pattern);
            pattern = rest;
            match_chunk(chunk, "")?;
        }
        return Ok(false);
    }
    Ok(name.is_empty())
}

/// The stars at the start, what follows up to the next star, and the rest.
fn scan_chunk(pattern: &str) -> (bool, &str, &str) {
    let after = pattern.trim_start_matches('*');
    let star = after.len() < pattern.len();
    let mut in_class = false;
    let mut escaped = false;
    for (at, c) in after.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            '*' if !in_class => {
                let (chunk, rest) = after.split_at(at);
                return (star, chunk, rest);
            }
            _ => {}
        }
    }
    (star, after, "")
}

/// What is left of the name behind the chunk. The chunk is read to its end even where it has
/// stopped matching, to find mistakes in it.
fn match_chunk<'a>(chunk: &str, name: &'a str) -> Result<Option<&'a str>, BadPattern> {
    let mut chunk = chunk;
    let mut name = Some(name);
    while let Some(c) = chunk.chars().next() {
        if name.is_some_and(str::is_empty) {
            name = None;
        }
        let next = name.and_then(|name| name.chars().next());
        chunk = chunk.get(c.len_utf8()..).unwrap_or_default();
        let matched = match c {
            '[' => {
                let negated = chunk.starts_with('^');
                if negated {
                    chunk = chunk.get(1..).unwrap_or_default();
                }
                let mut matched = false;
                let mut first = true;
                loop {
                    if !first && chunk.starts_with(']') {
                        chunk = chunk.get(1..).unwrap_or_default();
                        break;
                    }
                    first = false;
                    let (low, rest) = class_char(chunk)?;
                    let (high, rest) = match rest.strip_prefix('-') {
                        Some(rest) => class_char(rest)?,
                        None => (low, rest),
                    };
                    chunk = rest;
                    matched |= next.is_some_and(|c| low <= c && c <= high);
                }
                matched != negated
            }
            '?' => next.is_some_and(|c| c != '/'),
            '\\' => {
                let c = chunk.chars().next().ok_or(BadPattern)?;
                chunk = chunk.get(c.len_utf8()..).unwrap_or_default();
                next == Some(c)
            }
            c => next == Some(c),
        };
        name = name
            .filter(|_| matched)
            .and_then(|name| name.get(next.map_or(0, char::len_utf8)..));
    }
    Ok(name)
}

fn class_char(chunk: &str) -> Result<(char, &str), BadPattern> {
    let mut chars = chunk.chars();
    let c = match chars.next() {
        None | Some('-' | ']') => return Err(BadPattern),
        Some('\\') => chars.next().ok_or(BadPattern)?,
        Some(c) => c,
    };
    let rest = chars.as_str();
    if rest.is_empty() {
        return Err(BadPattern);
    }
    Ok((c, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_as_go_does() {
        let cases = [
            ("abc", "abc", Ok(true)),
            ("*", "abc", Ok(true)),
            ("*c", "abc", Ok(true)),
            ("a*", "ab/c", Ok(false)),
            ("a*/b", "abc/b", Ok(true)),
            ("a*b*c*d*e*/f", "axbxcxdxexxx/f", Ok(true)),
            ("a*b?c*x", "abxbbxdbxebxczzx", Ok(true)),
            ("ab[c]", "abc", Ok(true)),
            ("ab[^c]", "abc", Ok(false)),
            ("ab[e-g]", "abc", Ok(false)),
            ("a\\*b", "a*b", Ok(true)),
            ("[]a]", "]", Err(BadPattern)),
            ("[-]", "-", Err(BadPattern)),
            ("[", "a", Err(BadPattern)),
            ("a[", "ab", Err(BadPattern)),
            ("*x", "xxx", Ok(true)),
            ("[^a-z]", "A", Ok(true)),
        ];
        for (pattern, name, want) in cases {
            assert_eq!(path_match(pattern, name), want, "{pattern} {name}");
        }
    }
}
