//! Asking servers: the one place that knows the HTTP client.

use std::io;
use std::time::Duration;

use ureq::Agent;
use ureq::config::RedirectAuthHeaders;
use ureq::tls::{Certificate, ClientCert, PemItem, PrivateKey, RootCerts, TlsConfig, parse_pem};

use super::{HttpRequest, HttpResponse, Tls};

/// How long a server may take for everything, as with Helm.
const TIME_LIMIT: Duration = Duration::from_secs(120);
/// How long it may take to reach it.
const CONNECT_LIMIT: Duration = Duration::from_secs(30);
/// What servers see.
const USER_AGENT: &str = concat!("render/", env!("CARGO_PKG_VERSION"));

/// Asks a server.
pub(super) fn send(request: &HttpRequest<'_>) -> io::Result<HttpResponse> {
    let agent: Agent = Agent::config_builder()
        .http_status_as_error(false)
        .redirect_auth_headers(RedirectAuthHeaders::SameHost)
        .timeout_global(Some(TIME_LIMIT))
        .timeout_connect(Some(CONNECT_LIMIT))
        .user_agent(USER_AGENT)
        .tls_config(tls(request.tls)?)
        .build()
        .into();
    let sent = match request.form {
        None => {
            let get = agent.get(request.url);
            let headers = request.headers.iter();
            headers
                .fold(get, |get, (name, value)| get.header(*name, value))
                .call()
        }
        Some(form) => {
            let post = agent
                .post(request.url)
                .header("content-type", "application/x-www-form-urlencoded");
            let headers = request.headers.iter();
            headers
                .fold(post, |post, (name, value)| post.header(*name, value))
                .send(form)
        }
    };
    let mut response = sent.map_err(failed)?;
    let headers = response.headers().iter().filter_map(|(name, value)| {
        let value = value.to_str().ok()?;
        Some((name.as_str().to_string(), value.to_string()))
    });
    let headers = headers.collect();
    let status = response.status().as_u16();
    let body = response.body_mut().with_config().limit(request.limit);
    let body = body.read_to_vec().map_err(failed)?;
    Ok(HttpResponse {
        status,
        headers,
        body,
    })
}

fn tls(tls: &Tls) -> io::Result<TlsConfig> {
    let mut config = TlsConfig::builder()
        .root_certs(RootCerts::PlatformVerifier)
        .disable_verification(tls.trust_everybody);
    if let Some(pem) = &tls.authorities {
        config = config.root_certs(RootCerts::from(certificates(pem)?));
    }
    if let Some((certificate, key)) = &tls.identity {
        let key = PrivateKey::from_pem(key).map_err(failed)?;
        config = config.client_cert(Some(ClientCert::new_with_certs(
            &certificates(certificate)?,
            key,
        )));
    }
    Ok(config.build())
}

fn certificates(pem: &[u8]) -> io::Result<Vec<Certificate<'static>>> {
    let mut found = Vec::new();
    for item in parse_pem(pem) {
        if let PemItem::Certificate(certificate) = item.map_err(failed)? {
            found.push(certificate);
        }
    }
    match found.is_empty() {
        true => Err(io::Error::other("there is no certificate in the PEM file")),
        false => Ok(found),
    }
}

fn failed(error: ureq::Error) -> io::Error {
    match error {
        ureq::Error::Io(error) => error,
        error => io::Error::other(error.to_string()),
    }
}
