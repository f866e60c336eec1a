//! Where each line of a rendering came from, for people and for programs.
//!
//! - [`Facts`]: what is known of each line of a resource or a stream.
//! - [`stream_lines`], [`template_lines`]: the lines of whole streams.
//! - `placed`: which lines of two texts hold the same values.
//! - [`draw`](fn@draw): beside the lines, for people; [`detail`](fn@detail): one line at length.
//! - [`source_map`](fn@source_map): the same in JSON.
//! - [`values`](fn@values): the merged values, each with its origin.

mod detail;
mod draw;
mod facts;
mod placed;
mod source_map;
mod stream;
mod values;

pub use detail::detail;
pub use draw::{beside, draw};
pub use facts::{Facts, Origin, OutputLine, resource_lines};
pub(crate) use placed::{Tree, same_lines};
pub use source_map::source_map;
pub use stream::{stream_lines, template_lines};
pub use values::values;
