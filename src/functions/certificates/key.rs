//! Private keys of all kinds: made, read, written, and used to sign.

use ed25519_dalek::Signer as _;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use sha2::{Digest, Sha256};

use super::der::{self, Reader, tag};
use super::dsa::DsaKey;
use super::pem;
use super::rsa::RsaKey;

const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const SHA256_WITH_RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b];
const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
const ECDSA_WITH_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];

/// Curves that Go knows and that are not built in here.
const OTHER_CURVES: [(&[u8], &str); 3] = [
    (&[0x2b, 0x81, 0x04, 0x00, 0x21], "P-224"),
    (&[0x2b, 0x81, 0x04, 0x00, 0x22], "P-384"),
    (&[0x2b, 0x81, 0x04, 0x00, 0x23], "P-521"),
];

/// A private key.
#[derive(Clone)]
pub(super) enum PrivateKey {
    /// RSA.
    Rsa(Box<RsaKey>),
    /// ECDSA on the curve P-256.
    Ec(Box<p256::ecdsa::SigningKey>),
    /// Ed25519.
    Ed25519(Box<ed25519_dalek::SigningKey>),
    /// DSA.
    Dsa(DsaKey),
}

impl PrivateKey {
    /// An RSA key.
    pub(super) fn rsa(bits: u32, stream: &mut ChaCha20Rng) -> Self {
        let mut seeds = [[0; 32]; 2];
        for seed in &mut seeds {
            stream.fill_bytes(seed);
        }
        PrivateKey::Rsa(Box::new(RsaKey::generate(bits, seeds)))
    }

    /// A key of the kind that `genPrivateKey` is asked for; `None` for a kind it does not know.
    pub(super) fn generate(kind: &[u8], seed: [u8; 32]) -> Option<Self> {
        let mut stream = ChaCha20Rng::from_seed(seed);
        let mut bytes = [0; 32];
        match kind {
            b"" | b"rsa" => Some(PrivateKey::rsa(4096, &mut stream)),
            b"dsa" => DsaKey::generate(&mut stream).map(PrivateKey::Dsa),
            b"ecdsa" => loop {
                stream.fill_bytes(&mut bytes);
                if let Ok(key) = p256::ecdsa::SigningKey::from_slice(&bytes) {
                    return Some(PrivateKey::Ec(Box::new(key)));
                }
            },
            b"ed25519" => {
                stream.fill_bytes(&mut bytes);
                Some(PrivateKey::Ed25519(Box::new(
                    ed25519_dalek::SigningKey::from_bytes(&bytes),
                )))
            }
            _ => None,
        }
    }

    /// The key as PEM, in the form sprig gives each kind.
    pub(super) fn to_pem(&self) -> String {
        match self {
            PrivateKey::Rsa(key) => pem::encode("RSA PRIVATE KEY", &key.to_der()),
            PrivateKey::Dsa(key) => pem::encode("DSA PRIVATE KEY", &key.to_der()),
            PrivateKey::Ec(key) => {
                let private = der::element(tag::OCTET_STRING, &key.to_bytes());
                let curve = der::element(0xa0, &der::element(tag::OID, P256));
                let public = der::element(0xa1, &der::bit_string(&ec_point(key)));
                let whole = der::sequence(&[&der::integer(&[1]), &private, &curve, &public]);
                pem::encode("EC PRIVATE KEY", &whole)
            }
            PrivateKey::Ed25519(key) => {
                let seed = der::element(tag::OCTET_STRING, key.as_bytes());
                let whole = der::sequence(&[
                    &der::integer(&[0]),
                    &der::sequence(&[&der::element(tag::OID, ED25519)]),
                    &der::element(tag::OCTET_STRING, &seed),
                ]);
                pem::encode("PRIVATE KEY", &whole)
            }
        }
    }

    /// Reads a key as sprig does; the error is sprig's and Go's.
    pub(super) fn from_pem(text: &[u8]) -> Result<Self, String> {
        let Some((label, der)) = pem::decode(text) else {
            return Err("no PEM data in input".to_string());
        };
        match label.strip_suffix("PRIVATE KEY") {
            Some("") => pkcs8(&der).map_err(|e| format!("decoding PEM as PKCS#8: {e}")),
            Some("RSA ") => {
                pkcs1(&der).map_err(|e| format!("parsing RSA private key from PEM: {e}"))
            }
            Some("EC ") => {
                sec1(&der, None).map_err(|e| format!("parsing EC private key from PEM: {e}"))
            }
            Some("DSA ") => DsaKey::from_der(&der)
                .map(PrivateKey::Dsa)
                .map_err(|e| format!("parsing DSA private key from PEM: {e}")),
            Some(_) if label.ends_with(" PRIVATE KEY") => {
                Err(format!("invalid private key type {label}"))
            }
            _ => Err(format!("no private key data in PEM block of type {label}")),
        }
    }

