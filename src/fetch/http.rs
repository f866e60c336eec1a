//! Asking servers, with bounds and with credentials for the right ones only.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::cache::{Kept, hex_of};
use super::sha256_hex;
use super::url::{file_name, origin};
use super::{Fetcher, MAX_ARCHIVE};
use crate::chart::Error;
use crate::functions::urls::shown;
use crate::registry::Secret;
use crate::world::{HttpRequest, HttpResponse};

/// An archive that was fetched.
#[derive(Debug)]
pub struct Archive {
    /// The name of the file.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// A header for a user name and a password.
pub fn basic(user: &str, password: &Secret) -> Secret {
    let both = STANDARD.encode(format!("{user}:{}", password.expose()));
    Secret::new(format!("Basic {both}"))
}

impl Fetcher<'_> {
    /// What a server answers, whatever its status.
    pub(super) fn ask(
        &self,
        url: &str,
        headers: &[(&str, String)],
        form: Option<&str>,
        limit: u64,
    ) -> Result<HttpResponse, Error> {
        if self.settings.offline {
            return Err(not_cached(url));
        }
        let request = HttpRequest {
            url,
            headers,
            form,
            limit,
            tls: &self.settings.tls,
        };
        self.world
            .http(&request)
            .map_err(|error| Error::new(format!("cannot fetch {}: {error}", shown(url))))
    }

    /// What stands at an address; `owner` is the one that the login is for.
    pub(super) fn download(
        &self,
        url: &str,
        owner: &str,
        login: Option<&(String, Secret)>,
        limit: u64,
    ) -> Result<Vec<u8>, Error> {
        let mut headers = vec![(
            "accept",
            "application/gzip,application/octet-stream,*/*".into(),
        )];
        let known = self.settings.pass_credentials || origin(url) == origin(owner);
        if let Some((user, password)) = login.filter(|_| known) {
            headers.push(("authorization", basic(user, password).expose().to_string()));
        }
        let response = self.ask(url, &headers, None, limit)?;
        match response.status {
            200 => Ok(response.body),
            status => Err(refused(url, status)),
        }
    }

    /// The archive at an address. Where its digest is known, the cache may have it, and nothing
    /// else is taken.
    pub(super) fn archive(
        &self,
        url: &str,
        owner: &str,
        login: Option<&(String, Secret)>,
        digest: Option<&str>,
    ) -> Result<Archive, Error> {
        let name = file_name(url).to_string();
        let known = match (digest, self.settings.offline) {
            (Some(digest), _) => Some(digest.to_string()),
            (None, true) => {
                let known = self.cache.recall(Kept::Digest, url);
                Some(String::from_utf8(known.unwrap_or_default()).map_err(|_| not_cached(url))?)
            }
            (None, false) => None,
        };
        if let Some((_, bytes)) = known.and_then(|digest| self.cache.archive(&digest)) {
            return Ok(Archive { name, bytes });
        }
        let bytes = self.download(url, owner, login, MAX_ARCHIVE)?;
        if let Some(digest) = digest {
            check(&shown(url), &bytes, digest)?;
        }
        let own = format!("sha256:{}", sha256_hex(&bytes));
        self.cache.remember(Kept::Digest, url, own.as_bytes());
        // A cache that cannot be written is no reason to fail: the archive is there.
        let _ = self.cache.keep_archive(&name, &bytes);
        Ok(Archive { name, bytes })
    }
}

/// Refuses bytes that are not those that were promised.
pub fn check(what: &str, bytes: &[u8], digest: &str) -> Result<(), Error> {
    let own = sha256_hex(bytes);
    let wanted = hex_of(digest);
    match own.eq_ignore_ascii_case(wanted) {
        true => Ok(()),
        false => Err(Error::new(format!(
            "{what} has the digest sha256:{own}, but sha256:{wanted} was promised"
        ))
        .with_hint("it was changed since it was published, or on the way here")),
    }
}

/// What a status means, in Helm's words.
pub fn refused(url: &str, status: u16) -> Error {
    let status = format!("{status} {}", reason(status));
    let status = status.trim_end();
    Error::new(format!("failed to fetch {} : {status}", shown(url)))
}

/// The words of a status, where it is one of the usual.
pub(super) fn reason(status: u16) -> &'static str {
    match status {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        _ => "",
    }
}

/// An address that only a server could answer.
pub(super) fn not_cached(url: &str) -> Error {
    Error::new(format!("{} is not in the cache", shown(url)))
        .with_hint("without --offline it would be fetched")
}
