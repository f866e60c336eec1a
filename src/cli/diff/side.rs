//! What was typed as a side of a comparison, and the resources that it stands for.

use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::super::chart_flags::{DEFAULT_NAMESPACE, DEFAULT_RELEASE};
use super::super::inputs::values_input;
use super::{Diff, pair, usage};
use crate::chart::Links;
use crate::config::{Case, Config};
use crate::diagnostic::{Code, nearest};
use crate::diff::{Manifest, Options, read_manifests};
use crate::registry::Secret;
use crate::renderer::{Input, Profile, Request, render};
use crate::report::{CaseReport, Finding};
use crate::world::{RevisionWorld, World};

/// The seed of both sides, so that what is random is the same on both.
const SEED: &str = "diff";

/// One side.
#[derive(Debug, Default)]
pub struct Side {
    /// Its resources.
    pub manifests: Vec<Manifest>,
    /// What must not be shown.
    pub secrets: Vec<Secret>,
    /// What is worth knowing.
    pub warnings: Vec<Finding>,
}

/// What was typed.
#[derive(Debug)]
pub enum Operand {
    /// Manifests on standard input.
    Stdin,
    /// Something to render, or manifests.
    Path(PathBuf),
    /// Values files.
    Values(Vec<PathBuf>),
    /// A case.
    Case(String),
    /// A git revision, and another one or what is here now.
    Revisions(String, Option<String>),
}

/// What sides are made with.
pub struct Sides<'d> {
    /// The flags.
    pub flags: &'d Diff,
    /// The cases.
    pub config: Option<&'d Config>,
    /// The outside.
    pub world: &'d Rc<dyn World>,
}

