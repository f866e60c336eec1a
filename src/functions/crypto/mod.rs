//! Hashes, passwords and ciphers.
//!
//! - `hash`: SHA-1, SHA-256, SHA-512, Adler-32.
//! - `password`: bcrypt, htpasswd and Master Password.
//! - `cipher`: AES as sprig uses it.

mod cipher;
mod hash;
mod password;

use super::{Entry, Family, Profiles};
use crate::function;

/// The functions of this family.
pub static TABLE: &[Entry] = &[
    Entry::new(
        function!("sha1sum", hash::sha1sum),
        Family::Crypto,
        "(s string) string",
    )
    .help("The SHA-1 hash in hex.", "{{ sha1sum \"abc\" }}"),
    Entry::new(
        function!("sha256sum", hash::sha256sum),
        Family::Crypto,
        "(s string) string",
    )
    .help("The SHA-256 hash in hex.", "{{ sha256sum \"abc\" }}"),
    Entry::new(
        function!("sha512sum", hash::sha512sum),
        Family::Crypto,
        "(s string) string",
    )
    .help("The SHA-512 hash in hex.", "{{ sha512sum \"abc\" }}")
    .profiles(Profiles::Helm),
    Entry::new(
        function!("adler32sum", hash::adler32sum),
        Family::Crypto,
        "(s string) string",
    )
    .help(
        "The Adler-32 checksum as a decimal number.",
        "{{ adler32sum \"abc\" }}",
    ),
    Entry::new(
        function!("bcrypt", password::bcrypt),
        Family::Crypto,
        "(s string) string",
    )
    .help(
        "The bcrypt hash at cost 10, with a random salt.",
        "{{ bcrypt \"secret\" }}",
    )
    .impure()
    .profiles(Profiles::Helm),
    Entry::new(
        function!("htpasswd", password::htpasswd),
        Family::Crypto,
        "(user, password string) string",
    )
    .help(
        "A line of an htpasswd file, with bcrypt.",
        "{{ htpasswd \"jane\" \"secret\" }}",
    )
    .impure()
    .profiles(Profiles::Helm),
    Entry::new(
        function!("derivePassword", password::derive_password),
        Family::Crypto,
        "(counter uint32, type, password, user, site string) string",
    )
    .help(
        "The Master Password for a site; types: maximum, long, medium, short, basic, pin.",
        "{{ derivePassword 1 \"long\" \"secret\" \"jane\" \"example.com\" }}",
    ),
    Entry::new(
        function!("encryptAES", cipher::encrypt_aes),
        Family::Crypto,
        "(password, text string) (string, error)",
    )
    .help(
        "AES-256 in CBC mode with a random start, as base64.",
        "{{ encryptAES \"key\" \"text\" }}",
    )
    .impure(),
    Entry::new(
        function!("decryptAES", cipher::decrypt_aes),
        Family::Crypto,
        "(password, base64 string) (string, error)",
    )
    .help(
        "What encryptAES has encrypted.",
        "{{ encryptAES \"key\" \"text\" | decryptAES \"key\" }}",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::functions::testing::Bench;
    use crate::value::Value;

    #[test]
    fn what_sprig_gives() {
        let mut bench = Bench::seeded("s");
        let mut text = |name: &str, args: &[&str]| {
            bench.text(TABLE, name, args.iter().map(|arg| Value::from(*arg)))
        };
        for (name, args, want) in [
            ("adler32sum", vec!["abc"], "38600999"),
            (
                "sha1sum",
                vec!["abc"],
                "a9993e364706816aba3e25717850c26c9cd0d89d",
            ),
            (
                "decryptAES",
                vec!["k", "Bg48SW+uXs+E5bSozhQH+yXEyRXyG7uKPrmYo3IWj7M="],
                "secret",
            ),
            (
                "decryptAES",
                vec!["wrongkey", "Bg48SW+uXs+E5bSozhQH+yXEyRXyG7uKPrmYo3IWj7M="],
                "runtime error: slice bounds out of range [:-156]",
            ),
            (
                "decryptAES",
                vec!["k", "YQ=="],
                "runtime error: slice bounds out of range [:16] with capacity 3",
            ),
            (
                "decryptAES",
                vec!["k", "AAAAAAAAAAAAAAAAAAAAAA=="],
                "runtime error: index out of range [-1]",
            ),
            ("htpasswd", vec!["u:x", "p"], "invalid username: u:x"),
        ] {
            assert_eq!(text(name, &args), want, "{name} {args:?}");
        }
        let secret = text("encryptAES", &["key", "some text of several blocks"]);
        assert_eq!(
            text("decryptAES", &["key", &secret]),
            "some text of several blocks"
        );
        let hash = text("bcrypt", &["pass"]);
        assert!(hash.starts_with("$2a$10$") && ::bcrypt::verify("pass", &hash).unwrap());
        assert!(text("htpasswd", &["u", "p"]).starts_with("u:$2a$10$"));
    }

    #[test]
    fn master_passwords() {
        let mut bench = Bench::seeded("s");
        for (kind, want) in [
            ("long", "ZedaFaxcZaso9*"),
            ("maximum", "pf4zS1LjCg&LjhsZ7T2~"),
        ] {
            let counter = Value::Uint(crate::value::UintKind::Uint32, 1);
            let rest = [kind, "password", "user", "example.com"].map(Value::from);
            let args = std::iter::once(counter).chain(rest);
            assert_eq!(bench.text(TABLE, "derivePassword", args), want);
        }
    }
}
