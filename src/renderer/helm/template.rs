//! What `helm template` does, from a path to a stream.

use std::cell::RefCell;
use std::mem;
use std::path::PathBuf;
use std::rc::Rc;

use super::{
    Fault, Installed, Memory, STDIN, check_complete, check_installable, check_kube_version,
    check_release_name, execute, install, load, prepare,
};
use crate::chart::dependencies::process_dependencies;
use crate::chart::{self, Chart, Error, Loader, Provenance, UserValues, Warning, Warnings};
use crate::functions::strings::cut::trim;
use crate::functions::{self, Profile};
use crate::gotemplate::Set;
use crate::gotemplate::call::Environment;
use crate::manifest::{Manifest, printed};
use crate::registry::Secret;
use crate::renderer::{Input, Rendered, Request, outside, values};
use crate::source::{SourceId, Sources};
use crate::value::{Map, Str, StrBuf, Value};
use crate::world::{Bytes, Unread, World};

/// What `helm template` has to show.
#[derive(Debug, Default)]
pub struct Templated {
    /// The definitions that were asked for, with their full paths.
    pub crds: Vec<(String, Bytes)>,
    /// Manifests, hooks and notes.
    pub installed: Installed,
    /// What Helm would warn about.
    pub warnings: Warnings,
}

/// Why `helm template` has nothing to show.
#[derive(Debug)]
pub struct Refused {
    /// What is wrong.
    pub fault: Fault,
    /// The texts it is about.
    pub sources: Sources,
    /// Whether the templates were reached: Helm then advises `--debug`.
    pub while_rendering: bool,
    /// What the templates wrote, where that is what is wrong.
    pub written: Vec<(String, Str)>,
    /// What Helm would have warned about before.
    pub warnings: Warnings,
    /// The secrets that may stand in any text; what is shown to people must hide them.
    pub secrets: Vec<Secret>,
}

/// Loads, prepares, executes and sorts.
///
/// # Errors
/// The first thing that goes wrong, as in Helm.
pub fn template(request: &Request, world: Rc<dyn World>) -> Result<Templated, Box<Refused>> {
    let mut run = Run {
        sources: Rc::default(),
        warnings: Warnings::new(),
        unread: Unread::default(),
        rendering: false,
        written: Vec::new(),
        secrets: Vec::new(),
    };
    match run.template(request, world) {
        Ok(mut templated) => {
            templated.warnings = run.warnings;
            Ok(templated)
        }
        Err(fault) => Err(Box::new(Refused {
            fault,
            sources: run.sources.take(),
            while_rendering: run.rendering,
            written: run.written,
            warnings: run.warnings,
            secrets: run.secrets,
        })),
    }
}

struct Run {
    sources: Rc<RefCell<Sources>>,
    warnings: Warnings,
    unread: Unread,
    rendering: bool,
    written: Vec<(String, Str)>,
    secrets: Vec<Secret>,
}

impl Run {
    fn template(&mut self, request: &Request, world: Rc<dyn World>) -> Result<Templated, Fault> {
        let values = self.values(request, &world)?;
        let mut chart = self.load(request, &*world)?;
        check_installable(&chart)?;
        if chart.metadata.deprecated {
            self.warnings
                .push(Warning::warn("this chart is deprecated"));
        }
        check_complete(&chart)?;
        check_release_name(&request.chart.release.name)?;
        let environment = {
            let mut sources = self.sources.borrow_mut();
            outside::environment(request, world.clone(), &mut sources)?
        };
        let options = &request.chart;
        process_dependencies(&mut chart, &values, &mut self.warnings).map_err(|error| {
            let failed = "chart dependencies processing failed";
            let warning = Warning::error(failed).with("error", error.to_string());
            self.warnings.push(warning);
            error.wrapped(failed)
        })?;
        let prepared = prepare(&chart, &values, options, &world, &mut self.warnings)?;
        self.rendering = true;
        let templates = prepared.templates;
        let memory = Memory {
            sources: Some(self.sources.clone()),
            origins: None,
            watch: None,
        };
        // Helm looks at the version first.
        let settled = prepared.chart;
        check_kube_version(settled, &options.capabilities)?;
        let written = execute(&templates, &environment, memory);
        // What could not be read was no text for the templates.
        self.check_read()?;
        let written = written?;
        let installed = install(settled, &written, &mut self.warnings).inspect_err(|_| {
            let texts = written
                .iter()
                .map(|file| (file.name.clone(), file.text.clone()));
            self.written = texts.collect();
        })?;
        let crds = match options.include_crds {
            true => settled.crds(),
            false => Vec::new(),
        };
        let crds = crds.into_iter();
        let crds = crds.map(|(path, file)| (path, file.data.clone()));
        let templated = Templated {
            crds: crds.collect(),
            installed,
            warnings: Warnings::new(),
        };
        // What cannot be read must be told here, not found missing when it is printed.
        for (_, text) in &templated.crds {
            text.shared();
        }
        self.check_read()?;
        Ok(templated)
    }

    /// Whether all files could be read that templates asked for.
    fn check_read(&self) -> Result<(), Error> {
        self.unread.take().map_or(Ok(()), |(path, error)| {
            Err(chart::go_io_error("open", &path, &error))
        })
    }

