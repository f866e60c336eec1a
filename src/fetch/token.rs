//! How registries let people in: a name and a password, or a token from a server of theirs.

use serde_json::Value as Json;

use super::Fetcher;
use super::http::{basic, refused};
use super::url::escaped;
use crate::chart::Error;
use crate::functions::urls::shown;
use crate::registry::{Credentials, DockerConfig, ImageReference, Secret};

/// The largest answer of a server of tokens.
const MAX_TOKEN: u64 = 1024 * 1024;

impl Fetcher<'_> {
    /// The header that a registry wants, which has said what with this challenge; `None` where
    /// there is nothing to log in with, or it is a way nobody knows.
    pub(super) fn authorize(
        &self,
        image: &ImageReference,
        challenge: &str,
    ) -> Result<Option<Secret>, Error> {
        let (scheme, rest) = challenge.split_once(' ').unwrap_or((challenge, ""));
        let credentials = self.credentials(image)?;
        let login = credentials.as_ref().and_then(|found| {
            let (user, password) = found.user_and_password(&image.registry)?;
            Some(basic(user, password))
        });
        if scheme.eq_ignore_ascii_case("basic") {
            return Ok(login);
        }
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Ok(None);
        }
        let Some(realm) = parameter(rest, "realm") else {
            return Ok(None);
        };
        let service = parameter(rest, "service").unwrap_or_default();
        let scope = parameter(rest, "scope");
        let scope = scope.unwrap_or_else(|| format!("repository:{}:pull", image.path));
        let query = format!("service={}&scope={}", escaped(&service), escaped(&scope));
        let identity = credentials.map(|found| found.identity_token);
        let response = match (login, identity.filter(|token| !token.is_blank())) {
            (None, Some(token)) => {
                let form = format!(
                    "grant_type=refresh_token&client_id=render&refresh_token={}&{query}",
                    escaped(token.expose())
                );
                self.ask(&realm, &[], Some(&form), MAX_TOKEN)?
            }
            (login, _) => {
                let headers = login.map(|login| ("authorization", login.expose().to_string()));
                let separator = if realm.contains('?') { '&' } else { '?' };
                let url = format!("{realm}{separator}{query}");
                self.ask(&url, headers.as_slice(), None, MAX_TOKEN)?
            }
        };
        if response.status != 200 {
            return Err(refused(&realm, response.status).with_hint(format!(
                "`docker login {}` stores credentials where they are looked for",
                image.registry
            )));
        }
        let answer: Json = serde_json::from_slice(&response.body).unwrap_or_default();
        let token = answer["token"].as_str().or(answer["access_token"].as_str());
        match token {
            Some(token) => Ok(Some(Secret::new(format!("Bearer {token}")))),
            None => Err(Error::new(format!("{} gave no token", shown(&realm)))),
        }
    }

    fn credentials(&self, image: &ImageReference) -> Result<Option<Credentials>, Error> {
        if let Some((user, password)) = &self.settings.login {
            return Ok(Some(Credentials {
                username: user.clone(),
                password: password.clone(),
                ..Credentials::default()
            }));
        }
        let failed = |error: crate::registry::Error| Error::new(error.to_string());
        let folder = self.settings.docker_config.as_deref();
        let config = DockerConfig::load(self.world, folder).map_err(failed)?;
        let found = config.lookup(self.world, image).map_err(failed)?;
        Ok(found.map(|found| found.credentials))
    }
}

/// A parameter of a challenge: `realm="https://auth.example.com/token",service="x"`.
fn parameter(challenge: &str, name: &str) -> Option<String> {
    let mut rest = challenge;
    while let Some((key, after)) = rest.split_once('=') {
        let after = after.trim_start();
        let (value, next) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?,
            None => after.split_once(',').unwrap_or((after, "")),
        };
        if key.trim_matches([',', ' ']).eq_ignore_ascii_case(name) {
            return Some(value.to_string());
        }
        rest = next;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::parameter;

    #[test]
    fn parameters_of_challenges_are_found() {
        let challenge =
            r#"realm="https://a.example/token?x=1",service="a, b", scope=pull,Other="y""#;
        let cases = [
            ("realm", Some("https://a.example/token?x=1")),
            ("service", Some("a, b")),
            ("scope", Some("pull")),
            ("other", Some("y")),
            ("error", None),
        ];
        for (name, want) in cases {
            assert_eq!(parameter(challenge, name).as_deref(), want, "{name}");
        }
        assert_eq!(parameter("realm=\"open", "realm"), None);
    }
}
