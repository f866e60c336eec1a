//! What is random.
//!
//! All of it comes from the call's own stream of bytes, so that with a seed a value depends on the
//! seed, the template and the number of the call, and on nothing that happens elsewhere. How
//! bytes become letters and numbers is written out here and must stay as it is: it is part of
//! what a seed promises.

use std::io;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{Entry, Family, Profiles};
use crate::function;
use crate::gotemplate::call::Call;
use crate::gotemplate::function::{Failure, Reason};
use crate::value::Str;
use crate::world::Randomness;

/// The functions of this family.
pub static TABLE: &[Entry] = &[
    Entry::new(
        function!("randAlphaNum", rand_alpha_num),
        Family::Random,
        "(n int) string",
    )
    .help(
        "So many random letters and digits.",
        "{{ randAlphaNum 16 }}",
    )
    .impure(),
    Entry::new(
        function!("randAlpha", rand_alpha),
        Family::Random,
        "(n int) string",
    )
    .help("So many random letters.", "{{ randAlpha 16 }}")
    .impure(),
    Entry::new(
        function!("randNumeric", rand_numeric),
        Family::Random,
        "(n int) string",
    )
    .help("So many random digits.", "{{ randNumeric 6 }}")
    .impure(),
    Entry::new(
        function!("randAscii", rand_ascii),
        Family::Random,
        "(n int) string",
    )
    .help(
        "So many random printable ASCII characters.",
        "{{ randAscii 16 }}",
    )
    .impure(),
    Entry::new(
        function!("randBytes", rand_bytes),
        Family::Random,
        "(n int) (string, error)",
    )
    .help("So many random bytes as base64.", "{{ randBytes 32 }}")
    .impure()
    .profiles(Profiles::Helm),
    Entry::new(
        function!("randInt", rand_int),
        Family::Random,
        "(min, max int) int",
    )
    .help(
        "A random number, at least the first and below the second.",
        "{{ randInt 1 7 }}",
    )
    .impure()
    .profiles(Profiles::Helm),
    Entry::new(
        function!("shuffle", shuffle),
        Family::Random,
        "(s string) string",
    )
    .help("The characters in random order.", "{{ shuffle \"abc\" }}")
    .impure(),
    Entry::new(function!("uuidv4", uuidv4), Family::Random, "() string")
        .help("A random UUID.", "{{ uuidv4 }}")
        .impure(),
];

/// Draws numbers from a stream of random bytes.
pub(crate) struct Draw {
    source: Box<dyn Randomness>,
    buffer: [u8; 64],
    used: usize,
}

impl Draw {
    /// The draws of this call.
    pub(crate) fn of(call: &mut Call<'_>) -> Self {
        Draw {
            source: call.randomness(),
            buffer: [0; 64],
            used: 64,
        }
    }

    /// Fills the buffer with the stream's next bytes.
    pub(crate) fn fill(&mut self, bytes: &mut [u8]) -> Result<(), Failure> {
        self.source.fill(bytes).map_err(|e| no_randomness(&e))
    }

    fn byte(&mut self) -> Result<u8, Failure> {
        if self.used == self.buffer.len() {
            self.source
                .fill(&mut self.buffer)
                .map_err(|e| no_randomness(&e))?;
            self.used = 0;
        }
        let byte = self.buffer.get(self.used).copied().unwrap_or_default();
        self.used += 1;
        Ok(byte)
    }

    /// A number below `bound`, each with the same chance.
    fn below(&mut self, bound: u64) -> Result<u64, Failure> {
        let bytes = match bound {
            0..=0x100 => 1,
            0x101..=0x1_0000 => 2,
            0x1_0001..=0x1_0000_0000 => 4,
            _ => 8,
        };
        let range = if bytes == 8 {
            1u128 << 64
        } else {
            1 << (8 * bytes)
        };
        let fair = range - range % u128::from(bound.max(1));
        loop {
            let mut number = 0u64;
            for _ in 0..bytes {
                number = number << 8 | u64::from(self.byte()?);
            }
            if u128::from(number) < fair {
                return Ok(number % bound.max(1));
            }
        }
    }
}

fn no_randomness(error: &io::Error) -> Failure {
    Failure::new(format!("no randomness: {error}"))
}

const LETTERS_AND_DIGITS: &[u8; 62] =
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

fn rand_alpha_num(call: &mut Call<'_>, count: i64) -> Result<Str, Failure> {
    characters(call, count, LETTERS_AND_DIGITS)
}

