//! Regular expressions as Go's `regexp` has them: RE2's syntax with Go's error texts, linear
//! time, leftmost-first matches, Go's replacement templates and Go's way of walking over matches.
//!
//! The syntax is read here ([`parse`]) and built as an automaton by `regex-automata`; a pattern
//! is compiled once a rendering ([`Patterns`]).

pub mod class;
pub mod parse;
pub mod pattern;
mod rune;
mod table;
pub mod template;

pub use pattern::{Pattern, Patterns, Piece};
pub use table::TABLE;

/// `regexp.QuoteMeta`: a backslash before everything that means something in a pattern.
pub fn quote_meta(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + 8);
    for &byte in text {
        if br"\.+*?()|[]{}^$".contains(&byte) {
            out.push(b'\\');
        }
        out.push(byte);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A pattern of this many groups, one in the other.
    fn nested(depth: usize, repeat: &str) -> Vec<u8> {
        let close = format!("){repeat}");
        format!("{}a{}", "(".repeat(depth), close.repeat(depth)).into_bytes()
    }

    #[test]
    fn what_go_takes_does_not_exhaust_the_stack() {
        assert!(Pattern::new(&nested(999, "")).unwrap().is_match(b"a"));
        assert!(Pattern::new(&nested(499, "*")).unwrap().is_match(b"a"));
        for depth in [1000, 100_000] {
            let error = Pattern::new(&nested(depth, "")).unwrap_err();
            assert!(error.contains("expression nests too deeply"), "{error}");
        }
        assert!(
            Pattern::new(&b"(".repeat(1_000_000))
                .unwrap_err()
                .contains("missing closing )")
        );
        assert!(Pattern::new(&b"a|".repeat(100_000)).unwrap().is_match(b"a"));
    }

    #[test]
    fn large_patterns_are_refused_in_words() {
        let error = Pattern::new(br"(\pL{1000}){1000}").unwrap_err();
        assert!(error.contains("invalid repeat count"), "{error}");
        let error = Pattern::new(br"((\pL{30}){30}){1}").unwrap_err();
        assert!(error.contains("too large"), "{error}");
    }
}
