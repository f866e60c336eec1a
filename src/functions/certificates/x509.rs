//! Certificates as Go's `x509.CreateCertificate` makes them from sprig's template: its fields, its
//! extensions in its order, its encodings.

use sha2::{Digest, Sha256};

use super::der::{self, tag};
use super::key::PrivateKey;
use crate::value::quote::append_quote;

const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
const KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x0f];
const EXTENDED_KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x25];
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x13];
pub(super) const SUBJECT_KEY_ID: &[u8] = &[0x55, 0x1d, 0x0e];
const AUTHORITY_KEY_ID: &[u8] = &[0x55, 0x1d, 0x23];
const SUBJECT_ALT_NAME: &[u8] = &[0x55, 0x1d, 0x11];
const SERVER_AUTH: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01];
const CLIENT_AUTH: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02];

/// What a certificate is to say.
#[derive(Clone)]
pub(super) struct Template {
    /// The common name, which is all of the subject.
    pub(super) common_name: Vec<u8>,
    /// The DNS names.
    pub(super) dns_names: Vec<Vec<u8>>,
    /// The addresses, 4 or 16 bytes each.
    pub(super) addresses: Vec<Vec<u8>>,
    /// First and last second of its validity, since 1970.
    pub(super) validity: [i64; 2],
    /// The serial number.
    pub(super) serial: [u8; 16],
    /// Whether it may sign others.
    pub(super) authority: bool,
}

/// What a signed certificate takes from the one of its signer.
#[derive(Clone)]
pub(super) struct Parent {
    /// Its subject, DER.
    pub(super) subject: Vec<u8>,
    /// Its subject key id; empty where it has none.
    pub(super) key_id: Vec<u8>,
    /// Its public key, DER; `None` where the algorithm is one Go does not know.
    pub(super) public_key: Option<Vec<u8>>,
}

impl Template {
    /// What can be wrong with it and the keys, before anything is made; in Go's order and words.
    pub(super) fn check(
        &self,
        parent: Option<&Parent>,
        signee: Option<&PrivateKey>,
        signer: Option<&PrivateKey>,
    ) -> Result<(), String> {
        if let Some(signer @ PrivateKey::Dsa(_)) = signer {
            signer.can_sign()?;
        }
        if let Some(signee) = signee {
            signee.public_key()?;
        }
        self.subject()?;
        if let (Some(wanted), Some(signer)) = (parent.and_then(|p| p.public_key.as_ref()), signer)
            && signer.public_key()?.0 != *wanted
        {
            return Err("x509: provided PrivateKey doesn't match parent's PublicKey".to_string());
        }
        self.alternative_names()?;
        signer.map_or(Ok(()), PrivateKey::can_sign)
    }

    /// The certificate, DER. Without a parent it signs itself.
    pub(super) fn create(
        &self,
        parent: Option<&Parent>,
        signee: &PrivateKey,
        signer: &PrivateKey,
    ) -> Result<Vec<u8>, String> {
        self.check(parent, Some(signee), Some(signer))?;
        let subject = self.subject()?;
        let issuer = parent.map_or(&subject, |parent| &parent.subject);
        let (public_key, key_bytes) = signee.public_key()?;
        let mut extensions = vec![self.key_usage(), extended_key_usage(), self.constraints()];
        if self.authority {
            // RFC 7093, section 2, method 1: the left 160 bits of the key's SHA-256.
            let id = Sha256::digest(&key_bytes);
            let id = der::element(tag::OCTET_STRING, id.get(..20).unwrap_or_default());
            extensions.push(extension(SUBJECT_KEY_ID, false, &id));
        }
        if let Some(parent) = parent
            && *issuer != subject
            && !parent.key_id.is_empty()
        {
            let id = der::sequence(&[&der::element(0x80, &parent.key_id)]);
            extensions.push(extension(AUTHORITY_KEY_ID, false, &id));
        }
        if let Some(names) = self.alternative_names()? {
            let nameless = self.common_name.is_empty();
            extensions.push(extension(SUBJECT_ALT_NAME, nameless, &names));
        }
        let failed = || "x509: the key can not sign".to_string();
        let algorithm = signer.algorithm().ok_or_else(failed)?;
        let [from, to] = self.validity.map(time);
        let body = der::sequence(&[
            &der::element(0xa0, &der::integer(&[2])),
            &der::integer(&self.serial),
            &algorithm,
            issuer,
            &der::sequence(&[&from, &to]),
            &subject,
            &public_key,
            &der::element(0xa3, &der::element(tag::SEQUENCE, &extensions.concat())),
        ]);
        let signature = signer.sign(&body).ok_or_else(failed)?;
        Ok(der::sequence(&[
            &body,
            &algorithm,
            &der::bit_string(&signature),
        ]))
    }

