//! Decimal arithmetic as shopspring/decimal does it: `addf` and its like give 0.3 for 0.1 and
//! 0.2.

use num_bigint::BigInt;
use num_bigint::Sign;

use crate::gotemplate::function::Failure;
use crate::value::number::append_float;

/// How many digits after the point a quotient keeps.
const DIVISION_PRECISION: i32 = 16;

/// `value × 10^exponent`.
#[derive(Clone, Debug)]
pub(super) struct Decimal {
    value: BigInt,
    exponent: i32,
}

impl Decimal {
    /// The decimal number that names this float with the fewest digits.
    pub fn new(number: f64) -> Result<Self, Failure> {
        let mut text = Vec::new();
        append_float(&mut text, number, b'e', None);
        if !number.is_finite() {
            let name = String::from_utf8_lossy(&text);
            return Err(Failure::new(format!("Cannot create a Decimal from {name}")));
        }
        let text = String::from_utf8_lossy(&text);
        let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let exponent: i32 = exponent.parse().unwrap_or_default();
        Ok(Decimal {
            value: format!("{whole}{fraction}").parse().unwrap_or_default(),
            exponent: exponent - i32::try_from(fraction.len()).unwrap_or_default(),
        })
    }

    /// The nearest float.
    pub fn to_float(&self) -> f64 {
        format!("{}e{}", self.value, self.exponent)
            .parse()
            .unwrap_or_default()
    }

    /// Both with the smaller exponent, and that exponent.
    fn aligned(&self, other: &Decimal) -> (BigInt, BigInt, i32) {
        let exponent = self.exponent.min(other.exponent);
        (self.scaled(exponent), other.scaled(exponent), exponent)
    }

    /// The value for an exponent that is no larger than its own.
    fn scaled(&self, exponent: i32) -> BigInt {
        &self.value * ten_to(self.exponent.saturating_sub(exponent))
    }

    pub fn add(&self, other: &Decimal) -> Self {
        let (a, b, exponent) = self.aligned(other);
        Decimal {
            value: a + b,
            exponent,
        }
    }

    pub fn sub(&self, other: &Decimal) -> Self {
        let (a, b, exponent) = self.aligned(other);
        Decimal {
            value: a - b,
            exponent,
        }
    }

    pub fn mul(&self, other: &Decimal) -> Self {
        Decimal {
            value: &self.value * &other.value,
            exponent: self.exponent.saturating_add(other.exponent),
        }
    }

    /// The quotient to [`DIVISION_PRECISION`] digits after the point, half away from zero.
    pub fn div(&self, other: &Decimal) -> Result<Self, Failure> {
        if other.value.sign() == Sign::NoSign {
            return Err(Failure::new("decimal division by 0"));
        }
        let shift = self.exponent.saturating_sub(other.exponent) + DIVISION_PRECISION;
        let (a, b) = if shift < 0 {
            (self.value.clone(), &other.value * ten_to(-shift))
        } else {
            (&self.value * ten_to(shift), other.value.clone())
        };
        let (mut quotient, remainder) = (&a / &b, &a % &b);
        if (remainder * 2u8).magnitude() >= b.magnitude() {
            let away = if a.sign() == b.sign() { 1 } else { -1 };
            quotient += away;
        }
        Ok(Decimal {
            value: quotient,
            exponent: -DIVISION_PRECISION,
        })
    }
}

fn ten_to(power: i32) -> BigInt {
    BigInt::from(10u8).pow(power.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_where_floats_are_not() {
        let d = |number: f64| Decimal::new(number).unwrap();
        assert_eq!(d(0.1).add(&d(0.2)).to_float(), 0.3);
        assert_eq!(d(1.1).mul(&d(1.1)).to_float(), 1.21);
        assert_eq!(d(0.3).sub(&d(0.1)).to_float(), 0.2);
        assert_eq!(d(2.0).div(&d(3.0)).unwrap().to_float(), 0.6666666666666667);
        assert_eq!(d(-1.0).div(&d(3e20)).unwrap().to_float(), 0.0);
        assert_eq!(d(1e300).mul(&d(1e300)).to_float(), f64::INFINITY);
        assert!(Decimal::new(f64::NAN).is_err());
    }
}
