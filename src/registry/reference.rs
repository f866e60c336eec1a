//! What an image's name says, its registry first.

use std::fmt;

use super::Error;

/// The registry that is meant where an image names none.
pub const DOCKER_HUB: &str = "docker.io";

/// The name under which Docker files the credentials of Docker Hub.
pub const DOCKER_HUB_SERVER: &str = "https://index.docker.io/v1/";

/// Docker Hub under all its names, without scheme and path.
const DOCKER_HUB_NAMES: [&str; 5] = [
    DOCKER_HUB,
    "index.docker.io",
    "registry-1.docker.io",
    "registry.hub.docker.com",
    "hub.docker.com",
];

/// An image as Docker understands its name.
///
/// The first part is a registry when it holds a dot or a colon, is `localhost`, or is not in lower
/// case; all else is on Docker Hub, under `library/` where no one is named. (The rule is that of
/// Docker's `distribution/reference`.)
///
/// ```
/// use manifest_render::registry::ImageReference;
///
/// let image = ImageReference::parse("nginx")?;
/// assert_eq!((image.registry.as_str(), image.path.as_str()), ("docker.io", "library/nginx"));
/// let image = ImageReference::parse("index.docker.io/acme/shop:1.4.2")?;
/// assert_eq!((image.registry.as_str(), image.path.as_str()), ("docker.io", "acme/shop"));
/// assert_eq!(image.tag.as_deref(), Some("1.4.2"));
/// let image = ImageReference::parse("localhost:5000/x")?;
/// assert_eq!(image.registry, "localhost:5000");
/// # Ok::<(), manifest_render::registry::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageReference {
    /// The registry's host, with its port where it has one; `docker.io` for all of Docker Hub's names.
    pub registry: String,
    /// The repository within the registry.
    pub path: String,
    /// The tag, where there is one.
    pub tag: Option<String>,
    /// The digest, as `sha256:…`, where there is one.
    pub digest: Option<String>,
}

impl ImageReference {
    /// Reads an image reference.
    ///
    /// A scheme in front (`https://`) is let pass, since people paste addresses.
    ///
    /// # Errors
    /// [`Error::Reference`] for what Docker would refuse too.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let fail = |reason| Error::Reference {
            image: text.to_string(),
            reason,
        };
        let bare = strip_scheme(text.trim());
        let (name, digest) = match bare.split_once('@') {
            Some((name, digest)) if is_digest(digest) => (name, Some(digest.to_string())),
            Some(_) => return Err(fail("the digest is not of the form sha256:hex")),
            None => (bare, None),
        };
        let (registry, rest) = split_registry(name);
        let (path, tag) = match rest.rsplit_once(':') {
            Some((path, tag)) if !tag.contains('/') => (path, Some(tag)),
            _ => (rest, None),
        };
        if tag.is_some_and(|t| !is_tag(t)) {
            return Err(fail(
                "the tag is not 1 to 128 letters, digits, '_', '.' and '-'",
            ));
        }
        if path.is_empty() {
            return Err(fail("there is no repository name"));
        }
        if path.bytes().any(|b| b.is_ascii_uppercase()) {
            return Err(fail("repository name must be lowercase"));
        }
        if !path.split('/').all(is_component) {
            return Err(fail("invalid reference format"));
        }
        let registry = match registry {
            Some(host) if !is_host(host) => return Err(fail("the registry is not a host name")),
            Some(host) => canonical_host(host),
            None => DOCKER_HUB.to_string(),
        };
        let path = if registry == DOCKER_HUB && !path.contains('/') {
            format!("library/{path}")
        } else {
            path.to_string()
        };
        Ok(ImageReference {
            registry,
            path,
            tag: tag.map(str::to_string),
            digest,
        })
    }

    /// The name Docker files this image's credentials under, and asks credential helpers for.
    pub fn server(&self) -> &str {
        if self.registry == DOCKER_HUB {
            DOCKER_HUB_SERVER
        } else {
            &self.registry
        }
    }
}

impl fmt::Display for ImageReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.registry, self.path)?;
        if let Some(tag) = &self.tag {
            write!(f, ":{tag}")?;
        }
        if let Some(digest) = &self.digest {
            write!(f, "@{digest}")?;
        }
        Ok(())
    }
}

