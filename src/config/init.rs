//! A first `render.toml`, by looking at a folder.

use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

use crate::world::{FileKind, World};

/// Folders whose files are nobody's templates.
const SKIPPED: &[&str] = &[
    "target",
    "node_modules",
    "vendor",
    "dist",
    "build",
    "golden",
];
/// So many folders deep it looks.
const DEEPEST: usize = 6;
/// Folders whose files are values of environments.
const ENVIRONMENTS: &[&str] = &["env", "envs", "environments", "values", "overlays"];

/// What a folder holds that can be rendered.
#[derive(Debug, Default)]
struct Found {
    /// Folders with a Chart.yaml.
    charts: Vec<PathBuf>,
    /// Folders with templates that belong to no chart.
    templates: Vec<PathBuf>,
    /// Values files in folders of environments.
    environments: Vec<PathBuf>,
}

/// The text of a first file for the cases that `folder` seems to have, or `None` where nothing
/// can be rendered.
///
/// # Errors
/// When a folder cannot be read.
///
/// ```
/// use std::path::Path;
/// use manifest_render::config::init;
/// use manifest_render::world::MemoryWorld;
///
/// let world = MemoryWorld::new()
///     .with_file("charts/web/Chart.yaml", "name: web")
///     .with_file("env/dev.yaml", "a: 1")
///     .with_file("env/prod.yaml", "a: 2");
/// let text = init::text(Path::new(""), &world)?.unwrap();
/// assert!(text.contains("prod = { values = [\"env/prod.yaml\"] }"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn text(folder: &Path, world: &dyn World) -> io::Result<Option<String>> {
    let mut found = Found::default();
    look(folder, folder, 0, world, &mut found)?;
    let subjects: Vec<Subject> = found
        .charts
        .iter()
        .map(|path| Subject { path, chart: true })
        .chain(
            found
                .templates
                .iter()
                .map(|path| Subject { path, chart: false }),
        )
        .collect();
    if subjects.is_empty() {
        return Ok(None);
    }
    let mut text = String::from(
        "# What `render golden` renders and compares. Paths start from the folder of this file.\n\
         # All keys: docs/render.schema.json of render, or `render init --schema`.\n",
    );
    let names = names(&subjects, folder);
    if found.environments.len() > 1 {
        matrix(
            &subjects,
            &names,
            &found.environments,
            folder,
            world,
            &mut text,
        );
        return Ok(Some(text));
    }
    for (subject, name) in subjects.iter().zip(&names) {
        cases(subject, name, folder, world, &mut text)?;
    }
    Ok(Some(text))
}

struct Subject<'f> {
    path: &'f Path,
    chart: bool,
}

impl Subject<'_> {
    /// The folder that people know it by: that around a folder of templates.
    fn home<'s>(&'s self, root: &'s Path) -> &'s Path {
        match self.chart || self.path == root || file_name(self.path) != "templates" {
            true => self.path,
            false => self.path.parent().unwrap_or(root),
        }
    }

    /// The values file and the context beside a folder of templates, as lists in TOML.
    fn beside(&self, root: &Path, world: &dyn World) -> [Vec<String>; 2] {
        ["values.yaml", "context.yaml"].map(|file| {
            let around = self.path.parent().unwrap_or(root);
            let path = around.join(file);
            let counts = !self.chart && self.path != root && world.kind(&path).is_ok();
            match counts {
                true => vec![quoted(&shown(&path, root))],
                false => Vec::new(),
            }
        })
    }
}

fn look(
    root: &Path,
    folder: &Path,
    depth: usize,
    world: &dyn World,
    found: &mut Found,
) -> io::Result<()> {
    let entries = world.list(folder)?;
    let has = |name: &str| entries.iter().any(|path| file_name(path) == name);
    if has("Chart.yaml") {
        found.charts.push(folder.to_path_buf());
        return Ok(());
    }
    let in_environments = folder != root && ENVIRONMENTS.contains(&&*file_name(folder));
    let mut templates = false;
    for path in &entries {
        let name = file_name(path);
        if name.starts_with('.') {
            continue;
        }
        match world.kind(path) {
            Ok(FileKind::Folder) => {
                if depth < DEEPEST && !SKIPPED.contains(&&*name) {
                    look(root, path, depth + 1, world, found)?;
                }
            }
            Ok(FileKind::File) if is_yaml(path) && in_environments => {
                found.environments.push(path.clone());
            }
            Ok(FileKind::File) if is_yaml(path) && !templates => {
                templates = world.read(path).is_ok_and(|text| is_template(&text));
            }
            // A link that leads nowhere is no template.
            Ok(FileKind::File) | Err(_) => {}
        }
    }
    if templates {
        found.templates.push(folder.to_path_buf());
    }
    Ok(())
}

/// The file name as text.
fn file_name(path: &Path) -> std::borrow::Cow<'_, str> {
    path.file_name().unwrap_or_default().to_string_lossy()
}

