//! Keys and certificates.
//!
//! The functions return at once: what they promise is made on other threads and waited for when
//! `.Cert` or `.Key` is read. Every mistake a template can make is found before, so that it is
//! reported where it was made. The random bytes are drawn before as well, 32 for a call, and all
//! that is random about a key or a certificate follows from them; with a seed this makes the same
//! bytes on every machine.
//!
//! - [`mod@object`]: the value that templates hold.
//! - `deferred`: values that are made on other threads.
//! - `x509`, `parse`: certificates, written and read.
//! - `key`, `rsa`, `dsa`, `prime`: private keys.
//! - `der`, `pem`: the forms all of them have as bytes and as text.

mod deferred;
mod der;
mod dsa;
mod key;
pub mod object;
mod parse;
mod pem;
mod prime;
mod rsa;
mod x509;

use std::net::IpAddr;

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use self::key::PrivateKey;
use self::object::{Certificate, Made};
use self::x509::Template;
use super::base::decode_base64;
use super::random::Draw;
use super::{Entry, Family, Profiles};
use crate::function;
use crate::gotemplate::call::Call;
use crate::gotemplate::function::{Arg, Failure};
use crate::gotemplate::printf;
use crate::value::{GoType, Str, Value};

/// The size of the RSA keys that certificates get.
const RSA_BITS: u32 = 2048;

/// The functions of this family.
pub static TABLE: &[Entry] = &[
    Entry::new(
        function!("genPrivateKey", gen_private_key),
        Family::Certificates,
        "(type string) string",
    )
    .help(
        "A new private key as PEM; types: rsa (4096 bits), ecdsa (P-256), ed25519, dsa.",
        "{{ genPrivateKey \"ed25519\" }}",
    )
    .impure(),
    Entry::new(
        function!("genCA", gen_ca),
        Family::Certificates,
        "(cn string, days int) (certificate, error)",
    )
    .help(
        "A new certificate authority, with .Cert and .Key.",
        "{{ $ca := genCA \"my-ca\" 365 }}{{ $ca.Cert }}",
    )
    .impure(),
    Entry::new(
        function!("genCAWithKey", gen_ca_with_key),
        Family::Certificates,
        "(cn string, days int, key string) (certificate, error)",
    )
    .help(
        "A new certificate authority for a private key.",
        "{{ $ca := genPrivateKey \"ecdsa\" | genCAWithKey \"my-ca\" 365 }}{{ $ca.Cert }}",
    )
    .profiles(Profiles::Helm)
    .impure(),
    Entry::new(
        function!("genSelfSignedCert", gen_self_signed_cert),
        Family::Certificates,
        "(cn string, ips, dns []interface {}, days int) (certificate, error)",
    )
    .help(
        "A new certificate signed by itself.",
        "{{ (genSelfSignedCert \"me\" nil (list \"me.example\") 365).Cert }}",
    )
    .impure(),
    Entry::new(
        function!("genSelfSignedCertWithKey", gen_self_signed_cert_with_key),
        Family::Certificates,
        "(cn string, ips, dns []interface {}, days int, key string) (certificate, error)",
    )
    .help(
        "A new certificate for a private key, signed by itself.",
        "{{ (genPrivateKey \"ecdsa\" | genSelfSignedCertWithKey \"me\" nil nil 365).Cert }}",
    )
    .profiles(Profiles::Helm)
    .impure(),
    Entry::new(
        function!("genSignedCert", gen_signed_cert),
        Family::Certificates,
        "(cn string, ips, dns []interface {}, days int, ca certificate) (certificate, error)",
    )
    .help(
        "A new certificate signed by an authority.",
        "{{ (genCA \"my-ca\" 365 | genSignedCert \"me\" nil (list \"me.example\") 365).Cert }}",
    )
    .impure(),
    Entry::new(
        function!("genSignedCertWithKey", gen_signed_cert_with_key),
        Family::Certificates,
        "(cn string, ips, dns []interface {}, days int, ca certificate, key string) (certificate, error)",
    )
    .help(
        "A new certificate for a private key, signed by an authority.",
        "{{ (genPrivateKey \"ecdsa\" | genSignedCertWithKey \"me\" nil nil 365 (genCA \"my-ca\" 365)).Cert }}",
    )
    .profiles(Profiles::Helm)
    .impure(),
    Entry::new(
        function!("buildCustomCert", build_custom_cert),
        Family::Certificates,
        "(cert, key string) (certificate, error)",
    )
    .help(
        "A certificate and its key from base64 of their PEM.",
        "{{ (buildCustomCert .Values.tls.crt .Values.tls.key).Cert }}",
    ),
];

