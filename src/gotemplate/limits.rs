//! A bound on everything a template can make the machine do.

/// What a template may use. Generous by default: no real chart comes near.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How deep templates may execute each other: Go's own bound.
    pub depth: usize,
    /// How often one name may include itself, directly or not: Helm's own bound.
    pub includes: usize,
    /// How many nodes of templates may be executed, and turns of loops.
    pub steps: u64,
    /// How many bytes a rendering may write.
    pub output: usize,
    /// How many bytes a single text may have that a function makes (`repeat`, `indent`).
    pub text: usize,
    /// How many items a single list may have that a function makes (`until`, `seq`).
    pub items: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            depth: 100_000,
            includes: 1_000,
            steps: 500_000_000,
            output: 1 << 28,
            text: 1 << 28,
            items: 10_000_000,
        }
    }
}
