//! Passwords: bcrypt, htpasswd, and the Master Password algorithm.

use bcrypt::{Version, hash_with_salt};
use hmac::{Hmac, KeyInit, Mac};
use scrypt::{Params, scrypt};
use sha2::Sha256;

use crate::functions::random::Draw;
use crate::gotemplate::call::Call;
use crate::gotemplate::function::Failure;
use crate::value::{Str, StrBuf};

/// Go's `bcrypt.DefaultCost`.
const COST: u32 = 10;

/// The bcrypt hash; as in sprig, the error's text is the value when the password is too long.
pub(super) fn bcrypt(call: &mut Call<'_>, password: &Str) -> Result<String, Failure> {
    if password.len() > 72 {
        return Ok(
            "failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes"
                .to_string(),
        );
    }
    let mut salt = [0; 16];
    Draw::of(call).fill(&mut salt)?;
    hash_with_salt(password.as_bytes(), COST, salt)
        .map(|hash| hash.format_for_version(Version::TwoA))
        .map_err(|e| Failure::new(format!("failed to encrypt string with bcrypt: {e}")))
}

pub(super) fn htpasswd(call: &mut Call<'_>, user: &Str, password: &Str) -> Result<Str, Failure> {
    let mut out = StrBuf::new();
    if user.as_bytes().contains(&b':') {
        out.push_bytes(b"invalid username: ");
        out.push(user);
    } else {
        out.push(user);
        out.push_byte(b':');
        out.push_bytes(bcrypt(call, password)?.as_bytes());
    }
    Ok(out.into_str())
}

const SCOPE: &[u8] = b"com.lyndir.masterpassword";

/// The shapes of passwords: each letter stands for a class of characters.
fn shapes(kind: &[u8]) -> Option<&'static [&'static str]> {
    Some(match kind {
        b"maximum" => &["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"],
        b"long" => &[
            "CvcvnoCvcvCvcv",
            "CvcvCvcvnoCvcv",
            "CvcvCvcvCvcvno",
            "CvccnoCvcvCvcv",
            "CvccCvcvnoCvcv",
            "CvccCvcvCvcvno",
            "CvcvnoCvccCvcv",
            "CvcvCvccnoCvcv",
            "CvcvCvccCvcvno",
            "CvcvnoCvcvCvcc",
            "CvcvCvcvnoCvcc",
            "CvcvCvcvCvccno",
            "CvccnoCvccCvcv",
            "CvccCvccnoCvcv",
            "CvccCvccCvcvno",
            "CvcvnoCvccCvcc",
            "CvcvCvccnoCvcc",
            "CvcvCvccCvccno",
            "CvccnoCvcvCvcc",
            "CvccCvcvnoCvcc",
            "CvccCvcvCvccno",
        ],
        b"medium" => &["CvcnoCvc", "CvcCvcno"],
        b"short" => &["Cvcn"],
        b"basic" => &["aaanaaan", "aannaaan", "aaannaaa"],
        b"pin" => &["nnnn"],
        _ => return None,
    })
}

fn class(letter: u8) -> &'static [u8] {
    match letter {
        b'V' => b"AEIOU",
        b'C' => b"BCDFGHJKLMNPQRSTVWXYZ",
        b'v' => b"aeiou",
        b'c' => b"bcdfghjklmnpqrstvwxyz",
        b'A' => b"AEIOUBCDFGHJKLMNPQRSTVWXYZ",
        b'a' => b"AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz",
        b'n' => b"0123456789",
        b'o' => b"@&%?,=[]_:-+*$#!'^~;()/.",
        _ => b"AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()",
    }
}

/// The Master Password of a site (version 1 of the algorithm, lengths in bytes as sprig has them).
pub(super) fn derive_password(
    counter: u32,
    kind: &Str,
    password: &Str,
    user: &Str,
    site: &Str,
) -> Result<Str, Failure> {
    let Some(shapes) = shapes(kind.as_bytes()) else {
        let mut out = StrBuf::new();
        out.push_bytes(b"cannot find password template ");
        out.push(kind);
        return Ok(out.into_str());
    };
    let failed =
        |e: &dyn std::fmt::Display| Failure::new(format!("failed to derive password: {e}"));
    let params = Params::new(15, 8, 2).map_err(|e| failed(&e))?;
    let mut key = [0; 64];
    scrypt(password.as_bytes(), &scoped(user), &params, &mut key).map_err(|e| failed(&e))?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).map_err(|e| failed(&e))?;
    mac.update(&scoped(site));
    mac.update(&counter.to_be_bytes());
    let seed = mac.finalize().into_bytes();
    let (&first, rest) = seed.split_first().ok_or_else(|| failed(&"no seed"))?;
    let shape = shapes
        .get(usize::from(first) % shapes.len())
        .copied()
        .unwrap_or_default();
    let pick = |(letter, &byte): (u8, &u8)| {
        let class = class(letter);
        class.get(usize::from(byte) % class.len()).copied()
    };
    Ok(shape
        .bytes()
        .zip(rest)
        .filter_map(pick)
        .collect::<Vec<u8>>()
        .into())
}

/// The algorithm's name, then the text with its length in front.
fn scoped(text: &Str) -> Vec<u8> {
    let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
    [SCOPE, &length.to_be_bytes(), text.as_bytes()].concat()
}
