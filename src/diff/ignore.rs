//! Changes that do not matter, by rule.

use regex::Regex;

use super::change::{Action, Change, Identity};

/// One rule. What it does not say is true of everything.
#[derive(Clone, Debug, Default)]
pub struct Rule {
    /// The kinds of resources, with `*`.
    pub kind: Option<Glob>,
    /// Their names, with `*`.
    pub name: Option<Glob>,
    /// Their namespaces, with `*`.
    pub namespace: Option<Glob>,
    /// The paths of values, with `*`; what lies under a path belongs to it.
    pub path: Option<Glob>,
    /// What in the values does not matter.
    pub regex: Option<Regex>,
    /// Whether only values count that both sides have.
    pub only_changed: bool,
    /// Why.
    pub reason: String,
}

/// All rules of a comparison.
#[derive(Clone, Debug, Default)]
pub struct Rules(pub Vec<Rule>);

/// A text with `*` for any other text.
#[derive(Clone, Debug)]
pub struct Glob(Option<Regex>);

impl Glob {
    /// A pattern that stands for whole texts.
    pub fn new(pattern: &str) -> Self {
        Glob::with_end(pattern, "$")
    }

    /// A pattern that stands for paths and all that lies under them.
    pub fn path(pattern: &str) -> Self {
        Glob::with_end(pattern, r"(?:$|[.\[ ])")
    }

    fn with_end(pattern: &str, end: &str) -> Self {
        let parts: Vec<String> = pattern.split('*').map(regex::escape).collect();
        let text = format!("^(?s:{}){end}", parts.join(".*"));
        // An escaped text is always an expression; one that is too large for one matches nothing.
        Glob(Regex::new(&text).ok())
    }

    fn matches(&self, text: &str) -> bool {
        self.0.as_ref().is_some_and(|regex| regex.is_match(text))
    }
}

impl Rules {
    /// What never matters to people: the version of a chart in its labels, and checksums in
    /// annotations, which only say that something else changed.
    pub fn built_in() -> Rules {
        let version = "the version of the chart";
        let rule = |path: &str, regex: Option<&str>, reason: &str| Rule {
            path: Some(Glob::path(path)),
            regex: regex.and_then(|regex| Regex::new(regex).ok()),
            only_changed: true,
            reason: reason.to_string(),
            ..Rule::default()
        };
        let number = r"-v?\d+\.\d+\.\d+[0-9A-Za-z.+_-]*$";
        Rules(vec![
            rule(r#"*labels["helm.sh/chart"]"#, None, version),
            rule("*labels.chart", Some(number), version),
            rule(
                r#"*annotations["checksum/*"]"#,
                None,
                "a checksum of something that changed",
            ),
        ])
    }

    /// Why a change does not matter, if a rule says so.
    pub fn reason(&self, id: &Identity, change: &Change) -> Option<String> {
        let rule = self
            .0
            .iter()
            .find(|rule| rule.matches(id) && rule.covers(change))?;
        Some(rule.reason.clone())
    }

    /// Why nothing about a resource matters, if a rule says so.
    pub fn whole(&self, id: &Identity) -> Option<String> {
        let whole = |rule: &&Rule| {
            rule.path.is_none() && rule.regex.is_none() && !rule.only_changed && rule.matches(id)
        };
        Some(self.0.iter().find(whole)?.reason.clone())
    }
}

impl Rule {
    fn matches(&self, id: &Identity) -> bool {
        let is = |glob: &Option<Glob>, text: &str| glob.as_ref().is_none_or(|g| g.matches(text));
        is(&self.kind, &id.kind) && is(&self.name, &id.name) && is(&self.namespace, &id.namespace)
    }

    fn covers(&self, change: &Change) -> bool {
        if self.only_changed && change.action != Action::Changed {
            return false;
        }
        if self
            .path
            .as_ref()
            .is_some_and(|path| !path.matches(&change.path))
        {
            return false;
        }
        let Some(regex) = &self.regex else {
            return true;
        };
        let without = |text: &Option<String>| {
            text.as_ref()
                .map(|text| regex.replace_all(text, "").into_owned())
        };
        match &change.lines {
            Some(lines) => {
                let side = |sign: char| -> Vec<String> {
                    let own = lines.lines().filter_map(|line| line.strip_prefix(sign));
                    own.map(|line| regex.replace_all(line, "").into_owned())
                        .collect()
                };
                side('-') == side('+')
            }
            None => match (without(&change.old), without(&change.new)) {
                (Some(old), Some(new)) => old == new,
                (Some(one), None) | (None, Some(one)) => one.trim().is_empty(),
                (None, None) => false,
            },
        }
    }
}
