//! Where `render template` writes, and which of its documents.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;

use crate::chart::path_match::path_match;
use crate::manifest::split_manifests;
use crate::renderer::Request;
use crate::renderer::helm::Templated;
use crate::world::{Program, World};

/// How long a post-renderer may take.
const POST_RENDERER_LIMIT: Duration = Duration::from_secs(300);

/// What is written, and where to, as it was typed.
#[derive(Args, Clone, Debug, Default)]
pub struct OutputFlags {
    /// Taken for Helm's sake: a release without a name is called release-name
    #[arg(short, long)]
    pub generate_name: bool,

    /// Show only what these templates wrote; * matches within a folder
    #[arg(short, long, value_name = "TEMPLATE")]
    pub show_only: Vec<String>,
    /// Write files into this folder instead of standard output
    #[arg(long, value_name = "DIR")]
    pub output_dir: Option<PathBuf>,
    /// Put the files into a folder named after the release
    #[arg(long)]
    pub release_name: bool,
    /// Pipe the manifests, without hooks, through this program
    #[arg(long, value_name = "PROGRAM")]
    pub post_renderer: Option<String>,
    /// An argument for that program
    #[arg(long, value_name = "ARGUMENT", allow_hyphen_values = true)]
    pub post_renderer_args: Vec<String>,
    /// Leave out the advice to use this flag
    #[arg(long)]
    pub debug: bool,

    /// Needs a cluster
    #[arg(long, hide = true)]
    pub validate: bool,
    /// Needs a cluster where it is `server`
    #[arg(long, hide = true, num_args = 0..=1, default_missing_value = "client")]
    pub dry_run: Option<String>,
}

impl OutputFlags {
    /// What the post-renderer makes of the manifests, where there is one.
    pub fn post_rendered(
        &self,
        templated: &Templated,
        world: &dyn World,
    ) -> Result<Option<Vec<u8>>, String> {
        let name = self.post_renderer.as_deref();
        let Some(name) = name.filter(|name| !name.is_empty()) else {
            return Ok(None);
        };
        if self.output_dir.is_some() {
            return Err("--output-dir and --post-renderer do not go together".to_string());
        }
        let args: Vec<&str> = self.post_renderer_args.iter().map(String::as_str).collect();
        let manifests = templated.manifests().concat();
        let program = Program {
            name,
            args: &args,
            stdin: &manifests,
            time_limit: POST_RENDERER_LIMIT,
        };
        let finished = world
            .run(&program)
            .map_err(|error| format!("cannot run {name}: {error}"))?;
        let said = String::from_utf8_lossy(&finished.stderr);
        match finished.code {
            Some(0) if finished.stdout.trim_ascii().is_empty() => {
                Err(format!("post-renderer {name:?} produced empty output"))
            }
            Some(0) => Ok(Some(finished.stdout)),
            Some(code) => Err(format!(
                "error while running command {name}. error output:\n{said}: exit status {code}"
            )),
            None => Err(format!("a signal ended {name}. error output:\n{said}")),
        }
    }

    /// The documents of the templates that were asked for.
    pub fn only(&self, stream: &[u8]) -> Result<Vec<u8>, String> {
        let mut chosen = Vec::new();
        for wanted in &self.show_only {
            let mut missing = true;
            for range in split_manifests(stream) {
                let document = stream.get(range).unwrap_or_default();
                let Some(path) = source_in_chart(document) else {
                    continue;
                };
                if path_match(wanted, &path).unwrap_or(false) {
                    missing = false;
                    chosen.extend_from_slice(b"---\n");
                    chosen.extend_from_slice(document);
                    chosen.push(b'\n');
                }
            }
            if missing {
                return Err(format!("could not find template {wanted} in chart"));
            }
        }
        Ok(chosen)
    }

    /// Writes each document to its file and says so.
    pub fn write_files(
        &self,
        folder: &Path,
        request: &Request,
        templated: &Templated,
        world: &dyn World,
        out: &mut dyn Write,
    ) -> io::Result<Vec<u8>> {
        let folder = match self.release_name {
            true => folder.join(&request.chart.release.name),
            false => folder.to_path_buf(),
        };
        let mut files: Vec<(PathBuf, Vec<u8>)> = Vec::new();
        for (path, text) in templated.documents(request.hooks, request.tests) {
            let target = folder.join(path);
            let known = files.iter().position(|(known, _)| *known == target);
            let at = known.unwrap_or_else(|| {
                files.push((target.clone(), Vec::new()));
                files.len() - 1
            });
            if let Some((_, content)) = files.get_mut(at) {
                content.extend_from_slice(format!("---\n# Source: {path}\n").as_bytes());
                content.extend_from_slice(text);
                content.push(b'\n');
            }
            writeln!(out, "wrote {}", target.display())?;
        }
        for (path, content) in &files {
            world.write(path, content)?;
        }
        Ok(b"\n".to_vec())
    }
}

/// The path behind the chart's name in the `# Source:` line of a document.
fn source_in_chart(document: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(document);
    let (_, after) = text.split_once("# Source: ")?;
    let line = after.lines().next()?;
    let (chart, path) = line.split_once('/')?;
    (!chart.is_empty() && !path.is_empty()).then(|| path.to_string())
}
