//! The files of a chart's folder, links followed, `.helmignore` heeded.

use std::borrow::Cow;
use std::path::{MAIN_SEPARATOR, Path};

use super::{BYTE_ORDER_MARK, Links, MAX_FILE, MAX_FILES, MAX_FOLDER, Read};
use crate::chart::error::quoted;
use crate::chart::ignore::Rules;
use crate::chart::{Error, Warning, Warnings, go_io_error};
use crate::diagnostic::Code;
use crate::world::{FileKind, Leads, Link, Nearby, Unread, World};

pub(super) fn read(
    world: &dyn World,
    folder: &Path,
    links: Links,
    unread: Option<&Unread>,
    warnings: &mut Warnings,
) -> Result<Vec<Read>, Error> {
    let rules = Rules::parse(&world.read(&folder.join(".helmignore")).unwrap_or_default())?;
    let above = folder.to_string_lossy();
    let found = world
        .survey(folder, &mut |path| {
            !rules.ignores(&name_in(folder, &above, path), true)
        })
        .map_err(|failed| go_io_error("open", &failed.path, &failed.error))?;
    let is_ignored = |link: &Link| {
        let kind = world.kind(&link.path);
        let is_folder = kind.is_ok_and(|kind| kind == FileKind::Folder);
        rules.ignores(&name_in(folder, &above, &link.path), is_folder)
    };
    for link in found.links {
        match (link.leads, links) {
            (Leads::Nowhere, _) => return Err(dangles(&link)),
            (Leads::Outside, Links::Within) if !is_ignored(&link) => return Err(leads_out(&link)),
            (_, Links::Tell) => warnings.push(notice(&link)),
            _ => {}
        }
    }
    let mut files = Vec::new();
    let mut left = MAX_FOLDER;
    let mut nearby = Nearby::default();
    for path in found.files {
        let name = name_in(folder, &above, &path);
        if rules.ignores(&name, false) {
            continue;
        }
        if files.len() >= MAX_FILES {
            return Err(Error::new(format!("chart has more than {MAX_FILES} files")));
        }
        if found.irregular.contains(&path) {
            return Err(Error::new(format!(
                "cannot load irregular file {} as it has file mode type bits set",
                path.display()
            ))
            .with_hint("a chart holds files; this is a device, a pipe or a socket"));
        }
        let unread = unread.filter(|_| !is_looked_at(&name));
        let read = world.read_within(&path, MAX_FILE, &mut nearby, unread);
        let data = read.map_err(|error| {
            go_io_error("open", &path, &error).wrapped(format_args!("error reading {name}"))
        })?;
        let Some(data) = data else {
            let base = name.rsplit('/').next().unwrap_or_default();
            return Err(Error::new(format!(
                "chart file {} is larger than the maximum file size {MAX_FILE}",
                quoted(base)
            )));
        };
        if data.size() > left {
            return Err(Error::new(format!(
                "the files of the chart are larger than {MAX_FOLDER} bytes together"
            ))
            .with_hint(".helmignore names what does not belong to the chart"));
        }
        left -= data.size();
        files.push(Read {
            name,
            data: data.without(BYTE_ORDER_MARK),
        });
    }
    Ok(files)
}

/// The path of a file in a chart's folder, whose parts slashes join on every system.
fn name_in(folder: &Path, above: &str, path: &Path) -> String {
    let whole = path
        .to_str()
        .map_or_else(|| path.to_string_lossy(), Cow::Borrowed);
    // Nearly every path is that of the folder and names behind it. To take both apart to see it
    // takes longer than to read the file.
    let below = whole.strip_prefix(above);
    let below = below.and_then(|below| below.strip_prefix(MAIN_SEPARATOR));
    let name = match below {
        Some(name) if !above.is_empty() && !name.starts_with([MAIN_SEPARATOR, '.']) => name.into(),
        _ => path.strip_prefix(folder).unwrap_or(path).to_string_lossy(),
    };
    match MAIN_SEPARATOR {
        '/' => name.into_owned(),
        separator => name.replace(separator, "/"),
    }
}

/// Whether every rendering looks at what is in this file: all but what templates may ask for.
fn is_looked_at(name: &str) -> bool {
    let mut name = name;
    while let Some(inner) = name.strip_prefix("charts/") {
        match inner.split_once('/') {
            Some((_, rest)) => name = rest,
            None => return true,
        }
    }
    let own = [
        "Chart.yaml",
        "Chart.lock",
        "values.yaml",
        "values.schema.json",
        "requirements.yaml",
        "requirements.lock",
    ];
    name.starts_with("templates/") || own.contains(&name)
}

/// What Helm logs of a link.
fn notice(link: &Link) -> Warning {
    let text = "found symbolic link in path. Contents of linked file included and used";
    Warning::info(text)
        .with("path", link.absolute.to_string_lossy())
        .with("resolved", link.target.to_string_lossy())
}

/// Helm's error for a link that leads to nothing.
fn dangles(link: &Link) -> Error {
    let (path, target) = (link.absolute.display(), link.target.display());
    Error::new(format!(
        "error evaluating symlink {path}: lstat {target}: no such file or directory"
    ))
    .with_code(Code::FileNotFound)
}

fn leads_out(link: &Link) -> Error {
    let (path, target) = (link.path.display(), link.target.display());
    Error::new(format!("{path} is a link out of the chart, to {target}")).with_hint(
        "--follow-links, or `follow-links = true` in render.toml, takes what it leads to into \
             the chart, as Helm does",
    )
}
