//! Reading a certificate as far as its signer is concerned, with the errors of Go's
//! `x509.ParseCertificate`.

use super::der::{self, Reader, tag};
use super::x509::{Parent, SUBJECT_KEY_ID};

/// What a signed certificate takes from this one.
pub(super) fn certificate(bytes: &[u8]) -> Result<Parent, String> {
    let mut outer = Reader::new(bytes);
    let mut whole = read(&mut outer, tag::SEQUENCE, "malformed certificate")?;
    let trailing = !outer.is_empty();
    let mut body = read(&mut whole, tag::SEQUENCE, "malformed tbs certificate")?;
    let version = version(&mut body)?;
    let serial = body
        .field(tag::INTEGER, "")
        .map_err(|_| text("malformed serial number"))?;
    if serial.first().is_none_or(|first| *first >= 0x80) {
        return Err(text("negative serial number"));
    }
    let inner = read(
        &mut body,
        tag::SEQUENCE,
        "malformed signature algorithm identifier",
    )?;
    let outer = read(&mut whole, tag::SEQUENCE, "malformed algorithm identifier")?;
    if inner.rest() != outer.rest() {
        return Err(text(
            "inner and outer signature algorithm identifiers don't match",
        ));
    }
    name(&mut body)?;
    validity(&mut body)?;
    let subject = name(&mut body)?;
    let (key_tag, key) = body.any().map_err(|_| text("malformed spki"))?;
    if key_tag != tag::SEQUENCE {
        return Err(text("malformed spki"));
    }
    let known = public_key(key)?;
    let mut key_id = Vec::new();
    if version == 3 {
        key_id = extensions(&mut body)?;
    }
    read(&mut whole, tag::BIT_STRING, "malformed signature")?;
    if trailing {
        return Err(text("trailing data"));
    }
    Ok(Parent {
        subject: subject.to_vec(),
        key_id,
        public_key: known.then(|| key.to_vec()),
    })
}

fn text(what: &str) -> String {
    format!("x509: {what}")
}

fn read<'a>(reader: &mut Reader<'a>, tag: u8, error: &str) -> Result<Reader<'a>, String> {
    reader
        .field(tag, "")
        .map(Reader::new)
        .map_err(|_| text(error))
}

fn version(body: &mut Reader<'_>) -> Result<i64, String> {
    let malformed = |_| text("malformed version");
    let Some(inner) = body.optional(0xa0).map_err(malformed)? else {
        return Ok(1);
    };
    match Reader::new(inner).int().map_err(malformed)? {
        ..0 => Err(text("malformed version")),
        version @ 0..=2 => Ok(version + 1),
        _ => Err(text("invalid version")),
    }
}

/// A name, whole, after a look at its structure.
fn name<'a>(body: &mut Reader<'a>) -> Result<&'a [u8], String> {
    let (found, whole) = body.any().map_err(|_| text("malformed issuer"))?;
    if found != tag::SEQUENCE {
        return Err(text("malformed issuer"));
    }
    let invalid = "invalid RDNSequence";
    let mut sets = read(&mut Reader::new(whole), tag::SEQUENCE, invalid)?;
    while !sets.is_empty() {
        let mut set = read(&mut sets, tag::SET, invalid)?;
        while !set.is_empty() {
            let invalid = "invalid RDNSequence: invalid attribute";
            let mut attribute = read(&mut set, tag::SEQUENCE, invalid)?;
            read(
                &mut attribute,
                tag::OID,
                "invalid RDNSequence: invalid attribute type",
            )?;
            attribute
                .any()
                .map_err(|_| text("invalid RDNSequence: invalid attribute value"))?;
        }
    }
    Ok(whole)
}

fn validity(body: &mut Reader<'_>) -> Result<(), String> {
    let mut times = read(body, tag::SEQUENCE, "malformed validity")?;
    for _ in 0..2 {
        match times.any() {
            Ok((tag::UTC_TIME | tag::GENERALIZED_TIME, _)) => {}
            _ => return Err(text("unsupported time format")),
        }
    }
    Ok(())
}

/// Whether Go knows the algorithm of the key; its form is looked at.
fn public_key(whole: &[u8]) -> Result<bool, String> {
    const KNOWN: [&str; 5] = [
        "1.2.840.113549.1.1.1",
        "1.2.840.10045.2.1",
        "1.3.101.112",
        "1.3.101.110",
        "1.2.840.10040.4.1",
    ];
    let mut key = read(&mut Reader::new(whole), tag::SEQUENCE, "malformed spki")?;
    let malformed = "malformed public key algorithm identifier";
    let mut algorithm = read(&mut key, tag::SEQUENCE, malformed)?;
    let oid = algorithm
        .field(tag::OID, "")
        .map_err(|_| text("malformed OID"))?;
    read(&mut key, tag::BIT_STRING, "malformed subjectPublicKey")?;
    Ok(KNOWN.contains(&der::dotted(oid).as_str()))
}

/// The subject key id among the extensions; empty where there is none.
fn extensions(body: &mut Reader<'_>) -> Result<Vec<u8>, String> {
    let malformed = |_| text("malformed extensions");
    for unique_id in [0x81, 0x82] {
        body.optional(unique_id).map_err(malformed)?;
    }
    let Some(inner) = body.optional(0xa3).map_err(malformed)? else {
        return Ok(Vec::new());
    };
    let mut all = read(
        &mut Reader::new(inner),
        tag::SEQUENCE,
        "malformed extensions",
    )?;
    let mut seen: Vec<&[u8]> = Vec::new();
    let mut key_id = Vec::new();
    while !all.is_empty() {
        let mut extension = read(&mut all, tag::SEQUENCE, "malformed extension")?;
        let oid = extension
            .field(tag::OID, "")
            .map_err(|_| text("malformed extension OID field"))?;
        extension
            .optional(tag::BOOLEAN)
            .map_err(|_| text("malformed extension critical field"))?;
        let value = extension
            .field(tag::OCTET_STRING, "")
            .map_err(|_| text("malformed extension value field"))?;
        if seen.contains(&oid) {
            let oid = der::dotted(oid);
            return Err(text(&format!(
                "certificate contains duplicate extension with OID \"{oid}\""
            )));
        }
        seen.push(oid);
        if oid == SUBJECT_KEY_ID {
            let id = Reader::new(value).field(tag::OCTET_STRING, "");
            key_id = id
                .map_err(|_| text("invalid subject key identifier"))?
                .to_vec();
        }
    }
    Ok(key_id)
}
