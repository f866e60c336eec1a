//! Searching for primes: a sieve, then Miller and Rabin's test.
//!
//! Which prime is found follows from the stream of random bytes alone, on every machine. The order
//! in which bytes are drawn is part of what a seed promises and must not change.

use std::sync::OnceLock;

use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, Limb, NonZero, Odd, Resize};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::Rng;

/// How many candidates a sieve looks at before it starts elsewhere.
const WINDOW: usize = 4096;
/// The primes a sieve divides by are below this bound.
const SMALL: usize = 1 << 16;
/// Tests with random bases after the one with base two: 5 in all, as FIPS 186-5 asks for.
const ROUNDS: usize = 4;

/// A random prime of exactly so many bits, with the two highest bits set, for which `fits` holds.
pub(super) fn search(
    bits: u32,
    stream: &mut ChaCha20Rng,
    fits: impl Fn(&BoxedUint) -> bool,
) -> BoxedUint {
    let sieve = SIEVE.get_or_init(Sieve::new);
    loop {
        let mut bytes = vec![0; bits as usize / 8];
        stream.fill_bytes(&mut bytes);
        if let Some(first) = bytes.first_mut() {
            *first |= 0xc0;
        }
        if let Some(last) = bytes.last_mut() {
            *last |= 1;
        }
        let start = number(&bytes);
        if let Some(prime) = sieve.walk(&start, &small(2, bits), bits, stream, &fits) {
            return prime;
        }
    }
}

/// A random prime of exactly so many bits that is 1 modulo twice `q`.
pub(super) fn search_above(q: &BoxedUint, bits: u32, stream: &mut ChaCha20Rng) -> BoxedUint {
    let sieve = SIEVE.get_or_init(Sieve::new);
    let step = fit(q, bits).shl(1);
    let Some(divisor) = NonZero::new(step.clone()).into_option() else {
        return step;
    };
    loop {
        let mut bytes = vec![0; bits as usize / 8];
        stream.fill_bytes(&mut bytes);
        if let Some(first) = bytes.first_mut() {
            *first |= 0x80;
        }
        let start = number(&bytes);
        let start = start
            .wrapping_sub(start.rem_vartime(&divisor))
            .wrapping_add(small(1, bits));
        if let Some(prime) = sieve.walk(&start, &step, bits, stream, &|_| true) {
            return prime;
        }
    }
}

static SIEVE: OnceLock<Sieve> = OnceLock::new();

/// Odd small primes, in groups whose product fits 32 bits.
struct Sieve {
    groups: Vec<(u32, Vec<u32>)>,
}

impl Sieve {
    fn new() -> Self {
        let mut composite = vec![false; SMALL];
        let mut groups: Vec<(u32, Vec<u32>)> = Vec::new();
        for candidate in (3..SMALL).step_by(2) {
            if composite.get(candidate).copied().unwrap_or(true) {
                continue;
            }
            for multiple in (candidate * candidate..SMALL).step_by(2 * candidate) {
                if let Some(mark) = composite.get_mut(multiple) {
                    *mark = true;
                }
            }
            let Ok(prime) = u32::try_from(candidate) else {
                continue;
            };
            match groups
                .last_mut()
                .map(|(product, group)| (product.checked_mul(prime), group))
            {
                Some((Some(product), group)) => {
                    group.push(prime);
                    if let Some(last) = groups.last_mut() {
                        last.0 = product;
                    }
                }
                _ => groups.push((prime, vec![prime])),
            }
        }
        Sieve { groups }
    }

    /// The first prime among `start`, `start + step`, `start + 2 step` and so on.
    fn walk(
        &self,
        start: &BoxedUint,
        step: &BoxedUint,
        bits: u32,
        stream: &mut ChaCha20Rng,
        fits: &impl Fn(&BoxedUint) -> bool,
    ) -> Option<BoxedUint> {
        let mut composite = vec![false; WINDOW];
        for (product, primes) in &self.groups {
            let (first, stride) = (remainder(start, *product), remainder(step, *product));
            for &prime in primes {
                let prime = u64::from(prime);
                let (first, stride) = (first % prime, stride % prime);
                // start + k step = 0 modulo the prime, solved for k.
                let k = (prime - first) % prime * inverse(stride, prime) % prime;
                if stride != 0 {
                    for mark in composite
                        .iter_mut()
                        .skip(k as usize)
                        .step_by(prime as usize)
                    {
                        *mark = true;
                    }
                }
            }
        }
        let mut candidate = start.clone();
        let mut behind = 0u64;
        for (k, _) in composite
            .iter()
            .enumerate()
            .filter(|(_, composite)| !**composite)
        {
            let ahead = small(k as u64 - behind, bits).wrapping_mul(step);
            candidate = candidate.wrapping_add(&ahead);
            behind = k as u64;
            if candidate.cmp_vartime(start).is_lt() {
                return None;
            }
            if fits(&candidate) && is_prime(&candidate, stream) {
                return Some(candidate);
            }
        }
        None
    }
}

/// The inverse modulo a prime, by Fermat.
pub(super) fn inverse(number: u64, prime: u64) -> u64 {
    if number == 2 {
        return prime.div_ceil(2);
    }
    let (mut result, mut square, mut exponent) = (1, number, prime - 2);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = result * square % prime;
        }
        square = square * square % prime;
        exponent >>= 1;
    }
    result
}

/// Miller and Rabin's test with base two, then with random bases.
fn is_prime(candidate: &BoxedUint, stream: &mut ChaCha20Rng) -> bool {
    let Some(modulus) = Odd::new(candidate.clone()).into_option() else {
        return false;
    };
    let bits = candidate.bits_precision();
    let params = BoxedMontyParams::new_vartime(modulus);
    let minus_one = candidate.wrapping_sub(small(1, bits));
    let twos = minus_one.trailing_zeros_vartime();
    let odd = minus_one.shr(twos);
    let one = BoxedMontyForm::one(&params);
    let last = one.neg();
    let passes = |base: BoxedUint| {
        let mut power =
            BoxedMontyForm::new(base, &params).pow_bounded_exp(&odd, odd.bits_vartime());
        if power == one || power == last {
            return true;
        }
        for _ in 1..twos {
            power = power.square();
            if power == last {
                return true;
            }
        }
        false
    };
    if !passes(small(2, bits)) {
        return false;
    }
    (0..ROUNDS).all(|_| {
        // Half as many bits as the candidate has: below it, and never zero.
        let mut bytes = vec![0; bits as usize / 16];
        stream.fill_bytes(&mut bytes);
        if let Some(last) = bytes.last_mut() {
            *last |= 2;
        }
        passes(fit(&number(&bytes), bits))
    })
}

/// What is left after dividing.
pub(super) fn remainder(number: &BoxedUint, divisor: u32) -> u64 {
    NonZero::new(Limb::from_u32(divisor))
        .into_option()
        .map_or(0, |divisor| u64::from(number.rem_limb(divisor)))
}

/// A number from its bytes, most significant first, as wide as they are.
pub(super) fn number(bytes: &[u8]) -> BoxedUint {
    BoxedUint::from_be_slice_vartime(bytes)
}

/// A small number of some width.
pub(super) fn small(value: u64, bits: u32) -> BoxedUint {
    fit(&BoxedUint::from(value), bits)
}

/// A number as wide as this; what does not fit is cut off.
pub(super) fn fit(number: &BoxedUint, bits: u32) -> BoxedUint {
    number.clone().resize_unchecked(bits)
}
