//! What a seed promises, Go's words for mistakes, and openssl's opinion.

use std::process::Command;

use sha2::{Digest, Sha256};

use super::*;
use crate::functions::testing::Bench;
use crate::value::{List, Object, Value};

fn field(value: &Value, name: &str) -> String {
    let field = value
        .as_object::<Certificate>()
        .and_then(|c| c.field(name))
        .unwrap();
    field.as_str().unwrap().to_string_lossy().into_owned()
}

fn make(bench: &mut Bench, name: &str, args: Vec<Value>) -> Value {
    bench.call(TABLE, name, args).unwrap()
}

fn list(items: &[&str]) -> Value {
    Value::from(
        items
            .iter()
            .map(|item| Value::from(*item))
            .collect::<List>(),
    )
}

/// The start of the SHA-256 of a text.
fn print(text: &str) -> String {
    Sha256::digest(text)
        .iter()
        .take(4)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// These values may never change: a seed stands for them on every machine.
#[test]
fn a_seed_gives_the_same_bytes_for_ever() {
    let mut bench = Bench::seeded("s");
    let mut key = |kind: &str| print(&bench.text(TABLE, "genPrivateKey", [Value::from(kind)]));
    let keys = ["ecdsa", "ed25519", "dsa", "rsa"].map(&mut key);
    let ca = make(&mut bench, "genCA", vec!["ca".into(), 10.into()]);
    let leaf = vec![
        "leaf".into(),
        Value::Nil,
        list(&["a.b"]),
        5.into(),
        ca.clone(),
    ];
    let leaf = make(&mut bench, "genSignedCert", leaf);
    let made = [&ca, &leaf].map(|c| print(&(field(c, "Cert") + &field(c, "Key"))));
    assert_eq!(
        (keys, made),
        (
            ["33a6cb9c", "5ed38e4a", "cdec7586", "d0682b43"].map(String::from),
            ["e10a6928", "1ae8767a"].map(String::from)
        )
    );
}

#[test]
fn mistakes_are_told_in_the_words_of_go() {
    let mut bench = Bench::seeded("s");
    let mut text = |name: &str, args: Vec<Value>| bench.text(TABLE, name, args);
    let pem = |label: &str| {
        Value::from(format!(
            "-----BEGIN {label}-----\nAAAA\n-----END {label}-----\n"
        ))
    };
    let tags = "asn1: structure error: tags don't match (16 vs {class:0 tag:0 length:0 \
        isCompound:false}) {optional:false explicit:false application:false private:false \
        defaultValue:<nil> tag:<nil> stringType:0 timeType:0 set:false omitEmpty:false}";
    let with_key = |key: Value| vec!["a".into(), 1.into(), key];
    for (key, want) in [
        ("bad".into(), "no PEM data in input".to_string()),
        (
            pem("RSA PRIVATE KEY"),
            format!("parsing RSA private key from PEM: {tags} pkcs1PrivateKey @2"),
        ),
        (
            pem("PRIVATE KEY"),
            format!("decoding PEM as PKCS#8: {tags} pkcs8 @2"),
        ),
        (
            pem("EC PRIVATE KEY"),
            format!(
                "parsing EC private key from PEM: x509: failed to parse EC private key: {tags} \
                 ecPrivateKey @2"
            ),
        ),
        (
            pem("FOO PRIVATE KEY"),
            "invalid private key type FOO PRIVATE KEY".to_string(),
        ),
        (
            pem("CERTIFICATE"),
            "no private key data in PEM block of type CERTIFICATE".to_string(),
        ),
    ] {
        assert_eq!(
            text("genCAWithKey", with_key(key)),
            format!("parsing private key: {want}")
        );
    }
    let ec = text("genPrivateKey", vec!["ecdsa".into()]);
    let mislabelled = ec.replace("EC PRIVATE", "RSA PRIVATE");
    assert_eq!(
        text("genCAWithKey", with_key(mislabelled.into())),
        "parsing private key: parsing RSA private key from PEM: x509: failed to parse private key \
         (use ParseECPrivateKey instead for this key format)"
    );
    let dsa = text("genPrivateKey", vec!["dsa".into()]);
    assert_eq!(
        text("genCAWithKey", with_key(dsa.into())),
        "error creating certificate: x509: certificate private key does not implement crypto.Signer"
    );
    let named = |ips: Value, dns: Value| vec!["a".into(), ips, dns, 1.into(), ec.as_str().into()];
    let number = || Value::from(List::new(vec![5.into()]));
    for (args, want) in [
        (named(list(&["bad"]), Value::Nil), "error parsing ip: bad"),
        (
            named(number(), Value::Nil),
            "error parsing ip: 5 is not a string",
        ),
        (
            named(Value::Nil, number()),
            "error processing alternate dns name: 5 is not a string",
        ),
        (
            named(Value::Nil, list(&["é"])),
            "error creating certificate: x509: \"é\" cannot be encoded as an IA5String",
        ),
    ] {
        assert_eq!(text("genSelfSignedCertWithKey", args), want);
    }
    assert_eq!(
        text("genPrivateKey", vec!["RSA".into()]),
        "Unknown type RSA"
    );
    let custom = |cert: &str, key: &str| {
        let encode = |text: &str| {
            use base64::Engine;
            Value::from(base64::engine::general_purpose::STANDARD.encode(text))
        };
        vec![encode(cert), encode(key)]
    };
    assert_eq!(
        text("buildCustomCert", custom("a", "a")),
        "unable to decode certificate"
    );
    assert_eq!(
        text("buildCustomCert", custom(&ec, &ec)),
        "error parsing certificate: decodedCert.Bytes: x509: malformed tbs certificate"
    );
}

#[test]
fn a_key_that_does_not_fit_its_certificate_signs_nothing() {
    let mut bench = Bench::seeded("s");
    let key = |bench: &mut Bench| bench.text(TABLE, "genPrivateKey", [Value::from("ecdsa")]);
    let (one, other) = (key(&mut bench), key(&mut bench));
    let ca = make(
        &mut bench,
        "genCAWithKey",
        vec!["ca".into(), 1.into(), one.as_str().into()],
    );
    assert_eq!(field(&ca, "Key"), one);
    let encode = |text: &str| {
        use base64::Engine;
        Value::from(base64::engine::general_purpose::STANDARD.encode(text))
    };
    for (key, fits) in [(&one, true), (&other, false)] {
        let ca = vec![encode(&field(&ca, "Cert")), encode(key)];
        let ca = make(&mut bench, "buildCustomCert", ca);
        let args = vec!["leaf".into(), Value::Nil, Value::Nil, 1.into(), ca];
        let text = bench.text(TABLE, "genSignedCert", args);
        let refusal = "error creating certificate: x509: provided PrivateKey doesn't match parent's PublicKey";
        assert_eq!(text != refusal, fits);
    }
}

/// Runs openssl in a folder with these files; `None` where there is no openssl.
fn openssl(files: &[(&str, String)], args: &[&str]) -> Option<String> {
    let folder = std::env::temp_dir().join(format!("manifest-render-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for (name, text) in files {
        std::fs::write(folder.join(name), text).unwrap();
    }
    let ended = Command::new("openssl")
        .args(args)
        .current_dir(&folder)
        .output();
    std::fs::remove_dir_all(&folder).unwrap();
    let ended = ended.ok()?;
    let text = [ended.stdout, ended.stderr].concat();
    Some(String::from_utf8_lossy(&text).into_owned())
}

#[test]
fn openssl_takes_them() {
    if openssl(&[], &["version"]).is_none() {
        println!("there is no openssl here: certificates were not checked with it");
        return;
    }
    let mut bench = Bench::real();
    let ec = bench.text(TABLE, "genPrivateKey", [Value::from("ecdsa")]);
    let ed = bench.text(TABLE, "genPrivateKey", [Value::from("ed25519")]);
    let mut cas = vec![make(&mut bench, "genCA", vec!["my ca*".into(), 10.into()])];
    for key in [ec, ed] {
        cas.push(make(
            &mut bench,
            "genCAWithKey",
            vec!["ca".into(), 10.into(), key.into()],
        ));
    }
    for ca in &cas {
        let names = list(&["leaf.x", "*.leaf.x"]);
        let addresses = list(&["1.2.3.4", "::1"]);
        let args = vec!["leaf".into(), addresses, names, 5.into(), ca.clone()];
        let leaf = make(&mut bench, "genSignedCert", args);
        let files = [
            ("ca", field(ca, "Cert")),
            ("ca.key", field(ca, "Key")),
            ("leaf", field(&leaf, "Cert")),
            ("leaf.key", field(&leaf, "Key")),
        ];
        let run = |args: &str| openssl(&files, &args.split(' ').collect::<Vec<_>>()).unwrap();
        assert_eq!(
            run("verify -x509_strict -check_ss_sig -CAfile ca ca leaf"),
            "ca: OK\nleaf: OK\n"
        );
        assert_eq!(
            run("x509 -in leaf -noout -checkhost www.leaf.x"),
            "Hostname www.leaf.x does match certificate\n"
        );
        assert_eq!(
            run("x509 -in leaf -noout -checkip 1.2.3.4"),
            "IP 1.2.3.4 does match certificate\n"
        );
        for name in ["ca", "leaf"] {
            let public = run(&format!("x509 -in {name} -noout -pubkey"));
            assert_eq!(run(&format!("pkey -in {name}.key -pubout")), public);
        }
        let text = run("x509 -in leaf -noout -text");
        for part in [
            "Version: 3",
            "Subject: CN = leaf",
            "X509v3 Key Usage: critical\n                Digital Signature, Key Encipherment\n",
            "TLS Web Server Authentication, TLS Web Client Authentication",
            "X509v3 Basic Constraints: critical\n                CA:FALSE",
            "DNS:leaf.x, DNS:*.leaf.x, IP Address:1.2.3.4, IP Address:0:0:0:0:0:0:0:1",
        ] {
            assert!(text.contains(part), "{part} is not in {text}");
        }
        assert!(run("rsa -in leaf.key -check -noout").contains("RSA key ok"));
    }
}
