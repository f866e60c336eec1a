//! The protocol of `docker-credential-NAME`.
//!
//! A helper is a program. `get` takes a registry on standard input and answers with
//! `{"ServerURL": …, "Username": …, "Secret": …}`; the user name `<token>` says that the secret is
//! an identity token. What it can not answer it refuses with an exit status and one line on
//! standard output. (Rules: docker/docker-credential-helpers.)

use std::io::ErrorKind;
use std::time::Duration;

use serde_json::Value;

use super::{Credentials, Error, Secret};
use crate::world::{Program, World};

/// How long a helper may take: enough for one that asks its user to unlock a key ring.
pub const TIME_LIMIT: Duration = Duration::from_secs(30);

/// What every helper says for a registry it has nothing for.
const NOT_FOUND: &str = "credentials not found in native keychain";

/// Asks `docker-credential-NAME` for the credentials of `server`; `None` when it has none.
///
/// # Errors
/// The `Helper…` variants of [`Error`]: not installed, refused, too slow, or not understood.
pub fn get(world: &dyn World, name: &str, server: &str) -> Result<Option<Credentials>, Error> {
    let program = format!("docker-credential-{name}");
    if name.is_empty() || name.contains(['/', '\\', '\0']) {
        let reason = "its name would be a path".to_string();
        return Err(Error::HelperMissing { program, reason });
    }
    let call = Program {
        name: &program,
        args: &["get"],
        stdin: server.as_bytes(),
        time_limit: TIME_LIMIT,
    };
    let ended = match world.run(&call) {
        Ok(ended) => ended,
        Err(e) if e.kind() == ErrorKind::TimedOut => {
            return Err(Error::HelperTimeout {
                program,
                limit: TIME_LIMIT,
            });
        }
        Err(e) => {
            return Err(Error::HelperMissing {
                program,
                reason: e.to_string(),
            });
        }
    };
    if ended.code != Some(0) {
        let said = [&ended.stdout, &ended.stderr]
            .into_iter()
            .map(|t| String::from_utf8_lossy(t).trim().to_string())
            .find(|t| !t.is_empty())
            .unwrap_or_default();
        if said.starts_with(NOT_FOUND) {
            return Ok(None);
        }
        // What it says may hold what it knows.
        let message = match ended.code {
            Some(code) => format!("it ended with code {code}"),
            None => "it was ended".to_string(),
        };
        return Err(Error::HelperFailed {
            program,
            registry: server.to_string(),
            message,
        });
    }
    let refuse = |reason| Error::HelperAnswer {
        program: program.clone(),
        reason,
    };
    let answer: Value =
        serde_json::from_slice(&ended.stdout).map_err(|_| refuse("the answer is not JSON"))?;
    let part = |key| answer.get(key).and_then(Value::as_str);
    let user = part("Username").ok_or_else(|| refuse("the answer has no Username"))?;
    let secret = part("Secret").ok_or_else(|| refuse("the answer has no Secret"))?;
    if secret.is_empty() {
        return Ok(None);
    }
    let mut credentials = Credentials::default();
    if user == "<token>" {
        credentials.identity_token = Secret::new(secret);
    } else {
        credentials.username = user.to_string();
        credentials.password = Secret::new(secret);
    }
    Ok(Some(credentials))
}
