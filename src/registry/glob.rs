//! Go's `path.Match` for one part of a host name, as Kubernetes matches registries with it.

/// Whether `text` matches `pattern`: `*`, `?`, `[a-z]`, `[^a-z]`. A broken pattern matches nothing.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    loop {
        let step = match (pattern.get(p), text.get(t)) {
            (None, None) => return true,
            (Some('*'), _) => {
                retry = Some((p + 1, t));
                p += 1;
                continue;
            }
            (Some('?'), Some(_)) => Some(p + 1),
            (Some('['), Some(&c)) => class(&pattern, p + 1, c),
            (Some(a), Some(b)) if a == b => Some(p + 1),
            _ => None,
        };
        match (step, retry) {
            (Some(next), _) => {
                p = next;
                t += 1;
            }
            (None, Some((after, from))) if from < text.len() => {
                retry = Some((after, from + 1));
                p = after;
                t = from + 1;
            }
            _ => return false,
        }
    }
}

/// The place behind a class that starts at `at` and holds `c`.
fn class(pattern: &[char], mut at: usize, c: char) -> Option<usize> {
    let negated = pattern.get(at) == Some(&'^');
    at += usize::from(negated);
    let mut found = false;
    loop {
        let low = *pattern.get(at)?;
        if low == ']' {
            return (found != negated).then_some(at + 1);
        }
        let mut high = low;
        if pattern.get(at + 1) == Some(&'-') {
            high = *pattern.get(at + 2)?;
            at += 2;
        }
        found |= (low..=high).contains(&c);
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn stars_and_classes() {
        assert!(matches("*", "gcr"));
        assert!(matches("", ""));
        assert!(matches("us-*-docker", "us-west1-docker"));
        assert!(matches("[a-c]?", "bz"));
        assert!(matches("*a*b", "xxaabab"));
        assert!(!matches("[^a-c]", "b"));
        assert!(!matches("[a", "a"));
        assert!(!matches("a*", "ba"));
    }
}
