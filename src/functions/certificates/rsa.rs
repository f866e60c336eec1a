//! RSA keys: making them, PKCS #1, and signatures.

use std::thread;

use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, ConcatenatingMul, Gcd, Limb, NonZero, Odd};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

use super::der::{self, Reader, tag};
use super::prime::{self, fit, number, remainder, small};

/// The exponent of every key that is made here.
const EXPONENT: u32 = 65537;
/// The largest exponent Go takes.
const MOST_EXPONENT: i64 = (1 << 31) - 1;

/// The largest key that is read: signing takes the time of the size to the third.
const MOST_BITS: usize = 16_384;

/// A key with two primes, and what makes signing with it fast.
#[derive(Clone)]
pub(super) struct RsaKey {
    n: BoxedUint,
    e: u64,
    d: BoxedUint,
    p: BoxedUint,
    q: BoxedUint,
    dp: BoxedUint,
    dq: BoxedUint,
    qinv: BoxedUint,
}

impl RsaKey {
    /// A key of so many bits. Both primes are searched for at the same time, each in the stream of
    /// its own seed.
    pub(super) fn generate(bits: u32, seeds: [[u8; 32]; 2]) -> Self {
        let half = bits / 2;
        // The exponent is prime, so it is enough that it does not divide the prime less one.
        let fits = |prime: &BoxedUint| remainder(prime, EXPONENT) != 1;
        let search = |stream: &mut ChaCha20Rng| prime::search(half, stream, fits);
        let [first, second] = seeds;
        let mut first = ChaCha20Rng::from_seed(first);
        let mut second = ChaCha20Rng::from_seed(second);
        let (p, mut q) = thread::scope(|scope| {
            let builder = thread::Builder::new().name("prime".to_string());
            let first = &mut first;
            match builder.spawn_scoped(scope, move || search(first)) {
                Ok(other) => {
                    let q = search(&mut second);
                    (other.join().ok(), q)
                }
                Err(_) => (None, search(&mut second)),
            }
        });
        // Where no thread could be had the search is made here; its stream is untouched.
        let p = p.unwrap_or_else(|| search(&mut first));
        loop {
            if let Some(key) = Self::of_primes(&p, &q) {
                return key;
            }
            q = search(&mut second);
        }
    }

    /// A key of two primes of the same width; `None` where they are too close to each other.
    fn of_primes(p: &BoxedUint, q: &BoxedUint) -> Option<Self> {
        let half = p.bits_precision();
        let apart = if p.cmp_vartime(q).is_gt() {
            p.wrapping_sub(q)
        } else {
            q.wrapping_sub(p)
        };
        if apart.bits_vartime() <= half - 100 {
            return None;
        }
        let (p1, q1) = (less_one(p), less_one(q));
        let common = NonZero::new(p1.gcd_vartime(&q1)).into_option()?;
        let order = p1.concatenating_mul(&q1).div_rem_vartime(&common).0;
        Some(RsaKey {
            n: p.concatenating_mul(q),
            e: u64::from(EXPONENT),
            d: inverse_of_exponent(&order)?,
            dp: inverse_of_exponent(&p1)?,
            dq: inverse_of_exponent(&q1)?,
            qinv: invert(q, p)?,
            p: p.clone(),
            q: q.clone(),
        })
    }

    /// The size in bits.
    pub(super) fn bits(&self) -> u32 {
        self.n.bits_vartime()
    }

    /// The public key as PKCS #1 writes it.
    pub(super) fn public_key(&self) -> Vec<u8> {
        der::sequence(&[&der::big(&self.n), &der::integer(&self.e.to_be_bytes())])
    }

    /// The key as PKCS #1 writes it.
    pub(super) fn to_der(&self) -> Vec<u8> {
        let mut parts = vec![der::integer(&[0]), der::big(&self.n)];
        parts.push(der::integer(&self.e.to_be_bytes()));
        for part in [&self.d, &self.p, &self.q, &self.dp, &self.dq, &self.qinv] {
            parts.push(der::big(part));
        }
        der::element(tag::SEQUENCE, &parts.concat())
    }

