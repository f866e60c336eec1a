//! What the expressions of one rendering are resolved with.

use std::path::{Path, PathBuf};

use super::{Failed, Request, Unresolved, faults};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::harness::expression::journal::{self, Step};
use crate::harness::expression::render::{RenderError, Rendered, render};
use crate::harness::expression::{Evaluator, Mode, Options, scan};
use crate::harness::values_file::{self, Comments, ResolveError};
use crate::harness::{Context, Offline, Secrets, comments, report, sensitive};
use crate::registry::Secret;
use crate::registry::pull_secret::Spelling;
use crate::source::{SourceId, Sources, Span};
use crate::value::Origins;
use crate::world::{FileKind, World};

/// Context, secrets and files: everything behind expressions.
///
/// ```
/// use manifest_render::renderer::{Expressions, Request};
/// use manifest_render::source::Sources;
/// use manifest_render::value::Origins;
/// use manifest_render::world::MemoryWorld;
///
/// let request = Request {
///     set_context: vec!["artifact.tag=1.4.2".into()],
///     ..Request::new("")
/// };
/// let (mut sources, mut origins) = (Sources::new(), Origins::new());
/// let world = MemoryWorld::new();
/// let mut secrets = Vec::new();
/// let expressions =
///     Expressions::load(&request, &world, &mut sources, &mut origins, &mut secrets).unwrap();
/// let patch = sources.add("patch.yaml", b"tag: <+artifact.tag>".as_slice());
/// assert_eq!(expressions.resolve(patch, &sources).unwrap().text, "tag: 1.4.2");
/// ```
pub struct Expressions<'w> {
    context: Context,
    options: Options,
    outside: Offline<'w>,
    comments: Comments,
    resolving: bool,
}

impl<'w> Expressions<'w> {
    /// Reads the context and finds what else the request names. What turns out to be secret on
    /// the way goes to `secrets`, also where this fails.
    ///
    /// # Errors
    /// Files that cannot be read, or do not hold what they should.
    pub fn load(
        request: &Request,
        world: &'w dyn World,
        sources: &mut Sources,
        origins: &mut Origins,
        secrets: &mut Vec<Secret>,
    ) -> Result<Self, Diagnostics> {
        let mut findings = Diagnostics::default();
        let context = context(request, world, sources, origins, secrets, &mut findings);
        let own = Secrets::new(request.secrets.clone(), world)
            .map_err(|error| Diagnostic::error(Code::FileUnreadable, error))?;
        let mut outside = Offline::new(world, own);
        outside.docker_config.clone_from(&request.docker_config);
        outside.spelling = if request.quirks {
            Spelling::Harness
        } else {
            Spelling::Correct
        };
        let platform = &request.platform;
        outside.release.clone_from(&platform.release);
        outside.file_store_folder.clone_from(&platform.file_store);
        for (id, path) in &platform.config_files {
            match config_file(path, world) {
                Ok(files) => outside
                    .config_files
                    .entry(id.clone())
                    .or_default()
                    .extend(files),
                Err(found) => findings.0.extend(found.0),
            }
        }
        if !findings.0.is_empty() {
            return Err(findings);
        }
        Ok(Expressions {
            context,
            options: Options {
                mode: match request.unresolved {
                    Unresolved::Error => Mode::Error,
                    Unresolved::Keep => Mode::Keep,
                    Unresolved::Null => Mode::Null,
                },
                ..platform.features.options()
            },
            outside,
            resolving: request.resolve_expressions,
            // Harness resolves comments too, which stops many a run for nothing.
            comments: match (platform.features.remove_comments, request.quirks) {
                (true, _) => Comments::Redacted,
                (false, true) => Comments::Resolved,
                (false, false) => Comments::Spared,
            },
        })
    }

    /// The context.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// The images that artifacts of the context have credentials for.
    pub fn private_images(&self) -> Vec<String> {
        self.outside.private_images(self.context.root())
    }

    /// What is done with comments.
    pub fn comments(&self) -> Comments {
        self.comments
    }

