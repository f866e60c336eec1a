//! The texts of `<+artifact.imagePullSecret>` and `<+artifact.dockerConfigJsonSecret>`.
//!
//! Both are base64 of one line of JSON without blanks, its keys in a fixed order:
//!
//! ```text
//! imagePullSecret         {"U":{"username":"N","password":"P"}}
//! dockerConfigJsonSecret  {"auths":{"U":{"username":"N","password":"P","auth":"base64(N:P)"}}}
//! ```
//!
//! The first is what a Secret of type `kubernetes.io/dockercfg` wants under `.dockercfg`, the
//! second what `kubernetes.io/dockerconfigjson` wants under `.dockerconfigjson`. The address U is
//! used as it is configured. Where U, N or P is blank the text is empty, which a template's `if`
//! takes for false.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::Secret;
use super::json::push_least;

/// How passwords get into JSON.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Spelling {
    /// As JSON demands.
    #[default]
    Correct,
    /// As Harness does it: line breaks are dropped, only quotes are escaped, and in
    /// `dockerConfigJsonSecret` with two backslashes. A password with a backslash or a quote
    /// makes JSON that nobody can read, here as there.
    Harness,
}

/// A registry and the pair of credentials for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// The registry's address, as configured.
    pub url: String,
    /// The user.
    pub username: String,
    /// The password.
    pub password: Secret,
}

impl Login {
    /// The text of `imagePullSecret`, base64; empty when a part is blank.
    ///
    /// ```
    /// use manifest_render::registry::Secret;
    /// use manifest_render::registry::pull_secret::{Login, Spelling};
    ///
    /// let login = Login {
    ///     url: "https://ghcr.io".into(),
    ///     username: "octo".into(),
    ///     password: Secret::new("ghp_x"),
    /// };
    /// assert_eq!(
    ///     login.image_pull_secret(Spelling::Correct).expose(),
    ///     "eyJodHRwczovL2doY3IuaW8iOnsidXNlcm5hbWUiOiJvY3RvIiwicGFzc3dvcmQiOiJnaHBfeCJ9fQ=="
    /// );
    /// ```
    pub fn image_pull_secret(&self, spelling: Spelling) -> Secret {
        if self.is_incomplete() {
            return Secret::default();
        }
        let mut out = String::from("{");
        self.push_pair(&mut out, spelling, "\\\"");
        out.push_str("}}");
        Secret::new(STANDARD.encode(out))
    }

    /// The text of `dockerConfigJsonSecret`, base64; empty when a part is blank.
    pub fn docker_config_json(&self, spelling: Spelling) -> Secret {
        if self.is_incomplete() {
            return Secret::default();
        }
        let mut out = String::from("{\"auths\":{");
        let password = self.push_pair(&mut out, spelling, "\\\\\"");
        out.push_str(",\"auth\":\"");
        STANDARD.encode_string(format!("{}:{password}", self.username), &mut out);
        out.push_str("\"}}}");
        Secret::new(STANDARD.encode(out))
    }

    /// User and password as `auth` has them: base64 of `user:password`.
    pub fn auth(&self) -> Secret {
        let pair = format!("{}:{}", self.username, self.password.expose());
        Secret::new(STANDARD.encode(pair))
    }

    /// Whether a part is blank, so that there is no pull secret.
    pub fn is_incomplete(&self) -> bool {
        self.url.trim().is_empty() || self.username.trim().is_empty() || self.password.is_blank()
    }

    /// Appends `"U":{"username":"N","password":"P"`; gives the password that `auth` is made of.
    fn push_pair(&self, out: &mut String, spelling: Spelling, quote: &str) -> String {
        let given = self.password.expose();
        match spelling {
            Spelling::Harness => {
                let password = without_line_breaks(given).replace('"', quote);
                let (url, user) = (&self.url, &self.username);
                out.push_str(&format!(
                    "\"{url}\":{{\"username\":\"{user}\",\"password\":\"{password}\""
                ));
                password
            }
            Spelling::Correct => {
                // A service account's key is JSON: its line breaks mean nothing, and Harness
                // drops them for everyone to see.
                let password = if self.username == "_json_key" {
                    without_line_breaks(given)
                } else {
                    given.to_string()
                };
                push_least(out, &self.url);
                out.push_str(":{\"username\":");
                push_least(out, &self.username);
                out.push_str(",\"password\":");
                push_least(out, &password);
                password
            }
        }
    }
}

fn without_line_breaks(text: &str) -> String {
    text.replace(['\n', '\r'], "")
}
