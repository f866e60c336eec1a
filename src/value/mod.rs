//! The values templates see, with the kinds Go tells apart, and where each came from.
