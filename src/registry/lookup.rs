//! Which of all credentials belong to an image.
//!
//! Docker looks a registry up by its name; Kubernetes also by path and by glob, most specific
//! first, and takes `…/v1/` and `…/v2/` for the registry itself. Both take all names of Docker Hub
//! for one. The rules here are the union: what either would find is found.

use super::config::Entry;
use super::pull_secret::Login;
use super::reference::{canonical_host, host_of, strip_scheme};
use super::{DockerConfig, Error, ImageReference, Secret, glob, helper};
use crate::world::World;

/// A pair of credentials, and what else was with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Credentials {
    /// The user.
    pub username: String,
    /// The password.
    pub password: Secret,
    /// An e-mail address, which only old registries want.
    pub email: String,
    /// A token that stands for both.
    pub identity_token: Secret,
}

/// The user that Azure's registries expect beside a token.
const AZURE_TOKEN_USER: &str = "00000000-0000-0000-0000-000000000000";

impl Credentials {
    /// User and password for a pull secret, which has no place for an identity token.
    ///
    /// Azure's registries take the token as a password of a user with an empty id; for others a
    /// token without a password gives `None`.
    pub fn user_and_password(&self, registry: &str) -> Option<(&str, &Secret)> {
        if !self.password.expose().is_empty() && !self.username.is_empty() {
            return Some((&self.username, &self.password));
        }
        let azure = host_of(registry).ends_with(".azurecr.io");
        (azure && !self.identity_token.is_blank())
            .then_some((AZURE_TOKEN_USER, &self.identity_token))
    }
}

/// Credentials, and where they were found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The registry as a pull secret should name it: the entry's own key, or what Docker calls it.
    pub server: String,
    /// What was found.
    pub credentials: Credentials,
    /// Who had it.
    pub place: Place,
}

impl Found {
    /// What a pull secret is made of; `None` where there is a token that no pull secret can hold.
    pub fn login(&self) -> Option<Login> {
        let (username, password) = self.credentials.user_and_password(&self.server)?;
        Some(Login {
            url: self.server.clone(),
            username: username.to_string(),
            password: password.clone(),
        })
    }
}

/// Who had the credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// An entry of `auths`.
    Auths,
    /// A credential helper, by its program's name.
    Helper(String),
}

impl DockerConfig {
    /// The credentials for an image: from the registry's own helper, else from the common store,
    /// else from `auths`; `None` when nobody has any, which is how public images look.
    ///
    /// # Errors
    /// A helper that is missing, fails or is too slow; an entry that can not be decoded.
    pub fn lookup(
        &self,
        world: &dyn World,
        image: &ImageReference,
    ) -> Result<Option<Found>, Error> {
        let server = image.server();
        let own = self
            .cred_helpers
            .iter()
            .find(|(registry, _)| canonical_host(host_of(registry)) == image.registry)
            .map(|(_, helper)| helper)
            .filter(|helper| !helper.is_empty());
        if let Some(name) = own.or(self.creds_store.as_ref())
            && let Some(credentials) = helper::get(world, name, server)?
        {
            let place = Place::Helper(format!("docker-credential-{name}"));
            return Ok(Some(Found {
                server: server.to_string(),
                credentials,
                place,
            }));
        }
        self.lookup_auths(image)
    }

    fn lookup_auths(&self, image: &ImageReference) -> Result<Option<Found>, Error> {
        let mut entries: Vec<(Pattern<'_>, &Entry)> = self
            .auths
            .iter()
            .map(|entry| (Pattern::new(&entry.registry), entry))
            .filter(|(pattern, _)| pattern.matches(image))
            .collect();
        entries.sort_by_key(|(pattern, _)| pattern.generality());
        for (pattern, entry) in entries {
            if let Some(credentials) = entry.credentials()? {
                let server = if pattern.is_glob() {
                    image.server()
                } else {
                    &entry.registry
                };
                let server = server.to_string();
                return Ok(Some(Found {
                    server,
                    credentials,
                    place: Place::Auths,
                }));
            }
        }
        Ok(None)
    }
}

/// A key of `auths`, taken apart as Kubernetes does.
struct Pattern<'a> {
    host: String,
    path: &'a str,
}

