//! What can go wrong between an image and its credentials.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// Why credentials could not be found or read. No variant ever holds a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The text is no image reference; the reason is in Docker's words where Docker has some.
    Reference {
        /// The text as given.
        image: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The configuration file could not be read.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The operating system's reason.
        reason: String,
    },
    /// The configuration file is not what Docker writes.
    Config {
        /// The file.
        path: PathBuf,
        /// What is wrong, with line and column where it is not JSON.
        reason: String,
    },
    /// The `auth` of one registry can not be understood.
    Auth {
        /// The entry's key under `auths`.
        registry: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The credential helper is not installed, or can not be started.
    HelperMissing {
        /// The program that was looked for, as `docker-credential-desktop`.
        program: String,
        /// The operating system's reason.
        reason: String,
    },
    /// The credential helper refused.
    HelperFailed {
        /// The program.
        program: String,
        /// The registry it was asked about.
        registry: String,
        /// How it ended; never what it said.
        message: String,
    },
    /// The credential helper did not answer in time.
    HelperTimeout {
        /// The program.
        program: String,
        /// How long it was given.
        limit: Duration,
    },
    /// The credential helper answered with something else than credentials.
    HelperAnswer {
        /// The program.
        program: String,
        /// What is wrong with the answer; never the answer itself.
        reason: &'static str,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Reference { image, reason } => {
                write!(f, "{image:?} is not an image reference: {reason}")
            }
            Error::Unreadable { path, reason } => {
                write!(f, "cannot read {}: {reason}", path.display())
            }
            Error::Config { path, reason } => {
                write!(
                    f,
                    "{} is not a Docker configuration: {reason}",
                    path.display()
                )
            }
            Error::Auth { registry, reason } => {
                write!(f, "the credentials for {registry:?} are broken: {reason}")
            }
            Error::HelperMissing { program, reason } => {
                write!(f, "cannot run the credential helper {program}: {reason}")
            }
            Error::HelperFailed {
                program,
                registry,
                message,
            } => {
                write!(f, "{program} has no answer for {registry:?}: {message}")
            }
            Error::HelperTimeout { program, limit } => {
                write!(f, "{program} did not answer within {} s", limit.as_secs())
            }
            Error::HelperAnswer { program, reason } => {
                write!(f, "{program} gave no credentials: {reason}")
            }
        }
    }
}

impl std::error::Error for Error {}