    fn load(&mut self, request: &Request, world: &dyn World) -> Result<Chart, Fault> {
        let mut sources = self.sources.borrow_mut();
        let mut loader = Loader::new(world);
        loader.links = request.links;
        loader.unread = Some(self.unread.clone());
        loader.provenance = Some(Provenance {
            sources: &mut sources,
            origins: None,
        });
        let loaded = load(&mut loader, &request.path);
        self.warnings.extend(mem::take(&mut loader.warnings));
        Ok(loaded?)
    }

    /// The user's values: as Helm reads them, or with Harness's expressions resolved.
    fn values(&mut self, request: &Request, world: &Rc<dyn World>) -> Result<Map, Fault> {
        if request.resolve_expressions {
            let mut rendered = Rendered {
                sources: self.sources.take(),
                ..Rendered::default()
            };
            let expressions = rendered.expressions(request, &**world);
            let values = expressions.and_then(|expressions| {
                values::of_chart(request, &expressions, &**world, &mut rendered)
            });
            self.sources.replace(rendered.sources);
            self.secrets = rendered.secrets;
            return Ok(values?);
        }
        let path = |input: &Input| match input {
            Input::File(path) => path.clone(),
            Input::Stdin => PathBuf::from(STDIN),
        };
        let values = UserValues {
            files: request.values.iter().map(path).collect(),
            set: request.set.clone(),
        };
        Ok(values.merge(&mut Loader::new(&**world))?)
    }
}

/// The name that `--name-template` makes.
///
/// # Errors
/// Where it is no template or fails, in Go's words.
pub fn name_from_template(text: &str, world: Rc<dyn World>) -> Result<String, String> {
    const NAME: &str = "name-template";
    let mut set = Set::new(NAME, functions::of(Profile::Helm));
    set.add(NAME, text.as_bytes(), SourceId::default())
        .map_err(|errors| errors.first().map_or(String::new(), ToString::to_string))?;
    let mut name = StrBuf::new();
    set.execute(NAME, &Value::Nil, &Environment::new(world), &mut name)
        .map_err(|error| error.to_string())?;
    Ok(name.into_str().to_string_lossy().into_owned())
}

impl Templated {
    /// The stream on standard output, in pieces that stand one behind the other: definitions,
    /// manifests, then hooks if wanted.
    pub fn stream(&self, hooks: bool, tests: bool) -> Vec<&[u8]> {
        let mut pieces = self.manifests();
        // The first begins with `---`, if there is one.
        while let Some(last) = pieces.pop() {
            let kept = trim(last);
            if !kept.is_empty() {
                pieces.push(&last[..kept.end]);
                break;
            }
        }
        pieces.push(b"\n");
        pieces.extend(self.hooks(hooks, tests).flat_map(Manifest::printed));
        pieces
    }

    /// The stream on standard output without hooks, in pieces: what a post-renderer reads.
    pub fn manifests(&self) -> Vec<&[u8]> {
        let definitions = self.crds.iter();
        let definitions = definitions.flat_map(|(path, text)| printed(path, text));
        let manifests = self.installed.sorted.manifests.iter();
        definitions
            .chain(manifests.flat_map(Manifest::printed))
            .collect()
    }

    fn hooks(&self, hooks: bool, tests: bool) -> impl Iterator<Item = &Manifest> {
        let all = self.installed.sorted.hooks.iter();
        let wanted = all.filter(move |hook| hooks && (tests || !hook.is_test()));
        wanted.map(|hook| &hook.manifest)
    }

    /// [`Templated::stream`], with other manifests: those that a post-renderer gave.
    pub fn stream_of(&self, mut manifests: Vec<u8>, hooks: bool, tests: bool) -> Vec<u8> {
        let kept = trim(&manifests);
        manifests.truncate(kept.end);
        manifests.drain(..kept.start);
        manifests.push(b'\n');
        for piece in self.hooks(hooks, tests).flat_map(Manifest::printed) {
            manifests.extend_from_slice(piece);
        }
        manifests
    }

    /// Each document with the path of its file, in the order of [`Templated::stream`].
    pub fn documents(&self, hooks: bool, tests: bool) -> Vec<(&str, &[u8])> {
        let crds = self
            .crds
            .iter()
            .map(|(path, text)| (path.as_str(), &**text));
        let manifests = self.installed.sorted.manifests.iter();
        let rest = manifests.chain(self.hooks(hooks, tests));
        crds.chain(rest.map(|manifest| (manifest.path.as_str(), manifest.content())))
            .collect()
    }
}

impl Refused {
    /// What the templates wrote, to look for the fault in it.
    pub fn stream(&self) -> Vec<u8> {
        let mut stream: Vec<&[u8]> = Vec::new();
        for (path, text) in &self.written {
            if !text.as_bytes().trim_ascii().is_empty() && !path.ends_with("NOTES.txt") {
                stream.extend(printed(path, text.as_bytes()));
            }
        }
        let stream = stream.concat();
        let mut all = stream.get(trim(&stream)).unwrap_or_default().to_vec();
        all.push(b'\n');
        all
    }
}
