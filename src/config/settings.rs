//! What a case says, and the request it makes.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use crate::chart::{KubeVersion, Links, Release, SetValues};
use crate::functions::Profile;
use crate::renderer::helm::Options;
use crate::renderer::{Input, Request, Unresolved};

/// What a case says; what it does not say is empty. `docs/render.schema.json` tells the keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each field is the key of its name, whose help stands there"
)]
pub struct Settings {
    pub path: Option<String>,
    pub values: Vec<String>,
    pub set: Vec<String>,
    pub set_string: Vec<String>,
    pub set_file: Vec<String>,
    pub set_json: Vec<String>,
    pub set_literal: Vec<String>,
    pub context: Vec<String>,
    pub set_context: Vec<String>,
    pub docker_config: Option<String>,
    pub unresolved: Option<String>,
    pub profile: Option<String>,
    pub release: Option<String>,
    pub namespace: Option<String>,
    pub kube_version: Option<String>,
    pub api_versions: Vec<String>,
    pub is_upgrade: Option<bool>,
    pub include_crds: Option<bool>,
    pub hooks: Option<bool>,
    pub tests: Option<bool>,
    pub skip_schema_validation: Option<bool>,
    pub offline: Option<bool>,
    pub follow_links: Option<bool>,
    pub lookup: Vec<String>,
    pub seed: Option<String>,
    pub strict: Option<bool>,
    pub harness_quirks: Option<bool>,
}

/// The folder that stands for one without a config.json. It is no name a repository would have.
const NO_DOCKER: &str = ".render-without-docker-config";

impl Settings {
    /// These settings with others on top: lists grow, single ones are replaced.
    #[must_use]
    pub fn with(&self, over: &Settings) -> Settings {
        let join = |below: &[String], above: &[String]| [below, above].concat();
        let text = |below: &Option<String>, above: &Option<String>| {
            above.as_ref().or(below.as_ref()).cloned()
        };
        Settings {
            path: text(&self.path, &over.path),
            values: join(&self.values, &over.values),
            set: join(&self.set, &over.set),
            set_string: join(&self.set_string, &over.set_string),
            set_file: join(&self.set_file, &over.set_file),
            set_json: join(&self.set_json, &over.set_json),
            set_literal: join(&self.set_literal, &over.set_literal),
            context: join(&self.context, &over.context),
            set_context: join(&self.set_context, &over.set_context),
            docker_config: text(&self.docker_config, &over.docker_config),
            unresolved: text(&self.unresolved, &over.unresolved),
            profile: text(&self.profile, &over.profile),
            release: text(&self.release, &over.release),
            namespace: text(&self.namespace, &over.namespace),
            kube_version: text(&self.kube_version, &over.kube_version),
            api_versions: join(&self.api_versions, &over.api_versions),
            is_upgrade: over.is_upgrade.or(self.is_upgrade),
            include_crds: over.include_crds.or(self.include_crds),
            hooks: over.hooks.or(self.hooks),
            tests: over.tests.or(self.tests),
            skip_schema_validation: over.skip_schema_validation.or(self.skip_schema_validation),
            offline: over.offline.or(self.offline),
            follow_links: over.follow_links.or(self.follow_links),
            lookup: join(&self.lookup, &over.lookup),
            seed: text(&self.seed, &over.seed),
            strict: over.strict.or(self.strict),
            harness_quirks: over.harness_quirks.or(self.harness_quirks),
        }
    }

    /// Changes every text, such as to put the names of a matrix in.
    pub fn map_texts(&mut self, change: &dyn Fn(&str) -> String) {
        let lists = [
            &mut self.values,
            &mut self.set,
            &mut self.set_string,
            &mut self.set_file,
            &mut self.set_json,
            &mut self.set_literal,
            &mut self.context,
            &mut self.set_context,
            &mut self.api_versions,
            &mut self.lookup,
        ];
        let single = [
            &mut self.path,
            &mut self.docker_config,
            &mut self.release,
            &mut self.namespace,
            &mut self.kube_version,
            &mut self.seed,
        ];
        let single = single.into_iter().filter_map(Option::as_mut);
        for text in lists.into_iter().flatten().chain(single) {
            *text = change(text);
        }
    }

    /// The request of a case of this name; paths start from `folder`.
    ///
    /// It gives the same bytes on every machine: clock and randomness follow from the seed,
    /// secrets are stand-ins, and no credentials are read but those the case names.
    pub fn request(&self, folder: &Path, name: &str) -> Request {
        let path = |text: &String| folder.join(text);
        let paths = |texts: &[String]| texts.iter().map(path).collect::<Vec<PathBuf>>();
        let docker_config = self.docker_config.as_deref().unwrap_or(NO_DOCKER);
        Request {
            values: paths(&self.values).into_iter().map(Input::File).collect(),
            set: SetValues {
                json: self.set_json.clone(),
                set: self.set.clone(),
                string: self.set_string.clone(),
                file: self
                    .set_file
                    .iter()
                    .map(|text| from_folder(folder, text))
                    .collect(),
                literal: self.set_literal.clone(),
            },
            chart: self.options(),
            hooks: self.hooks.unwrap_or(true),
            tests: self.tests.unwrap_or(true),
            context: paths(&self.context),
            set_context: self.set_context.clone(),
            docker_config: Some(folder.join(docker_config)),
            unresolved: match self.unresolved.as_deref() {
                Some("keep") => Unresolved::Keep,
                Some("null") => Unresolved::Null,
                _ => Unresolved::Error,
            },
            seed: Some(self.seed.clone().unwrap_or_else(|| name.to_string())),
            lookup: paths(&self.lookup),
            profile: self.profile.as_deref().map(|name| match name {
                "helm" => Profile::Helm,
                _ => Profile::Harness,
            }),
            strict: self.strict.unwrap_or(false),
            quirks: self.harness_quirks.unwrap_or(false),
            links: Links::leading_out(self.follow_links.unwrap_or(false)),
            ..Request::new(folder.join(self.path.as_deref().unwrap_or(".")))
        }
    }
    /// What a chart is told about its release and the cluster.
    fn options(&self) -> Options {
        let mut options = Options::default();
        let fallback = &options.release;
        let name = self
            .release
            .clone()
            .unwrap_or_else(|| fallback.name.clone());
        let namespace = self
            .namespace
            .clone()
            .unwrap_or_else(|| fallback.namespace.clone());
        let is_upgrade = self.is_upgrade.unwrap_or(false);
        options.release = Release {
            is_install: !is_upgrade,
            is_upgrade,
            ..Release::new(name, namespace)
        };
        let version = self.kube_version.as_deref().map(KubeVersion::parse);
        // The file was not read if it is none.
        if let Some(Ok(version)) = version {
            options.capabilities.kube_version = version;
        }
        options
            .capabilities
            .api_versions
            .extend(self.api_versions.iter().cloned().map(Cow::from));
        options.skip_schema = self.skip_schema_validation.unwrap_or(false);
        options.offline = self.offline.unwrap_or(false);
        options.include_crds = self.include_crds.unwrap_or(false);
        options
    }
}

/// `key=file` with the file as it is found from here.
fn from_folder(folder: &Path, text: &str) -> String {
    match text.split_once('=') {
        Some((key, file)) => format!("{key}={}", folder.join(file).display()),
        None => text.to_string(),
    }
}
