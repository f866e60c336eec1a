//! A URL taken apart and put together as Go's `net/url` does.

use super::escape::{Part, escape, is_escaped, unescape};
use super::ip;
use crate::functions::strings::quoted;

/// The parts of a URL, unescaped but for opaque text and query.
///
/// ```
/// use manifest_render::functions::urls::url::Url;
///
/// let url = Url::parse(b"https://shop.example:8443/a%20b?c=d")?;
/// assert_eq!(url.hostname(), b"shop.example");
/// assert_eq!(url.path, b"/a b");
/// assert_eq!(url.to_bytes(), b"https://shop.example:8443/a%20b?c=d");
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Url {
    /// `https`, in small letters.
    pub scheme: Vec<u8>,
    /// What follows the scheme of a URL without slashes: `mailto:x@y`.
    pub opaque: Vec<u8>,
    /// User name and password.
    pub user: Option<User>,
    /// Host and port.
    pub host: Vec<u8>,
    /// The path.
    pub path: Vec<u8>,
    /// The path as it was written, where that is not how it would be escaped.
    pub(super) raw_path: Vec<u8>,
    /// The query, escaped.
    pub query: Vec<u8>,
    /// The fragment.
    pub fragment: Vec<u8>,
    pub(super) raw_fragment: Vec<u8>,
    pub(super) force_query: bool,
    pub(super) omit_host: bool,
}

/// User name and password, unescaped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct User {
    name: Vec<u8>,
    password: Option<Vec<u8>>,
}

impl User {
    /// `Userinfo.String`.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = escape(&self.name, Part::User);
        if let Some(password) = &self.password {
            out.push(b':');
            out.extend(escape(password, Part::User));
        }
        out
    }
}

impl Url {
    /// `url.Parse`.
    ///
    /// # Errors
    /// Go's texts: `parse "a b://c": first path segment in URL cannot contain colon`.
    pub fn parse(text: &[u8]) -> Result<Url, String> {
        let (front, fragment) = cut(text, b'#');
        let fault = |url: &[u8], why: String| format!("parse {}: {why}", quoted(url));
        let mut url = Url::parse_front(front).map_err(|why| fault(front, why))?;
        if let Some(fragment) = fragment.filter(|fragment| !fragment.is_empty()) {
            url.fragment = unescape(fragment, Part::Fragment).map_err(|why| fault(text, why))?;
            if escape(&url.fragment, Part::Fragment) != fragment {
                url.raw_fragment = fragment.to_vec();
            }
        }
        Ok(url)
    }

    fn parse_front(text: &[u8]) -> Result<Url, String> {
        if text.iter().any(u8::is_ascii_control) {
            return Err("net/url: invalid control character in URL".to_string());
        }
        let mut url = Url::default();
        if text == b"*" {
            url.path = text.to_vec();
            return Ok(url);
        }
        let (scheme, mut rest) = split_scheme(text)?;
        url.scheme = scheme.to_ascii_lowercase();
        match rest.strip_suffix(b"?") {
            Some(front) if !front.contains(&b'?') => {
                url.force_query = true;
                rest = front;
            }
            _ => {
                let (front, query) = cut(rest, b'?');
                url.query = query.unwrap_or_default().to_vec();
                rest = front;
            }
        }
        if !rest.starts_with(b"/") {
            if !url.scheme.is_empty() {
                url.opaque = rest.to_vec();
                return Ok(url);
            }
            if cut(rest, b'/').0.contains(&b':') {
                return Err("first path segment in URL cannot contain colon".to_string());
            }
        }
        let three = url.scheme.is_empty() && rest.starts_with(b"///");
        if let Some(tail) = rest.strip_prefix(b"//").filter(|_| !three) {
            let slash = memchr::memchr(b'/', tail).unwrap_or(tail.len());
            let (authority, path) = tail.split_at(slash);
            url.set_authority(authority)?;
            rest = path;
        } else if !url.scheme.is_empty() && rest.starts_with(b"/") {
            url.omit_host = true;
        }
        url.path = unescape(rest, Part::Path)?;
        if escape(&url.path, Part::Path) != rest {
            url.raw_path = rest.to_vec();
        }
        Ok(url)
    }

    fn set_authority(&mut self, authority: &[u8]) -> Result<(), String> {
        let Some(at) = memchr::memrchr(b'@', authority) else {
            self.host = host(&self.scheme, authority)?;
            return Ok(());
        };
        let (user, tail) = authority.split_at(at);
        self.host = host(&self.scheme, tail.get(1..).unwrap_or_default())?;
        let good = |b: &u8| b.is_ascii_alphanumeric() || b"-._:~!$&'()*+,;=%@".contains(b);
        if !user.iter().all(good) {
            return Err("net/url: invalid userinfo".to_string());
        }
        let (name, password) = cut(user, b':');
        self.user = Some(User {
            name: unescape(name, Part::User)?,
            password: password
                .map(|password| unescape(password, Part::User))
                .transpose()?,
        });
        Ok(())
    }

