//! Constraints on versions (`>=1.2 <2 || ~3.1`), in the language of Masterminds/semver 3.5.
//!
//! Groups stand between `||`, any of which may hold; the constraints of a group, between spaces
//! or commas, must all hold. A prerelease satisfies only a group that names a prerelease.

use std::cmp::Ordering;

use super::version::{Version, compare_prerelease, identifiers, take};
use crate::functions::strings::quoted;

const MAX_LEN: usize = 512;
const MAX_GROUPS: usize = 32;

/// A parsed constraint text.
///
/// ```
/// use manifest_render::functions::semver::{Constraints, Version};
///
/// let constraints = Constraints::parse(b">=1.2 <2 || ~3.1")?;
/// assert!(constraints.check(&Version::parse(b"v3.1.4")?));
/// assert!(!constraints.check(&Version::parse(b"1.3.0-rc.1")?));
/// # Ok::<(), String>(())
/// ```
#[derive(Debug)]
pub struct Constraints {
    groups: Vec<Group>,
}

#[derive(Debug)]
struct Group {
    all: Vec<Constraint>,
    prereleases: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    Greater,
    Less,
    GreaterEqual,
    LessEqual,
    Tilde,
    Caret,
}

/// The operators as written; the longer ones first.
const OPERATORS: [(&str, Operator); 11] = [
    ("!=", Operator::NotEqual),
    (">=", Operator::GreaterEqual),
    ("=>", Operator::GreaterEqual),
    ("<=", Operator::LessEqual),
    ("=<", Operator::LessEqual),
    ("~>", Operator::Tilde),
    ("=", Operator::Equal),
    (">", Operator::Greater),
    ("<", Operator::Less),
    ("~", Operator::Tilde),
    ("^", Operator::Caret),
];

#[derive(Debug)]
struct Constraint {
    operator: Operator,
    version: Version,
    /// A part is missing or `x`: the constraint means a range.
    dirty: bool,
    minor_dirty: bool,
    patch_dirty: bool,
}

impl Constraints {
    /// `semver.NewConstraint`.
    ///
    /// # Errors
    /// The library's own texts: `improper constraint: "..."` for what it cannot read.
    pub fn parse(text: &[u8]) -> Result<Constraints, String> {
        if text.len() > MAX_LEN {
            return Err(format!(
                "constraint string is too long (max {MAX_LEN} bytes)"
            ));
        }
        // Bytes that are no UTF-8 are carried through as characters of their own, for the error.
        let stray = std::str::from_utf8(text).is_err();
        let text = if stray {
            text.iter().copied().map(char::from).collect()
        } else {
            String::from_utf8_lossy(text)
        };
        let text = rewrite_ranges(&text, " ");
        let groups: Vec<&str> = text.split("||").collect();
        if groups.len() > MAX_GROUPS {
            return Err(format!("too many constraint groups (max {MAX_GROUPS})"));
        }
        let groups = groups
            .into_iter()
            .map(|group| Group::parse(group, stray))
            .collect::<Result<_, _>>()?;
        Ok(Constraints { groups })
    }

    /// `Constraints.Check`: whether `version` satisfies one of the groups.
    pub fn check(&self, version: &Version) -> bool {
        self.groups.iter().any(|group| {
            (version.prerelease.is_empty() || group.prereleases)
                && group.all.iter().all(|constraint| constraint.check(version))
        })
    }
}

