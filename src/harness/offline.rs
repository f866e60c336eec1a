//! What stands in for Harness's platform: secrets, files and Docker's credentials of this machine.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::PathBuf;

use super::expression::value::Map;
use super::expression::{Outside, Value};
use super::{Release, Secrets};
use crate::registry::artifact::Kind;
use crate::registry::pull_secret::{Login, Spelling};
use crate::registry::{self, Artifact, DockerConfig, ImageReference, Secret};
use crate::world::{Timestamp, World};

/// A config file of the service: entries of one or several files.
pub type ConfigFile = Vec<(String, Vec<u8>)>;

/// Everything expressions can reach on this machine.
pub struct Offline<'w> {
    /// The door to the outside.
    pub world: &'w dyn World,
    /// The secrets of the run.
    pub secrets: Secrets<'w>,
    /// The service's config files by identifier.
    pub config_files: BTreeMap<String, ConfigFile>,
    /// Files of the file store by path, as `account:/folder/file`.
    pub file_store: BTreeMap<String, Vec<u8>>,
    /// A folder with more of them under `account/`, `org/` and `project/`.
    pub file_store_folder: Option<PathBuf>,
    /// The release, where the step has one.
    pub release: Option<Release>,
    /// Where Docker's `config.json` lies, where a caller says so.
    pub docker_config: Option<PathBuf>,
    /// Whether Docker's credentials are looked at.
    pub docker_credentials: bool,
    /// How passwords get into the JSON of pull secrets.
    pub spelling: Spelling,
    config: RefCell<Option<DockerConfig>>,
    fault: RefCell<Option<registry::Error>>,
}

impl<'w> Offline<'w> {
    /// The platform's place, with nothing but secrets in it; Docker's credentials are looked at.
    pub fn new(world: &'w dyn World, secrets: Secrets<'w>) -> Self {
        Offline {
            world,
            secrets,
            config_files: BTreeMap::new(),
            file_store: BTreeMap::new(),
            file_store_folder: None,
            release: None,
            docker_config: None,
            docker_credentials: true,
            spelling: Spelling::Correct,
            config: RefCell::default(),
            fault: RefCell::default(),
        }
    }

    /// What went wrong with Docker's credentials since the last call; the expression that asked
    /// for them failed with its text.
    pub fn take_fault(&self) -> Option<registry::Error> {
        self.fault.take()
    }

    /// Docker's credentials for an image.
    fn docker_login(&self, image: &str) -> Result<Option<Login>, String> {
        if !self.docker_credentials {
            return Ok(None);
        }
        self.find_login(image).map_err(|error| {
            let text = error.to_string();
            self.fault.replace(Some(error));
            text
        })
    }

    fn find_login(&self, image: &str) -> Result<Option<Login>, registry::Error> {
        if self.config.borrow().is_none() {
            let loaded = DockerConfig::load(self.world, self.docker_config.as_deref())?;
            self.config.replace(Some(loaded));
        }
        let config = self.config.borrow();
        let Some(config) = config.as_ref() else {
            return Ok(None);
        };
        let found = config.lookup(self.world, &ImageReference::parse(image)?)?;
        Ok(found.and_then(|found| {
            let (username, password) = found.credentials.user_and_password(&found.server)?;
            Some(Login {
                url: found.server.clone(),
                username: username.to_owned(),
                password: password.clone(),
            })
        }))
    }

    /// The images that artifacts of a context have credentials for.
    pub fn private_images(&self, context: &Map) -> Vec<String> {
        let map = |map: &Map, name: &str| match map.get(name) {
            Some(Value::Map(inner)) => Some((**inner).clone()),
            _ => None,
        };
        let artifacts = map(context, "artifacts").unwrap_or_default();
        let sidecars = map(&artifacts, "sidecars").unwrap_or_default();
        let mut all: Vec<Map> = map(context, "artifact").into_iter().collect();
        all.extend(map(&artifacts, "primary"));
        let names = sidecars.entries().iter().map(|entry| entry.key.to_string());
        all.extend(names.filter_map(|name| map(&sidecars, &name)));
        let image =
            |artifact: &Map| Artifact::read(|path| self.field(artifact, path))?.private_image();
        all.iter().filter_map(image).collect()
    }

