//! The files of a chart's folder, links followed, `.helmignore` heeded.

use std::borrow::Cow;
use std::path::{MAIN_SEPARATOR, Path};

use rustc_hash::FxHashMap;

use super::{BYTE_ORDER_MARK, Links, MAX_FILE, MAX_FILES, MAX_FOLDER, Read};
use crate::chart::error::log_value;
use crate::chart::error::quoted;
use crate::chart::ignore::Rules;
use crate::chart::{Error, Warnings, go_io_error};
use crate::world::{Link, Nearby, Unread, World};

pub(super) fn read(
    world: &dyn World,
    folder: &Path,
    links: Links,
    unread: Option<&Unread>,
    warnings: &mut Warnings,
) -> Result<Vec<Read>, Error> {
    let rules = Rules::parse(&world.read(&folder.join(".helmignore")).unwrap_or_default())?;
    let found = world
        .survey(folder)
        .map_err(|error| go_io_error("open", folder, &error))?;
    for link in found.links {
        match links {
            Links::Follow => {}
            Links::Tell => warnings.push(notice(&link)),
            Links::Within if link.inside => {}
            Links::Within => return Err(leads_out(&link)),
        }
    }
    let mut folders = Folders::new(&rules);
    let mut files = Vec::new();
    let mut left = MAX_FOLDER;
    let mut nearby = Nearby::default();
    let above = folder.to_string_lossy();
    for path in found.files {
        let name = name_in(folder, &above, &path);
        if folders.ignore(&name) || rules.ignores(&name, false) {
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

/// The folders that were met, and whether each is ignored.
struct Folders<'r> {
    rules: &'r Rules,
    known: FxHashMap<String, bool>,
    /// The one of the last file: the next is in it, too, more often than not.
    last: (String, bool),
}

impl<'r> Folders<'r> {
    fn new(rules: &'r Rules) -> Self {
        Folders {
            rules,
            known: FxHashMap::default(),
            last: Default::default(),
        }
    }

    /// Whether any of the folders is ignored that a file is in.
    fn ignore(&mut self, name: &str) -> bool {
        let (folder, _) = name.rsplit_once('/').unwrap_or_default();
        if self.last.0 != folder {
            let ends = name.match_indices('/');
            let mut folders = ends.map(|(at, _)| name.get(..at).unwrap_or_default());
            let ignored = folders.any(|folder| {
                let known = self.known.get(folder).copied();
                known.unwrap_or_else(|| {
                    let ignored = self.rules.ignores(folder, true);
                    self.known.insert(folder.to_string(), ignored);
                    ignored
                })
            });
            self.last = (folder.to_string(), ignored);
        }
        self.last.1
    }
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
fn notice(link: &Link) -> String {
    let path = |path: &Path| log_value(&path.to_string_lossy());
    format!(
        "level=INFO msg=\"found symbolic link in path. Contents of linked file included and used\" \
         path={} resolved={}",
        path(&link.absolute),
        path(&link.target)
    )
}

fn leads_out(link: &Link) -> Error {
    let (path, target) = (link.path.display(), link.target.display());
    Error::new(format!("{path} is a link out of the chart, to {target}")).with_hint(
        "--follow-links, or `follow-links = true` in render.toml, takes what it leads to into \
             the chart, as Helm does",
    )
}