    /// The subject, DER.
    pub(super) fn subject(&self) -> Result<Vec<u8>, String> {
        let name = &self.common_name;
        if name.is_empty() {
            return Ok(der::sequence(&[]));
        }
        // Go takes * and & for characters that a PrintableString can not have.
        let printable = |b: &u8| b.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(b);
        let value = if name.iter().all(printable) {
            der::element(tag::PRINTABLE_STRING, name)
        } else if std::str::from_utf8(name).is_ok() {
            der::element(tag::UTF8_STRING, name)
        } else {
            return Err("asn1: string not valid UTF-8".to_string());
        };
        let attribute = der::sequence(&[&der::element(tag::OID, COMMON_NAME), &value]);
        Ok(der::sequence(&[&der::element(tag::SET, &attribute)]))
    }

    fn key_usage(&self) -> Vec<u8> {
        // Digital signature, key encipherment, and for an authority signing certificates; in
        // front the number of bits that do not count.
        let bits: &[u8] = if self.authority {
            &[2, 0xa4]
        } else {
            &[5, 0xa0]
        };
        extension(KEY_USAGE, true, &der::element(tag::BIT_STRING, bits))
    }

    fn constraints(&self) -> Vec<u8> {
        let authority = der::element(tag::BOOLEAN, &[0xff]);
        let content: &[u8] = if self.authority { &authority } else { &[] };
        extension(
            BASIC_CONSTRAINTS,
            true,
            &der::element(tag::SEQUENCE, content),
        )
    }

    fn alternative_names(&self) -> Result<Option<Vec<u8>>, String> {
        let mut names = Vec::new();
        for name in &self.dns_names {
            if !name.is_ascii() {
                let mut shown = Vec::new();
                append_quote(&mut shown, name);
                let shown = String::from_utf8_lossy(&shown);
                return Err(format!("x509: {shown} cannot be encoded as an IA5String"));
            }
            names.extend(der::element(0x82, name));
        }
        for address in &self.addresses {
            names.extend(der::element(0x87, address));
        }
        Ok((!names.is_empty()).then(|| der::element(tag::SEQUENCE, &names)))
    }
}

fn extended_key_usage() -> Vec<u8> {
    let uses = [SERVER_AUTH, CLIENT_AUTH].map(|oid| der::element(tag::OID, oid));
    extension(
        EXTENDED_KEY_USAGE,
        false,
        &der::element(tag::SEQUENCE, &uses.concat()),
    )
}

fn extension(oid: &[u8], critical: bool, value: &[u8]) -> Vec<u8> {
    let flag = der::element(tag::BOOLEAN, &[0xff]);
    let flag: &[u8] = if critical { &flag } else { &[] };
    der::sequence(&[
        &der::element(tag::OID, oid),
        flag,
        &der::element(tag::OCTET_STRING, value),
    ])
}

/// A time in UTC: with two digits for the year where that can be read, else with four.
fn time(seconds: i64) -> Vec<u8> {
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (year, month, day) = civil(days);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    let rest = format!("{month:02}{day:02}{hour:02}{minute:02}{second:02}Z");
    if (1950..2050).contains(&year) {
        der::element(tag::UTC_TIME, format!("{:02}{rest}", year % 100).as_bytes())
    } else {
        der::element(tag::GENERALIZED_TIME, format!("{year:04}{rest}").as_bytes())
    }
}

/// Year, month and day of a day since 1970, in the Gregorian calendar for ever.
fn civil(days: i64) -> (i64, i64, i64) {
    // Years that begin in March have their leap day last; 400 of them have 146097 days.
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (era * 400 + year + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_go_writes_them() {
        let text = |seconds| String::from_utf8(time(seconds).split_off(2)).unwrap();
        assert_eq!(text(0), "700101000000Z");
        assert_eq!(text(951_782_399), "000228235959Z");
        assert_eq!(text(951_782_400), "000229000000Z");
        assert_eq!(text(2_524_607_999), "491231235959Z");
        assert_eq!(text(2_524_608_000), "20500101000000Z");
        assert_eq!(text(-631_152_001), "19491231235959Z");
    }
}
