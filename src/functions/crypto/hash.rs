//! Hashes in hex, and a checksum.

use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use crate::value::Str;

pub(super) fn sha1sum(text: &Str) -> Str {
    hex(&Sha1::digest(text.as_bytes()))
}

pub(super) fn sha256sum(text: &Str) -> Str {
    hex(&Sha256::digest(text.as_bytes()))
}

pub(super) fn sha512sum(text: &Str) -> Str {
    hex(&Sha512::digest(text.as_bytes()))
}

fn hex(bytes: &[u8]) -> Str {
    let digit = |nibble: u8| {
        if nibble < 10 {
            b'0' + nibble
        } else {
            b'a' + nibble - 10
        }
    };
    let digits: Vec<u8> = bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect();
    digits.into()
}

pub(super) fn adler32sum(text: &Str) -> String {
    adler2::adler32_slice(text.as_bytes()).to_string()
}
