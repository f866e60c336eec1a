//! Filling a chart's `charts/` with what Chart.lock or Chart.yaml names.

use std::path::{Path, PathBuf};

use super::http::Archive;
use super::index::constraints;
use super::package::package;
use super::{Fetcher, lock, oci};
use crate::chart::metadata::{Dependency, Lock};
use crate::chart::{Chart, Error, Loader, go_io_error, quoted};
use crate::functions::semver::Version;
use crate::world::FileKind;

/// What references to folders begin with.
const FOLDER: &str = "file://";

/// Where a dependency comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source<'d> {
    /// It is in `charts/` already.
    Here,
    /// A folder, as it is written.
    Folder(&'d str),
    /// A registry, without the scheme.
    Registry(&'d str),
    /// A chart repository.
    Repository(&'d str),
}

impl<'d> Source<'d> {
    fn of(dependency: &'d Dependency) -> Self {
        let repository = dependency.repository.as_str();
        if repository.is_empty() {
            Source::Here
        } else if let Some(path) = repository.strip_prefix(FOLDER) {
            Source::Folder(path)
        } else if let Some(rest) = repository.strip_prefix(oci::SCHEME) {
            Source::Registry(rest)
        } else {
            Source::Repository(repository)
        }
    }
}

impl Fetcher<'_> {
    /// Fills `charts/` with the versions in Chart.lock, as `helm dependency build` does; without a
    /// Chart.lock it is [`Fetcher::update`]. What is done is said line by line.
    ///
    /// Nothing is written before everything is there.
    ///
    /// # Errors
    /// When Chart.lock does not fit Chart.yaml, or something cannot be fetched.
    pub fn build(&self, folder: &Path, say: &mut dyn FnMut(&str)) -> Result<(), Error> {
        let mut chart = self.chart(folder)?;
        let Some(mut lock) = chart.lock.take() else {
            return self.fill(folder, chart, say);
        };
        let old = chart.metadata.api_version == "v1";
        let of_helm_2 = lock::digest_of_helm_2(&chart.metadata.dependencies)?;
        self.resolve_names(chart.metadata.dependencies.as_mut())?;
        let digest = lock::digest(&chart.metadata.dependencies, &lock.dependencies)?;
        if digest != lock.digest && !(old && of_helm_2 == lock.digest) {
            return Err(Error::new(match old {
                true => {
                    "the lock file (requirements.lock) is out of sync with the dependencies file \
                     (requirements.yaml). Please update the dependencies"
                }
                false => {
                    "the lock file (Chart.lock) is out of sync with the dependencies file \
                     (Chart.yaml). Please update the dependencies with 'helm dependency update'"
                }
            }));
        }
        self.resolve_names(lock.dependencies.as_mut())?;
        let mut locked: Vec<Dependency> =
            lock.dependencies.into_iter().flatten().flatten().collect();
        let archives = self.fetch_all(folder, &mut locked, say)?;
        self.write_all(folder, &locked, archives, say)
    }

    /// Chooses versions anew from what Chart.yaml wants, fills `charts/` and writes Chart.lock, as
    /// `helm dependency update` does.
    ///
    /// # Errors
    /// As [`Fetcher::build`].
    pub fn update(&self, folder: &Path, say: &mut dyn FnMut(&str)) -> Result<(), Error> {
        let chart = self.chart(folder)?;
        self.fill(folder, chart, say)
    }

    fn fill(
        &self,
        folder: &Path,
        mut chart: Chart,
        say: &mut dyn FnMut(&str),
    ) -> Result<(), Error> {
        if chart.metadata.dependencies.is_none() {
            return Ok(());
        }
        self.resolve_names(chart.metadata.dependencies.as_mut())?;
        let mut locked = Vec::new();
        for wanted in chart.metadata.dependencies() {
            locked.push(self.choose(folder, wanted)?);
        }
        let archives = self.fetch_all(folder, &mut locked, say)?;
        self.write_all(folder, &locked, archives, say)?;
        let mut new = Lock {
            digest: String::new(),
            dependencies: Some(locked.into_iter().map(Some).collect()),
        };
        new.digest = lock::digest(&chart.metadata.dependencies, &new.dependencies)?;
        if chart.lock.is_some_and(|old| old.digest == new.digest) {
            return Ok(());
        }
        let path = folder.join(match chart.metadata.api_version.as_str() {
            "v1" => "requirements.lock",
            _ => "Chart.lock",
        });
        let text = lock::text(&new, self.world.now())?;
        self.write(&path, &text)
    }

    fn chart(&self, folder: &Path) -> Result<Chart, Error> {
        match self.world.kind(folder) {
            Err(error) => Err(go_io_error("stat", folder, &error)
                .wrapped(format_args!("could not find {}", folder.display()))),
            Ok(FileKind::File) => Err(Error::new("only unpacked charts can be updated")),
            Ok(FileKind::Folder) => Loader::new(self.world).load(folder),
        }
    }

    /// Puts addresses in the place of `@name` and `alias:name`.
    fn resolve_names(&self, list: Option<&mut Vec<Option<Dependency>>>) -> Result<(), Error> {
        for dependency in list.into_iter().flatten().flatten() {
            let repository = dependency.repository.as_str();
            let name = repository.strip_prefix('@');
            let Some(name) = name.or_else(|| repository.strip_prefix("alias:")) else {
                continue;
            };
            let known = self.known_repositories()?;
            let Some(known) = known.into_iter().find(|known| known.name == name) else {
                return Err(Error::new(format!(
                    "no repository definition for {repository}. Please add them via 'helm repo add'"
                )));
            };
            dependency.repository = known.url;
        }
        Ok(())
    }

    /// The version that is taken for a dependency.
    fn choose(&self, folder: &Path, wanted: &Dependency) -> Result<Dependency, Error> {
        let range = constraints(&wanted.version).map_err(|_| invalid_range(wanted))?;
        let version = match Source::of(wanted) {
            Source::Here => wanted.version.clone(),
            Source::Folder(path) => {
                let chart = self.chart_in(folder, path)?;
                let version = chart.metadata.version;
                let fits = Version::parse(version.as_bytes()).is_ok_and(|v| range.check(&v));
                if !fits {
                    return Err(no_version(wanted));
                }
                version
            }
            Source::Registry(_) if Version::parse(wanted.version.as_bytes()).is_ok() => {
                wanted.version.clone()
            }
            Source::Registry(rest) => {
                let reference = format!("{rest}/{}", wanted.name);
                self.newest_version(&reference, &wanted.version)?
            }
            Source::Repository(url) => {
                let index = self.index(&self.repository(url)?)?;
                let versions = index.versions(&wanted.name).ok_or_else(|| {
                    Error::new(format!("{} chart not found in repo {url}", wanted.name))
                })?;
                let newest = versions.into_iter().find(|entry| {
                    let version = Version::parse(entry.version.as_bytes());
                    !entry.urls.is_empty() && version.is_ok_and(|version| range.check(&version))
                });
                newest.ok_or_else(|| no_version(wanted))?.version
            }
        };
        Ok(Dependency {
            name: wanted.name.clone(),
            repository: wanted.repository.clone(),
            version,
            ..Dependency::default()
        })
    }

    /// All archives, before anything is written.
    fn fetch_all(
        &self,
        folder: &Path,
        locked: &mut [Dependency],
        say: &mut dyn FnMut(&str),
    ) -> Result<Vec<Archive>, Error> {
        say(&format!("Saving {} charts", locked.len()));
        let mut archives: Vec<Archive> = Vec::new();
        let mut fetched: Vec<(String, String, String)> = Vec::new();
        for dependency in locked {
            let (name, repository) = (dependency.name.clone(), dependency.repository.clone());
            if matches!(
                Source::of(dependency),
                Source::Registry(_) | Source::Repository(_)
            ) {
                let key = (name.clone(), dependency.version.clone(), repository.clone());
                if fetched.contains(&key) {
                    say(&format!("Already downloaded {name} from repo {repository}"));
                    continue;
                }
                say(&format!("Downloading {name} from repo {repository}"));
                fetched.push(key);
            }
            let archive = match Source::of(dependency) {
                Source::Here => {
                    say(&format!(
                        "Dependency {name} did not declare a repository. Assuming it exists in \
                         the charts directory"
                    ));
                    self.check_here(folder, dependency)?;
                    continue;
                }
                Source::Folder(path) => {
                    let path = local_path(folder, path);
                    let chart = self.folder_chart(&path)?;
                    let range = constraints(&dependency.version);
                    let range = range.map_err(|_| invalid_range(dependency))?;
                    let version = Version::parse(chart.metadata.version.as_bytes());
                    if !version.is_ok_and(|version| range.check(&version)) {
                        return Err(Error::new(format!(
                            "can't get a valid version for dependency {name}"
                        )));
                    }
                    let archive = package(self.world, &path, &chart)?;
                    dependency.version = chart.metadata.version;
                    archive
                }
                Source::Registry(rest) => {
                    self.pull(&format!("{rest}/{name}"), &dependency.version)?
                }
                Source::Repository(url) => {
                    let repository = self.repository(url)?;
                    let entry = self.entry(&repository, &name, &dependency.version)?;
                    self.archive_of(&repository, &name, &entry)?
                }
            };
            let chart = Loader::new(self.world)
                .load_archive(&archive.bytes, &archive.name)
                .map_err(|error| error.wrapped(format_args!("dependency {name}")))?;
            if chart.name() != name {
                return Err(Error::new(format!(
                    "dependency {name}: {} holds the chart {}",
                    archive.name,
                    chart.name()
                )));
            }
            archives.push(archive);
        }
        Ok(archives)
    }

    /// Writes all archives, then removes those of other versions.
    fn write_all(
        &self,
        folder: &Path,
        locked: &[Dependency],
        archives: Vec<Archive>,
        say: &mut dyn FnMut(&str),
    ) -> Result<(), Error> {
        let charts = folder.join("charts");
        for archive in &archives {
            if !is_file_name(&archive.name) {
                return Err(Error::new(format!(
                    "{} is no name of a file",
                    quoted(&archive.name)
                )));
            }
            self.write(&charts.join(&archive.name), &archive.bytes)?;
        }
        say("Deleting outdated charts");
        for path in self.world.walk(&charts).unwrap_or_default() {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let new = archives.iter().any(|archive| archive.name == name);
            if new || path.parent() != Some(&charts) {
                continue;
            }
            let Ok(chart) = Loader::new(self.world).load(&path) else {
                say(&format!(
                    "Could not verify {} for deletion (Skipping)",
                    path.display()
                ));
                continue;
            };
            let here = |locked: &Dependency| {
                locked.name == chart.name() && Source::of(locked) == Source::Here
            };
            if !locked.iter().any(here) {
                self.world
                    .remove(&path)
                    .map_err(|error| go_io_error("remove", &path, &error))?;
            }
        }
        Ok(())
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), Error> {
        let written = self.world.write(path, bytes);
        written.map_err(|error| go_io_error("open", path, &error))
    }

    fn chart_in(&self, folder: &Path, path: &str) -> Result<Chart, Error> {
        self.folder_chart(&local_path(folder, path))
    }

    fn folder_chart(&self, path: &Path) -> Result<Chart, Error> {
        match self.world.kind(path) {
            Ok(FileKind::Folder) => Loader::new(self.world).load(path),
            _ => Err(Error::new(format!(
                "directory {} not found",
                path.display()
            ))),
        }
    }

    /// Checks a dependency that names no repository.
    fn check_here(&self, folder: &Path, locked: &Dependency) -> Result<(), Error> {
        let name = &locked.name;
        let path = folder.join("charts").join(name);
        let chart = self.folder_chart(&path).map_err(|error| {
            error.wrapped(format_args!("unable to load chart '{}'", path.display()))
        })?;
        let range = constraints(&locked.version).map_err(|_| invalid_range(locked))?;
        let version = &chart.metadata.version;
        if Version::parse(version.as_bytes()).is_ok_and(|version| range.check(&version)) {
            return Ok(());
        }
        Err(Error::new(format!(
            "dependency {name} at version {version} does not satisfy the constraint {}",
            locked.version
        )))
    }
}

/// The folder that a path in Chart.yaml means.
fn local_path(folder: &Path, path: &str) -> PathBuf {
    // Joining an absolute path gives that path.
    folder.join(path)
}

fn is_file_name(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', '\0'])
}

fn invalid_range(dependency: &Dependency) -> Error {
    Error::new(format!(
        "dependency {} has an invalid version/constraint format: improper constraint: {}",
        quoted(&dependency.name),
        dependency.version
    ))
}

fn no_version(wanted: &Dependency) -> Error {
    Error::new(format!(
        "can't get a valid version for 1 subchart(s): {} (repository {}, version {}). Make sure a \
         matching chart version exists in the repo, or change the version constraint in Chart.yaml",
        quoted(&wanted.name),
        quoted(&wanted.repository),
        quoted(&wanted.version)
    ))
}
