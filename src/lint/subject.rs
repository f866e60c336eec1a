//! What rules look at: resources as maps, their pods, and what is known of the outside.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;

use super::values::Node;
use crate::encoding::yaml::{Numbers, Reader};
use crate::harness::sensitive::is_secret_name;
use crate::registry::inspect::{Manifest, inspect_manifest};
use crate::registry::kubectl::arguments::Format;
use crate::registry::reference::{canonical_host, host_of};
use crate::registry::{DockerConfig, Error, ImageReference, Secret};
use crate::renderer::{Rendered, Resource};
use crate::source::Span;
use crate::value::{Map, Str, Value};
use crate::world::World;

/// A shorter text is no secret, and stands everywhere.
const SHORTEST_SECRET: usize = 4;

/// What rules are told besides the rendering.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Secrets that the cluster has: `name` or `name@namespace`.
    pub declared_secrets: Vec<String>,
    /// Registries that ask for credentials: hosts.
    pub private_registries: Vec<String>,
    /// The folder of Docker's `config.json`; `None`: where Docker looks for it.
    pub docker_config: Option<PathBuf>,
}

/// A rendering as rules see it.
pub struct Subject<'s> {
    /// The rendering.
    pub rendered: &'s Rendered,
    /// What is known besides.
    pub options: &'s Options,
    /// The resources with their content.
    pub resources: Vec<(&'s Resource, Map)>,
    world: &'s dyn World,
    docker: RefCell<Option<DockerConfig>>,
    known: RefCell<BTreeMap<String, bool>>,
}

/// The pods that a resource makes.
pub struct Pods {
    /// The namespace; empty where it has none.
    pub namespace: String,
    /// The pods' `spec`.
    pub spec: Map,
}

impl<'s> Subject<'s> {
    /// The subject of a rendering.
    pub fn new(rendered: &'s Rendered, options: &'s Options, world: &'s dyn World) -> Self {
        let read = |resource: &'s Resource| {
            let text = rendered.text(resource);
            match Reader::new().numbers(Numbers::Typed).value(text.as_bytes()) {
                Ok(Value::Map(map)) => Some((resource, map)),
                _ => None,
            }
        };
        Subject {
            rendered,
            options,
            resources: rendered.resources.iter().filter_map(read).collect(),
            world,
            docker: RefCell::default(),
            known: RefCell::default(),
        }
    }

    /// The resources of a kind.
    pub fn of_kind(&self, kind: &str) -> impl Iterator<Item = &(&'s Resource, Map)> {
        self.resources
            .iter()
            .filter(move |(resource, _)| resource.found.id.kind == kind)
    }

    /// The resources that make pods.
    pub fn pods(&self) -> impl Iterator<Item = (&'s Resource, Pods)> {
        self.resources.iter().filter_map(|(resource, map)| {
            let spec = pod_spec(&resource.found.id.kind, map)?;
            let namespace = resource.found.id.namespace.clone();
            Some((*resource, Pods { namespace, spec }))
        })
    }

    /// The Secrets that are there to pull images, by their type.
    pub fn pull_secrets(&self) -> impl Iterator<Item = (&'s Resource, Manifest)> {
        let types = [Format::DockerCfg, Format::DockerConfigJson].map(Format::secret_type);
        self.of_kind("Secret").filter_map(move |(resource, map)| {
            let manifest = Manifest::from_value(&Value::Map(map.clone()))?;
            let pulls = types.contains(&manifest.secret_type.as_str());
            pulls.then_some((*resource, manifest))
        })
    }

    /// What must not be shown: the secrets of the rendering, what its pull secrets hold, and values
    /// under the usual names of secrets.
    pub fn secrets(&self) -> Vec<Secret> {
        let mut secrets = self.rendered.secrets.clone();
        for (_, manifest) in self.pull_secrets() {
            for registry in inspect_manifest(&manifest).registries {
                let pair = format!("{}:{}", registry.username, registry.password.expose());
                secrets.extend([registry.password, Secret::new(pair)]);
            }
            let values = manifest.data.into_iter().chain(manifest.string_data);
            secrets.extend(values.map(|(_, value)| value));
        }
        let usage = self.rendered.usage.as_ref();
        for node in usage
            .map(|usage| Node::root(&usage.values).all())
            .into_iter()
            .flatten()
        {
            let name = node.path.last().map(Str::to_string_lossy);
            if let Value::Str(text) = &node.value
                && text.len() >= SHORTEST_SECRET
                && name.is_some_and(|name| is_secret_name(&name))
            {
                secrets.push(Secret::new(text.to_string_lossy().into_owned()));
            }
        }
        secrets.retain(|secret| !secret.is_blank());
        secrets
    }

    /// The place in a template that wrote a text of a resource.
    pub fn place(&self, resource: &Resource, text: &str) -> Option<Span> {
        self.rendered.place(resource, text.as_bytes())
    }

    /// Whether an image's registry asks for credentials, as far as is known: it was named as
    /// private, an artifact of the context says so, or Docker has credentials for it.
    ///
    /// # Errors
    /// A broken configuration, or a credential helper that fails.
    pub fn is_private(&self, image: &ImageReference) -> Result<bool, Error> {
        let host = |registry: &str| canonical_host(host_of(registry));
        let mut named = self.options.private_registries.iter();
        if named.any(|registry| host(registry) == image.registry) {
            return Ok(true);
        }
        let same = |private: &String| {
            ImageReference::parse(private)
                .is_ok_and(|other| (&other.registry, &other.path) == (&image.registry, &image.path))
        };
        if self.rendered.private_images.iter().any(same) {
            return Ok(true);
        }
        let name = format!("{}/{}", image.registry, image.path);
        if let Some(known) = self.known.borrow().get(&name) {
            return Ok(*known);
        }
        if self.docker.borrow().is_none() {
            let folder = self.options.docker_config.as_deref();
            let loaded = DockerConfig::load(self.world, folder);
            // What cannot be read is told once.
            self.docker
                .replace(Some(loaded.clone().unwrap_or_default()));
            loaded?;
        }
        let docker = self.docker.borrow();
        let found = match docker.as_ref() {
            Some(docker) => docker.lookup(self.world, image)?.is_some(),
            None => false,
        };
        self.known.borrow_mut().insert(name, found);
        Ok(found)
    }
}