    /// The `SubjectPublicKeyInfo`, and within it the bytes of the key itself.
    pub(super) fn public_key(&self) -> Result<(Vec<u8>, Vec<u8>), String> {
        let (algorithm, key) = match self {
            PrivateKey::Rsa(key) => {
                let null = der::element(tag::NULL, &[]);
                (
                    der::sequence(&[&der::element(tag::OID, RSA), &null]),
                    key.public_key(),
                )
            }
            PrivateKey::Ec(key) => {
                let curve = der::element(tag::OID, P256);
                (
                    der::sequence(&[&der::element(tag::OID, EC), &curve]),
                    ec_point(key),
                )
            }
            PrivateKey::Ed25519(key) => (
                der::sequence(&[&der::element(tag::OID, ED25519)]),
                key.verifying_key().to_bytes().to_vec(),
            ),
            PrivateKey::Dsa(_) => {
                return Err("x509: unsupported public key type: *dsa.PublicKey".to_string());
            }
        };
        Ok((der::sequence(&[&algorithm, &der::bit_string(&key)]), key))
    }

    /// Whether Go could sign with this key; the error is Go's.
    pub(super) fn can_sign(&self) -> Result<(), String> {
        match self {
            PrivateKey::Dsa(_) => {
                Err("x509: certificate private key does not implement crypto.Signer".to_string())
            }
            PrivateKey::Rsa(key) if key.bits() < 1024 => Err(format!(
                "crypto/rsa: {}-bit keys are insecure (see https://go.dev/pkg/crypto/rsa#hdr-Minimum_key_size)",
                key.bits()
            )),
            _ => Ok(()),
        }
    }

    /// The `AlgorithmIdentifier` of this key's signatures; `None` for DSA, which can not sign here.
    pub(super) fn algorithm(&self) -> Option<Vec<u8>> {
        let (oid, parameters) = match self {
            PrivateKey::Rsa(_) => (SHA256_WITH_RSA, der::element(tag::NULL, &[])),
            PrivateKey::Ec(_) => (ECDSA_WITH_SHA256, Vec::new()),
            PrivateKey::Ed25519(_) => (ED25519, Vec::new()),
            PrivateKey::Dsa(_) => return None,
        };
        Some(der::sequence(&[&der::element(tag::OID, oid), &parameters]))
    }

    /// Signs with SHA-256, or as Ed25519 does. The nonce of ECDSA follows from key and message
    /// (RFC 6979), so that a seed gives the same signature.
    pub(super) fn sign(&self, message: &[u8]) -> Option<Vec<u8>> {
        match self {
            PrivateKey::Rsa(key) => key.sign(&Sha256::digest(message).into()),
            PrivateKey::Ec(key) => {
                let signature: p256::ecdsa::Signature = key.try_sign(message).ok()?;
                let (r, s) = signature.split_bytes();
                Some(der::sequence(&[&der::integer(&r), &der::integer(&s)]))
            }
            PrivateKey::Ed25519(key) => Some(key.try_sign(message).ok()?.to_bytes().to_vec()),
            PrivateKey::Dsa(_) => None,
        }
    }
}

fn ec_point(key: &p256::ecdsa::SigningKey) -> Vec<u8> {
    key.verifying_key().to_sec1_point(false).as_bytes().to_vec()
}

/// Algorithm, its parameters, and the key within.
type Pkcs8<'a> = (&'a [u8], &'a [u8], &'a [u8]);

/// Version, key and curve.
type Sec1<'a> = (i64, &'a [u8], Option<&'a [u8]>);

/// The outer form of PKCS #8.
fn pkcs8_parts(der: &[u8]) -> Result<Pkcs8<'_>, String> {
    let mut outer = Reader::new(der);
    let mut fields = Reader::new(outer.field(tag::SEQUENCE, "pkcs8")?);
    fields.int()?;
    let mut algorithm = Reader::new(fields.field(tag::SEQUENCE, "AlgorithmIdentifier")?);
    let oid = algorithm.field(tag::OID, "ObjectIdentifier")?;
    let key = fields.field(tag::OCTET_STRING, "")?;
    Ok((oid, algorithm.rest(), key))
}

