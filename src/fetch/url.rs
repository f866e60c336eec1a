//! Addresses: their parts, and references in them.

/// `https` and what stands behind `://`, where it is an address of a web server.
pub fn web(text: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = text.split_once("://")?;
    let known = ["http", "https"].iter();
    let mut known = known.filter(|known| scheme.eq_ignore_ascii_case(known));
    known.next().map(|_| (scheme, rest))
}

/// The scheme and host of an address: what credentials are for.
pub fn origin(url: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = web(url)?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let host = rest.get(..end)?;
    Some((scheme, host.rsplit_once('@').map_or(host, |(_, host)| host)))
}

/// The address that a reference in an index means.
pub fn resolve(base: &str, reference: &str) -> String {
    if reference.contains("://") {
        return reference.to_string();
    }
    let (base, query) = match base.split_once('?') {
        Some((base, query)) => (base, format!("?{query}")),
        None => (base, String::new()),
    };
    let Some((scheme, rest)) = web(base) else {
        return format!("{}/{reference}", base.trim_end_matches('/'));
    };
    let (host, folder) = rest.split_once('/').unwrap_or((rest, ""));
    let path = match reference.strip_prefix('/') {
        Some(path) => path.to_string(),
        None if folder.is_empty() => reference.to_string(),
        None => format!("{}/{reference}", folder.trim_end_matches('/')),
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    format!("{scheme}://{host}/{}{query}", parts.join("/"))
}

/// The last part of the path of an address.
pub fn file_name(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    path.rsplit('/').next().unwrap_or(path)
}

/// A text as part of a query.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                escaped.push(char::from(byte));
            }
            byte => escaped.push_str(&format!("%{byte:02X}")),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_resolved_against_the_folder_of_the_index() {
        let cases = [
            (
                "https://a.example/charts",
                "web-1.tgz",
                "https://a.example/charts/web-1.tgz",
            ),
            (
                "https://a.example/charts/",
                "x/web-1.tgz",
                "https://a.example/charts/x/web-1.tgz",
            ),
            (
                "https://a.example/charts",
                "/web-1.tgz",
                "https://a.example/web-1.tgz",
            ),
            (
                "https://a.example",
                "web-1.tgz",
                "https://a.example/web-1.tgz",
            ),
            (
                "https://a.example/charts",
                "../web-1.tgz",
                "https://a.example/web-1.tgz",
            ),
            (
                "https://a.example/c?key=1",
                "web-1.tgz",
                "https://a.example/c/web-1.tgz?key=1",
            ),
            (
                "https://a.example/c",
                "https://b.example/w.tgz",
                "https://b.example/w.tgz",
            ),
            (
                "https://a.example/c",
                "oci://b.example/w:1",
                "oci://b.example/w:1",
            ),
        ];
        for (base, reference, want) in cases {
            assert_eq!(resolve(base, reference), want, "{base} {reference}");
        }
    }

    #[test]
    fn origins_have_no_passwords() {
        assert_eq!(
            origin("https://me:pw@a.example:1/x"),
            Some(("https", "a.example:1"))
        );
    }
}
