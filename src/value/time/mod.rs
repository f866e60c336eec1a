//! Go's `time`: moments, durations, zones and layouts.
//!
//! A moment is a value of templates ([`Time`], `time.Time`); months, days of the week and
//! durations are integers with names ([`named`]). The calendar and the layouts are Go's own, and
//! so written here; the rules of zones come from the bundled database through jiff.
//!
//! ```
//! use manifest_render::value::time::{Zone, format, parse};
//!
//! let time = parse(b"2006-01-02", b"2020-02-29", &Zone::Utc)?;
//! assert_eq!(format(&time.add_date(1, 0, 0), b"Mon Jan _2"), b"Mon Mar  1");
//! # Ok::<(), String>(())
//! ```

pub mod civil;
pub mod duration;
mod format;
pub mod layout;
mod moment;
pub mod named;
mod object;
mod parse;
mod zone;

pub use format::{RFC3339_NANO, display, format, json};
pub use moment::Time;
pub use object::TIME;
pub use parse::parse;
pub use zone::{Period, Zone, Zones};