fn pod_spec(kind: &str, resource: &Map) -> Option<Map> {
    let path: &[&str] = match kind {
        "Pod" => &["spec"],
        "CronJob" => &["spec", "jobTemplate", "spec", "template", "spec"],
        _ => &["spec", "template", "spec"],
    };
    let mut map = resource.clone();
    for name in path {
        map = map.get(name)?.as_map()?.clone();
    }
    map.get("containers").is_some().then_some(map)
}

/// The maps in a list of a map.
pub fn maps(map: &Map, key: &str) -> Vec<Map> {
    match map.get(key) {
        Some(Value::List(list)) => list.iter().filter_map(|v| v.as_map().cloned()).collect(),
        _ => Vec::new(),
    }
}

/// The text under a key; empty where there is none.
pub fn text(map: &Map, key: &str) -> String {
    match map.get(key) {
        Some(Value::Str(text)) => text.to_string_lossy().into_owned(),
        _ => String::new(),
    }
}

/// Whether two namespaces may be the same; an empty one may be any.
pub fn same_namespace(one: &str, other: &str) -> bool {
    one.is_empty() || other.is_empty() || one == other
}

impl Pods {
    /// The images of all containers, each with its text.
    pub fn images(&self) -> Vec<String> {
        let mut images = Vec::new();
        for key in ["initContainers", "containers"] {
            for container in maps(&self.spec, key) {
                let image = text(&container, "image");
                if !image.is_empty() && !images.contains(&image) {
                    images.push(image);
                }
            }
        }
        images
    }

    /// The names of their pull secrets.
    pub fn pull_secrets(&self) -> Vec<String> {
        let names = maps(&self.spec, "imagePullSecrets");
        names.iter().map(|entry| text(entry, "name")).collect()
    }

    /// The name of their service account.
    pub fn service_account(&self) -> String {
        match text(&self.spec, "serviceAccountName") {
            name if name.is_empty() => "default".to_string(),
            name => name,
        }
    }
}