impl Group {
    fn parse(text: &str, stray: bool) -> Result<Group, String> {
        let improper = || {
            let bytes = if stray {
                text.chars().filter_map(|c| u8::try_from(c).ok()).collect()
            } else {
                text.as_bytes().to_vec()
            };
            format!("improper constraint: {}", quoted(&bytes))
        };
        let mut all = Vec::new();
        let mut rest = skip_space(text);
        loop {
            let (operator, tail) = operator(rest);
            let (pattern, tail) = Pattern::take(skip_space(tail)).ok_or_else(improper)?;
            all.push((operator, pattern));
            rest = skip_space(tail);
            if rest.is_empty() {
                break;
            }
            match rest.strip_prefix(',') {
                Some(tail) => rest = skip_space(tail),
                None if rest.len() == tail.len() => return Err(improper()),
                None => {}
            }
        }
        let all = all
            .into_iter()
            .map(|(op, pattern)| Constraint::of(op, &pattern));
        let all = all.collect::<Result<Vec<_>, _>>()?;
        let prereleases = all.iter().any(|c| !c.version.prerelease.is_empty());
        Ok(Group { all, prereleases })
    }
}

pub(super) fn operator(text: &str) -> (Operator, &str) {
    let found = OPERATORS
        .iter()
        .find_map(|(sign, op)| Some((*op, text.strip_prefix(sign)?)));
    found.unwrap_or((Operator::Equal, text))
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c')
}

pub(super) fn skip_space(text: &str) -> &str {
    text.trim_start_matches([' ', '\t', '\n', '\r', '\x0c'])
}

/// A version in a constraint, whose parts may be `x`, `X` or `*`.
pub(super) struct Pattern<'a> {
    pub whole: &'a str,
    pub major: &'a str,
    pub minor: &'a str,
    pub patch: &'a str,
    pub prerelease: &'a str,
}

impl<'a> Pattern<'a> {
    /// The pattern that `text` starts with, and the rest.
    pub fn take(text: &'a str) -> Option<(Pattern<'a>, &'a str)> {
        let good = |b: u8| b.is_ascii_digit() || matches!(b, b'|' | b'x' | b'X' | b'*');
        let (major, mut rest) = take(text.strip_prefix('v').unwrap_or(text), good)?;
        let mut numbers = [""; 2];
        for slot in &mut numbers {
            if let Some((part, tail)) = rest.strip_prefix('.').and_then(|tail| take(tail, good)) {
                (*slot, rest) = (part, tail);
            }
        }
        let [minor, patch] = numbers;
        let mut prerelease = "";
        for sign in ['-', '+'] {
            let len = rest.strip_prefix(sign).map_or(0, identifiers);
            if len > 0
                && let Some((part, tail)) = rest.split_at_checked(len + 1)
            {
                if sign == '-' {
                    prerelease = part;
                }
                rest = tail;
            }
        }
        let whole = text.get(..text.len() - rest.len())?;
        Some((
            Pattern {
                whole,
                major,
                minor,
                patch,
                prerelease,
            },
            rest,
        ))
    }
}

impl Constraint {
    fn of(operator: Operator, pattern: &Pattern<'_>) -> Result<Constraint, String> {
        let any = |part: &str| matches!(part, "" | "x" | "X" | "*");
        let Pattern {
            whole,
            major,
            minor,
            patch,
            prerelease,
        } = *pattern;
        let (mut minor_dirty, mut patch_dirty) = (false, false);
        let text = if any(major) {
            format!("0.0.0{prerelease}")
        } else if any(minor) {
            minor_dirty = true;
            format!("{major}.0.0{prerelease}")
        } else if any(patch) {
            patch_dirty = true;
            format!("{major}.{minor}.0{prerelease}")
        } else {
            whole.to_string()
        };
        let version =
            Version::parse(text.as_bytes()).map_err(|_| "constraint parser error".to_string())?;
        let dirty = any(major) || minor_dirty || patch_dirty;
        Ok(Constraint {
            operator,
            version,
            dirty,
            minor_dirty,
            patch_dirty,
        })
    }

    /// Whether `version` satisfies this one; prereleases are settled by the group.
    fn check(&self, version: &Version) -> bool {
        let order = version.compare(&self.version);
        match self.operator {
            Operator::Equal if self.dirty => self.tilde(version),
            Operator::Equal => order == Ordering::Equal,
            Operator::NotEqual => self.not_equal(version),
            Operator::Greater => self.greater(version),
            Operator::Less => order == Ordering::Less,
            Operator::GreaterEqual => order != Ordering::Less,
            Operator::LessEqual => self.less_equal(version),
            Operator::Tilde => self.tilde(version),
            Operator::Caret => self.caret(version),
        }
    }

