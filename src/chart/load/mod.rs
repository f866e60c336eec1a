//! From a folder or an archive to a chart.
//!
//! - `archive`: the files of a `.tgz`, within bounds.
//! - `folder`: the files of a folder that `.helmignore` lets through.
//! - `files`: from files to a chart and the charts in it.

mod archive;
mod files;
mod folder;

use std::path::Path;

pub use archive::archived_values;

use super::place::Place;
use super::{Chart, Error, Warnings};
use crate::encoding::yaml::{FileMarks, Reader, read_values_file};
use crate::source::Sources;
use crate::value::{Map, Origins, Str};
use crate::world::{Bytes, FileKind, Unread, World};

/// The largest file of a chart that Helm takes.
const MAX_FILE: usize = 5 * 1024 * 1024;
/// The largest chart, unpacked, that Helm takes.
const MAX_CHART: u64 = 100 * 1024 * 1024;
/// The largest chart in a folder. Helm has no such bound.
const MAX_FOLDER: usize = 1024 * 1024 * 1024;
/// The most files a chart may have. Helm has no such bound.
const MAX_FILES: usize = 100_000;
/// How deep charts may hold charts. Helm has no such bound.
const MAX_DEPTH: usize = 64;

/// A file as it was read.
#[derive(Debug)]
struct Read {
    name: String,
    /// Its content, which the chart and what is told of it share.
    data: Bytes,
}

/// Where things that are read come from, for runs that want to know.
#[derive(Debug)]
pub struct Provenance<'a> {
    /// The texts of this rendering; templates and values of charts are added.
    pub sources: &'a mut Sources,
    /// The origins of values, in a tracing run.
    pub origins: Option<&'a mut Origins>,
}

/// What is done about symbolic links in a chart's folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Links {
    /// They are followed, wherever they lead.
    #[default]
    Follow,
    /// They are followed, and Helm's notice of each is among the warnings.
    Tell,
    /// Those that lead out of the folder are an error.
    Within,
}

impl Links {
    /// What is done about links where those that lead out are followed or refused.
    pub fn leading_out(followed: bool) -> Self {
        match followed {
            true => Links::Follow,
            false => Links::Within,
        }
    }
}

/// Loads charts.
#[derive(Debug)]
pub struct Loader<'a> {
    /// The files.
    pub world: &'a dyn World,
    /// What remembers origins, if anything does.
    pub provenance: Option<Provenance<'a>>,
    /// What is done about symbolic links.
    pub links: Links,
    /// Who is told of files that could not be read when they were looked at; where nobody is, all
    /// are read at once.
    pub unread: Option<Unread>,
    /// What Helm would warn about.
    pub warnings: Warnings,
}

impl<'a> Loader<'a> {
    /// A loader that remembers no origins.
    pub fn new(world: &'a dyn World) -> Self {
        Loader {
            world,
            provenance: None,
            links: Links::default(),
            unread: None,
            warnings: Warnings::new(),
        }
    }

    /// Loads the chart in a folder or an archive.
    ///
    /// # Errors
    /// When something cannot be read, or Helm would refuse it. The text is Helm's.
    ///
    /// ```
    /// use std::path::Path;
    /// use manifest_render::chart::Loader;
    /// use manifest_render::world::MemoryWorld;
    ///
    /// let world = MemoryWorld::new()
    ///     .with_file("web/Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n");
    /// let chart = Loader::new(&world).load(Path::new("web"))?;
    /// assert_eq!(chart.name(), "web");
    /// # Ok::<(), manifest_render::chart::Error>(())
    /// ```
    pub fn load(&mut self, path: &Path) -> Result<Chart, Error> {
        let kind = self
            .world
            .kind(path)
            .map_err(|error| super::go_io_error("stat", path, &error))?;
        match kind {
            FileKind::Folder => {
                let files = self.folder(path)?;
                self.chart(files, &path.to_string_lossy(), 0)
            }
            FileKind::File => {
                let bytes = self
                    .world
                    .read(path)
                    .map_err(|error| super::go_io_error("open", path, &error))?;
                self.load_archive(&bytes, &path.to_string_lossy())
            }
        }
    }

