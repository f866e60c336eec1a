//! `config.json` as `docker login` writes it.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::json::text;
use super::{Credentials, Error, Secret};
use crate::world::World;

/// One entry of `auths`, as written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// The key: a host, an address, a host with a path, or a glob.
    pub registry: String,
    /// `auth`: base64 of `user:password`. It wins over the two fields below, as in Docker.
    pub auth: Secret,
    /// `username`.
    pub username: String,
    /// `password`.
    pub password: Secret,
    /// `email`.
    pub email: String,
    /// `identitytoken`.
    pub identity_token: Secret,
}

/// The part of Docker's configuration that is about credentials.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DockerConfig {
    /// `auths`, in the file's order.
    pub auths: Vec<Entry>,
    /// `credsStore`: the helper for all registries that have no own.
    pub creds_store: Option<String>,
    /// `credHelpers`: registry and helper.
    pub cred_helpers: Vec<(String, String)>,
}

impl DockerConfig {
    /// Reads `config.json` from `folder`, else from `$DOCKER_CONFIG`, else from `~/.docker`.
    ///
    /// A file that is not there is an empty configuration, as for Docker; but a folder that was
    /// named by the caller must hold one, since naming it was meant.
    ///
    /// # Errors
    /// [`Error::Unreadable`] and [`Error::Config`], both with the file's path.
    pub fn load(world: &dyn World, folder: Option<&Path>) -> Result<Self, Error> {
        let path = match folder
            .map(Path::to_path_buf)
            .or_else(|| default_folder(world))
        {
            Some(folder) => folder.join("config.json"),
            None => return Ok(DockerConfig::default()),
        };
        match world.read(&path) {
            Ok(bytes) => Self::parse(&bytes).map_err(|reason| Error::Config { path, reason }),
            Err(e) if e.kind() == ErrorKind::NotFound && folder.is_none() => {
                Ok(DockerConfig::default())
            }
            Err(e) => Err(Error::Unreadable {
                path,
                reason: e.to_string(),
            }),
        }
    }

    /// Reads the text of a `config.json`.
    ///
    /// # Errors
    /// What is wrong with the text, in words that hold nothing of its content.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let root: Value = serde_json::from_slice(bytes).map_err(|e| not_json(&e))?;
        if !root.is_object() {
            return Err("it is not a JSON object".to_string());
        }
        let mut config = DockerConfig {
            creds_store: text(&root, "credsStore").map(str::to_string),
            ..DockerConfig::default()
        };
        for (registry, helper) in object(&root, "credHelpers")? {
            let helper = helper
                .as_str()
                .ok_or_else(|| format!("credHelpers[{registry:?}] is not a text"))?;
            config
                .cred_helpers
                .push((registry.clone(), helper.to_string()));
        }
        for (registry, entry) in object(&root, "auths")? {
            config.auths.push(Entry::read(registry, entry)?);
        }
        Ok(config)
    }
}

impl Entry {
    /// Reads one entry of `auths`, or of a `.dockercfg`.
    pub(super) fn read(registry: &str, entry: &Value) -> Result<Self, String> {
        if !entry.is_object() && !entry.is_null() {
            return Err(format!("the entry for {registry:?} is not a JSON object"));
        }
        let field = |key: &str| match entry.get(key) {
            None | Some(Value::Null) => Ok(String::new()),
            Some(Value::String(text)) => Ok(text.clone()),
            Some(_) => Err(format!("{key:?} of {registry:?} is not a text")),
        };
        Ok(Entry {
            registry: registry.to_string(),
            auth: Secret::new(field("auth")?),
            username: field("username")?,
            password: Secret::new(field("password")?),
            email: field("email")?,
            identity_token: Secret::new(field("identitytoken")?),
        })
    }

    /// What the entry amounts to; `None` for an empty one, as Docker leaves beside a `credsStore`.
    ///
    /// # Errors
    /// [`Error::Auth`] when `auth` is not base64 of `user:password`.
    pub fn credentials(&self) -> Result<Option<Credentials>, Error> {
        let mut credentials = Credentials {
            username: self.username.clone(),
            password: self.password.clone(),
            email: self.email.clone(),
            identity_token: self.identity_token.clone(),
        };
        if !self.auth.expose().is_empty() {
            let (user, password) =
                decode_auth(self.auth.expose()).map_err(|reason| Error::Auth {
                    registry: self.registry.clone(),
                    reason,
                })?;
            credentials.username = user;
            credentials.password = password;
        }
        let empty = credentials.password.expose().is_empty()
            && credentials.identity_token.expose().is_empty();
        Ok((!empty).then_some(credentials))
    }
}

/// User and password of an `auth` text. Line breaks are let pass, and trailing NULs of the
/// password cut, as Docker does.
pub(super) fn decode_auth(auth: &str) -> Result<(String, Secret), &'static str> {
    let joined: String = auth.chars().filter(|c| !matches!(c, '\n' | '\r')).collect();
    let bytes = STANDARD.decode(joined).map_err(|_| "auth is not base64")?;
    let text = String::from_utf8(bytes).map_err(|_| "auth does not decode to UTF-8")?;
    match text.split_once(':') {
        None => Err("auth does not decode to user:password"),
        Some(("", _)) => Err("auth has no user name"),
        Some((user, password)) => Ok((user.to_string(), Secret::new(password.trim_matches('\0')))),
    }
}

fn default_folder(world: &dyn World) -> Option<PathBuf> {
    world
        .variable("DOCKER_CONFIG")
        .filter(|folder| !folder.is_empty())
        .map(PathBuf::from)
        .or_else(|| Some(world.home()?.join(".docker")))
}

fn object<'a>(
    root: &'a Value,
    key: &str,
) -> Result<impl Iterator<Item = (&'a String, &'a Value)>, String> {
    match root.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(map)) => Ok(Some(map)),
        Some(_) => Err(format!("{key:?} is not a JSON object")),
    }
    .map(|map| map.into_iter().flatten())
}

/// The kind and place of a JSON error; the message itself may quote the text.
pub(super) fn not_json(error: &serde_json::Error) -> String {
    let what = match error.classify() {
        serde_json::error::Category::Eof => "the JSON ends too early",
        _ => "it is not JSON",
    };
    format!("{what} (line {}, column {})", error.line(), error.column())
}
