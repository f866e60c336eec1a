//! IPv6 addresses as a URL's host may have them, with the errors of Go's `net/netip`.

use crate::functions::strings::quoted;

/// Whether a text is an IP address of version 4 (`netip.ParseAddr` and `Addr.Is4`).
///
/// # Errors
/// Go's texts: `ParseAddr("x"): unable to parse IP`.
pub fn is_v4(text: &[u8]) -> Result<bool, String> {
    let fault = match text.iter().find(|b| b".:%".contains(b)) {
        Some(b'.') => v4(text).map(|()| true),
        Some(b':') => v6(text).map(|()| false),
        Some(_) => Err(Fault::of("missing IPv6 address")),
        None => Err(Fault::of("unable to parse IP")),
    };
    fault.map_err(|fault| {
        let at = fault.at.filter(|at| !at.is_empty());
        let at = at
            .map(|at| format!(" (at {})", quoted(at)))
            .unwrap_or_default();
        format!("ParseAddr({}): {}{at}", quoted(text), fault.what)
    })
}

struct Fault<'t> {
    what: &'static str,
    at: Option<&'t [u8]>,
}

impl<'t> Fault<'t> {
    fn of(what: &'static str) -> Self {
        Fault { what, at: None }
    }

    fn at<T>(what: &'static str, at: &'t [u8]) -> Result<T, Self> {
        Err(Fault { what, at: Some(at) })
    }
}

fn v4(text: &[u8]) -> Result<(), Fault<'_>> {
    let (mut value, mut digits, mut fields) = (0_u32, 0, 0);
    for (i, &byte) in text.iter().enumerate() {
        let rest = text.get(i..).unwrap_or_default();
        match byte {
            b'0'..=b'9' => {
                if digits == 1 && value == 0 {
                    return Err(Fault::of("IPv4 field has octet with leading zero"));
                }
                value = value * 10 + u32::from(byte - b'0');
                digits += 1;
                if value > 255 {
                    return Err(Fault::of("IPv4 field has value >255"));
                }
            }
            b'.' => {
                if digits == 0 || rest.len() == 1 {
                    return Fault::at("IPv4 field must have at least one digit", rest);
                }
                if fields == 3 {
                    return Err(Fault::of("IPv4 address too long"));
                }
                (value, digits, fields) = (0, 0, fields + 1);
            }
            _ => return Fault::at("unexpected character", rest),
        }
    }
    if fields < 3 {
        return Err(Fault::of("IPv4 address too short"));
    }
    Ok(())
}

fn v6(text: &[u8]) -> Result<(), Fault<'_>> {
    let zone = memchr::memchr(b'%', text);
    if zone.is_some_and(|at| at + 1 == text.len()) {
        return Err(Fault::of("zone must be a non-empty string"));
    }
    let mut rest = text.get(..zone.unwrap_or(text.len())).unwrap_or_default();
    let mut ellipsis = false;
    if let Some(tail) = rest.strip_prefix(b"::") {
        ellipsis = true;
        rest = tail;
        if rest.is_empty() {
            return Ok(());
        }
    }
    // How many of the sixteen bytes are known.
    let mut known = 0;
    while known < 16 {
        let digits = rest.iter().take_while(|b| b.is_ascii_hexdigit()).count();
        if digits > 4 {
            return Fault::at("each group must have 4 or less digits", rest);
        }
        if digits == 0 {
            return Fault::at(
                "each colon-separated field must have at least one digit",
                rest,
            );
        }
        if rest.get(digits) == Some(&b'.') {
            if !ellipsis && known != 12 {
                let what = "embedded IPv4 address must replace the final 2 fields of the address";
                return Fault::at(what, rest);
            }
            if known + 4 > 16 {
                let what = "too many hex fields to fit an embedded IPv4 at the end of the address";
                return Fault::at(what, rest);
            }
            v4(rest)?;
            rest = b"";
            known += 4;
            break;
        }
        known += 2;
        rest = rest.get(digits..).unwrap_or_default();
        match *rest {
            [] => break,
            [b':'] => return Fault::at("colon must be followed by more characters", rest),
            [b':', ..] => rest = rest.get(1..).unwrap_or_default(),
            _ => return Fault::at("unexpected character, want colon", rest),
        }
        if let Some(tail) = rest.strip_prefix(b":") {
            if ellipsis {
                return Fault::at("multiple :: in address", rest);
            }
            ellipsis = true;
            rest = tail;
            if rest.is_empty() {
                break;
            }
        }
    }
    if !rest.is_empty() {
        return Fault::at("trailing garbage after address", rest);
    }
    match (known < 16, ellipsis) {
        (true, false) => Err(Fault::of("address string too short")),
        (false, true) => Err(Fault::of(
            "the :: must expand to at least one field of zeros",
        )),
        _ => Ok(()),
    }
}
