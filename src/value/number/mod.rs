//! Numbers as text, as Go's `strconv` writes and reads them.
//!
//! Templates, JSON, YAML and TOML all print numbers, each by its own rule but all on the same
//! ground: the shortest digits that read back, or an exact number of digits, laid out plain or
//! with an exponent. That ground is here; who decides between the layouts is above.
//!
//! - [`append_float`]: `strconv.AppendFloat`, every format and precision.
//! - [`append_int`], [`append_uint`]: decimal integers.
//! - [`append_duration`] writes a `time.Duration`.
//! - [`parse_int`], [`parse_uint`], [`parse_float`]: the reverse, with bases, underscores and
//!   Go's two errors.

mod duration;
mod float;
mod hex_float;
mod integer;
mod parse;

pub use duration::append_duration;
pub use float::append_float;
pub use integer::{append_int, append_uint};
pub use parse::{NumError, parse_float, parse_int, parse_uint};