impl Sides<'_> {
    /// What a word stands for.
    pub fn operand(&self, text: &str) -> Result<Operand, Vec<Finding>> {
        if text == "-" {
            return Ok(Operand::Stdin);
        }
        if let Some(files) = text.strip_prefix("values:") {
            return Ok(Operand::Values(
                files.split(',').map(PathBuf::from).collect(),
            ));
        }
        if let Some(case) = text.strip_prefix("case:") {
            return Ok(Operand::Case(case.to_string()));
        }
        if self.world.kind(Path::new(text)).is_ok() {
            return Ok(Operand::Path(text.into()));
        }
        let cases = || self.config.iter().flat_map(|config| &config.cases);
        if cases().any(|case| case.name == text) {
            return Ok(Operand::Case(text.to_string()));
        }
        match text.split_once("..") {
            Some((old, new)) if !old.is_empty() => {
                let new = Some(new).filter(|new| !new.is_empty());
                Ok(Operand::Revisions(old.to_string(), new.map(str::to_string)))
            }
            _ => {
                let message = format!("there is no file, folder or case `{text}`");
                let mut finding = Finding::error(Code::FileNotFound, message);
                if let Some(similar) = nearest(text, cases().map(|case| case.name.as_str())) {
                    finding = finding.with_hint(&format!("did you mean the case `{similar}`?"));
                }
                Err(vec![finding.with_hint(&format!(
                    "a git revision is written as `{text}..`"
                ))])
            }
        }
    }

    /// The resources that a word stands for.
    pub fn side(&self, text: &str) -> Result<Side, Vec<Finding>> {
        match self.operand(text)? {
            Operand::Stdin => {
                let bytes = self.world.read_stdin();
                manifests(
                    &bytes.map_err(|error| unreadable("standard input", &error))?,
                    text,
                )
            }
            Operand::Path(path) => self.path(&path),
            Operand::Values(files) => {
                let Some(path) = &self.flags.path else {
                    let wanted = "values:FILE needs --path, the chart or folder to render";
                    return Err(vec![usage(wanted)]);
                };
                let mut request = self.request(path);
                request.values.extend(files.into_iter().map(Input::File));
                rendered(&request, self.world)
            }
            Operand::Case(name) => {
                let Some(config) = self.config else {
                    let file = self.flags.config.display();
                    return Err(vec![usage(&format!(
                        "a case is wanted, and there is no {file}"
                    ))]);
                };
                match config.named(std::slice::from_ref(&name)) {
                    Ok(cases) => {
                        let Some(case) = cases.first() else {
                            return Ok(Side::default());
                        };
                        let mut request = config.request(case);
                        request.trace = true;
                        if case.settings.seed.is_none() {
                            request.seed = Some(SEED.to_string());
                        }
                        rendered(&request, self.world)
                    }
                    Err(findings) => Err(Finding::all(&findings, &config.sources, &[])),
                }
            }
            Operand::Revisions(..) => Err(vec![usage(
                "a git revision stands first: render diff main.. [CASE]",
            )]),
        }
    }

    /// A file of manifests as it is; anything else is rendered. A folder of manifests renders to
    /// itself.
    fn path(&self, path: &Path) -> Result<Side, Vec<Finding>> {
        let name = path.display().to_string();
        let is_file = matches!(self.world.kind(path), Ok(crate::world::FileKind::File));
        if is_file
            && path.extension().is_none_or(|end| end != "tgz")
            && self.flags.values.is_empty()
        {
            let text = self
                .world
                .read(path)
                .map_err(|error| unreadable(&name, &error))?;
            return manifests(&text, &name);
        }
        rendered(&self.request(path), self.world)
    }

    /// What the flags ask for, of this path.
    fn request(&self, path: &Path) -> Request {
        let flags = self.flags;
        let mut request = Request {
            values: flags.values.iter().cloned().map(values_input).collect(),
            profile: flags.profile.map(Profile::from),
            links: Links::leading_out(flags.follow_links),
            ..Request::new(path)
        };
        flags.context.clone().fill(&mut request);
        let namespace = flags.chart.namespace.clone();
        let namespace = namespace.unwrap_or_else(|| DEFAULT_NAMESPACE.to_string());
        flags
            .chart
            .clone()
            .fill(DEFAULT_RELEASE.to_string(), namespace, &mut request);
        request.trace = true;
        request.seed = request.seed.or_else(|| Some(SEED.to_string()));
        request
    }

    /// The cases of a revision against those of another one, or of here and now.
    pub fn revisions(
        &self,
        old: &str,
        new: Option<&str>,
        names: &[String],
        options: &Options,
    ) -> Result<Vec<CaseReport>, Vec<Finding>> {
        let open = |revision: &str| -> Result<Rc<dyn World>, Vec<Finding>> {
            let world = RevisionWorld::open(revision, self.world.clone());
            Ok(Rc::new(world.map_err(|error| {
                unreadable(&format!("{revision}.."), &error)
            })?))
        };
        let old_world = open(old)?;
        let new_world = match new {
            Some(revision) => open(revision)?,
            None => self.world.clone(),
        };
        let load = |world: &Rc<dyn World>| {
            Config::load(&self.flags.config, &**world)
                .map_err(|failed| Finding::all(&failed.findings, &failed.sources, &[]))
        };
        let new_config = load(&new_world)?;
        // A file that is not there yet has no cases.
        let old_config = match old_world.kind(&self.flags.config) {
            Ok(_) => Some(load(&old_world)?),
            Err(_) => None,
        };
        let old_cases = old_config.iter().flat_map(|config| &config.cases);
        let mut all: Vec<&str> = new_config
            .cases
            .iter()
            .map(|case| case.name.as_str())
            .collect();
        for case in old_cases.clone() {
            if !all.contains(&case.name.as_str()) {
                all.push(&case.name);
            }
        }
        if let Some(unknown) = names.iter().find(|name| !all.contains(&name.as_str())) {
            return Err(vec![usage(&format!("neither side has a case `{unknown}`"))]);
        }
        let wanted = |name: &&str| names.is_empty() || names.iter().any(|wanted| wanted == name);
        let side = |config: Option<&Config>, name: &str, world: &Rc<dyn World>| {
            let found = config.and_then(|config| {
                let case: &Case = config.cases.iter().find(|case| case.name == name)?;
                Some(Request {
                    trace: true,
                    ..config.request(case)
                })
            });
            found.map_or(Ok(Side::default()), |request| rendered(&request, world))
        };
        let one = |name: &str| {
            let old = side(old_config.as_ref(), name, &old_world);
            let new = side(Some(&new_config), name, &new_world);
            pair(name.to_string(), old, new, options)
        };
        Ok(all.into_iter().filter(wanted).map(one).collect())
    }
}

fn rendered(request: &Request, world: &Rc<dyn World>) -> Result<Side, Vec<Finding>> {
    match render(request, world.clone()) {
        Ok(rendered) => {
            let rendered = Rc::new(rendered);
            Ok(Side {
                manifests: Manifest::all(&rendered),
                secrets: rendered.secrets.clone(),
                warnings: Finding::all(&rendered.warnings, &rendered.sources, &rendered.secrets),
            })
        }
        Err(failed) => Err(Finding::all(
            &failed.findings,
            &failed.sources,
            &failed.secrets,
        )),
    }
}

fn manifests(text: &[u8], name: &str) -> Result<Side, Vec<Finding>> {
    match read_manifests(text, name) {
        Ok(manifests) => Ok(Side {
            manifests,
            ..Side::default()
        }),
        Err(findings) => {
            let sources = crate::source::Sources::new();
            Err(Finding::all(&findings, &sources, &[]))
        }
    }
}

fn unreadable(name: &str, error: &io::Error) -> Vec<Finding> {
    vec![Finding::error(
        Code::FileUnreadable,
        format!("cannot read {name}: {error}"),
    )]
}