/// The parts of a key as SEC 1 has them.
fn sec1_parts(der: &[u8]) -> Result<Sec1<'_>, String> {
    let mut outer = Reader::new(der);
    let mut fields = Reader::new(outer.field(tag::SEQUENCE, "ecPrivateKey")?);
    let version = fields.int()?;
    let key = fields.field(tag::OCTET_STRING, "")?;
    let curve = match fields.optional(0xa0)? {
        Some(inner) => Some(Reader::new(inner).field(tag::OID, "ObjectIdentifier")?),
        None => None,
    };
    Ok((version, key, curve))
}

fn instead(function: &str) -> String {
    format!("x509: failed to parse private key (use {function} instead for this key format)")
}

/// Whether the bytes have the form of a PKCS #1 key, whatever its numbers.
fn looks_like_pkcs1(der: &[u8]) -> bool {
    let mut outer = Reader::new(der);
    let Ok(inner) = outer.field(tag::SEQUENCE, "") else {
        return false;
    };
    let mut fields = Reader::new(inner);
    (0..6).all(|_| fields.big().is_ok())
}

fn pkcs8(der: &[u8]) -> Result<PrivateKey, String> {
    let (oid, parameters, key) = match pkcs8_parts(der) {
        Ok(parts) => parts,
        Err(_) if sec1_parts(der).is_ok() => return Err(instead("ParseECPrivateKey")),
        Err(_) if looks_like_pkcs1(der) => return Err(instead("ParsePKCS1PrivateKey")),
        Err(error) => return Err(error),
    };
    match oid {
        RSA => pkcs1(key)
            .map_err(|e| format!("x509: failed to parse RSA private key embedded in PKCS#8: {e}")),
        EC => {
            let curve = Reader::new(parameters)
                .field(tag::OID, "ObjectIdentifier")
                .ok();
            sec1(key, curve).map_err(|e| {
                format!("x509: failed to parse EC private key embedded in PKCS#8: {e}")
            })
        }
        ED25519 => {
            if !parameters.is_empty() {
                return Err("x509: invalid Ed25519 private key parameters".to_string());
            }
            let seed = Reader::new(key)
                .field(tag::OCTET_STRING, "")
                .map_err(|e| format!("x509: invalid Ed25519 private key: {e}"))?;
            let seed: [u8; 32] = seed
                .try_into()
                .map_err(|_| format!("x509: invalid Ed25519 private key length: {}", seed.len()))?;
            Ok(PrivateKey::Ed25519(Box::new(
                ed25519_dalek::SigningKey::from_bytes(&seed),
            )))
        }
        _ => Err(format!(
            "x509: PKCS#8 wrapping contained private key with unknown algorithm: {}",
            der::dotted(oid)
        )),
    }
}

fn pkcs1(der: &[u8]) -> Result<PrivateKey, String> {
    if !looks_like_pkcs1(der) {
        if sec1_parts(der).is_ok() {
            return Err(instead("ParseECPrivateKey"));
        }
        if pkcs8_parts(der).is_ok() {
            return Err(instead("ParsePKCS8PrivateKey"));
        }
    }
    RsaKey::from_der(der).map(|key| PrivateKey::Rsa(Box::new(key)))
}

fn sec1(der: &[u8], outer_curve: Option<&[u8]>) -> Result<PrivateKey, String> {
    let (version, key, own_curve) = match sec1_parts(der) {
        Ok(parts) => parts,
        Err(_) if pkcs8_parts(der).is_ok() => return Err(instead("ParsePKCS8PrivateKey")),
        Err(_) if looks_like_pkcs1(der) => return Err(instead("ParsePKCS1PrivateKey")),
        Err(error) => return Err(format!("x509: failed to parse EC private key: {error}")),
    };
    if version != 1 {
        return Err(format!("x509: unknown EC private key version {version}"));
    }
    let curve = outer_curve.or(own_curve).unwrap_or_default();
    if let Some((_, name)) = OTHER_CURVES.iter().find(|(oid, _)| *oid == curve) {
        return Err(format!(
            "keys on the curve {name} are not supported here, use P-256"
        ));
    }
    if curve != P256 {
        return Err("x509: unknown elliptic curve".to_string());
    }
    // Some programs write the number with leading zeros, others without any.
    let significant = key.iter().position(|&b| b != 0).unwrap_or(key.len());
    let key = key.get(significant..).unwrap_or_default();
    let mut bytes = [0; 32];
    let Some(room) = bytes.len().checked_sub(key.len()) else {
        return Err("x509: invalid private key length".to_string());
    };
    bytes[room..].copy_from_slice(key);
    p256::ecdsa::SigningKey::from_slice(&bytes)
        .map(|key| PrivateKey::Ec(Box::new(key)))
        .map_err(|_| "crypto/ecdsa: invalid private key".to_string())
}