    /// Reads a key as PKCS #1 writes it and checks it as Go does, in Go's words.
    pub(super) fn from_der(bytes: &[u8]) -> Result<Self, String> {
        let mut outer = Reader::new(bytes);
        let mut fields = Reader::new(outer.field(tag::SEQUENCE, "pkcs1PrivateKey")?);
        let version = fields.int()?;
        let n = fields.big()?;
        let e = fields.int()?;
        let (d, p, q) = (fields.big()?, fields.big()?, fields.big()?);
        let mut optional = || {
            if fields.is_empty() {
                Ok(None)
            } else {
                fields.big().map(Some)
            }
        };
        let crt = [optional()?, optional()?, optional()?];
        if !outer.is_empty() {
            return Err("asn1: syntax error: trailing data".to_string());
        }
        if version > 1 {
            return Err("x509: unsupported private key version".to_string());
        }
        let positive = "x509: private key contains zero or negative value";
        let (Some(n), Some(d), Some(p), Some(q), [Some(_) | None, ..]) = (n, d, p, q, &crt) else {
            return Err(positive.to_string());
        };
        if crt.contains(&Some(None)) {
            return Err(positive.to_string());
        }
        if !fields.is_empty() {
            return Err("keys of more than two primes are not supported here".to_string());
        }
        let [dp, dq, qinv] = crt.map(Option::flatten);
        Self::checked(n, e, [d, p, q], [dp, dq, qinv])
    }

    fn checked(
        n: &[u8],
        e: i64,
        [d, p, q]: [&[u8]; 3],
        crt: [Option<&[u8]>; 3],
    ) -> Result<Self, String> {
        let fail = |text: &str| format!("crypto/rsa: {text}");
        if [n, d, p, q]
            .iter()
            .any(|part| part.len() > MOST_BITS / 8 + 1)
        {
            return Err(fail(&format!(
                "keys of more than {MOST_BITS} bits are not supported here"
            )));
        }
        let [n, d, p, q] = [n, d, p, q].map(number);
        if !n.bit_vartime(0) {
            return Err(fail("public modulus is even"));
        }
        match e {
            ..2 => return Err(fail("public exponent too small or negative")),
            _ if e % 2 == 0 => return Err(fail("public exponent is even")),
            _ if e > MOST_EXPONENT => return Err(fail("public exponent too large")),
            _ => {}
        }
        let e = e.unsigned_abs();
        if p.cmp_vartime(&n).is_ge() || q.cmp_vartime(&n).is_ge() {
            return Err(fail("invalid prime"));
        }
        if p.concatenating_mul(&q).cmp_vartime(&n).is_ne() {
            return Err(fail("p * q != n"));
        }
        let (p1, q1) = (less_one(&p), less_one(&q));
        let reduced = |d: &BoxedUint, modulus: &BoxedUint| {
            let modulus = NonZero::new(modulus.clone()).into_option()?;
            Some(d.rem_vartime(&modulus))
        };
        let exponent = |given: Option<&[u8]>, modulus: &BoxedUint| {
            let exponent = match given {
                Some(given) => number(given),
                None => reduced(&d, modulus).ok_or_else(|| fail("invalid prime"))?,
            };
            let product = reduced(&exponent.concatenating_mul(BoxedUint::from(e)), modulus);
            let right = product.is_some_and(|product| product.bits_vartime() == 1)
                && exponent.cmp_vartime(modulus).is_lt();
            if right {
                Ok(exponent)
            } else {
                Err(fail("invalid CRT exponent"))
            }
        };
        let [dp, dq, qinv] = crt;
        let dp = exponent(dp, &p1)?;
        let dq = exponent(dq, &q1)?;
        let wanted = invert(&q, &p).ok_or_else(|| fail("invalid prime"))?;
        if qinv.is_some_and(|given| number(given).cmp_vartime(&wanted).is_ne()) {
            return Err(fail("invalid CRT coefficient"));
        }
        let matches = |part: &BoxedUint, modulus: &BoxedUint| {
            reduced(&d, modulus).is_some_and(|d| d.cmp_vartime(part).is_eq())
        };
        if !matches(&dp, &p1) {
            return Err(fail("d does not match dP"));
        }
        if !matches(&dq, &q1) {
            return Err(fail("d does not match dQ"));
        }
        if d.bits_vartime() <= n.bits_vartime() / 2 {
            return Err(fail("d too small"));
        }
        Ok(RsaKey {
            n,
            e,
            d,
            p,
            q,
            dp,
            dq,
            qinv: wanted,
        })
    }

