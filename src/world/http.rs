//! What is asked of a server, and what it answers.

use std::fmt;

/// A question to a server.
#[derive(Clone, Copy)]
pub struct HttpRequest<'a> {
    /// Where it goes: `http://` or `https://`.
    pub url: &'a str,
    /// The headers. They may hold credentials and are never shown.
    pub headers: &'a [(&'a str, String)],
    /// A form to post; without one the request only reads.
    pub form: Option<&'a str>,
    /// How many bytes the answer may have.
    pub limit: u64,
    /// Whom to trust.
    pub tls: &'a Tls,
}

/// Whom to trust behind `https://`, and who one is.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Tls {
    /// Certificates in PEM to trust instead of the system's.
    pub authorities: Option<Vec<u8>>,
    /// One's own certificate and its key, both in PEM.
    pub identity: Option<(Vec<u8>, Vec<u8>)>,
    /// Whether everybody is trusted.
    pub trust_everybody: bool,
}

/// What a server answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HttpResponse {
    /// The status: 200 where all is well.
    pub status: u16,
    /// The headers, their names in small letters.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl HttpResponse {
    /// The first header of this name, which is given in small letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

impl fmt::Debug for HttpRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("HttpRequest")
            .field("headers", &names)
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls")
            .field("authorities", &self.authorities.is_some())
            .field("identity", &self.identity.is_some())
            .field("trust_everybody", &self.trust_everybody)
            .finish()
    }
}
