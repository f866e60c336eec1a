//! Certificates, by what people know them by.

use x509_cert::Certificate;
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;

use crate::value::Str;

/// The longest text that is looked at.
const LONGEST: usize = 1 << 20;

/// The certificates of a PEM text in words, a line each; `None` where it holds none.
pub(super) fn told(text: &Str) -> Option<String> {
    let bytes = text.as_bytes();
    let begin = b"-----BEGIN CERTIFICATE-----";
    if bytes.len() > LONGEST || memchr::memmem::find(bytes, begin).is_none() {
        return None;
    }
    let chain = Certificate::load_pem_chain(bytes).ok()?;
    let told: Vec<String> = chain.iter().map(one).collect();
    (!told.is_empty()).then(|| told.join("\n"))
}

fn one(certificate: &Certificate) -> String {
    let body = certificate.tbs_certificate();
    let mut parts = vec![format!(
        "subject {}",
        or_nothing(body.subject().to_string())
    )];
    let names = match body.get_extension::<SubjectAltName>() {
        Ok(Some((_, names))) => names.0.iter().filter_map(name).collect(),
        _ => Vec::new(),
    };
    if !names.is_empty() {
        parts.push(format!("names {}", names.join(", ")));
    }
    let validity = body.validity();
    parts.push(format!(
        "valid {} to {}",
        validity.not_before, validity.not_after
    ));
    parts.push(format!("issuer {}", or_nothing(body.issuer().to_string())));
    parts.push(format!("serial {}", body.serial_number()));
    parts.join("; ")
}

fn or_nothing(text: String) -> String {
    match text.is_empty() {
        true => "(none)".to_string(),
        false => text,
    }
}

fn name(name: &GeneralName) -> Option<String> {
    match name {
        GeneralName::DnsName(name) => Some(name.as_str().to_string()),
        GeneralName::Rfc822Name(name) => Some(name.as_str().to_string()),
        GeneralName::UniformResourceIdentifier(name) => Some(name.as_str().to_string()),
        GeneralName::IpAddress(bytes) => {
            let bytes = bytes.as_bytes();
            let four =
                <[u8; 4]>::try_from(bytes).map(|four| std::net::Ipv4Addr::from(four).to_string());
            let sixteen = <[u8; 16]>::try_from(bytes)
                .map(|sixteen| std::net::Ipv6Addr::from(sixteen).to_string());
            four.or(sixteen).ok()
        }
        _ => None,
    }
}
