//! DSA keys, which sprig can make and nothing here can sign with.

use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, NonZero, Odd};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::Rng;

use super::der::{self, Reader, tag};
use super::prime::{self, fit, number, small};

/// The size of p, as sprig asks for it.
const P_BITS: u32 = 2048;
/// The size of q.
const Q_BITS: u32 = 256;

/// A key in the form OpenSSL knows: version, p, q, g, y, x.
#[derive(Clone)]
pub(super) struct DsaKey {
    der: Vec<u8>,
}

impl DsaKey {
    /// A key with parameters of its own.
    pub(super) fn generate(stream: &mut ChaCha20Rng) -> Option<Self> {
        let q = prime::search(Q_BITS, stream, |_| true);
        let p = prime::search_above(&q, P_BITS, stream);
        let params = BoxedMontyParams::new_vartime(Odd::new(p.clone()).into_option()?);
        let power = |base: &BoxedUint, exponent: &BoxedUint| {
            BoxedMontyForm::new(base.clone(), &params)
                .pow_bounded_exp(exponent, exponent.bits_vartime())
                .retrieve()
        };
        let divisor = NonZero::new(fit(&q, P_BITS)).into_option()?;
        let cofactor = p.wrapping_sub(small(1, P_BITS)).div_rem_vartime(&divisor).0;
        let g = (2..100)
            .map(|base| power(&small(base, P_BITS), &cofactor))
            .find(|g| g.bits_vartime() > 1)?;
        let x = loop {
            let mut bytes = [0; Q_BITS as usize / 8];
            stream.fill_bytes(&mut bytes);
            let x = number(&bytes);
            if x.bits_vartime() > 0 && x.cmp_vartime(&q).is_lt() {
                break x;
            }
        };
        let y = power(&g, &x);
        let mut parts = vec![der::integer(&[0])];
        parts.extend([&p, &q, &g, &y, &x].map(der::big));
        Some(DsaKey {
            der: der::element(tag::SEQUENCE, &parts.concat()),
        })
    }

    /// The key's DER.
    pub(super) fn to_der(&self) -> Vec<u8> {
        self.der.clone()
    }

    /// Reads a key; Go checks nothing but the form of its numbers.
    pub(super) fn from_der(bytes: &[u8]) -> Result<Self, String> {
        let mut outer = Reader::new(bytes);
        let mut fields = Reader::new(outer.field(tag::SEQUENCE, "DSAKeyFormat")?);
        fields.int()?;
        let mut parts = vec![der::integer(&[0])];
        for _ in 0..5 {
            parts.push(der::integer(fields.big()?.unwrap_or_default()));
        }
        Ok(DsaKey {
            der: der::element(tag::SEQUENCE, &parts.concat()),
        })
    }
}
