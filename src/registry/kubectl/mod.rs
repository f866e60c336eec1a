//! `kubectl create secret docker-registry --dry-run=client`, byte for byte.
//!
//! Nothing here talks to a cluster: kubectl's own dry run on the client does not either, so its
//! output can be the same (kubectl 1.32). [`run`] takes the words behind
//! `kubectl create secret docker-registry` and gives what kubectl would print; [`Request`] is the
//! same with typed fields.
//!
//! - [`arguments`]: the flags, with kubectl's own words for wrong ones.
//! - [`build`]: the Secret, its hash, and the files it is made of.
//! - [`mod@print`]: the Secret as YAML, JSON, a name or through a small JSONPath.

pub mod arguments;
pub mod build;
pub mod print;

use super::Secret;
use crate::world::World;
pub use arguments::Request;

/// A refusal in kubectl's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// All of standard error, final line end included.
    pub text: String,
    /// The exit code kubectl gives.
    pub code: i32,
}

impl Refusal {
    fn new(text: impl std::fmt::Display) -> Self {
        Refusal {
            text: format!("error: {text}\n"),
            code: 1,
        }
    }

    /// A wrong flag, which kubectl's flag library reports in its own style.
    fn usage(text: impl std::fmt::Display) -> Self {
        let hint = "See 'kubectl create secret docker-registry --help' for usage.";
        Refusal {
            text: format!("Error: {text}\n{hint}\n"),
            code: 1,
        }
    }
}

/// What kubectl would print to standard output for these arguments.
///
/// # Errors
/// What kubectl would print to standard error, with its exit code.
pub fn run(world: &dyn World, args: &[String]) -> Result<String, Refusal> {
    let mut request = arguments::parse(args)?;
    if request.password_stdin {
        if !request.password.expose().is_empty() {
            return Err(Refusal::new(
                "--docker-password and --docker-password-stdin are mutually exclusive",
            ));
        }
        let text = world
            .read_stdin()
            .ok()
            .and_then(|b| String::from_utf8(b).ok());
        let text = text.ok_or_else(|| Refusal::new("standard input holds no password"))?;
        // A line end belongs to the line, not to the password.
        let text = text.strip_suffix('\n').unwrap_or(&text);
        request.password = Secret::new(text.strip_suffix('\r').unwrap_or(text));
    }
    create(world, &request)
}

/// What kubectl would print for this request.
///
/// # Errors
/// As [`run`].
pub fn create(world: &dyn World, request: &Request) -> Result<String, Refusal> {
    let printer = print::Printer::named(&request.output)?;
    let secret = build::build(world, request)?;
    printer.print(&secret)
}
