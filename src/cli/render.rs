//! `render PATH`: the manifests, to standard output or to files.

use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use clap::Args;

use super::Outcome;
use super::deploy_flags::DeployFlags;
use super::inputs::Inputs;
use super::printer::Printer;
use crate::diagnostic::{Code, Diagnostic};
use crate::explain::{Facts, draw, source_map, stream_lines};
use crate::harness::mask::Masker;
use crate::renderer::{self, Rendered, Request};
use crate::world::World;

/// The flags of rendering.
#[derive(Args, Debug)]
#[command(mut_arg("path", |path| path.required(false).required_unless_present("resolve_only")))]
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
}

impl Render {
    /// Renders and writes, or says what is wrong and writes nothing.
    pub fn run(self, printer: &Printer, world: Rc<dyn World>) -> io::Result<Outcome> {
        let release = self.inputs.release.clone();
        let primary = self.inputs.context.primary_color;
        let mut request = self.inputs.request(printer, &*world);
        if !self.resolve_only.is_empty() {
            let folder = self.output_dir.as_deref();
            return resolve_only(&request, &self.resolve_only, folder, printer, &*world);
        }
        self.deploy.fill(release, primary, &mut request);
        request.trace = self.origins || self.source_map.is_some();
        let rendered = match renderer::render(&request, world.clone()) {
            Ok(rendered) => rendered,
            Err(failed) => return Ok(printer.failed(&failed)),
        };
        printer.findings(&rendered.warnings, &rendered.sources, &rendered.secrets);
        if request.trace {
            let facts = Facts::new(&rendered);
            let lines = stream_lines(&rendered, rendered.resources.iter());
            if let Some(path) = &self.source_map {
                let map = Masker::new(&rendered.secrets).mask(&source_map(&lines, &facts));
                if let Err(error) = world.write(path, map.as_bytes()) {
                    return Ok(unwritable(path, &error, &rendered, printer));
                }
            }
            if self.origins {
                printer.shown(&draw(&lines, &facts), &rendered.secrets)?;
                return Ok(Outcome::Done);
            }
        }
        match self.output_dir {
            None => printer.result(&rendered.stream())?,
            Some(folder) => {
                for (path, content) in rendered.by_file() {
                    let path = folder.join(path);
                    if let Err(error) = world.write(&path, &content) {
                        return Ok(unwritable(&path, &error, &rendered, printer));
                    }
                }
            }
        }
        Ok(Outcome::Done)
    }
}

/// Prints files with their expressions resolved, several ones with a line about each.
fn resolve_only(
    request: &Request,
    files: &[PathBuf],
    folder: Option<&Path>,
    printer: &Printer,
    world: &dyn World,
) -> io::Result<Outcome> {
    let resolved = match renderer::resolve_files(request, files, world) {
        Ok(resolved) => resolved,
        Err(failed) => return Ok(printer.failed(&failed)),
    };
    let mut stream = String::new();
    for (path, text) in files.iter().zip(resolved) {
        if let Some(folder) = folder {
            let path = folder.join(path.file_name().unwrap_or_default());
            if let Err(error) = world.write(&path, text.as_bytes()) {
                printer.complain(&format!("cannot write {}: {error}", path.display()));
                return Ok(Outcome::Bad);
            }
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
    printer.result(stream.as_bytes())?;
    Ok(Outcome::Done)
}

fn unwritable(path: &Path, error: &io::Error, rendered: &Rendered, printer: &Printer) -> Outcome {
    let message = format!("cannot write {}: {error}", path.display());
    let finding = Diagnostic::error(Code::FileUnwritable, message);
    printer.findings(&finding.into(), &rendered.sources, &rendered.secrets);
    Outcome::Bad
}