    /// The secrets.
    pub fn secrets(&self) -> &Secrets<'w> {
        &self.outside.secrets
    }

    /// An evaluator of single expressions, which sees placeholders in place of secrets.
    pub fn evaluator(&self) -> Evaluator<'_> {
        Evaluator::new(self.context.root(), &self.options, &self.outside)
    }

    /// A text of the sources with its expressions resolved and secrets put in; as it is where the
    /// request resolves none.
    ///
    /// # Errors
    /// A finding for each expression that has no value or failed.
    pub fn resolve(&self, source: SourceId, sources: &Sources) -> Result<Rendered, Diagnostics> {
        let bytes = sources.get(source).map_or(&[][..], |source| source.bytes());
        let text = std::str::from_utf8(bytes).map_err(|e| faults::not_utf8(source, e, sources))?;
        if !self.resolving {
            return Ok(Rendered {
                text: text.to_string(),
                replaced: Vec::new(),
            });
        }
        let resolved = values_file::resolve(
            text,
            &self.context,
            &self.options,
            &self.outside,
            self.comments,
        );
        self.checked(resolved, source)
    }

    /// The expressions of a text of the sources, each with those that were evaluated for it, and
    /// what the text becomes. Values in the steps have placeholders in place of secrets.
    ///
    /// # Errors
    /// As [`Expressions::resolve`], beside the steps up to there.
    pub fn explain(
        &self,
        source: SourceId,
        sources: &Sources,
    ) -> (Vec<Step>, Result<Rendered, Diagnostics>) {
        let bytes = sources.get(source).map_or(&[][..], |source| source.bytes());
        let text = String::from_utf8_lossy(bytes);
        let evaluator = self.evaluator();
        evaluator.start_journal();
        let rendered = render(&evaluator, &text, &[])
            .map_err(ResolveError::Expressions)
            .and_then(|r| self.secrets().reveal(r).map_err(ResolveError::Secret));
        let steps = journal::steps(evaluator.take_journal());
        (steps, self.checked(rendered, source))
    }

    /// Every expression in a text of the sources, in its order, with its value or why it has none.
    /// Secrets are not looked at. A text that is not UTF-8 has none.
    pub fn used(&self, source: SourceId, sources: &Sources) -> Vec<Used> {
        let bytes = sources.get(source).map_or(&[][..], |source| source.bytes());
        let Ok(text) = std::str::from_utf8(bytes) else {
            return Vec::new();
        };
        let spared = match self.comments {
            Comments::Resolved => Vec::new(),
            Comments::Spared | Comments::Redacted => comments::find(text),
        };
        let is_spared = |at: usize| spared.iter().any(|part| part.contains(&at));
        let evaluator = self.evaluator();
        let mut used = Vec::new();
        for found in scan::all(text).filter(|found| !is_spared(found.span.start)) {
            let rendered = text.get(found.span.clone()).unwrap_or_default();
            let value = match render(&evaluator, rendered, &[]) {
                Ok(value) => Ok(self.secrets().disguised(&value.text)),
                Err(error) => Err(reason(&report::render_error(&error, source))),
            };
            self.outside.take_fault();
            used.push(Used {
                span: Span::new(source, found.span.clone()),
                text: rendered.to_owned(),
                value,
            });
        }
        used
    }

    /// What [`values_file::resolve`] gave, its failure as findings with places in `source`.
    ///
    /// # Errors
    /// Those findings.
    pub fn checked<T>(
        &self,
        resolved: Result<T, ResolveError>,
        source: SourceId,
    ) -> Result<T, Diagnostics> {
        if let Some(fault) = self.outside.take_fault() {
            let finding = faults::credentials(&fault);
            let span = match &resolved {
                Err(ResolveError::Expressions(RenderError::Failed { span, .. })) => Some(span),
                _ => None,
            };
            return Err(match span {
                Some(span) => finding.with_label(Span::new(source, span.clone()), "asked for here"),
                None => finding,
            }
            .into());
        }
        let error = match resolved {
            Ok(resolved) => return Ok(resolved),
            Err(error) => error,
        };
        let mut findings = report::resolve_error(&error, source);
        if self.context.root().is_empty()
            && let Some(last) = findings.0.last_mut()
        {
            last.hints.push(NO_CONTEXT.to_string());
        }
        Err(findings)
    }
}