/// A `[]interface {}` argument, which may be nil.
struct Items<'a>(&'a [Value]);

impl Arg for Items<'_> {
    const TYPE: GoType = GoType::LIST;
    type Of<'a> = Items<'a>;

    fn take(value: &mut Value) -> Option<Self::Of<'_>> {
        match value {
            Value::List(list) => Some(Items(list)),
            Value::Nil | Value::Missing => Some(Items(&[])),
            _ => None,
        }
    }
}

fn gen_private_key(call: &mut Call<'_>, kind: &Str) -> Result<String, Failure> {
    let known = matches!(
        kind.as_bytes(),
        b"" | b"rsa" | b"dsa" | b"ecdsa" | b"ed25519"
    );
    if !known {
        return Ok(format!("Unknown type {kind}"));
    }
    let key = PrivateKey::generate(kind.as_bytes(), seed(call)?);
    Ok(key.map_or_else(
        || "failed to generate private key".to_string(),
        |key| key.to_pem(),
    ))
}

fn gen_ca(call: &mut Call<'_>, cn: &Str, days: i64) -> Result<Certificate, Failure> {
    let mut order = Order::new(call, cn, &Items(&[]), &Items(&[]), days)?;
    order.template.authority = true;
    order.place(None, None)
}

fn gen_ca_with_key(
    call: &mut Call<'_>,
    cn: &Str,
    days: i64,
    key: &Str,
) -> Result<Certificate, Failure> {
    let key = given_key(key)?;
    let mut order = Order::new(call, cn, &Items(&[]), &Items(&[]), days)?;
    order.template.authority = true;
    order.place(Some(key), None)
}

fn gen_self_signed_cert(
    call: &mut Call<'_>,
    cn: &Str,
    ips: Items<'_>,
    dns: Items<'_>,
    days: i64,
) -> Result<Certificate, Failure> {
    Order::new(call, cn, &ips, &dns, days)?.place(None, None)
}

fn gen_self_signed_cert_with_key(
    call: &mut Call<'_>,
    cn: &Str,
    ips: Items<'_>,
    dns: Items<'_>,
    days: i64,
    key: &Str,
) -> Result<Certificate, Failure> {
    let key = given_key(key)?;
    Order::new(call, cn, &ips, &dns, days)?.place(Some(key), None)
}

fn gen_signed_cert(
    call: &mut Call<'_>,
    cn: &Str,
    ips: Items<'_>,
    dns: Items<'_>,
    days: i64,
    ca: &Certificate,
) -> Result<Certificate, Failure> {
    Order::new(call, cn, &ips, &dns, days)?.place(None, Some(ca))
}

fn gen_signed_cert_with_key(
    call: &mut Call<'_>,
    cn: &Str,
    ips: Items<'_>,
    dns: Items<'_>,
    days: i64,
    ca: &Certificate,
    key: &Str,
) -> Result<Certificate, Failure> {
    let key = given_key(key)?;
    Order::new(call, cn, &ips, &dns, days)?.place(Some(key), Some(ca))
}

fn build_custom_cert(cert: &Str, key: &Str) -> Result<Certificate, Failure> {
    let cert = decode_base64(cert.as_bytes())
        .map_err(|_| Failure::new("unable to decode base64 certificate"))?;
    let key = decode_base64(key.as_bytes())
        .map_err(|_| Failure::new("unable to decode base64 private key"))?;
    let (_, der) =
        pem::decode(&cert).ok_or_else(|| Failure::new("unable to decode certificate"))?;
    let parent = parse::certificate(&der)
        .map_err(|e| Failure::new(format!("error parsing certificate: decodedCert.Bytes: {e}")))?;
    let private = PrivateKey::from_pem(&key)
        .map_err(|e| Failure::new(format!("error parsing private key: {e}")))?;
    Ok(Certificate::given(Made {
        cert,
        key,
        private,
        parent,
    }))
}