fn rand_alpha(call: &mut Call<'_>, count: i64) -> Result<Str, Failure> {
    characters(call, count, &LETTERS_AND_DIGITS[..52])
}

fn rand_numeric(call: &mut Call<'_>, count: i64) -> Result<Str, Failure> {
    characters(call, count, b"0123456789")
}

fn rand_ascii(call: &mut Call<'_>, count: i64) -> Result<Str, Failure> {
    let printable: Vec<u8> = (b' '..=b'~').collect();
    characters(call, count, &printable)
}

/// So many characters; none where sprig swallows the error about a negative count.
fn characters(call: &mut Call<'_>, count: i64, from: &[u8]) -> Result<Str, Failure> {
    let count = bounded(call, count.max(0))?;
    let mut draw = Draw::of(call);
    let mut out = Vec::with_capacity(count);
    for _ in 0..count {
        let at = draw.below(from.len() as u64)?;
        out.extend(usize::try_from(at).ok().and_then(|at| from.get(at)));
    }
    Ok(out.into())
}

fn bounded(call: &Call<'_>, count: i64) -> Result<usize, Failure> {
    let limit = call.limits().text;
    usize::try_from(count)
        .ok()
        .filter(|&count| count <= limit)
        .ok_or_else(|| {
            let text = format!("{count} random characters are more than the limit of {limit}");
            Failure::because(Reason::Limit, text)
        })
}

fn rand_bytes(call: &mut Call<'_>, count: i64) -> Result<String, Failure> {
    if count < 0 {
        return Err(Failure::new("runtime error: makeslice: len out of range"));
    }
    let mut bytes = vec![0; bounded(call, count)?];
    Draw::of(call).fill(&mut bytes)?;
    Ok(STANDARD.encode(bytes))
}

fn rand_int(call: &mut Call<'_>, min: i64, max: i64) -> Result<i64, Failure> {
    let range = max.wrapping_sub(min);
    match u64::try_from(range) {
        Ok(range) if range > 0 => {
            let offset = Draw::of(call).below(range)?;
            Ok(min.wrapping_add_unsigned(offset))
        }
        _ => Err(Failure::new("invalid argument to Intn")),
    }
}

fn shuffle(call: &mut Call<'_>, text: &Str) -> Result<String, Failure> {
    let mut runes: Vec<char> = text.to_string_lossy().chars().collect();
    if runes.len() < 2 {
        return Ok(runes.into_iter().collect());
    }
    let mut draw = Draw::of(call);
    for last in (1..runes.len()).rev() {
        let other = draw.below(last as u64 + 1)?;
        runes.swap(last, usize::try_from(other).unwrap_or(last));
    }
    Ok(runes.into_iter().collect())
}

fn uuidv4(call: &mut Call<'_>) -> Result<String, Failure> {
    let mut bytes = [0; 16];
    Draw::of(call).fill(&mut bytes)?;
    let bits = u128::from_be_bytes(bytes) & !(0xf << 76 | 0x3 << 62) | 0x4 << 76 | 0x2 << 62;
    let hex = format!("{bits:032x}");
    let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|r| hex.get(r).unwrap_or_default());
    Ok(parts.join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::functions::testing::Bench;

    /// What a seed promises: these values may never change.
    #[test]
    fn a_seed_gives_the_same_values_for_ever() {
        let mut bench = Bench::seeded("s");
        for (name, args, want) in [
            ("randAlphaNum", vec![12.into()], "xOel1kAl1454"),
            ("randInt", vec![0.into(), 1000.into()], "Int(Int, 276)"),
            ("shuffle", vec!["abcdef".into()], "dfaecb"),
            ("uuidv4", vec![], "977540c9-61d8-494d-bfcf-af297e7d5ab7"),
            ("randBytes", vec![4.into()], "5BEkjQ=="),
        ] {
            assert_eq!(bench.text(TABLE, name, args), want);
        }
    }

    #[test]
    fn every_number_below_a_bound_has_its_chance() {
        let mut bench = Bench::seeded("s");
        let mut call = Call::new(&mut bench, &[]);
        let mut draw = Draw::of(&mut call);
        for bound in [1, 2, 7, 256, 257, 70_000, u64::MAX] {
            for _ in 0..200 {
                assert!(draw.below(bound).unwrap() < bound);
            }
        }
        let seen: std::collections::BTreeSet<u64> =
            (0..200).map(|_| draw.below(7).unwrap()).collect();
        assert_eq!(seen.len(), 7);
    }
}
