//! Near misses.

/// How alike two names must be for one to be suggested instead of the other.
const ALIKE: f64 = 0.8;

/// How alike names are taken to be that differ by one letter, or by two that changed places.
const SLIP: f64 = 0.9;
/// Shorter names differ by a letter from too many others.
const SHORTEST: usize = 3;

/// The name most like the one that was not found, if any is like it.
///
/// ```
/// use manifest_render::diagnostic::nearest;
///
/// assert_eq!(nearest("servise", ["service", "image"]), Some("service"));
/// assert_eq!(nearest("tga", ["pullPolicy", "tag"]), Some("tag"));
/// assert_eq!(nearest("zzz", ["service", "image"]), None);
/// ```
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_lowercase();
    known
        .into_iter()
        .map(|known| (likeness(&name, &known.to_lowercase()), known))
        .filter(|(likeness, _)| *likeness > ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, known)| known)
}

fn likeness(a: &str, b: &str) -> f64 {
    let alike = strsim::jaro_winkler(a, b);
    let slip = a.len().min(b.len()) >= SHORTEST && strsim::osa_distance(a, b) == 1;
    if slip { alike.max(SLIP) } else { alike }
}
