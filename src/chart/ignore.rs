//! `.helmignore`: which files of a folder are not part of its chart.
//!
//! It looks like `.gitignore` and is not: a rule with `!` ignores all that it does *not* match, a
//! rule with a slash matches the whole path only, and `**` is an error.

use super::Error;
use super::path_match::{BadPattern, path_match};

/// The rules of a chart's folder.
#[derive(Debug, Default)]
pub struct Rules(Vec<Rule>);

#[derive(Debug)]
struct Rule {
    pattern: String,
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
            pattern: pattern.to_string(),
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
        self.0.iter().any(|rule| rule.ignores(path, is_folder))
    }
}

impl Rule {
    fn ignores(&self, path: &str, is_folder: bool) -> bool {
        if self.folders && !is_folder {
            return self.negated;
        }
        let name = match self.basename {
            true => path.rsplit('/').next().unwrap_or(path),
            false => path,
        };
        let matched = path_match(&self.pattern, name).unwrap_or(false);
        matched != self.negated
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
