//! URLs, as Go's `net/url` reads, escapes and writes them.

pub mod escape;
pub mod ip;
pub mod url;

use crate::function;
use crate::functions::{Entry, Family};
use crate::gotemplate::function::Failure;
use crate::value::{Map, Str, Value};
use url::Url;

/// The URL functions.
pub static TABLE: &[Entry] = &[
    Entry::new(
        function!("urlJoin", url_join),
        Family::Urls,
        "(d dict) string",
    )
    .help(
        "Makes a URL of its parts.",
        r#"{{ urlJoin (dict "scheme" "http" "host" "h:80" "path" "/p") }}"#,
    ),
    Entry::new(
        function!("urlParse", url_parse),
        Family::Urls,
        "(u string) dict",
    )
    .help(
        "Takes a URL apart.",
        r#"{{ (urlParse "http://h:80/p").host }}"#,
    ),
];

fn url_parse(text: &Str) -> Result<Map, Failure> {
    let url = Url::parse(text.as_bytes())
        .map_err(|why| Failure::new(format!("unable to parse url: {why}")))?;
    let user = url
        .user
        .as_ref()
        .map(url::User::to_bytes)
        .unwrap_or_default();
    let parts = [
        ("scheme", url.scheme.as_slice()),
        ("host", &url.host),
        ("hostname", url.hostname()),
        ("path", &url.path),
        ("query", &url.query),
        ("opaque", &url.opaque),
        ("fragment", &url.fragment),
        ("userinfo", &user),
    ];
    Ok(parts
        .into_iter()
        .map(|(name, part)| (name, Value::Str(Str::new(part))))
        .collect())
}

fn url_join(parts: &Map) -> Result<Str, Failure> {
    let mut url = Url {
        scheme: part(parts, "scheme")?,
        host: part(parts, "host")?,
        path: part(parts, "path")?,
        query: part(parts, "query")?,
        opaque: part(parts, "opaque")?,
        fragment: part(parts, "fragment")?,
        ..Url::default()
    };
    let user = part(parts, "userinfo")?;
    if !user.is_empty() {
        let whole = [b"proto://", user.as_slice(), b"@host"].concat();
        let parsed = Url::parse(&whole)
            .map_err(|why| Failure::new(format!("unable to parse userinfo in dict: {why}")))?;
        url.user = parsed.user;
    }
    Ok(url.to_bytes().into())
}

fn part(parts: &Map, name: &str) -> Result<Vec<u8>, Failure> {
    match parts.get(name) {
        None => Ok(Vec::new()),
        Some(Value::Str(text)) => Ok(text.as_bytes().to_vec()),
        Some(Value::Nil | Value::Missing) => Err(Failure::new(
            "runtime error: invalid memory address or nil pointer dereference",
        )),
        Some(other) => Err(Failure::new(format!(
            "unable to parse {name} key, must be of type string, but {} found",
            other.kind().name()
        ))),
    }
}

/// The address as people may see it: without a password.
///
/// ```
/// use manifest_render::functions::urls::shown;
///
/// assert_eq!(shown("https://me:pw@a.example/x@y"), "https://a.example/x@y");
/// ```
pub fn shown(url: &str) -> String {
    match url.split_once("://") {
        Some((scheme, rest)) => {
            let end = rest.find('/').unwrap_or(rest.len());
            let (host, path) = rest.split_at(end);
            let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
            format!("{scheme}://{host}{path}")
        }
        None => url.to_string(),
    }
}

/// `url.QueryEscape`, which `urlquery` writes: a space becomes a plus sign.
pub fn query_escape(text: &[u8]) -> Vec<u8> {
    escape::escape(text, escape::Part::Query)
}