fn given_key(text: &Str) -> Result<PrivateKey, Failure> {
    PrivateKey::from_pem(text.as_bytes())
        .map_err(|e| Failure::new(format!("parsing private key: {e}")))
}

/// The 32 bytes from which all that is random in a call follows.
fn seed(call: &mut Call<'_>) -> Result<[u8; 32], Failure> {
    let mut seed = [0; 32];
    Draw::of(call).fill(&mut seed)?;
    Ok(seed)
}

/// A certificate that was asked for, its template found to be sound.
struct Order {
    template: Template,
    stream: ChaCha20Rng,
}

impl Order {
    fn new(
        call: &mut Call<'_>,
        cn: &Str,
        ips: &Items<'_>,
        dns: &Items<'_>,
        days: i64,
    ) -> Result<Self, Failure> {
        let addresses = ips.0.iter().map(address).collect::<Result<_, _>>()?;
        let dns_names = dns.0.iter().map(dns_name).collect::<Result<_, _>>()?;
        let now = call.world().now();
        let mut stream = ChaCha20Rng::from_seed(seed(call)?);
        let mut serial = [0; 16];
        stream.fill_bytes(&mut serial);
        // A time.Duration: nanoseconds, which wrap around.
        let lasting = days.wrapping_mul(86_400_000_000_000);
        let end = i64::from(now.nanoseconds) + lasting % 1_000_000_000;
        let end = now.seconds + lasting / 1_000_000_000 + end.div_euclid(1_000_000_000);
        Ok(Order {
            template: Template {
                common_name: cn.as_bytes().to_vec(),
                dns_names,
                addresses,
                validity: [now.seconds, end],
                serial,
                authority: false,
            },
            stream,
        })
    }

    /// Has the certificate made: for this key or a new one, signed by the authority or by itself.
    fn place(
        self,
        key: Option<PrivateKey>,
        ca: Option<&Certificate>,
    ) -> Result<Certificate, Failure> {
        let Order {
            template,
            mut stream,
        } = self;
        // A certificate that was made here is sound; there is no need to wait for it.
        let known = ca.and_then(Certificate::known);
        let signer = match ca {
            Some(_) => known.map(|made| &made.private),
            None => key.as_ref(),
        };
        template
            .check(known.map(|made| &made.parent), key.as_ref(), signer)
            .map_err(|e| Failure::new(format!("error creating certificate: {e}")))?;
        let ca = ca.cloned();
        Ok(Certificate::made_by(move || {
            let key = key.unwrap_or_else(|| PrivateKey::rsa(RSA_BITS, &mut stream));
            let der = match &ca {
                Some(ca) => {
                    let ca = ca.made()?;
                    template.create(Some(&ca.parent), &key, &ca.private).ok()?
                }
                None => template.create(None, &key, &key).ok()?,
            };
            let parent = parse::certificate(&der).ok()?;
            Some(Made {
                cert: pem::encode("CERTIFICATE", &der).into_bytes(),
                key: key.to_pem().into_bytes(),
                private: key,
                parent,
            })
        }))
    }
}

fn address(item: &Value) -> Result<Vec<u8>, Failure> {
    let Value::Str(text) = item else {
        return Err(not_a_string("error parsing ip", item));
    };
    match text.to_str().and_then(|text| text.parse::<IpAddr>().ok()) {
        Some(address) => Ok(match address.to_canonical() {
            IpAddr::V4(address) => address.octets().to_vec(),
            IpAddr::V6(address) => address.octets().to_vec(),
        }),
        None => Err(Failure::new(format!("error parsing ip: {text}"))),
    }
}

fn dns_name(item: &Value) -> Result<Vec<u8>, Failure> {
    match item {
        Value::Str(text) => Ok(text.as_bytes().to_vec()),
        _ => Err(not_a_string("error processing alternate dns name", item)),
    }
}

fn not_a_string(what: &str, item: &Value) -> Failure {
    let shown = printf::to_str(item).unwrap_or_default();
    Failure::new(format!("{what}: {shown} is not a string"))
}

#[cfg(test)]
mod tests;
