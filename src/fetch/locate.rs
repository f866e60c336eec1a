//! From what a command line names to a file.

use std::path::{Path, PathBuf};

use super::http::Archive;
use super::url::web;
use super::{Fetcher, oci};
use crate::chart::Error;
use crate::chart::quoted;

impl Fetcher<'_> {
    /// The chart that is meant: a path as it is; otherwise a file in the cache with what was
    /// fetched. A chart elsewhere is `oci://REGISTRY/CHART`, the address of an archive, the name
    /// of a chart in `repository`, or `NAME/CHART` with the name of a repository that
    /// `helm repo add` knows.
    ///
    /// # Errors
    /// When there is no such chart or it cannot be fetched, in Helm's words where it has some.
    pub fn locate(
        &self,
        reference: &str,
        repository: Option<&str>,
        version: &str,
    ) -> Result<PathBuf, Error> {
        let (reference, version) = (reference.trim(), version.trim());
        let path = Path::new(reference);
        let archive = match repository {
            Some(url) => {
                let repository = self.repository(url)?;
                let entry = self.entry(&repository, reference, version)?;
                self.archive_of(&repository, reference, &entry)?
            }
            None if self.world.kind(path).is_ok() => return Ok(path.to_path_buf()),
            None => self.elsewhere(reference, version)?,
        };
        self.cache.keep_archive(&archive.name, &archive.bytes)
    }

    fn elsewhere(&self, reference: &str, version: &str) -> Result<Archive, Error> {
        if let Some(rest) = reference.strip_prefix(oci::SCHEME) {
            return self.pull(rest, version);
        }
        if web(reference).is_some() {
            let login = self.settings.login.as_ref();
            return self.archive(reference, reference, login, None);
        }
        if Path::new(reference).is_absolute() || reference.starts_with('.') {
            return Err(Error::new(format!("path {} not found", quoted(reference))));
        }
        let absent =
            |error: Error| error.with_hint(format!("there is no file or folder {reference}"));
        let Some((name, chart)) = reference.split_once('/') else {
            return Err(absent(Error::new(format!(
                "non-absolute URLs should be in form of repo_name/path_to_chart, got: {reference}"
            ))));
        };
        let known = self.known_repositories()?;
        let Some(repository) = known.into_iter().find(|known| known.name == name) else {
            return Err(absent(Error::new(format!("repo {name} not found"))));
        };
        let entry = self.entry(&repository, chart, version)?;
        self.archive_of(&repository, chart, &entry)
    }
}
