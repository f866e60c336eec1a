//! Texts that `patch` reads.

use std::collections::BTreeMap;
use std::ops::Range;

use similar::TextDiff;

use super::{Cause, Manifest};
use crate::harness::mask::Masker;

/// So many lines around a change are shown.
const AROUND: usize = 3;

/// The unified diff of two texts; a side that is not there has no name. Empty where they are the
/// same.
///
/// ```
/// use manifest_render::diff::unified;
///
/// let patch = unified(Some(("a/x", "1\n")), Some(("b/x", "2\n")));
/// assert_eq!(patch, "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-1\n+2\n");
/// ```
pub fn unified(old: Option<(&str, &str)>, new: Option<(&str, &str)>) -> String {
    let (old_name, old_text) = old.unwrap_or(("/dev/null", ""));
    let (new_name, new_text) = new.unwrap_or(("/dev/null", ""));
    if old_text == new_text {
        return String::new();
    }
    TextDiff::from_lines(old_text, new_text)
        .unified_diff()
        .context_radius(AROUND)
        .header(old_name, new_name)
        .to_string()
}

/// The unified diff of a resource as it is shown on both sides, the secrets of a run hidden.
pub(super) fn of_sides(
    old: Option<(&Manifest, &str)>,
    new: Option<(&Manifest, &str)>,
    folder: &str,
    masker: &Masker,
) -> String {
    let side = |side: Option<(&Manifest, &str)>, letter: char| {
        let (manifest, text) = side?;
        let name = &manifest.name;
        let name = match folder.is_empty() {
            true => format!("{letter}/{name}"),
            false => format!("{letter}/{folder}/{name}"),
        };
        Some((name, masker.mask(text)))
    };
    let (old, new) = (side(old, 'a'), side(new, 'b'));
    unified(
        old.as_ref()
            .map(|(name, text)| (name.as_str(), text.as_str())),
        new.as_ref()
            .map(|(name, text)| (name.as_str(), text.as_str())),
    )
}

/// The lines of both sides that a hunk is about, from 1, as its head says.
pub fn hunk(head: &str) -> Option<(Range<usize>, Range<usize>)> {
    let (old, rest) = head.strip_prefix("@@ -")?.split_once(" +")?;
    let (new, _) = rest.split_once(" @@")?;
    let range = |text: &str| -> Option<Range<usize>> {
        let (start, length) = text.split_once(',').unwrap_or((text, "1"));
        let start: usize = start.parse().ok()?;
        Some(start..start.checked_add(length.parse().ok()?)?)
    };
    Some((range(old)?, range(new)?))
}

/// What the lines of the new side in a patch are owed to.
pub(super) fn origins(patch: &str, causes: &[Cause], masker: &Masker) -> BTreeMap<usize, String> {
    let hunks = patch.lines().filter_map(hunk);
    let lines = hunks.flat_map(|(_, new)| new);
    let cause = |line: usize| {
        let cause = causes.get(line.checked_sub(1)?)?;
        (!cause.words.is_empty()).then(|| (line, masker.mask(&cause.words)))
    };
    lines.filter_map(cause).collect()
}
