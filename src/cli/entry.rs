//! What the commands for other programs share: settings that come as names and values, not flags.

use std::path::Path;

use crate::config::{Held, Settings};
use crate::harness::SecretSource;
use crate::renderer::Request;

/// Settings by name: those of a case of render.toml, and where secrets come from.
#[derive(Debug, Default)]
pub struct Entry {
    settings: Settings,
    secrets: SecretSource,
}

impl Entry {
    /// Puts a setting in its place.
    ///
    /// # Errors
    /// In words, where there is no such setting or its value is not right.
    pub fn put(&mut self, name: &str, held: Held) -> Result<(), String> {
        if name == "secrets" {
            let Held::Text(text) = held else {
                return Err("secrets is a text such as env or file:secrets.yaml".to_string());
            };
            self.secrets = SecretSource::parse(&text)?;
            return Ok(());
        }
        self.settings.put(name, held)
    }

    /// With settings that stand below these.
    pub fn over(&mut self, below: Settings) {
        self.settings = below.with(&self.settings);
    }

    /// What is to be rendered, for real: clock and randomness are those of the machine unless
    /// there is a seed.
    pub fn request(&self, folder: &Path) -> Request {
        let mut request = self.settings.request(folder, "");
        request.seed.clone_from(&self.settings.seed);
        request.docker_config = self
            .settings
            .docker_config
            .as_ref()
            .map(|path| folder.join(path));
        request.secrets = self.secrets.clone();
        request
    }
}
