//! Go's `strconv` as far as templates need it: quoted text both ways, and the number literals
//! of Go's syntax.

mod number;
mod quote;
mod unquote;

pub use number::{NumberError, parse_float, parse_int, parse_uint};
pub use quote::{Quoting, quote, quote_into, quote_rune_into};
pub use unquote::{Unquoted, unquote, unquote_char};
