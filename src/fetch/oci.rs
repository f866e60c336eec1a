//! Charts in OCI registries.

use serde_json::Value as Json;

use super::cache::Kept;
use super::http::{Archive, check, refused};
use super::index::constraints;
use super::{Fetcher, MAX_ARCHIVE};
use crate::chart::Error;
use crate::functions::semver::Version;
use crate::registry::ImageReference;
use crate::world::HttpResponse;

/// What references to registries begin with.
pub const SCHEME: &str = "oci://";
/// What manifests of charts are.
const MANIFESTS: &str = "application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json";
/// What the layer with the chart is, now and in old times.
const LAYERS: [&str; 2] = [
    "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
    "application/tar+gzip",
];
/// The largest manifest, and the largest list of tags.
const MAX_JSON: u64 = 4 * 1024 * 1024;
/// The most pages of tags that are asked for.
const MAX_PAGES: usize = 100;

/// A chart in a registry.
#[derive(Debug)]
struct Place {
    image: ImageReference,
    /// The registry and the repository in it, as people write it.
    name: String,
}

impl Fetcher<'_> {
    /// The chart that a reference without its scheme names: with a tag, a digest, or the version
    /// that was asked for, which may be a range.
    pub(super) fn pull(&self, reference: &str, wanted: &str) -> Result<Archive, Error> {
        let place = place(reference)?;
        let image = &place.image;
        let tag = image.tag.clone().unwrap_or_default();
        if !tag.is_empty() && !wanted.is_empty() && version_of(&tag) != wanted {
            return Err(Error::new(format!(
                "chart reference and version mismatch: {wanted} is not {tag}"
            )));
        }
        let wanted = match wanted {
            "" => version_of(&tag),
            wanted => wanted.to_string(),
        };
        let tag = match &image.digest {
            Some(digest) => digest.clone(),
            None if Version::parse(wanted.as_bytes()).is_ok() => wanted.replace('+', "_"),
            None => self.newest_tag(&place, &wanted)?.replace('+', "_"),
        };
        let manifest = self.manifest(&place, &tag)?;
        self.chart_layer(&place, &tag, &manifest)
    }

    /// The newest version in a range that a registry has.
    pub(super) fn newest_version(&self, reference: &str, wanted: &str) -> Result<String, Error> {
        self.newest_tag(&place(reference)?, wanted)
    }

    fn newest_tag(&self, place: &Place, wanted: &str) -> Result<String, Error> {
        let range = constraints(wanted)?;
        let tags = self.tags(place)?;
        if tags.is_empty() {
            return Err(Error::new(format!(
                "unable to locate any tags in provided repository: {SCHEME}{}",
                place.name
            )));
        }
        let mut versions: Vec<(Version, String)> = tags
            .iter()
            .map(|tag| version_of(tag))
            .filter_map(|tag| Some((Version::parse(tag.as_bytes()).ok()?, tag)))
            .filter(|(version, _)| range.check(version))
            .collect();
        versions.sort_by(|(a, _), (b, _)| b.compare(a));
        let newest = versions.into_iter().next();
        newest.map(|(_, tag)| tag).ok_or_else(|| {
            Error::new(format!(
                "could not locate a version matching provided version string {wanted}"
            ))
        })
    }

    fn tags(&self, place: &Place) -> Result<Vec<String>, Error> {
        if self.settings.offline
            && let Some(bytes) = self.cache.recall(Kept::Tags, &place.name)
        {
            return serde_json::from_slice(&bytes).map_err(|error| broken(place, &error));
        }
        let mut tags = Vec::new();
        let mut next = Some("tags/list?n=1000".to_string());
        for _ in 0..MAX_PAGES {
            let Some(path) = next.take() else { break };
            let response = self.registry(place, &path, None, MAX_JSON)?;
            let list: Json =
                serde_json::from_slice(&response.body).map_err(|error| broken(place, &error))?;
            let names = list["tags"].as_array().into_iter().flatten();
            tags.extend(names.filter_map(|name| Some(name.as_str()?.to_string())));
            next = response.header("link").and_then(next_page);
        }
        if let Ok(bytes) = serde_json::to_vec(&tags) {
            self.cache.remember(Kept::Tags, &place.name, &bytes);
        }
        Ok(tags)
    }

    fn manifest(&self, place: &Place, tag: &str) -> Result<Json, Error> {
        let key = format!("{}:{tag}", place.name);
        let cached = match self.settings.offline || tag.starts_with("sha256:") {
            true => self.cache.recall(Kept::Manifest, &key),
            false => None,
        };
        let bytes = match cached {
            Some(bytes) => bytes,
            None => {
                let path = format!("manifests/{tag}");
                self.registry(place, &path, Some(MANIFESTS), MAX_JSON)?.body
            }
        };
        if tag.starts_with("sha256:") {
            check(&format!("the manifest of {}", place.name), &bytes, tag)?;
        }
        let manifest = serde_json::from_slice(&bytes).map_err(|error| broken(place, &error))?;
        self.cache.remember(Kept::Manifest, &key, &bytes);
        Ok(manifest)
    }

    fn chart_layer(&self, place: &Place, tag: &str, manifest: &Json) -> Result<Archive, Error> {
        let layers = manifest["layers"].as_array().into_iter().flatten();
        let mut layers = layers.filter(|layer| {
            let kind = layer["mediaType"].as_str().unwrap_or_default();
            LAYERS.contains(&kind)
        });
        let digest = layers.next().and_then(|layer| layer["digest"].as_str());
        let Some(digest) = digest else {
            return Err(Error::new(format!(
                "manifest does not contain a layer with mediatype {}",
                LAYERS[0]
            ))
            .with_hint(format!(
                "{SCHEME}{}:{tag} is something else than a chart",
                place.name
            )));
        };
        let base = place.image.path.rsplit('/').next().unwrap_or_default();
        let name = match tag.strip_prefix("sha256:") {
            Some(_) => format!("{base}.tgz"),
            None => format!("{base}-{}.tgz", version_of(tag)),
        };
        if let Some((_, bytes)) = self.cache.archive(digest) {
            return Ok(Archive { name, bytes });
        }
        let blob = self.registry(place, &format!("blobs/{digest}"), None, MAX_ARCHIVE)?;
        let what = format!("the chart in {SCHEME}{}:{tag}", place.name);
        check(&what, &blob.body, digest)?;
        // A cache that cannot be written is no reason to fail: the archive is there.
        let _ = self.cache.keep_archive(&name, &blob.body);
        Ok(Archive {
            name,
            bytes: blob.body,
        })
    }

    /// What a registry answers below the repository, logged in if it wants that.
    fn registry(
        &self,
        place: &Place,
        path: &str,
        accept: Option<&str>,
        limit: u64,
    ) -> Result<HttpResponse, Error> {
        let scheme = if self.settings.plain_http {
            "http"
        } else {
            "https"
        };
        let host = match place.image.registry.as_str() {
            "docker.io" => "registry-1.docker.io",
            host => host,
        };
        let url = format!("{scheme}://{host}/v2/{}/{path}", place.image.path);
        let send = || {
            let mut headers = Vec::new();
            if let Some(accept) = accept {
                headers.push(("accept", accept.to_string()));
            }
            if let Some(known) = self.authorizations.borrow().get(&place.name) {
                headers.push(("authorization", known.expose().to_string()));
            }
            self.ask(&url, &headers, None, limit)
        };
        let mut response = send()?;
        if response.status == 401
            && let Some(challenge) = response.header("www-authenticate")
            && let Some(known) = self.authorize(&place.image, challenge)?
        {
            let mut authorizations = self.authorizations.borrow_mut();
            authorizations.insert(place.name.clone(), known);
            drop(authorizations);
            response = send()?;
        }
        match response.status {
            200 => Ok(response),
            status @ (401 | 403) => Err(refused(&url, status).with_hint(format!(
                "`docker login {host}` stores credentials where they are looked for"
            ))),
            status => Err(refused(&url, status)),
        }
    }
}

fn place(reference: &str) -> Result<Place, Error> {
    // A version may have a plus, a tag may not.
    let reference = reference.trim_end_matches('/').replace('+', "_");
    let image = ImageReference::parse(&reference).map_err(|error| Error::new(error.to_string()))?;
    let host = reference.split('/').next().unwrap_or_default();
    if host == reference || !(host.contains(['.', ':']) || host == "localhost") {
        return Err(Error::new(format!("{SCHEME}{reference} names no registry")));
    }
    let name = format!("{}/{}", image.registry, image.path);
    Ok(Place { image, name })
}

/// The version that a tag stands for.
fn version_of(tag: &str) -> String {
    tag.replace('_', "+")
}

/// The path of the next page of tags: `</v2/charts/web/tags/list?last=b&n=1000>; rel="next"`.
fn next_page(link: &str) -> Option<String> {
    let (_, after) = link.split_once('<')?;
    let (url, _) = after.split_once('>')?;
    let at = url.find("tags/list?")?;
    url.get(at..).map(str::to_string)
}

fn broken(place: &Place, error: &serde_json::Error) -> Error {
    Error::new(format!(
        "{SCHEME}{} answers with something that is not what registries say: {error}",
        place.name
    ))
}
