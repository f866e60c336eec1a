//! Numbers that look random, without an end and the same in every run.

/// The numbers that follow from one to begin with.
pub struct Dice(pub u64);

impl Dice {
    /// The next number below this one.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound.max(1)
    }
}