    /// A signature by PKCS #1, version 1.5, of a SHA-256 hash.
    pub(super) fn sign(&self, hash: &[u8; 32]) -> Option<Vec<u8>> {
        /// The DER in front of a SHA-256 hash.
        const PREFIX: [u8; 19] = [
            0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02,
            0x01, 0x05, 0x00, 0x04, 0x20,
        ];
        let size = self.bits().div_ceil(8) as usize;
        let padding = size.checked_sub(3 + PREFIX.len() + hash.len())?;
        let message = [&[0, 1], &vec![0xff; padding][..], &[0], &PREFIX, hash].concat();
        let message = number(&message);
        let m1 = power(&message, &self.dp, &self.p)?;
        let m2 = power(&message, &self.dq, &self.q)?;
        let p = NonZero::new(self.p.clone()).into_option()?;
        let m2_in_p = m2.rem_vartime(&p);
        let difference = if m1.cmp_vartime(&m2_in_p).is_ge() {
            m1.wrapping_sub(&m2_in_p)
        } else {
            m1.wrapping_add(&self.p).wrapping_sub(&m2_in_p)
        };
        let h = difference.concatenating_mul(&self.qinv).rem_vartime(&p);
        let signature = fit(&h.concatenating_mul(&self.q), self.n.bits_precision() + 64)
            .wrapping_add(fit(&m2, self.n.bits_precision() + 64));
        let bytes = signature.to_be_bytes();
        Some(bytes.get(bytes.len().checked_sub(size)?..)?.to_vec())
    }
}

fn less_one(number: &BoxedUint) -> BoxedUint {
    number.wrapping_sub(small(1, number.bits_precision()))
}

/// The inverse of the exponent: with r the modulus modulo e, (modulus * (e - 1/r) + 1) / e.
fn inverse_of_exponent(modulus: &BoxedUint) -> Option<BoxedUint> {
    let inverse = prime::inverse(remainder(modulus, EXPONENT), u64::from(EXPONENT));
    let factor = BoxedUint::from(u64::from(EXPONENT) - inverse);
    let product = modulus.concatenating_mul(&factor);
    let one = small(1, product.bits_precision());
    let divisor = NonZero::new(Limb::from_u32(EXPONENT)).into_option()?;
    let (inverse, rest) = product.wrapping_add(one).div_rem_limb(divisor);
    (rest.0 == 0).then(|| fit(&inverse, modulus.bits_precision()))
}

/// The inverse modulo an odd number.
fn invert(value: &BoxedUint, modulus: &BoxedUint) -> Option<BoxedUint> {
    let divisor = NonZero::new(modulus.clone()).into_option()?;
    let odd = Odd::new(modulus.clone()).into_option()?;
    value
        .rem_vartime(&divisor)
        .invert_odd_mod_vartime(&odd)
        .into_option()
}

fn power(base: &BoxedUint, exponent: &BoxedUint, modulus: &BoxedUint) -> Option<BoxedUint> {
    let divisor = NonZero::new(modulus.clone()).into_option()?;
    let params = BoxedMontyParams::new_vartime(Odd::new(modulus.clone()).into_option()?);
    let base = fit(&base.rem_vartime(&divisor), modulus.bits_precision());
    let power = BoxedMontyForm::new(base, &params);
    Some(
        power
            .pow_bounded_exp(exponent, exponent.bits_vartime())
            .retrieve(),
    )
}
