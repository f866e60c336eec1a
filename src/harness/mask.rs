//! The one door through which text goes to people: no secret of the run passes it, plain or
//! encoded.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};

use super::expression::Value;
use crate::registry::Secret;

/// What stands in place of a secret.
pub const MASK: &str = "**************";
/// Shorter secrets are left alone: masking them would hide half of the text and protect nothing.
const SHORTEST: usize = 3;
/// The fewest characters an encoded form must have to be told from other text.
const SHORTEST_ENCODED: usize = 6;

/// Knows the secrets of a run in every form in which they may show.
#[derive(Clone, Default)]
pub struct Masker {
    forms: Vec<String>,
}

impl Masker {
    /// A masker for these secrets.
    ///
    /// ```
    /// use manifest_render::harness::mask::Masker;
    /// use manifest_render::registry::Secret;
    ///
    /// let masker = Masker::new(&[Secret::new("pa\"ss word")]);
    /// let shown = masker.mask(r#"{"pw":"pa\"ss word","b64":"cGEic3Mgd29yZA==","q":"pa%22ss%20word"}"#);
    /// assert!(!shown.contains("word") && !shown.contains("cGEi"));
    /// ```
    pub fn new(secrets: &[Secret]) -> Self {
        let mut forms = Vec::new();
        for secret in secrets {
            let whole = secret.expose();
            let trimmed = whole.trim();
            for text in [whole, trimmed]
                .into_iter()
                .chain(whole.lines().map(str::trim))
            {
                if text.chars().count() >= SHORTEST {
                    add_forms(text, &mut forms);
                }
            }
        }
        forms.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        forms.dedup();
        Masker { forms }
    }

    /// Whether there is nothing to mask.
    pub fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }

    /// The text with [`MASK`] in place of every secret.
    pub fn mask(&self, text: &str) -> String {
        let mut masked = text.to_owned();
        for form in &self.forms {
            if masked.contains(form.as_str()) {
                masked = masked.replace(form.as_str(), MASK);
            }
        }
        masked
    }
}

fn add_forms(text: &str, forms: &mut Vec<String>) {
    forms.push(text.to_owned());
    let json = Value::from_text(text).to_json_text();
    if let Some(inner) = json.strip_prefix('"').and_then(|j| j.strip_suffix('"')) {
        forms.push(inner.to_owned());
    }
    forms.push(percent_encoded(text, false));
    forms.push(percent_encoded(text, true));
    // In base64 a text looks different at each of three positions. What its neighbours have a part
    // in is left out.
    for shift in 0..3_usize {
        let mut bytes = vec![0_u8; shift];
        bytes.extend_from_slice(text.as_bytes());
        let skip = [0, 2, 3].get(shift).copied().unwrap_or(0);
        let keep = bytes.len() * 8 / 6;
        for engine in [&STANDARD, &URL_SAFE] {
            let encoded = engine.encode(&bytes);
            let inner = encoded.get(skip..keep).unwrap_or_default();
            if inner.len() >= SHORTEST_ENCODED {
                forms.push(inner.to_owned());
            } else if shift == 0 {
                forms.push(encoded);
            }
        }
    }
}

/// Percent encoding as in URLs, or with `+` for blanks as in forms.
fn percent_encoded(text: &str, form: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out.push(byte.into());
            }
            b' ' if form => out.push('+'),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// Masks a log line as Harness's delegate does: every line of a secret, trimmed, of at least
/// three characters; GitHub tokens and JSON web tokens even where they are unknown. Encoded forms
/// pass.
pub fn mask_log(message: &str, secrets: &[Secret]) -> String {
    let mut lines: Vec<&str> = (secrets.iter())
        .flat_map(|s| s.expose().lines().map(str::trim))
        .filter(|line| line.chars().count() >= SHORTEST)
        .collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.len()));
    let mut masked = message.to_owned();
    for line in lines {
        masked = masked.replace(line, MASK);
    }
    mask_tokens(&masked)
}

/// The length of a start of this text that has nothing but letters, digits and these.
fn run(text: &str, more: &str) -> usize {
    text.find(|c: char| !c.is_ascii_alphanumeric() && !more.contains(c))
        .unwrap_or(text.len())
}

/// The length of a token that stands at the start of a text.
fn token(text: &str) -> Option<usize> {
    for prefix in ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"] {
        if let Some(rest) = text.strip_prefix(prefix) {
            let length = run(rest, "");
            return (length > 0).then_some(prefix.len() + length);
        }
    }
    if !text.starts_with("eyJ") {
        return None;
    }
    let mut length = 0;
    for part in 0..3 {
        let rest = text.get(length..)?;
        let own = run(rest, "-_=");
        if own == 0 {
            return None;
        }
        length += own;
        if part < 2 {
            text.get(length..)?.strip_prefix('.')?;
            length += 1;
        }
    }
    Some(length)
}

fn mask_tokens(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut boundary = true;
    while let Some(c) = rest.chars().next() {
        let length = if boundary { token(rest) } else { None };
        let taken = match length {
            Some(length) => {
                out.push_str(MASK);
                length
            }
            None => {
                out.push(c);
                c.len_utf8()
            }
        };
        boundary = !c.is_ascii_alphanumeric();
        rest = rest.get(taken..).unwrap_or_default();
    }
    out
}
