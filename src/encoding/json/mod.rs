//! JSON as Go's `encoding/json` reads and writes it.

mod escape;
mod explain;
mod number;
mod read;
mod write;

pub(crate) use escape::append_base64;
pub use escape::append_json_text;
pub use number::append_json_float;
pub(crate) use number::small_integer;
pub use read::{ReadError, read_json, read_json_marked};
pub use write::{JsonError, JsonStyle, write_json};
pub(crate) use write::{expand, mark_of};
