//! The functions as people look them up: by name, family and profile.

use std::fmt::Write;

use super::{Entry, Family, Profile, all};

/// A function of one name, which the profiles may have in different versions.
#[derive(Clone, Copy, Debug)]
pub struct Described {
    /// What is known about it; Helm's version where there are two.
    pub entry: &'static Entry,
    /// Whether Helm has it.
    pub helm: bool,
    /// Whether Harness's renderer has it.
    pub harness: bool,
    /// Whether the two have versions of their own, whose results may differ.
    pub versions: bool,
}

impl Described {
    /// Its name.
    pub fn name(&self) -> &'static str {
        self.entry.function.name
    }

    /// Whether this profile has it.
    pub fn is_in(&self, profile: Profile) -> bool {
        match profile {
            Profile::Helm => self.helm,
            Profile::Harness => self.harness,
        }
    }

    /// What sets it apart, in a few words.
    pub fn remarks(&self) -> Vec<&'static str> {
        let mut remarks = Vec::new();
        if !self.harness {
            remarks.push("Helm only");
        }
        if !self.helm {
            remarks.push("Harness only");
        }
        if self.versions {
            remarks.push("versions differ");
        }
        if !self.entry.pure {
            remarks.push("not pure");
        }
        remarks
    }
}

/// All functions, by family, then by name.
///
/// ```
/// use manifest_render::functions::reference;
///
/// let functions = reference::described();
/// let trunc = functions.iter().find(|function| function.name() == "trunc").unwrap();
/// assert!(trunc.helm && trunc.harness && trunc.entry.pure);
/// ```
pub fn described() -> Vec<Described> {
    let mut found: Vec<Described> = Vec::new();
    for entry in all() {
        let helm = entry.profiles.include(Profile::Helm);
        let new = Described {
            entry,
            helm,
            harness: entry.profiles.include(Profile::Harness),
            versions: false,
        };
        let known = found.iter_mut().find(|known| known.name() == new.name());
        match known {
            None => found.push(new),
            // Nobody can call what sprig hides.
            Some(known) if known.entry.family == Family::Builtin => *known = new,
            Some(known) => {
                *known = Described {
                    entry: if helm { entry } else { known.entry },
                    helm: known.helm || new.helm,
                    harness: known.harness || new.harness,
                    versions: true,
                };
            }
        }
    }
    found.sort_by_key(|function| (function.entry.family, function.name().to_lowercase()));
    found
}

/// The page about all functions, in Markdown.
pub fn markdown() -> String {
    let functions = described();
    let mut page = String::from(HEAD);
    for family in Family::ALL {
        let mut members = functions
            .iter()
            .filter(|function| function.entry.family == *family)
            .peekable();
        if members.peek().is_none() {
            continue;
        }
        // Writing to a String cannot fail.
        let _ = write!(page, "\n## {}\n", family.name());
        page.push_str("\n| Function | What it does | Example | |\n|---|---|---|---|\n");
        for function in members {
            let entry = function.entry;
            let _ = writeln!(
                page,
                "| `{}{}` | {} | {} | {} |",
                function.name(),
                entry.signature.replace('|', "\\|"),
                entry.help.replace('|', "\\|").replace('<', "&lt;"),
                code(entry.example),
                function.remarks().join(", "),
            );
        }
    }
    page
}

/// Code within a row of a table.
fn code(text: &str) -> String {
    let text = text.replace('|', "\\|");
    if text.contains('`') {
        format!("`` {text} ``")
    } else {
        format!("`{text}`")
    }
}

const HEAD: &str = "\
# Functions

What templates can call, by family: Helm 4.2.3's functions, and those of Harness's own renderer
(go-template 0.4.8) where there is no Helm. `render functions` lists them in a terminal, `render
functions NAME` tells about one. This page is what `render functions --markdown` prints.

*Helm only*: Harness's renderer does not have it. *Versions differ*: both have it, from different
releases of sprig, and results may differ. *Not pure*: random, of the clock, or of the outside;
`--seed` makes what is random or of the clock the same on every run.
";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::functions::of;

    #[test]
    fn each_function_is_described() {
        let functions = described();
        for profile in [Profile::Helm, Profile::Harness] {
            let names: Vec<_> = functions
                .iter()
                .filter(|function| function.is_in(profile))
                .map(Described::name)
                .collect();
            let callable = of(profile).names();
            assert_eq!(names.len(), callable.len());
            assert!(callable.iter().all(|name| names.contains(name)));
        }
        for function in functions {
            assert!(!function.entry.help.is_empty(), "{}", function.name());
            assert!(!function.entry.example.is_empty(), "{}", function.name());
        }
    }

    #[test]
    fn the_page_has_not_drifted() {
        let page = include_str!("../../docs/functions.md");
        assert!(
            page == markdown(),
            "write it anew with `render functions --markdown > docs/functions.md`"
        );
    }
}