    /// `URL.Hostname`: the host without port and brackets.
    pub fn hostname(&self) -> &[u8] {
        let mut host = self.host.as_slice();
        if let Some(colon) = memchr::memrchr(b':', host) {
            let (front, port) = host.split_at(colon);
            if is_port(port) {
                host = front;
            }
        }
        host.strip_prefix(b"[")
            .and_then(|host| host.strip_suffix(b"]"))
            .unwrap_or(host)
    }

    /// The path as it was written, where that is not how it would be escaped (`URL.RawPath`).
    pub fn raw_path(&self) -> &[u8] {
        &self.raw_path
    }

    /// `URL.String`.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        if !self.scheme.is_empty() {
            out.extend_from_slice(&self.scheme);
            out.push(b':');
        }
        if self.opaque.is_empty() {
            self.write_hierarchy(&mut out);
        } else {
            out.extend_from_slice(&self.opaque);
        }
        if self.force_query || !self.query.is_empty() {
            out.push(b'?');
            out.extend_from_slice(&self.query);
        }
        if !self.fragment.is_empty() {
            out.push(b'#');
            out.extend(as_written(
                &self.fragment,
                &self.raw_fragment,
                Part::Fragment,
            ));
        }
        out
    }

    fn write_hierarchy(&self, out: &mut Vec<u8>) {
        let authority = !self.host.is_empty() || self.user.is_some();
        if authority || !self.scheme.is_empty() && !self.omit_host {
            if authority || !self.path.is_empty() {
                out.extend_from_slice(b"//");
            }
            if let Some(user) = &self.user {
                out.extend(user.to_bytes());
                out.push(b'@');
            }
            out.extend(escape(&self.host, Part::Host));
        }
        let path = if self.path == b"*" && self.raw_path.is_empty() {
            b"*".to_vec()
        } else {
            as_written(&self.path, &self.raw_path, Part::Path)
        };
        if path.first().is_some_and(|&b| b != b'/') && !self.host.is_empty() {
            out.push(b'/');
        }
        // A first segment with a colon would read as a scheme.
        if out.is_empty() && cut(&path, b'/').0.contains(&b':') {
            out.extend_from_slice(b"./");
        }
        out.extend(path);
    }
}

/// A part as it was written, where that is a good way to escape it.
fn as_written(text: &[u8], raw: &[u8], part: Part) -> Vec<u8> {
    if !raw.is_empty()
        && is_escaped(raw, part)
        && unescape(raw, part).is_ok_and(|plain| plain == text)
    {
        return raw.to_vec();
    }
    escape(text, part)
}

fn cut(text: &[u8], at: u8) -> (&[u8], Option<&[u8]>) {
    match memchr::memchr(at, text) {
        Some(at) => (text.get(..at).unwrap_or_default(), text.get(at + 1..)),
        None => (text, None),
    }
}

fn split_scheme(text: &[u8]) -> Result<(&[u8], &[u8]), String> {
    for (i, &byte) in text.iter().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => {}
            b'0'..=b'9' | b'+' | b'-' | b'.' if i > 0 => {}
            b':' if i == 0 => return Err("missing protocol scheme".to_string()),
            b':' => {
                let (scheme, rest) = text.split_at(i);
                return Ok((scheme, rest.get(1..).unwrap_or_default()));
            }
            _ => break,
        }
    }
    Ok((b"", text))
}

/// Nothing, or a colon and digits.
fn is_port(text: &[u8]) -> bool {
    match text {
        [] => true,
        [b':', digits @ ..] => digits.iter().all(u8::is_ascii_digit),
        _ => false,
    }
}

fn checked_port(port: &[u8]) -> Result<(), String> {
    if is_port(port) {
        return Ok(());
    }
    Err(format!("invalid port {} after host", quoted(port)))
}

fn host(scheme: &[u8], host: &[u8]) -> Result<Vec<u8>, String> {
    match memchr::memrchr(b'[', host) {
        Some(0) => return bracketed(host),
        Some(_) => return Err("invalid IP-literal".to_string()),
        None => {}
    }
    if let Some(first) = memchr::memchr(b':', host) {
        // Only the web's own schemes are strict about a second colon.
        let strict = scheme == b"http" || scheme == b"https";
        let last = memchr::memrchr(b':', host)
            .filter(|_| !strict)
            .unwrap_or(first);
        checked_port(host.get(last..).unwrap_or_default())?;
    }
    unescape(host, Part::Host)
}

fn bracketed(host: &[u8]) -> Result<Vec<u8>, String> {
    let Some(end) = memchr::memrchr(b']', host) else {
        return Err("missing ']' in host".to_string());
    };
    let port = host.get(end + 1..).unwrap_or_default();
    checked_port(port)?;
    let port = unescape(port, Part::Host)?;
    let name = host.get(1..end).unwrap_or_default();
    let zone = memchr::memmem::find(name, b"%25").unwrap_or(name.len());
    let (address, zone) = name.split_at(zone);
    let mut name = unescape(address, Part::Host)?;
    name.extend(unescape(zone, Part::Zone)?);
    match ip::is_v4(&name) {
        Err(why) => return Err(format!("invalid host: {why}")),
        Ok(true) => return Err("invalid IP-literal".to_string()),
        Ok(false) => {}
    }
    Ok([b"[", name.as_slice(), b"]", &port].concat())
}
