//! Masterminds/semver 1.5, which Harness's renderer has: one comma language, other rules for
//! what is left out of a version, other error texts.

use std::cmp::Ordering;

use super::constraint::{Operator, Pattern, operator, rewrite_ranges, skip_space};
use super::version::{Parts, Version};

/// `semver.NewVersion` of that release.
///
/// # Errors
/// Its own texts, `Invalid Semantic Version` among them.
pub fn parse_version(text: &[u8]) -> Result<Version, String> {
    let parts = std::str::from_utf8(text).ok().and_then(Parts::of);
    let Some(parts) = parts else {
        return Err("Invalid Semantic Version".to_string());
    };
    Ok(Version {
        major: number(parts.major)?,
        minor: parts.minor.map_or(Ok(0), number)?,
        patch: parts.patch.map_or(Ok(0), number)?,
        prerelease: parts.prerelease.unwrap_or_default().to_string(),
        metadata: parts.metadata.unwrap_or_default().to_string(),
        original: String::from_utf8_lossy(text).into_owned(),
    })
}

fn number(digits: &str) -> Result<u64, String> {
    let number = digits
        .parse::<u64>()
        .ok()
        .filter(|number| i64::try_from(*number).is_ok());
    number.ok_or_else(|| {
        format!(
            "Error parsing version segment: strconv.ParseInt: parsing \"{digits}\": value out of range"
        )
    })
}

/// Whether a version satisfies a constraint text.
///
/// # Errors
/// The library's own texts.
pub fn satisfies(constraint: &[u8], version: &[u8]) -> Result<bool, String> {
    let text = String::from_utf8_lossy(constraint);
    let text = rewrite_ranges(&text, "");
    let groups = text
        .split("||")
        .map(|group| group.split(',').map(Constraint::parse).collect());
    let groups = groups.collect::<Result<Vec<Vec<Constraint>>, String>>()?;
    let version = parse_version(version)?;
    Ok(groups
        .iter()
        .any(|group| group.iter().all(|constraint| constraint.check(&version))))
}

struct Constraint {
    operator: Operator,
    version: Version,
    dirty: bool,
    minor_dirty: bool,
    patch_dirty: bool,
}

impl Constraint {
    fn parse(text: &str) -> Result<Constraint, String> {
        let improper = || format!("improper constraint: {text}");
        let (operator, rest) = operator(skip_space(text));
        let (pattern, rest) = Pattern::take(skip_space(rest)).ok_or_else(improper)?;
        if !skip_space(rest).is_empty() {
            return Err(improper());
        }
        let any = |part: &str| matches!(part, "x" | "X" | "*");
        let Pattern {
            whole,
            major,
            minor,
            patch,
            prerelease,
        } = pattern;
        let (mut minor_dirty, mut patch_dirty) = (false, false);
        let text = if any(major) {
            "0.0.0".to_string()
        } else if any(minor) || minor.is_empty() {
            minor_dirty = true;
            format!("{major}.0.0{prerelease}")
        } else if any(patch) {
            patch_dirty = true;
            format!("{major}.{minor}.0{prerelease}")
        } else {
            whole.to_string()
        };
        let version =
            parse_version(text.as_bytes()).map_err(|_| "constraint Parser Error".to_string())?;
        let dirty = any(major) || minor_dirty || patch_dirty;
        Ok(Constraint {
            operator,
            version,
            dirty,
            minor_dirty,
            patch_dirty,
        })
    }

    fn check(&self, v: &Version) -> bool {
        let c = &self.version;
        let order = v.compare(c);
        if self.operator == Operator::NotEqual && !self.dirty {
            return order != Ordering::Equal;
        }
        // A prerelease satisfies only a constraint that names one.
        if !v.prerelease.is_empty() && c.prerelease.is_empty() {
            return false;
        }
        match self.operator {
            Operator::Equal if self.dirty => self.tilde(v),
            Operator::Equal => order == Ordering::Equal,
            Operator::NotEqual => c.major != v.major || (c.minor != v.minor && !self.minor_dirty),
            Operator::Greater => order == Ordering::Greater,
            Operator::GreaterEqual => order != Ordering::Less,
            Operator::Less | Operator::LessEqual if self.dirty => {
                v.major <= c.major && (v.minor <= c.minor || self.minor_dirty)
            }
            Operator::Less => order == Ordering::Less,
            Operator::LessEqual => order != Ordering::Greater,
            Operator::Tilde => self.tilde(v),
            Operator::Caret => order != Ordering::Less && v.major == c.major,
        }
    }

    fn tilde(&self, v: &Version) -> bool {
        let c = &self.version;
        if v.compare(c) == Ordering::Less {
            return false;
        }
        let zero = (c.major, c.minor, c.patch) == (0, 0, 0);
        zero && !self.minor_dirty && !self.patch_dirty
            || v.major == c.major && (v.minor == c.minor || self.minor_dirty)
    }
}