impl<'a> Pattern<'a> {
    fn new(key: &'a str) -> Self {
        let bare = strip_scheme(key);
        let (host, path) = bare.split_once('/').unwrap_or((bare, ""));
        let path = match path.split_once('/') {
            Some(("v1" | "v2", rest)) => rest,
            _ => path,
        };
        Pattern {
            host: canonical_host(host),
            path,
        }
    }

    fn is_glob(&self) -> bool {
        self.host.contains(['*', '?', '['])
    }

    /// Least general first: longer paths, then names before globs, then longer globs.
    fn generality(&self) -> (isize, bool, isize) {
        let length = |text: &str| -isize::try_from(text.len()).unwrap_or(isize::MAX);
        (length(self.path), self.is_glob(), length(&self.host))
    }

    fn matches(&self, image: &ImageReference) -> bool {
        let (own, other) = (split_port(&self.host), split_port(&image.registry));
        own.1 == other.1
            && own.0.split('.').count() == other.0.split('.').count()
            && own
                .0
                .split('.')
                .zip(other.0.split('.'))
                .all(|(a, b)| glob::matches(a, b))
            && image.path.starts_with(self.path)
    }
}

fn split_port(host: &str) -> (&str, &str) {
    match host.rsplit_once(':') {
        Some((name, port)) if !port.contains(']') => (name, port),
        _ => (host, ""),
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::net::IpAddr;
    use std::path::{Path, PathBuf};

    use super::*;
    use crate::world::{DrawKey, FileKind, Finished, MemoryWorld, Program, Randomness, Timestamp};

    /// A world with credential helpers, of which `test` knows the registry `held`.
    #[derive(Debug)]
    struct Machine {
        held: &'static str,
        answer: &'static str,
        rest: MemoryWorld,
    }

    impl World for Machine {
        fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
            self.rest.read(path)
        }
        fn kind(&self, path: &Path) -> io::Result<FileKind> {
            self.rest.kind(path)
        }
        fn walk(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
            self.rest.walk(folder)
        }
        fn read_stdin(&self) -> io::Result<Vec<u8>> {
            self.rest.read_stdin()
        }
        fn write(&self, path: &Path, content: &[u8]) -> io::Result<()> {
            self.rest.write(path, content)
        }
        fn remove(&self, path: &Path) -> io::Result<()> {
            self.rest.remove(path)
        }
        fn variable(&self, name: &str) -> Option<String> {
            self.rest.variable(name)
        }
        fn home(&self) -> Option<PathBuf> {
            self.rest.home()
        }
        fn now(&self) -> Timestamp {
            self.rest.now()
        }
        fn randomness(&self, key: &DrawKey) -> Box<dyn Randomness> {
            self.rest.randomness(key)
        }
        fn resolve(&self, host: &str) -> io::Result<Vec<IpAddr>> {
            self.rest.resolve(host)
        }
        fn run(&self, program: &Program<'_>) -> io::Result<Finished> {
            assert_eq!(program.args, ["get"]);
            let (code, said) = match program.name {
                "docker-credential-slow" => return Err(io::ErrorKind::TimedOut.into()),
                "docker-credential-odd" => (0, "password: hush"),
                "docker-credential-test" if program.stdin == self.held.as_bytes() => {
                    (0, self.answer)
                }
                "docker-credential-test" => (1, "credentials not found in native keychain\n"),
                "docker-credential-locked" => (1, "the key ring is locked\nmore"),
                _ => return Err(io::ErrorKind::NotFound.into()),
            };
            let stdout = said.as_bytes().to_vec();
            Ok(Finished {
                code: Some(code),
                stdout,
                ..Finished::default()
            })
        }
    }

    fn find(config: &str, image: &str) -> Result<Option<Found>, Error> {
        let machine = Machine {
            held: "https://index.docker.io/v1/",
            answer: r#"{"ServerURL":"x","Username":"jane","Secret":"hush"}"#,
            rest: MemoryWorld::new(),
        };
        let image = ImageReference::parse(image).unwrap();
        DockerConfig::parse(config.as_bytes())
            .unwrap()
            .lookup(&machine, &image)
    }

    fn user(config: &str, image: &str) -> String {
        match find(config, image) {
            Ok(Some(found)) => format!("{} {}", found.credentials.username, found.server),
            Ok(None) => "none".to_string(),
            Err(e) => e.to_string(),
        }
    }

    #[test]
    fn auths_by_name_path_port_and_glob() {
        let config = r#"{"auths": {
            "https://index.docker.io/v1/": {"auth": "aHViOnB3"},
            "ghcr.io/acme/secret": {"username": "deep", "password": "x"},
            "ghcr.io": {"username": "wide", "password": "x"},
            "*.pkg.dev": {"username": "glob", "password": "x"},
            "r.io:5000": {"username": "port", "password": "x"},
            "empty.io": {},
            "broken.io": {"auth": "%%"}
        }}"#;
        for (image, want) in [
            ("nginx", "hub https://index.docker.io/v1/"),
            ("docker.io/acme/x", "hub https://index.docker.io/v1/"),
            (
                "registry-1.docker.io/acme/x:1",
                "hub https://index.docker.io/v1/",
            ),
            ("ghcr.io/acme/secret/app:1", "deep ghcr.io/acme/secret"),
            ("ghcr.io/acme/other", "wide ghcr.io"),
            ("eu-docker.pkg.dev/p/r/i:1", "glob eu-docker.pkg.dev"),
            ("a.b.pkg.dev/p", "none"),
            ("r.io:5000/x", "port r.io:5000"),
            ("r.io/x", "none"),
            ("empty.io/x", "none"),
            (
                "broken.io/x",
                "the credentials for \"broken.io\" are broken: auth is not base64",
            ),
        ] {
            assert_eq!(user(config, image), want, "{image}");
        }
    }

    #[test]
    fn helpers_and_their_faults() {
        let store = r#"{"credsStore": "test", "auths": {"ghcr.io": {"auth": "Z2g6cHc="}}}"#;
        assert_eq!(user(store, "nginx"), "jane https://index.docker.io/v1/");
        assert_eq!(user(store, "ghcr.io/x"), "gh ghcr.io");
        let own = r#"{"credsStore": "missing", "credHelpers": {"docker.io": "test", "a.io": "slow",
            "b.io": "odd", "c.io": "locked", "d.io": "../x"}}"#;
        assert_eq!(user(own, "nginx"), "jane https://index.docker.io/v1/");
        for (image, want) in [
            (
                "a.io/x",
                "docker-credential-slow did not answer within 30 s",
            ),
            (
                "b.io/x",
                "docker-credential-odd gave no credentials: the answer is not JSON",
            ),
            (
                "c.io/x",
                "docker-credential-locked has no answer for \"c.io\": it ended with code 1",
            ),
            (
                "d.io/x",
                "cannot run the credential helper docker-credential-../x: its name would be a path",
            ),
        ] {
            assert_eq!(user(own, image), want, "{image}");
        }
        assert!(matches!(
            find(own, "e.io/x"),
            Err(Error::HelperMissing { .. })
        ));
    }

    #[test]
    fn identity_tokens() {
        let machine = Machine {
            held: "acme.azurecr.io",
            answer: r#"{"ServerURL":"x","Username":"<token>","Secret":"hush"}"#,
            rest: MemoryWorld::new(),
        };
        let config = DockerConfig::parse(br#"{"credsStore": "test"}"#).unwrap();
        let image = ImageReference::parse("acme.azurecr.io/x").unwrap();
        let found = config.lookup(&machine, &image).unwrap().unwrap();
        assert_eq!(found.credentials.identity_token.expose(), "hush");
        let pair = found.credentials.user_and_password(&found.server);
        assert_eq!(pair.map(|p| p.0), Some(AZURE_TOKEN_USER));
        assert_eq!(found.credentials.user_and_password("ghcr.io"), None);
    }
}
