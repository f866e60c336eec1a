//! `.helmignore`: which files of a folder are not part of its chart.
//!
//! It looks like `.gitignore` and is not: a rule with `!` ignores all that it does *not* match, a
//! rule with a slash matches the whole path only, and `**` is an error.

use super::Error;
use super::path_match::{BadPattern, path_match};

/// A pattern of a rule. Most are words with one star or none, which are compared at once.
#[derive(Debug)]
enum Pattern {
    /// Without a star.
    Word(String),
    /// With a star in front.
    End(String),
    /// With a star behind.
    Start(String),
    /// Anything else that Go's `filepath.Match` knows, and how many bytes in front mean themselves.
    Glob(String, usize),
}

/// The rules of a chart's folder.
#[derive(Debug, Default)]
pub struct Rules(Vec<Rule>);

#[derive(Debug)]
struct Rule {
    pattern: Pattern,
    /// Whether only the last name of a path is looked at.
    basename: bool,
    negated: bool,
    folders: bool,
}

impl Rules {
    /// Reads a `.helmignore`; without one, the text is empty. Hidden files in `templates/` are
    /// always ignored.
    pub fn parse(text: &[u8]) -> Result<Rules, Error> {
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        let mut rules = Rules::default();
        for line in String::from_utf8_lossy(text).split('\n') {
            rules.add(line)?;
        }
        rules.add("templates/.?*")?;
        Ok(rules)
    }

    fn add(&mut self, line: &str) -> Result<(), Error> {
        let rule = line.trim();
        if rule.is_empty() || rule.starts_with('#') {
            return Ok(());
        }
        if rule.contains("**") {
            return Err(Error::new("double-star (**) syntax is not supported"));
        }
        path_match(rule, "abc").map_err(|BadPattern| Error::new(BadPattern.to_string()))?;
        let (rule, negated) = strip(rule, str::strip_prefix, '!');
        let (rule, folders) = strip(rule, str::strip_suffix, '/');
        let (pattern, rooted) = strip(rule, str::strip_prefix, '/');
        self.0.push(Rule {
            pattern: Pattern::new(pattern),
            basename: !rooted && !rule.contains('/'),
            negated,
            folders,
        });
        Ok(())
    }

    /// Whether the file or folder at this path in the chart is ignored. Below an ignored folder,
    /// everything is.
    pub fn ignores(&self, path: &str, is_folder: bool) -> bool {
        if matches!(path, "" | "." | "./") {
            return false;
        }
        let base = path.rsplit('/').next().unwrap_or(path);
        let mut rules = self.0.iter();
        rules.any(|rule| rule.ignores(path, base, is_folder))
    }
}

impl Rule {
    fn ignores(&self, path: &str, base: &str, is_folder: bool) -> bool {
        if self.folders && !is_folder {
            return self.negated;
        }
        let name = match self.basename {
            true => base,
            false => path,
        };
        let matched = self.pattern.matches(name);
        matched != self.negated
    }
}

impl Pattern {
    fn new(pattern: &str) -> Pattern {
        let is_word = |text: &str| !text.contains(['*', '?', '[', '\\']);
        match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
            _ if is_word(pattern) => Pattern::Word(pattern.to_string()),
            (Some(end), _) if is_word(end) => Pattern::End(end.to_string()),
            (_, Some(start)) if is_word(start) => Pattern::Start(start.to_string()),
            _ => {
                let plain = pattern.find(['*', '?', '[', '\\']);
                Pattern::Glob(pattern.to_string(), plain.unwrap_or(pattern.len()))
            }
        }
    }

    /// Whether it matches the whole name. A star stands for anything within one folder.
    fn matches(&self, name: &str) -> bool {
        let starred = match self {
            Pattern::Word(word) => return name == word,
            Pattern::End(end) => name.strip_suffix(end.as_str()),
            Pattern::Start(start) => name.strip_prefix(start.as_str()),
            Pattern::Glob(pattern, plain) => {
                return name.as_bytes().starts_with(&pattern.as_bytes()[..*plain])
                    && path_match(pattern, name).unwrap_or(false);
            }
        };
        starred.is_some_and(|starred| !starred.contains('/'))
    }
}

fn strip<'a>(
    text: &'a str,
    side: fn(&'a str, char) -> Option<&'a str>,
    c: char,
) -> (&'a str, bool) {
    match side(text, c) {
        Some(rest) => (rest, true),
        None => (text, false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_go_does() {
        let patterns = [
            "", "*", "**", "a", "a/b", "*a", "*.md", "a*", "a/*", "*/a", "a*b", "?", "[a]", "\\a",
            "*?", "é*", "*é",
        ];
        let names = [
            "", "a", "b", "ab", "aa", "a/b", "b/a", "a/b/a", "x.md", "a/x.md", ".md", "é", "aé",
            "éa",
        ];
        for pattern in patterns {
            for name in names {
                let quick = Pattern::new(pattern).matches(name);
                let want = path_match(pattern, name).unwrap_or(false);
                assert_eq!(quick, want, "{pattern:?} {name:?}");
            }
        }
    }
}
