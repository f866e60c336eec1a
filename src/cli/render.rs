//! `render PATH`: the manifests, to standard output or to files.

use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use clap::Args;

use super::Outcome;
use super::deploy_flags::DeployFlags;
use super::inputs::Inputs;
use super::printer::Printer;
use super::reports::{FormatFlags, Told};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::explain::{Facts, draw, source_map, stream_lines};
use crate::harness::mask::Masker;
use crate::renderer::{self, Failed, Request};
use crate::source::Sources;
use crate::world::World;

/// What `--format` is about where standard output is for manifests.
pub const FORMAT: &str = "The form of errors and warnings on standard error: text, json, jsonl, \
    junit, sarif, github, gitlab, markdown or html";

/// The flags of rendering.
#[derive(Args, Debug)]
#[command(mut_arg("path", |path| path.required(false).required_unless_present("resolve_only")))]
#[command(mut_arg("format", |format| format.help(FORMAT)))]
pub struct Render {
    /// What to render.
    #[command(flatten)]
    pub inputs: Inputs,

    /// What a deployment makes of it.
    #[command(flatten)]
    pub deploy: DeployFlags,

    /// Write one file a template into this folder instead of standard output
    #[arg(short, long, value_name = "DIR")]
    pub output_dir: Option<PathBuf>,

    /// Only resolve the Harness expressions in these files, and print them
    ///
    /// For what other programs render: Kustomize patches and OpenShift params files.
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with_all = ["path", "values", "strategy"])]
    pub resolve_only: Vec<PathBuf>,

    /// Write behind each line where it came from; for people to read, not to apply
    #[arg(long, conflicts_with = "output_dir")]
    pub origins: bool,

    /// Write a map of all lines to where they came from into this file, as JSON
    #[arg(long, value_name = "FILE", conflicts_with = "output_dir")]
    pub source_map: Option<PathBuf>,

    /// How errors and warnings are reported.
    #[command(flatten)]
    pub formats: FormatFlags,
}

impl Render {
    /// Renders and writes, or says what is wrong and writes nothing.
    pub fn run(self, printer: &Printer, world: Rc<dyn World>) -> io::Result<Outcome> {
        let release = self.inputs.release.clone();
        let primary = self.inputs.context.primary_color;
        let mut request = self.inputs.request(printer, &*world);
        let name = request.path.display().to_string();
        let tell = |name: &str, told: Told<'_>| {
            self.formats.tell(("render", name), &told, printer, &*world)
        };
        let folder = self.output_dir.as_deref();
        if !self.resolve_only.is_empty() {
            return match resolve_only(&request, &self.resolve_only, folder, &*world) {
                Ok(stream) => printer.result(stream.as_bytes()).map(|()| Outcome::Done),
                Err(failed) => Ok(tell("expressions", Told::from(&failed))),
            };
        }
        self.deploy.fill(release, primary, &mut request);
        request.trace = self.origins || self.source_map.is_some();
        let mut rendered = match renderer::render(&request, world.clone()) {
            Ok(rendered) => rendered,
            Err(failed) => return Ok(tell(&name, Told::from(&failed))),
        };
        let mut shown = None;
        if request.trace {
            let facts = Facts::new(&rendered);
            let lines = stream_lines(&rendered, rendered.resources.iter());
            let masker = Masker::new(&rendered.secrets);
            let written = self.source_map.as_deref().map_or(Ok(()), |path| {
                write(
                    path,
                    masker.mask(&source_map(&lines, &facts)).as_bytes(),
                    &*world,
                )
            });
            shown = self.origins.then(|| masker.mask(&draw(&lines, &facts)));
            rendered
                .warnings
                .0
                .extend(written.err().unwrap_or_default().0);
        }
        if let Some(folder) = folder {
            let files = rendered.by_file();
            let mut files = files.iter();
            let written =
                files.try_for_each(|(path, content)| write(&folder.join(path), content, &*world));
            rendered
                .warnings
                .0
                .extend(written.err().unwrap_or_default().0);
        }
        let outcome = tell(&name, Told::from(&rendered));
        if outcome != Outcome::Bad {
            match (shown, folder) {
                (Some(text), _) => printer.result(text.as_bytes())?,
                (None, None) => printer.result(&rendered.stream())?,
                (None, Some(_)) => {}
            }
        }
        Ok(outcome)
    }
}

/// Files with their expressions resolved, in one text with a line about each of several ones, or
/// written into a folder.
fn resolve_only(
    request: &Request,
    files: &[PathBuf],
    folder: Option<&Path>,
    world: &dyn World,
) -> Result<String, Failed> {
    let resolved = renderer::resolve_files(request, files, world)?;
    let mut stream = String::new();
    for (path, text) in files.iter().zip(resolved) {
        if let Some(folder) = folder {
            let path = folder.join(path.file_name().unwrap_or_default());
            write(&path, text.as_bytes(), world).map_err(|findings| Failed {
                findings,
                sources: Sources::new(),
                secrets: Vec::new(),
            })?;
            continue;
        }
        if files.len() > 1 {
            let yaml = path
                .extension()
                .is_some_and(|end| end == "yaml" || end == "yml");
            let separator = if yaml { "---\n" } else { "" };
            stream.push_str(&format!("{separator}# Source: {}\n", path.display()));
        }
        stream.push_str(&text);
        if files.len() > 1 && !text.ends_with('\n') {
            stream.push('\n');
        }
    }
    Ok(stream)
}

fn write(path: &Path, content: &[u8], world: &dyn World) -> Result<(), Diagnostics> {
    world.write(path, content).map_err(|error| {
        let message = format!("cannot write {}: {error}", path.display());
        Diagnostic::error(Code::FileUnwritable, message).into()
    })
}
