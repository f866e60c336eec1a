//! YAML in the dialect of go-yaml, which Helm uses.
//!
//! Helm reads YAML with go-yaml 2, turns it into JSON and reads that. So does this room, without
//! the detour: one pass over the bytes makes the [`Value`](crate::value::Value) that Helm would
//! end with, or the error it would print. What is not go-yaml's own way is built beside it: places,
//! hints, comments and origins.
//!
//! - `input`: encodings and forbidden characters; `chars`: classes of bytes.
//! - `scan`: from bytes to tokens; `parse`: from tokens to [`Events`].
//! - `resolve`, `timestamp`: what a scalar means.
//! - `skim`: values that are only checked, passed over line by line.
//! - `compose`: from events to values; `alias`: anchors, copies, and their limit; `marker`: places.
//! - `reader`: [`Reader`], the ways Helm and Harness read; `values_file`: several documents.
//! - `blame`: the exact words for documents that stand for no value.
//! - `error`, `hint`: errors.
//! - [`emit`]: from values to text.

mod alias;
mod blame;
mod chars;
mod compose;
pub mod emit;
mod error;
mod event;
mod hint;
mod input;
mod marker;
mod parse;
mod position;
mod reader;
mod resolve;
mod scan;
mod skim;
mod timestamp;
mod token;
mod values_file;

pub use compose::Numbers;
pub use error::{Error, Stage};
pub use event::{Comment, Event, EventKind, Properties, Scalar};
pub use input::Input;
pub use marker::{FileMarks, Marker, NoMarks};
pub use parse::Events;
pub use position::Position;
pub use reader::{Library, Reader};
pub use resolve::{Resolved, resolve};
pub use token::ScalarStyle;
pub use values_file::read_values_file;
