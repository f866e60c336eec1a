//! Near misses.

/// How alike two names must be for one to be suggested instead of the other.
const ALIKE: f64 = 0.8;

/// The name most like the one that was not found, if any is like it.
///
/// ```
/// use manifest_render::diagnostic::nearest;
///
/// assert_eq!(nearest("servise", ["service", "image"]), Some("service"));
/// assert_eq!(nearest("zzz", ["service", "image"]), None);
/// ```
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_lowercase();
    known
        .into_iter()
        .map(|known| (strsim::jaro_winkler(&name, &known.to_lowercase()), known))
        .filter(|(likeness, _)| *likeness > ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, known)| known)
}