/// The texts of files with their expressions resolved, for other programs to use.
///
/// # Errors
/// All that is wrong in all of them.
pub fn resolve_files(
    request: &Request,
    files: &[PathBuf],
    world: &dyn World,
) -> Result<Vec<String>, Failed> {
    let mut rendered = super::Rendered::default();
    let expressions = rendered.expressions(request, world);
    let resolved = expressions.and_then(|expressions| {
        let mut texts = Vec::new();
        let mut findings = Diagnostics::default();
        for path in files {
            let bytes = match world.read(path) {
                Ok(bytes) => bytes,
                Err(error) => {
                    findings.0.push(faults::unreadable(path, &error));
                    continue;
                }
            };
            let source = rendered.sources.add(&*path.to_string_lossy(), bytes);
            match expressions.resolve(source, &rendered.sources) {
                Ok(resolved) => texts.push(resolved.text),
                Err(found) => findings.0.extend(found.0),
            }
        }
        rendered.secrets.extend(expressions.secrets().revealed());
        match findings.0.is_empty() {
            true => Ok(texts),
            false => Err(findings),
        }
    });
    resolved.map_err(|findings| Failed {
        findings,
        sources: rendered.sources,
        secrets: rendered.secrets,
    })
}

/// An expression in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Used {
    /// Where it stands.
    pub span: Span,
    /// The expression with its delimiters.
    pub text: String,
    /// Its value with stand-ins for secrets, or why it has none.
    pub value: Result<String, String>,
}

/// The words of the first finding that has some.
fn reason(findings: &Diagnostics) -> String {
    let words = findings.0.iter().find_map(|finding| {
        let label = finding.labels.first()?;
        let hint = finding.hints.first().map(|hint| format!("; {hint}"));
        Some(format!("{}{}", label.text, hint.unwrap_or_default()))
    });
    words.unwrap_or_else(|| findings.to_string())
}

/// What to do where nothing is known at all.
const NO_CONTEXT: &str =
    "say what Harness would know with --context FILE or --set-context PATH=VALUE";

/// The context of a request: its files, then its single leaves.
fn context(
    request: &Request,
    world: &dyn World,
    sources: &mut Sources,
    origins: &mut Origins,
    secrets: &mut Vec<Secret>,
    findings: &mut Diagnostics,
) -> Context {
    let mut context = Context::new();
    for path in &request.context {
        let bytes = match world.read(path) {
            Ok(bytes) => bytes,
            Err(error) => {
                findings.0.push(faults::unreadable(path, &error));
                continue;
            }
        };
        let source = sources.add(&*path.to_string_lossy(), bytes.as_slice());
        if let Err(error) = context.add_file(source, &bytes, origins) {
            secrets.extend(sensitive::in_text(&String::from_utf8_lossy(&bytes)));
            let finding = report::context_error(&error, source, sources);
            findings.0.push(finding);
        }
    }
    for (number, leaf) in (1..).zip(&request.set_context) {
        let source = sources.add_made(format!("--set-context {number}"), leaf.as_bytes());
        if let Err(error) = context.set(leaf, number, source, origins) {
            // The value may be a secret, and is no part of the mistake.
            let path = leaf.split_once('=').map_or(leaf.as_str(), |(path, _)| path);
            let message = format!("--set-context {path}: {error}");
            findings.0.push(Diagnostic::error(Code::Usage, message));
        }
    }
    secrets.extend(sensitive::in_context(context.root()));
    context.complete(origins);
    context
}

/// The files of a config file: one, or all in a folder by their paths in it.
fn config_file(path: &Path, world: &dyn World) -> Result<Vec<(String, Vec<u8>)>, Diagnostics> {
    let unreadable = |path: &Path, error| Diagnostics::from(faults::unreadable(path, &error));
    let named = |file: PathBuf| {
        let name = match file.strip_prefix(path) {
            Ok(name) if name != Path::new("") => name.to_string_lossy().into_owned(),
            _ => path.to_string_lossy().into_owned(),
        };
        let content = world
            .read(&file)
            .map_err(|error| unreadable(&file, error))?;
        Ok((name, content))
    };
    match world.kind(path).map_err(|error| unreadable(path, error))? {
        FileKind::File => Ok(vec![named(path.to_path_buf())?]),
        FileKind::Folder => {
            let files = world.walk(path).map_err(|error| unreadable(path, error))?;
            files.into_iter().map(named).collect()
        }
    }
}
