//! Chart repositories: web servers with an `index.yaml`.

use super::cache::Kept;
use super::http::Archive;
use super::index::{Entry, Index};
use super::url::resolve;
use super::{Fetcher, oci};
use crate::chart::Error;
use crate::functions::urls::shown;
use crate::registry::Secret;

/// The largest index that is fetched.
const MAX_INDEX: u64 = 256 * 1024 * 1024;

/// A chart repository.
#[derive(Clone, Debug)]
pub struct Repository {
    /// The name that `helm repo add` gave it; empty for one that is named by its address.
    pub name: String,
    /// Its address.
    pub url: String,
    /// The user name and the password for it.
    pub login: Option<(String, Secret)>,
}

impl Fetcher<'_> {
    /// The repository at an address, with what is known of it.
    pub(super) fn repository(&self, url: &str) -> Result<Repository, Error> {
        let bare = |url: &str| url.trim_end_matches('/').to_string();
        let known = self.known_repositories()?;
        let known = known
            .into_iter()
            .find(|known| bare(&known.url) == bare(url));
        let login = self.settings.login.clone();
        let login = login.or_else(|| known.and_then(|known| known.login));
        Ok(Repository {
            name: String::new(),
            url: url.to_string(),
            login,
        })
    }

    /// What a repository offers.
    pub(super) fn index(&self, repository: &Repository) -> Result<Index, Error> {
        let url = resolve(&repository.url, "index.yaml");
        let not_one = |error: Error| {
            error.wrapped(format_args!(
                "looks like \"{}\" is not a valid chart repository or cannot be reached",
                shown(&repository.url)
            ))
        };
        let cached = match self.settings.offline {
            true => self.cache.recall(Kept::Index, &url),
            false => None,
        };
        if let Some(bytes) = cached {
            return Index::parse(&bytes).map_err(not_one);
        }
        let bytes = self.download(&url, &repository.url, repository.login.as_ref(), MAX_INDEX);
        let bytes = bytes.map_err(not_one)?;
        let index = Index::parse(&bytes).map_err(not_one)?;
        self.cache.remember(Kept::Index, &url, &bytes);
        Ok(index)
    }

    /// The version of a chart that was asked for.
    pub(super) fn entry(
        &self,
        repository: &Repository,
        name: &str,
        wanted: &str,
    ) -> Result<Entry, Error> {
        let found = self.index(repository)?.find(name, wanted)?;
        found.ok_or_else(|| {
            let version = match wanted {
                "" => String::new(),
                wanted => format!(" version \"{wanted}\""),
            };
            Error::new(format!(
                "chart \"{name}\"{version} not found in {} repository",
                shown(&repository.url)
            ))
        })
    }

    /// The archive of a version.
    pub(super) fn archive_of(
        &self,
        repository: &Repository,
        name: &str,
        entry: &Entry,
    ) -> Result<Archive, Error> {
        let Some(url) = entry.urls.first() else {
            return Err(Error::new(format!(
                "chart \"{name}\" version \"{}\" has no downloadable URLs",
                entry.version
            )));
        };
        let url = resolve(&repository.url, url);
        if let Some(reference) = url.strip_prefix(oci::SCHEME) {
            return self.pull(reference, &entry.version);
        }
        let login = repository.login.as_ref();
        self.archive(&url, &repository.url, login, entry.digest.as_deref())
    }
}
