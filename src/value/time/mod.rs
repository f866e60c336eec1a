//! Go's `time`: moments, durations, zones and layouts.
//!
//! A moment is a value of templates ([`Time`], `time.Time`); months, days of the week and
//! durations are integers with names ([`named`]). The calendar and the layouts are Go's own, and
//! so written here; the rules of zones come from the bundled database through jiff.

pub mod civil;
pub mod duration;
mod format;
pub mod layout;
mod moment;
pub mod named;
mod object;
mod parse;
mod zone;

pub use format::{display, format, json};
pub use moment::Time;
pub use object::TIME;
pub use parse::parse;
pub use zone::{Period, Zone, Zones};
