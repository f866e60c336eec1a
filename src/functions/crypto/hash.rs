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
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    // The longest hash has 64 bytes.
    let mut digits = [[0; 2]; 64];
    for (pair, byte) in digits.iter_mut().zip(bytes) {
        *pair = [byte >> 4, byte & 15].map(|nibble| DIGITS[usize::from(nibble)]);
    }
    Str::new(&digits.as_flattened()[..2 * bytes.len()])
}

pub(super) fn adler32sum(text: &Str) -> String {
    adler2::adler32_slice(text.as_bytes()).to_string()
}
