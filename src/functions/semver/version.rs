//! A version as Masterminds/semver 3.5 reads, prints and compares it.

use std::cmp::Ordering;
use std::fmt;

/// The longest version text that is read.
const MAX_LEN: usize = 256;

/// Three numbers, a prerelease and metadata, and the text it was read from.
///
/// `1`, `v1.2` and `01.2.3` are versions too: what is missing counts as zero.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Version {
    /// The first number.
    pub major: u64,
    /// The second number.
    pub minor: u64,
    /// The third number.
    pub patch: u64,
    /// What stands behind the hyphen, or nothing.
    pub prerelease: String,
    /// What stands behind the plus sign, or nothing.
    pub metadata: String,
    /// The text as it was given.
    pub original: String,
}

impl Version {
    /// `semver.NewVersion`.
    ///
    /// # Errors
    /// The library's own texts, `invalid semantic version` among them.
    pub fn parse(text: &[u8]) -> Result<Version, String> {
        if text.len() > MAX_LEN {
            return Err(format!("version string is too long (max {MAX_LEN} bytes)"));
        }
        let parts = std::str::from_utf8(text).ok().and_then(Parts::of);
        let Some(parts) = parts else {
            return Err("invalid semantic version".to_string());
        };
        let version = Version {
            major: number(parts.major)?,
            minor: parts.minor.map_or(Ok(0), number)?,
            patch: parts.patch.map_or(Ok(0), number)?,
            prerelease: parts.prerelease.unwrap_or_default().to_string(),
            metadata: parts.metadata.unwrap_or_default().to_string(),
            original: String::from_utf8_lossy(text).into_owned(),
        };
        let padded = |part: &str| {
            part.len() > 1 && part.starts_with('0') && part.bytes().all(|b| b.is_ascii_digit())
        };
        if version.prerelease.split('.').any(padded) {
            return Err("version segment starts with 0".to_string());
        }
        Ok(version)
    }

    /// `Version.Compare`: by the numbers, then by the prerelease; metadata does not count.
    pub fn compare(&self, other: &Version) -> Ordering {
        let numbers = |v: &Version| (v.major, v.minor, v.patch);
        numbers(self).cmp(&numbers(other)).then_with(|| {
            match (self.prerelease.is_empty(), other.prerelease.is_empty()) {
                (true, true) => Ordering::Equal,
                (true, false) => Ordering::Greater,
                (false, true) => Ordering::Less,
                (false, false) => compare_prerelease(&self.prerelease, &other.prerelease),
            }
        })
    }

    /// `Version.IncMajor`, `IncMinor` and `IncPatch`, by which number: the next release. A patch
    /// that has a prerelease only loses it.
    ///
    /// # Errors
    /// The library's panic where the number would overflow.
    pub fn next(&self, which: Segment) -> Result<Version, String> {
        let up = |n: u64, name: &str| {
            n.checked_add(1)
                .ok_or_else(|| format!("{name} version increment would overflow uint64"))
        };
        let mut next = Version {
            major: self.major,
            ..Version::default()
        };
        match which {
            Segment::Major => next.major = up(self.major, "major")?,
            Segment::Minor => next.minor = up(self.minor, "minor")?,
            Segment::Patch => {
                next.minor = self.minor;
                next.patch = self.patch;
                if self.prerelease.is_empty() {
                    next.patch = up(self.patch, "patch")?;
                }
            }
        }
        Ok(next.named_after(self))
    }

    /// `Version.SetPrerelease`.
    ///
    /// # Errors
    /// The library's text for what is no prerelease.
    pub fn with_prerelease(&self, prerelease: &str) -> Result<Version, String> {
        if !prerelease.is_empty() {
            for part in prerelease.split('.') {
                if part.is_empty() || !part.bytes().all(is_identifier) {
                    return Err("invalid prerelease string".to_string());
                }
                if part.len() > 1
                    && part.starts_with('0')
                    && part.bytes().all(|b| b.is_ascii_digit())
                {
                    return Err("version segment starts with 0".to_string());
                }
            }
        }
        let next = Version {
            prerelease: prerelease.to_string(),
            ..self.clone()
        };
        Ok(next.named_after(self))
    }

