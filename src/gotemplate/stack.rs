//! Room on the stack: templates nest as deep as Go allows, on threads with any stack.

/// How much must be left for one step of a recursion.
const RED_ZONE: usize = 128 * 1024;
/// How much is added at a time.
const SEGMENT: usize = 2 * 1024 * 1024;

/// Calls `step`, on a new piece of stack where this one is nearly used up.
#[inline]
pub(super) fn grow<T>(step: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(RED_ZONE, SEGMENT, step)
}