    /// The text at a dotted path of an artifact, secrets put in.
    fn field(&self, artifact: &Map, path: &str) -> Option<String> {
        let mut map = artifact;
        let mut parts = path.split('.').peekable();
        while let Some(part) = parts.next() {
            match map.get(part)? {
                Value::Map(inner) if parts.peek().is_some() => map = inner,
                Value::Null | Value::Map(_) | Value::List(_) => return None,
                scalar if parts.peek().is_none() => {
                    return self.secrets.reveal_text(&scalar.to_string()).ok();
                }
                _ => return None,
            }
        }
        None
    }

    fn pull_secret(&self, artifact: &Artifact, field: &str) -> Result<Secret, String> {
        if artifact.anonymous || artifact.kind == Kind::Other {
            return Ok(Secret::default());
        }
        let own = artifact.login().filter(|login| !login.is_incomplete());
        let login = match (own, artifact.image()) {
            (Some(login), _) => Some(login),
            (None, Some(image)) => self.docker_login(&image)?,
            (None, None) => None,
        };
        if let Some(login) = &login {
            // What a template decodes must be masked as well.
            self.secrets.remember(login.password.clone());
            self.secrets.remember(login.auth());
        }
        Ok(match login {
            Some(login) if field == "imagePullSecret" => login.image_pull_secret(self.spelling),
            Some(login) => login.docker_config_json(self.spelling),
            None => Secret::default(),
        })
    }
}

impl Outside for Offline<'_> {
    fn now(&self) -> Timestamp {
        self.world.now()
    }

    fn secret(&self, id: &str) -> Result<String, String> {
        Ok(self.secrets.placeholder(id))
    }

    fn is_placeholder(&self, text: &str) -> bool {
        self.secrets.is_placeholder(text)
    }

    fn config_file(&self, id: &str, path: Option<&str>) -> Result<Vec<u8>, String> {
        let Some(files) = self.config_files.get(id) else {
            return Err(format!("there is no config file `{id}`"));
        };
        match (files.as_slice(), path) {
            ([(_, content)], None) => Ok(content.clone()),
            ([], _) => Err(format!("the config file `{id}` is empty")),
            (_, None) => Err(format!("`{id}` has several files; name one as `{id}:path`")),
            (files, Some(path)) => match files.iter().find(|(name, _)| name == path) {
                Some((_, content)) => Ok(content.clone()),
                None => Err(format!("the config file `{id}` has no `{path}`")),
            },
        }
    }

    fn stored_file(&self, path: &str) -> Result<Vec<u8>, String> {
        if let Some(content) = self.file_store.get(path) {
            return Ok(content.clone());
        }
        let absent = || format!("there is no file `{path}` in the file store");
        let folder = self.file_store_folder.as_ref().ok_or_else(absent)?;
        let (scope, inner) = match path.split_once(":/") {
            Some((scope @ ("account" | "org"), inner)) => (scope, inner),
            _ => ("project", path.trim_start_matches('/')),
        };
        // The store's own folders are as far as it reaches.
        if inner.split('/').any(|part| part == "..") {
            return Err(absent());
        }
        let file = folder.join(scope).join(inner);
        self.world.read(&file).map_err(|error| match error.kind() {
            ErrorKind::NotFound => format!("{}: {} does not exist", absent(), file.display()),
            _ => format!("cannot read {}: {error}", file.display()),
        })
    }

    fn release(&self, field: &str) -> Result<String, String> {
        match &self.release {
            Some(release) => release.field(field),
            None => Err("there is no Kubernetes release here".into()),
        }
    }

    fn artifact(&self, artifact: &Map, field: &str) -> Result<Option<Value>, String> {
        if !matches!(
            field,
            "image" | "imagePullSecret" | "dockerConfigJsonSecret"
        ) {
            return Ok(None);
        }
        let read = Artifact::read(|path| self.field(artifact, path));
        match (read, field) {
            (Some(read), "image") => Ok(read.image().map(|image| Value::from_text(&image))),
            (Some(read), _) => {
                let text = self.pull_secret(&read, field)?;
                Ok(Some(Value::Text(match text.expose() {
                    "" => "".into(),
                    _ => self.secrets.hold(text).into(),
                })))
            }
            (None, "dockerConfigJsonSecret") => {
                let kind = self.field(artifact, "type").unwrap_or_default();
                Err(format!(
                    "there is no pull secret for artifacts of type `{kind}`"
                ))
            }
            (None, _) => Ok(None),
        }
    }
}
