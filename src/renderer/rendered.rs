//! What comes of a rendering.

use std::path::PathBuf;

use super::deploy::deploy;
use super::layers::Layer;
use super::usage::Usage;
use super::{Expressions, Request, written};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::gotemplate::Reached;
use crate::manifest;
use crate::registry::Secret;
use crate::source::{Sources, Span};
use crate::value::{Map, Origins, Str};
use crate::world::World;

/// The resources of a rendering, in the order in which they are applied, with all that is known
/// about where they came from.
#[derive(Debug, Default)]
pub struct Rendered {
    /// The templates, each with all it wrote.
    pub files: Vec<RenderedFile>,
    /// The resources, in the order in which they are applied.
    pub resources: Vec<Resource>,
    /// What is worth knowing.
    pub warnings: Diagnostics,
    /// The texts that warnings and origins are about.
    pub sources: Sources,
    /// Where values came from; empty unless the request asked to trace.
    pub origins: Origins,
    /// The secrets that may stand in any text; what is shown to people must hide them.
    pub secrets: Vec<Secret>,
    /// The images, most without a tag, that artifacts of the context have credentials for.
    pub private_images: Vec<String>,
    /// The values that templates see as `.Values`, those of a chart's dependencies under their
    /// names; empty unless the request asked to trace.
    pub values: Map,
    /// Where values can be set, the most important place first; empty unless the request asked to
    /// trace.
    pub layers: Vec<Layer>,
    /// What became of the values, where the request asked to note it.
    pub usage: Option<Usage>,
}

/// What one template wrote.
#[derive(Debug, Default)]
pub struct RenderedFile {
    /// The path of the template.
    pub path: PathBuf,
    /// The path under the folder that was rendered.
    pub name: PathBuf,
    /// What it wrote, with runs where the request asked to trace.
    pub text: Str,
    /// The template places that the runs of the text speak of.
    pub reached: Vec<Reached>,
}

/// A resource of a rendering.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// The index of its file in [`Rendered::files`].
    pub file: usize,
    /// What it is called, and where it stands in what the file wrote.
    pub found: manifest::Resource,
}

impl Rendered {
    /// The text of a resource.
    pub fn text(&self, resource: &Resource) -> Str {
        match &resource.found.text {
            Some(text) => text.clone(),
            None => self.document(resource),
        }
    }

    /// The document that a resource stands in, as its template wrote it: a list, for an item of
    /// one.
    pub fn document(&self, resource: &Resource) -> Str {
        let file = self.files.get(resource.file);
        file.map_or(Str::EMPTY, |file| {
            file.text.slice(resource.found.range.clone())
        })
    }

    /// The place in a template that wrote a text of a resource; exact in a rendering that traced,
    /// else where the template holds the text itself.
    pub fn place(&self, resource: &Resource, text: &[u8]) -> Option<Span> {
        let file = self.files.get(resource.file)?;
        let range = resource.found.range.clone();
        let document = file.text.as_bytes().get(range.clone())?;
        let at = memchr::memmem::find(document, text)?;
        written::place(file, range.start + at, text, &self.sources)
    }

    /// All resources as one stream, as Harness joins them: a line `---`, the text, a line end.
    pub fn stream(&self) -> Vec<u8> {
        self.join(self.resources.iter())
    }

    /// The resources as one stream for each template that wrote any, by its name.
    pub fn by_file(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut written = Vec::new();
        for (index, file) in self.files.iter().enumerate() {
            let mut own = self
                .resources
                .iter()
                .filter(|resource| resource.file == index)
                .peekable();
            if own.peek().is_some() {
                written.push((file.name.clone(), self.join(own)));
            }
        }
        written
    }

    /// The resources that a name means: `Kind/name`, `name`, or with `@namespace` behind it. Case
    /// does not matter, as for `kubectl`.
    pub fn named(&self, name: &str) -> Vec<&Resource> {
        let (name, namespace) = match name.split_once('@') {
            Some((name, namespace)) => (name, Some(namespace)),
            None => (name, None),
        };
        let (kind, name) = match name.split_once('/') {
            Some((kind, name)) => (Some(kind), name),
            None => (None, name),
        };
        let means = |resource: &&Resource| {
            let id = &resource.found.id;
            id.name.eq_ignore_ascii_case(name)
                && kind.is_none_or(|kind| id.kind.eq_ignore_ascii_case(kind))
                && namespace.is_none_or(|namespace| id.namespace == namespace)
        };
        self.resources.iter().filter(means).collect()
    }

    /// What expressions are resolved with; texts, origins and secrets of it become this one's.
    pub(super) fn expressions<'w>(
        &mut self,
        request: &Request,
        world: &'w dyn World,
    ) -> Result<Expressions<'w>, Diagnostics> {
        let expressions = Expressions::load(
            request,
            world,
            &mut self.sources,
            &mut self.origins,
            &mut self.secrets,
        )?;
        self.private_images = expressions.private_images();
        Ok(expressions)
    }

    /// What is done with the text that templates wrote before resources are looked for.
    pub(super) fn written(
        &mut self,
        request: &Request,
        expressions: &Expressions<'_>,
    ) -> Result<(), Diagnostics> {
        if request.platform.in_manifests {
            return written::resolve(self, expressions);
        }
        if request.resolve_expressions {
            written::warn_of_expressions(self);
        }
        Ok(())
    }

    /// What is done with resources once they are known.
    pub(super) fn identified(
        &mut self,
        request: &Request,
        expressions: &Expressions<'_>,
    ) -> Result<(), Diagnostics> {
        written::warn_of_metadata(self);
        match &request.deployment {
            Some(deployment) => deploy(self, deployment, expressions),
            None => Ok(()),
        }
    }

    fn join<'a>(&self, resources: impl Iterator<Item = &'a Resource>) -> Vec<u8> {
        let mut stream = Vec::new();
        for resource in resources {
            stream.extend_from_slice(b"---\n");
            stream.extend_from_slice(&manifest::lines_of(self.text(resource).as_bytes()));
            stream.push(b'\n');
        }
        stream
    }
}

/// Why there is no rendering.
#[derive(Debug)]
pub struct Failed {
    /// All that is wrong.
    pub findings: Diagnostics,
    /// The texts the findings are about.
    pub sources: Sources,
    /// The secrets that may stand in any text; what is shown to people must hide them.
    pub secrets: Vec<Secret>,
}

impl Failed {
    /// A failure for one reason.
    pub fn new(finding: Diagnostic, sources: Sources) -> Self {
        Failed {
            findings: finding.into(),
            sources,
            secrets: Vec::new(),
        }
    }
}