    /// `Version.SetMetadata`.
    ///
    /// # Errors
    /// The library's text for what is no metadata.
    pub fn with_metadata(&self, metadata: &str) -> Result<Version, String> {
        let good = |part: &str| !part.is_empty() && part.bytes().all(is_identifier);
        if !metadata.is_empty() && !metadata.split('.').all(good) {
            return Err("invalid metadata string".to_string());
        }
        let next = Version {
            metadata: metadata.to_string(),
            ..self.clone()
        };
        Ok(next.named_after(self))
    }

    fn named_after(mut self, before: &Version) -> Version {
        let v = if before.original.starts_with('v') {
            "v"
        } else {
            ""
        };
        self.original = format!("{v}{self}");
        self
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)?;
        if !self.prerelease.is_empty() {
            write!(f, "-{}", self.prerelease)?;
        }
        if !self.metadata.is_empty() {
            write!(f, "+{}", self.metadata)?;
        }
        Ok(())
    }
}

/// One of the three numbers of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Segment {
    /// The first.
    Major,
    /// The second.
    Minor,
    /// The third.
    Patch,
}

fn number(digits: &str) -> Result<u64, String> {
    digits.parse().map_err(|_| {
        format!(
            "error parsing version segment: strconv.ParseUint: parsing \"{digits}\": value out of range"
        )
    })
}

/// The pieces of a version text, still as text.
pub(super) struct Parts<'a> {
    pub major: &'a str,
    pub minor: Option<&'a str>,
    pub patch: Option<&'a str>,
    pub prerelease: Option<&'a str>,
    pub metadata: Option<&'a str>,
}

impl<'a> Parts<'a> {
    pub fn of(text: &'a str) -> Option<Parts<'a>> {
        let text = text.strip_prefix('v').unwrap_or(text);
        let is_digit = |b: u8| b.is_ascii_digit();
        let (major, mut rest) = take(text, is_digit)?;
        let mut numbers = [None, None];
        for slot in &mut numbers {
            if let Some(tail) = rest.strip_prefix('.') {
                let (number, tail) = take(tail, is_digit)?;
                (*slot, rest) = (Some(number), tail);
            }
        }
        let mut ids = [None, None];
        for (slot, sign) in ids.iter_mut().zip(['-', '+']) {
            if let Some(tail) = rest.strip_prefix(sign) {
                let len = identifiers(tail);
                let (id, tail) = tail
                    .split_at_checked(len)
                    .filter(|(id, _)| !id.is_empty())?;
                (*slot, rest) = (Some(id), tail);
            }
        }
        let [minor, patch] = numbers;
        let [prerelease, metadata] = ids;
        rest.is_empty().then_some(Parts {
            major,
            minor,
            patch,
            prerelease,
            metadata,
        })
    }
}

/// What may stand between the dots of a prerelease or of metadata.
pub(super) fn is_identifier(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-'
}

/// The length of the identifiers with dots between that `text` starts with; 0 for none.
pub(super) fn identifiers(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut len = 0;
    loop {
        let from = if len == 0 { 0 } else { len + 1 };
        let more = bytes.get(from..).unwrap_or_default();
        let more = more.iter().take_while(|&&b| is_identifier(b)).count();
        if more == 0 || (len > 0 && bytes.get(len) != Some(&b'.')) {
            return len;
        }
        len = from + more;
    }
}

/// What `text` starts with, at least one byte, and the rest.
pub(super) fn take(text: &str, good: impl Fn(u8) -> bool) -> Option<(&str, &str)> {
    let len = text.bytes().take_while(|&b| good(b)).count();
    (len > 0).then(|| text.split_at_checked(len)).flatten()
}

/// The library's order of two prereleases, piece by piece.
pub(super) fn compare_prerelease(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a.split('.'), b.split('.'));
    loop {
        let (left, right) = (a.next(), b.next());
        if left.is_none() && right.is_none() {
            return Ordering::Equal;
        }
        match compare_piece(left.unwrap_or_default(), right.unwrap_or_default()) {
            Ordering::Equal => {}
            other => return other,
        }
    }
}

fn compare_piece(a: &str, b: &str) -> Ordering {
    if a.is_empty() || b.is_empty() {
        return a.len().min(1).cmp(&b.len().min(1));
    }
    match (uint(a), uint(b)) {
        (Some(a), Some(b)) => a.cmp(&b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => a.cmp(b),
    }
}

fn uint(text: &str) -> Option<u64> {
    // A sign is no digit here, though Rust would read it.
    text.bytes()
        .all(|b| b.is_ascii_digit())
        .then(|| text.parse().ok())
        .flatten()
}
