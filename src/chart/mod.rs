//! Helm charts: what they hold, the values they are rendered with, and what their templates see.
//!
//! Everything here follows Helm 4.2.3. Nothing here executes a template.
//!
//! - `load`: [`Loader`], from a folder or an archive to a [`Chart`]; `ignore`: `.helmignore`.
//! - `model`, [`metadata`]: the chart, and what Chart.yaml says; `decode`: how that is read.
//! - [`dependencies`]: conditions, tags, aliases, `import-values`.
//! - [`coalesce`], [`values`]: the values of a tree of charts; [`strvals`]: `--set`;
//!   `user_values`: [`UserValues`] and [`SetValues`], all that the user says.
//! - [`scope`]: what templates see; [`capabilities`], [`files`], [`release`]: parts of it.
//! - [`mod@schema`]: what values.schema.json says.
//! - [`glob`], [`path_match`]: patterns of paths, as `.Files.Glob` and as Go has them.
//! - `error`: [`Error`], in Helm's words; `warning`: [`Warning`], what Helm logs.

pub mod capabilities;
pub mod coalesce;
pub(crate) mod decode;
pub mod dependencies;
mod error;
pub mod files;
pub mod glob;
pub mod ignore;
mod load;
pub mod metadata;
mod model;
pub mod path_match;
mod place;
pub mod release;
pub mod schema;
pub mod scope;
pub mod strvals;
mod user_values;
pub mod values;
mod warning;

use std::io;
use std::path::Path;

pub use capabilities::{Capabilities, KubeVersion};
pub use error::Error;
pub(crate) use error::quoted;
pub use load::{Links, Loader, Provenance, archived_values, folder_files};
pub use model::{Chart, File};
pub use release::Release;
pub use user_values::{SetValues, UserValues};
pub use warning::{Level, Warning, Warnings};

use crate::diagnostic::Code;

/// An error of the file system, as Go words it.
pub fn go_io_error(operation: &str, path: &Path, error: &io::Error) -> Error {
    let path = path.display();
    let (operation, text) = match error.kind() {
        io::ErrorKind::NotFound => (operation, "no such file or directory".to_string()),
        io::ErrorKind::PermissionDenied => (operation, "permission denied".to_string()),
        io::ErrorKind::IsADirectory => ("read", "is a directory".to_string()),
        io::ErrorKind::NotADirectory => (operation, "not a directory".to_string()),
        _ => (operation, error.to_string()),
    };
    let code = match error.kind() {
        io::ErrorKind::NotFound => Code::FileNotFound,
        _ => Code::FileUnreadable,
    };
    Error::new(format!("{operation} {path}: {text}")).with_code(code)
}