fn is_yaml(path: &Path) -> bool {
    path.extension()
        .is_some_and(|end| end == "yaml" || end == "yml")
}

fn is_template(text: &[u8]) -> bool {
    memchr::memmem::find(text, b"{{").is_some() && memchr::memmem::find(text, b"kind:").is_some()
}

/// A name for each subject: that of its folder, or its whole path where two are called alike.
fn names(subjects: &[Subject<'_>], root: &Path) -> Vec<String> {
    let short = |subject: &Subject<'_>| plain(&file_name(subject.home(root)));
    let all: Vec<String> = subjects.iter().map(short).collect();
    subjects
        .iter()
        .zip(&all)
        .map(|(subject, name)| {
            let twice = all
                .iter()
                .filter(|other| other.eq_ignore_ascii_case(name))
                .count()
                > 1;
            match twice {
                true => plain(&shown(subject.home(root), root)),
                false if name.is_empty() => "main".to_string(),
                false => name.clone(),
            }
        })
        .collect()
}

/// A text as the name of a case.
fn plain(text: &str) -> String {
    let letter = |c: char| match c.is_ascii_alphanumeric() || c == '_' {
        true => c,
        false => '-',
    };
    text.chars()
        .map(letter)
        .collect::<String>()
        .trim_matches('-')
        .to_string()
}

/// The path from the root, with `/`.
fn shown(path: &Path, root: &Path) -> String {
    let path = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = path
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    match parts.is_empty() {
        true => ".".to_string(),
        false => parts.join("/"),
    }
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    // JSON's escapes are TOML's, too.
    serde_json::Value::from(text).to_string()
}

fn matrix(
    subjects: &[Subject<'_>],
    names: &[String],
    environments: &[PathBuf],
    root: &Path,
    world: &dyn World,
    text: &mut String,
) {
    // Writing to a text cannot fail, here and below.
    let _ = writeln!(text, "\n[matrix.charts]");
    for (subject, name) in subjects.iter().zip(names) {
        let path = quoted(&shown(subject.path, root));
        let mut more = match subject.chart {
            true => format!(", release = {}", quoted(name)),
            false => String::new(),
        };
        for (key, files) in ["values", "context"]
            .iter()
            .zip(subject.beside(root, world))
        {
            if !files.is_empty() {
                let _ = write!(more, ", {key} = [{}]", files.join(", "));
            }
        }
        let _ = writeln!(text, "{name} = {{ path = {path}{more} }}");
    }
    let _ = writeln!(text, "\n[matrix.environments]");
    for path in environments {
        let name = plain(&path.file_stem().unwrap_or_default().to_string_lossy());
        let path = quoted(&shown(path, root));
        let _ = writeln!(text, "{name} = {{ values = [{path}] }}");
    }
}

/// One case, or one for each values file of an environment beside the templates.
fn cases(
    subject: &Subject<'_>,
    name: &str,
    root: &Path,
    world: &dyn World,
    text: &mut String,
) -> io::Result<()> {
    let mut own = world.list(subject.path)?;
    own.extend(match subject.chart {
        true => world.list(&subject.path.join("ci")).unwrap_or_default(),
        false if subject.home(root) != subject.path => world.list(subject.home(root))?,
        false => Vec::new(),
    });
    let mut environments: Vec<(String, &PathBuf)> = own
        .iter()
        .filter_map(|path| Some((environment(path)?, path)))
        .collect();
    environments.sort();
    let mut shared = String::new();
    let [values, context] = subject.beside(root, world);
    if !context.is_empty() {
        let _ = writeln!(shared, "context = [{}]", context.join(", "));
    }
    if subject.chart {
        let _ = writeln!(shared, "release = {}", quoted(name));
    }
    let stack = |own: &[String]| match [values.as_slice(), own].concat() {
        none if none.is_empty() => String::new(),
        files => format!("values = [{}]\n", files.join(", ")),
    };
    let path = quoted(&shown(subject.path, root));
    let mut case = |name: &str, more: &str| {
        let _ = write!(text, "\n[cases.{name}]\npath = {path}\n{more}");
    };
    if environments.is_empty() {
        case(name, &format!("{}{shared}", stack(&[])));
    }
    for (environment, own) in environments {
        let own = quoted(&shown(own, root));
        case(
            &format!("{name}-{environment}"),
            &format!("{}{shared}", stack(&[own])),
        );
    }
    Ok(())
}

/// The environment that a values file is for: `dev` of `values-dev.yaml`, `values.dev.yaml` and
/// `dev-values.yaml`.
fn environment(path: &Path) -> Option<String> {
    if !is_yaml(path) {
        return None;
    }
    let stem = path.file_stem()?.to_str()?;
    let name = stem
        .strip_prefix("values-")
        .or_else(|| stem.strip_prefix("values."))
        .or_else(|| stem.strip_prefix("values_"))
        .or_else(|| stem.strip_suffix("-values"))?;
    Some(plain(name)).filter(|name| !name.is_empty())
}
