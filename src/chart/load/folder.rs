//! The files of a chart's folder, links followed, `.helmignore` heeded.

use std::collections::HashMap;
use std::path::Path;

use super::{Links, MAX_FILE, MAX_FILES, MAX_FOLDER, Read, without_mark};
use crate::chart::error::log_value;
use crate::chart::error::quoted;
use crate::chart::ignore::Rules;
use crate::chart::{Error, Warnings, go_io_error};
use crate::world::{Link, World};

pub(super) fn read(
    world: &dyn World,
    folder: &Path,
    links: Links,
    warnings: &mut Warnings,
) -> Result<Vec<Read>, Error> {
    let rules = Rules::parse(&world.read(&folder.join(".helmignore")).unwrap_or_default())?;
    let (paths, followed) = world
        .walk_with_links(folder)
        .map_err(|error| go_io_error("open", folder, &error))?;
    for link in followed {
        match links {
            Links::Follow => {}
            Links::Tell => warnings.push(notice(&link)),
            Links::Within if link.inside => {}
            Links::Within => return Err(leads_out(&link)),
        }
    }
    let mut folders: HashMap<String, bool> = HashMap::new();
    let mut files = Vec::new();
    let mut left = MAX_FOLDER;
    for path in paths {
        let inner = path.strip_prefix(folder).unwrap_or(&path);
        let names: Vec<_> = inner.iter().map(|name| name.to_string_lossy()).collect();
        let name = names.join("/");
        let in_ignored_folder = name.match_indices('/').any(|(at, _)| {
            let above = name.get(..at).unwrap_or_default();
            folders.get(above).copied().unwrap_or_else(|| {
                let ignored = rules.ignores(above, true);
                folders.insert(above.to_string(), ignored);
                ignored
            })
        });
        if in_ignored_folder || rules.ignores(&name, false) {
            continue;
        }
        if files.len() >= MAX_FILES {
            return Err(Error::new(format!("chart has more than {MAX_FILES} files")));
        }
        let failed = |error| {
            go_io_error("open", &path, &error).wrapped(format_args!("error reading {name}"))
        };
        let Some(size) = world.size(&path).map_err(failed)? else {
            return Err(Error::new(format!(
                "cannot load irregular file {} as it has file mode type bits set",
                path.display()
            ))
            .with_hint("a chart holds files; this is a device, a pipe or a socket"));
        };
        if size > MAX_FILE {
            let base = names.last().map_or("", |base| base.as_ref());
            return Err(Error::new(format!(
                "chart file {} is larger than the maximum file size {MAX_FILE}",
                quoted(base)
            )));
        }
        if size > left {
            return Err(Error::new(format!(
                "the files of the chart are larger than {MAX_FOLDER} bytes together"
            ))
            .with_hint(".helmignore names what does not belong to the chart"));
        }
        left -= size;
        let data = world.read(&path).map_err(failed)?;
        files.push(Read {
            name,
            data: without_mark(&data).into(),
        });
    }
    Ok(files)
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
    Error::new(format!("{path} is a link out of the chart, to {target}"))
        .with_hint("--follow-links takes what it leads to into the chart, as Helm does")
}
