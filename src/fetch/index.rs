//! What a chart repository offers: its `index.yaml`.

use super::config::text;
use crate::chart::Error;
use crate::encoding::yaml::Reader;
use crate::functions::semver::{Constraints, Version};
use crate::value::{Map, Value};

/// The charts of a repository.
#[derive(Debug)]
pub struct Index(Map);

/// A version of a chart in a repository.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The version, as it is written.
    pub version: String,
    /// Where the archive is, in the repository or elsewhere.
    pub urls: Vec<String>,
    /// The digest of the archive, where the index has one.
    pub digest: Option<String>,
}

impl Index {
    /// Reads an `index.yaml`.
    pub fn parse(bytes: &[u8]) -> Result<Index, Error> {
        if bytes.is_empty() {
            return Err(Error::new("empty index.yaml file"));
        }
        let index = Reader::new().map(bytes, "repo.IndexFile");
        let index = index.map_err(|error| Error::new(error.to_string()))?;
        let index = index.unwrap_or_default();
        if text(&index, "apiVersion").is_empty() {
            return Err(Error::new("no API version specified"));
        }
        match index.get("entries") {
            Some(Value::Map(entries)) => Ok(Index(entries)),
            _ => Ok(Index(Map::new())),
        }
    }

    /// The versions of a chart, the newest first; `None` where there is no such chart.
    pub fn versions(&self, name: &str) -> Option<Vec<Entry>> {
        let Some(Value::List(list)) = self.0.get(name) else {
            return None;
        };
        let entries = list.iter().filter_map(|entry| match entry {
            Value::Map(entry) => Some(read(entry)),
            _ => None,
        });
        let parsed = |entry: Entry| Some((Version::parse(entry.version.as_bytes()).ok()?, entry));
        let mut known: Vec<(Version, Entry)> = entries.filter_map(parsed).collect();
        known.sort_by(|(a, _), (b, _)| b.compare(a));
        Some(known.into_iter().map(|(_, entry)| entry).collect())
    }

    /// The version that was asked for: this very one, else the newest in the range; without a
    /// wish the newest that is stable.
    pub fn find(&self, name: &str, wanted: &str) -> Result<Option<Entry>, Error> {
        let Some(versions) = self.versions(name) else {
            return Ok(None);
        };
        let exact = |entry: &&Entry| !wanted.is_empty() && entry.version == wanted;
        if let Some(entry) = versions.iter().find(exact) {
            return Ok(Some(entry.clone()));
        }
        newest(versions, wanted)
    }
}

/// The newest in a range, among versions of which the newest is first.
fn newest(versions: Vec<Entry>, wanted: &str) -> Result<Option<Entry>, Error> {
    let range = constraints(wanted)?;
    let fits = |entry: &Entry| {
        let version = Version::parse(entry.version.as_bytes());
        !entry.urls.is_empty() && version.is_ok_and(|version| range.check(&version))
    };
    Ok(versions.into_iter().find(fits))
}

/// A range of versions; nothing means every stable one.
pub fn constraints(wanted: &str) -> Result<Constraints, Error> {
    let wanted = match wanted {
        "" => "*",
        wanted => wanted,
    };
    Constraints::parse(wanted.as_bytes()).map_err(|error| {
        Error::new(format!(
            "invalid version/constraint format {wanted}: {error}"
        ))
    })
}

fn read(entry: &Map) -> Entry {
    let urls = match entry.get("urls") {
        Some(Value::List(urls)) => urls
            .iter()
            .filter_map(|url| Some(url.as_str()?.to_string_lossy().into_owned()))
            .collect(),
        _ => Vec::new(),
    };
    Entry {
        version: text(entry, "version"),
        urls,
        digest: Some(text(entry, "digest")).filter(|digest| !digest.is_empty()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INDEX: &str = "
apiVersion: v1
entries:
  web:
  - {name: web, version: 1.2.0, urls: [web-1.2.0.tgz]}
  - {name: web, version: 2.0.0-rc.1, urls: [web-2.0.0-rc.1.tgz]}
  - {name: web, version: 1.10.0, urls: [web-1.10.0.tgz], digest: abc}
  - {name: web, version: nonsense, urls: [web-x.tgz]}
";

    #[test]
    fn the_newest_version_in_the_range_is_found() {
        let index = Index::parse(INDEX.as_bytes()).unwrap();
        let found = |wanted| index.find("web", wanted).unwrap().map(|e| e.version);
        let cases = [
            ("", Some("1.10.0")),
            ("~1.2", Some("1.2.0")),
            ("1.2.0", Some("1.2.0")),
            (">1.0.0-0", Some("2.0.0-rc.1")),
            ("3.x", None),
        ];
        for (wanted, want) in cases {
            assert_eq!(found(wanted).as_deref(), want, "{wanted}");
        }
        assert!(index.find("db", "").unwrap().is_none());
    }
}