    /// Makes a chart of a folder without a Chart.yaml, so that its templates can use what a
    /// chart's can: those under `templates/`, or all of the folder where there is no such one.
    ///
    /// # Errors
    /// As [`Loader::load`].
    pub fn load_plain(&mut self, path: &Path) -> Result<Chart, Error> {
        let files = self.folder(path)?;
        let name = path
            .file_name()
            .map_or("chart".into(), |name| name.to_string_lossy());
        let has_folder = files.iter().any(|file| file.name.starts_with("templates/"));
        let is_template = |name: &str| {
            let known = [".yaml", ".yml", ".tpl", ".txt"];
            match has_folder {
                true => name.starts_with("templates/"),
                false => name != "values.yaml" && known.iter().any(|end| name.ends_with(end)),
            }
        };
        let mut chart = Chart::default();
        chart.metadata.name = name.into_owned();
        chart.place = Place::new(chart.name());
        chart.metadata.api_version = "v2".to_string();
        let root = path.to_string_lossy();
        for file in files {
            if file.name == "values.yaml" {
                let name = under(&root, "values.yaml");
                chart.values = self
                    .values(&name, &file.data)
                    .map_err(|error| error.wrapped("cannot load values.yaml"))?;
            } else if is_template(&file.name) {
                chart.templates.push(self.text(&root, file));
            } else {
                chart.files.push(self.other(&root, file));
            }
        }
        Ok(chart)
    }

    fn folder(&mut self, path: &Path) -> Result<Vec<Read>, Error> {
        let unread = self.unread.as_ref();
        folder::read(self.world, path, self.links, unread, &mut self.warnings)
    }

    /// Loads the chart in the bytes of an archive; the name is for errors.
    ///
    /// # Errors
    /// As [`Loader::load`].
    pub fn load_archive(&mut self, bytes: &[u8], name: &str) -> Result<Chart, Error> {
        archive::check(bytes, name)?;
        let files = archive::read(bytes)?;
        self.chart(files, name, 0)
    }

    /// Reads a values file: all its documents, merged.
    ///
    /// # Errors
    /// When it is not YAML or no map, in Helm's words without the file's name.
    pub fn values(&mut self, name: &str, text: &Bytes) -> Result<Map, Error> {
        let reader = Reader::new();
        let source = self
            .provenance
            .as_mut()
            .map(|provenance| provenance.sources.add(name, text.shared().clone()));
        let origins = self
            .provenance
            .as_mut()
            .and_then(|provenance| provenance.origins.as_deref_mut());
        let read = match (origins, source) {
            (Some(origins), Some(source)) => {
                let marks = FileMarks {
                    origins,
                    source,
                    secret: false,
                };
                read_values_file(&mut reader.marker(marks), text)
            }
            _ => read_values_file(&mut { reader }, text),
        };
        read.map_err(|error| {
            let hint = error.hint().map(str::to_string);
            let error =
                Error::new(error.to_string()).with_code(crate::diagnostic::Code::InvalidYaml);
            match hint {
                Some(hint) => error.with_hint(hint),
                None => error,
            }
        })
    }

    /// A file whose text can be blamed.
    fn text(&mut self, root: &str, file: Read) -> super::File {
        let source = self.provenance.as_mut().map(|provenance| {
            let name = under(root, &file.name);
            provenance.sources.add(name, file.data.shared().clone())
        });
        super::File {
            name: Str::from(file.name),
            data: file.data,
            source,
        }
    }

    /// A file that templates may ask for. Where no origins are traced, nothing is said of its text.
    fn other(&mut self, root: &str, file: Read) -> super::File {
        let traced = |provenance: &Provenance<'_>| provenance.origins.is_some();
        if self.provenance.as_ref().is_some_and(traced) {
            return self.text(root, file);
        }
        super::File {
            name: Str::from(file.name),
            data: file.data,
            source: None,
        }
    }
}

/// The files of a chart's folder that `.helmignore` lets through, by their paths in it.
///
/// # Errors
/// When the folder cannot be read or is larger than a chart may be.
pub fn folder_files(world: &dyn World, folder: &Path) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let files = folder::read(world, folder, Links::Follow, None, &mut Warnings::new())?.into_iter();
    Ok(files.map(|file| (file.name, file.data.to_vec())).collect())
}

/// The path of a file of a chart as people would type it.
fn under(root: &str, name: &str) -> String {
    match root.trim_end_matches('/') {
        "." => name.to_string(),
        root => [root, "/", name].concat(),
    }
}

/// What may stand in front of a text in UTF-8, and is no part of it.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