    fn not_equal(&self, v: &Version) -> bool {
        let c = &self.version;
        if self.dirty {
            if c.major != v.major {
                return true;
            }
            if self.minor_dirty {
                return false;
            }
            if c.minor != v.minor {
                return true;
            }
            if self.patch_dirty {
                let pre = !v.prerelease.is_empty() || !c.prerelease.is_empty();
                return pre && compare_prerelease(&v.prerelease, &c.prerelease) != Ordering::Equal;
            }
            if c.patch != v.patch {
                return true;
            }
        }
        v.compare(c) != Ordering::Equal
    }

    /// `>11` means 12 or higher, `>11.1` means 11.2 or higher.
    fn greater(&self, v: &Version) -> bool {
        let c = &self.version;
        if self.dirty {
            if v.major != c.major {
                return v.major > c.major;
            }
            if self.minor_dirty {
                return false;
            }
            if self.patch_dirty {
                return v.minor > c.minor;
            }
        }
        v.compare(c) == Ordering::Greater
    }

    fn less_equal(&self, v: &Version) -> bool {
        let c = &self.version;
        if !self.dirty {
            return v.compare(c) != Ordering::Greater;
        }
        let same_major_later_minor = v.major == c.major && v.minor > c.minor && !self.minor_dirty;
        v.major <= c.major && !same_major_later_minor
    }

    /// `~1.2.3` means from 1.2.3 to before 1.3, `~1` from 1 to before 2, `~0.0.0` anything.
    fn tilde(&self, v: &Version) -> bool {
        let c = &self.version;
        if v.compare(c) == Ordering::Less {
            return false;
        }
        let zero = (c.major, c.minor, c.patch) == (0, 0, 0);
        if zero && !self.minor_dirty && !self.patch_dirty {
            return true;
        }
        v.major == c.major && (v.minor == c.minor || self.minor_dirty)
    }

    /// `^1.2.3` means from 1.2.3 to before 2; below 1 the first number that is not zero counts.
    fn caret(&self, v: &Version) -> bool {
        let c = &self.version;
        if v.compare(c) == Ordering::Less {
            return false;
        }
        if c.major > 0 || self.minor_dirty || v.major > 0 {
            return v.major == c.major;
        }
        if c.minor > 0 || self.patch_dirty || v.minor > 0 {
            return v.minor == c.minor;
        }
        v.patch == c.patch
    }
}

/// `1.2 - 3` becomes `>= 1.2, <= 3` and `end`.
pub(super) fn rewrite_ranges(text: &str, end: &str) -> String {
    let mut out = text.to_string();
    let mut at = 0;
    while at < text.len() {
        let Some(rest) = text.get(at..) else {
            at += 1;
            continue;
        };
        match range(rest) {
            Some((whole, low, high)) => {
                // The library replaces the first text that looks the same, wherever it stands.
                out = out.replacen(whole, &format!(">= {low}, <= {high}{end}"), 1);
                at += whole.len();
            }
            None => at += 1,
        }
    }
    out
}

/// The range that `text` starts with, spaces around it included, and its two ends.
fn range(text: &str) -> Option<(&str, &str, &str)> {
    let (low, rest) = Pattern::take(skip_space(text))?;
    let rest = some_space(rest)?.strip_prefix('-')?;
    let (high, rest) = Pattern::take(some_space(rest)?)?;
    let whole = text.get(..text.len() - skip_space(rest).len())?;
    Some((whole, low.whole, high.whole))
}

fn some_space(text: &str) -> Option<&str> {
    text.bytes()
        .next()
        .filter(|&b| is_space(b))
        .map(|_| skip_space(text))
}
