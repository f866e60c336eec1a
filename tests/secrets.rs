//! No secret shows where it should not: the command lines of `testdata/secrets/commands.txt` are
//! run, and all that they print is searched for the known secrets, plain and encoded.

#![cfg(unix)]

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};

/// The secrets that the files of the folder hold, each with its owner.
const SECRETS: [(&str, &str); 4] = [
    ("the secret db", r#"s3cr3t-"db"/x+w0rd~one"#),
    ("the context's password", r#"c0ntext-"pw"/x+y~two"#),
    ("Docker's password", r#"dock3r-"pw"/x+y~three"#),
    ("a value in a Secret", r#"v4lue-"pw"/x+y~four"#),
];

/// Every form in which a text may show.
fn forms(secret: &str) -> Vec<(String, String)> {
    let mut forms = vec![("plain".to_string(), secret.to_string())];
    let json = serde_json::Value::from(secret).to_string();
    forms.push(("JSON".into(), json[1..json.len() - 1].to_string()));
    let percent = |keep: &[u8], blank: &str| -> String {
        let one = |byte: u8| match byte {
            b' ' => blank.to_string(),
            _ if byte.is_ascii_alphanumeric() || keep.contains(&byte) => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        };
        secret.bytes().map(one).collect()
    };
    forms.push(("URL".into(), percent(b"-_.~", "%20")));
    forms.push(("form".into(), percent(b"-_.~", "+")));
    forms.push(("path".into(), percent(b"-_.~/+$&:=@", "%20")));
    // What stands before it moves the bits of base64; what it shares with neighbours is left out.
    for before in 0..3 {
        let bytes = ["x".repeat(before).as_bytes(), secret.as_bytes()].concat();
        for (name, engine) in [("base64", &STANDARD), ("base64url", &URL_SAFE)] {
            let text = engine.encode(&bytes);
            let start = (before * 8).div_ceil(6);
            let end = bytes.len() * 8 / 6;
            forms.push((format!("{name}+{before}"), text[start..end].to_string()));
        }
    }
    forms
}

/// The words of a line; single quotes keep blanks together.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word) = (Vec::new(), String::new());
    let mut quoted = false;
    for c in line.chars().chain([' ']) {
        match c {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(std::mem::take(&mut word)),
            c => word.push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[test]
fn no_command_shows_a_secret() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/secrets");
    let path = format!(
        "{}:{}",
        folder.join("bin").display(),
        std::env::var("PATH").unwrap_or_default()
    );
    let lines = fs::read_to_string(folder.join("commands.txt")).unwrap();
    let known: Vec<_> = (SECRETS.iter())
        .map(|(owner, secret)| (*owner, forms(secret)))
        .collect();
    let (mut leaks, mut run, mut printed) = (Vec::new(), 0, 0);
    for line in lines.lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (command, stdout_too) = match line.strip_prefix("stdout:") {
            Some(command) => (command, false),
            None => (line, true),
        };
        let (command, stdin) = match command.rsplit_once(" <") {
            Some((command, file)) => (command, File::open(folder.join(file)).unwrap().into()),
            None => (command, Stdio::null()),
        };
        let output = Command::new(env!("CARGO_BIN_EXE_render"))
            .args(words(command))
            .current_dir(&folder)
            .env("PATH", &path)
            .env("DOCKER_CONFIG", folder.join("bin"))
            .env("RENDER_SECRET_DB", SECRETS[0].1)
            .stdin(stdin)
            .output()
            .unwrap();
        run += 1;
        let code = output.status.code();
        if code.is_none_or(|code| code > 2) {
            leaks.push(format!("{line}\n    ended with {code:?}"));
        }
        let mut shown = String::from_utf8_lossy(&output.stderr).into_owned();
        if stdout_too {
            shown.push_str(&String::from_utf8_lossy(&output.stdout));
        } else if code == Some(0) {
            printed += 1;
        }
        for (owner, forms) in &known {
            for (form, text) in forms {
                if shown.contains(text.as_str()) {
                    leaks.push(format!("{line}\n    shows {owner} ({form})\n{shown}"));
                }
            }
        }
    }
    println!("SECRETS: {run} commands, {} leaks", leaks.len());
    assert!(leaks.is_empty(), "{}", leaks.join("\n\n"));
    // The table must not rot: most of it is there to be run.
    assert!(
        run > 50 && printed > 5,
        "{run} commands, {printed} renderings"
    );
}

#[test]
fn the_search_finds_what_it_looks_for() {
    for (_, secret) in SECRETS {
        for before in ["", "a", "ab", "abc"] {
            let text = STANDARD.encode(format!("{before}{secret}tail"));
            assert!(
                forms(secret).iter().any(|(_, form)| text.contains(form)),
                "{text}"
            );
        }
    }
}