/// The text without `http://` or `https://`.
pub(super) fn strip_scheme(text: &str) -> &str {
    text.strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))
        .unwrap_or(text)
}

/// The host of a registry address, with its port: scheme and path cut off.
///
/// ```
/// use manifest_render::registry::reference::host_of;
///
/// assert_eq!(host_of("https://registry.acme.example:5000/v2/"), "registry.acme.example:5000");
/// ```
pub fn host_of(address: &str) -> &str {
    let bare = strip_scheme(address);
    bare.split_once('/').map_or(bare, |(host, _)| host)
}

/// The host in lower case; any of Docker Hub's names becomes [`DOCKER_HUB`].
pub fn canonical_host(host: &str) -> String {
    let lower = host.to_ascii_lowercase();
    if DOCKER_HUB_NAMES.contains(&lower.as_str()) {
        DOCKER_HUB.to_string()
    } else {
        lower
    }
}

fn split_registry(name: &str) -> (Option<&str>, &str) {
    match name.split_once('/') {
        Some((first, rest))
            if first.contains(['.', ':'])
                || first == "localhost"
                || first.bytes().any(|b| b.is_ascii_uppercase()) =>
        {
            (Some(first), rest)
        }
        _ => (None, name),
    }
}

fn is_host(host: &str) -> bool {
    let (name, port) = match host.strip_prefix('[').and_then(|h| h.split_once(']')) {
        Some((address, rest)) => {
            if address.parse::<std::net::Ipv6Addr>().is_err() {
                return false;
            }
            (
                "v6",
                rest.strip_prefix(':')
                    .or_else(|| rest.is_empty().then_some("0")),
            )
        }
        None => match host.split_once(':') {
            Some((name, port)) => (name, Some(port)),
            None => (host, Some("0")),
        },
    };
    let label = |l: &str| {
        !l.is_empty()
            && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !l.starts_with('-')
            && !l.ends_with('-')
    };
    name.split('.').all(label)
        && port.is_some_and(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()))
}

/// Letters and digits, parted by one dot, one or two underscores, or any number of hyphens.
fn is_component(part: &str) -> bool {
    let mut runs = part.split(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
    let last = runs.next_back();
    let first = runs.next();
    last == Some("")
        && first == Some("")
        && runs.all(|run| matches!(run, "" | "." | "_" | "__") || run.bytes().all(|b| b == b'-'))
}

fn is_tag(tag: &str) -> bool {
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    tag.len() <= 128
        && tag.bytes().next().is_some_and(word)
        && tag.bytes().all(|b| word(b) || b == b'.' || b == b'-')
}

fn is_digest(digest: &str) -> bool {
    digest.split_once(':').is_some_and(|(algorithm, hex)| {
        algorithm
            .bytes()
            .next()
            .is_some_and(|b| b.is_ascii_alphabetic())
            && algorithm
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"+._-".contains(&b))
            && hex.len() >= 32
            && hex.bytes().all(|b| b.is_ascii_hexdigit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        ImageReference::parse(text).map_or_else(|e| e.to_string(), |i| i.to_string())
    }

    #[test]
    fn registries_and_paths() {
        let digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
        for (text, want) in [
            ("nginx", "docker.io/library/nginx"),
            ("nginx:stable", "docker.io/library/nginx:stable"),
            ("acme/shop", "docker.io/acme/shop"),
            ("localhost/x", "localhost/x"),
            ("localhost:5000/x:1", "localhost:5000/x:1"),
            ("index.docker.io/nginx", "docker.io/library/nginx"),
            ("GHCR.io/a/b", "ghcr.io/a/b"),
            ("a__b/c--d.e", "docker.io/a__b/c--d.e"),
            ("[::1]:5000/x", "[::1]:5000/x"),
        ] {
            assert_eq!(shown(text), want);
        }
        assert_eq!(
            shown(&format!("r.io/a/b:1@{digest}")),
            format!("r.io/a/b:1@{digest}")
        );
        for bad in [
            "",
            "a//b",
            "A",
            "a/B",
            "a:",
            "a@sha256:12",
            "r.io/",
            "a.b:/c",
            "-a",
            "a b",
        ] {
            assert!(ImageReference::parse(bad).is_err(), "{bad} was let pass");
        }
    }
}
