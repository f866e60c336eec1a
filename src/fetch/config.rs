//! The repositories that `helm repo add` knows.

use std::path::PathBuf;

use super::Fetcher;
use super::repository::Repository;
use crate::chart::Error;
use crate::encoding::yaml::Reader;
use crate::registry::Secret;
use crate::value::{Map, Value};
use crate::world::World;

impl Fetcher<'_> {
    /// The repositories of `repositories.yaml`, where Helm has it.
    pub(super) fn known_repositories(&self) -> Result<Vec<Repository>, Error> {
        let named = self.settings.repository_config.clone();
        let Some(path) = named.or_else(|| path(self.world)) else {
            return Ok(Vec::new());
        };
        let Ok(bytes) = self.world.read(&path) else {
            return Ok(Vec::new());
        };
        let bad = |why: String| {
            Error::new(format!(
                "couldn't load repositories file ({}): {why}",
                path.display()
            ))
        };
        let file = Reader::new()
            .map(&bytes, "repo.File")
            .map_err(|error| bad(error.to_string()))?;
        let Some(Value::Map(file)) = file.map(Value::Map) else {
            return Ok(Vec::new());
        };
        let repositories = match file.get("repositories") {
            Some(Value::List(list)) => list,
            _ => return Ok(Vec::new()),
        };
        let maps = repositories.iter().filter_map(|entry| match entry {
            Value::Map(map) => Some(repository(map)),
            _ => None,
        });
        Ok(maps.collect())
    }
}

fn repository(entry: &Map) -> Repository {
    let user = text(entry, "username");
    let password = Secret::new(text(entry, "password"));
    Repository {
        name: text(entry, "name"),
        url: text(entry, "url"),
        login: (!user.is_empty()).then_some((user, password)),
    }
}

/// The text under a key, empty where there is none.
pub fn text(map: &Map, key: &str) -> String {
    match map.get(key) {
        Some(Value::Str(text)) => text.to_string_lossy().into_owned(),
        _ => String::new(),
    }
}

fn path(world: &dyn World) -> Option<PathBuf> {
    let of = |name: &str| world.variable(name).filter(|value| !value.is_empty());
    if let Some(path) = of("HELM_REPOSITORY_CONFIG") {
        return Some(PathBuf::from(path));
    }
    let folder = of("HELM_CONFIG_HOME").map(PathBuf::from).or_else(|| {
        let config = of("XDG_CONFIG_HOME").map(PathBuf::from);
        Some(
            config
                .or_else(|| Some(world.home()?.join(".config")))?
                .join("helm"),
        )
    })?;
    Some(folder.join("repositories.yaml"))
}
