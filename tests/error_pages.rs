//! The pages about codes: their examples do what they say. `PAGES=overwrite` writes into them
//! what the program prints now.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, io};

use manifest_render::diagnostic::Code;

/// One example of a page.
#[derive(Debug, Default)]
struct Example {
    /// `Fails` or `Works`.
    name: String,
    /// Paths and contents.
    files: Vec<(PathBuf, Vec<u8>)>,
    /// The command and what it prints, with the lines of the page they stand in.
    command: String,
    printed: String,
    lines: std::ops::Range<usize>,
}

/// The examples of a page.
fn examples(page: &str) -> Vec<Example> {
    let mut found: Vec<Example> = Vec::new();
    let mut path = None;
    let mut lines = page.lines().enumerate();
    while let Some((_, line)) = lines.next() {
        if let Some(name) = line.strip_prefix("## ") {
            found.push(Example {
                name: name.to_string(),
                ..Example::default()
            });
        } else if let Some(named) = line.strip_prefix('`').and_then(|l| l.strip_suffix("`:")) {
            path = Some(PathBuf::from(named));
        } else if line.starts_with("```") {
            let inside: Vec<(usize, &str)> =
                lines.by_ref().take_while(|(_, l)| *l != "```").collect();
            let text: String = inside.iter().map(|(_, l)| format!("{l}\n")).collect();
            let Some(example) = found.last_mut() else {
                continue;
            };
            if let Some(path) = path.take() {
                example.files.push((path, unescaped(&text)));
            } else if let Some((command, printed)) = text.split_once('\n') {
                example.command = command.trim_start_matches("$ ").to_string();
                example.printed = printed.to_string();
                let first = inside.first().map_or(0, |(at, _)| *at + 1);
                example.lines = first..first + inside.len() - 1;
            }
        }
    }
    found
}

/// The text, `\xFC` in it being the byte FC.
fn unescaped(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\\x") {
        bytes.extend_from_slice(before.as_bytes());
        bytes.push(u8::from_str_radix(&after[..2], 16).unwrap_or(b'?'));
        rest = &after[2..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

/// What an example prints, standard error first, after its exit code where that is not 0.
fn run(example: &Example, folder: &Path) -> io::Result<(i32, String)> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    for (path, content) in &example.files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(path, content)?;
    }
    let mut words = example.command.split(' ');
    assert_eq!(words.next(), Some("render"), "{}", example.command);
    let output = Command::new(env!("CARGO_BIN_EXE_render"))
        .args(words)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .env("CI", "")
        .env("DOCKER_CONFIG", "none")
        .output()?;
    let code = output.status.code().unwrap_or(-1);
    let mut printed = match code {
        0 => String::new(),
        code => format!("? {code}\n"),
    };
    printed.push_str(&String::from_utf8_lossy(&output.stderr));
    printed.push_str(&String::from_utf8_lossy(&output.stdout));
    Ok((code, printed))
}

/// The page with other lines in some place.
fn replaced(page: &str, examples: &[(Example, String)]) -> String {
    let mut lines: Vec<&str> = page.lines().collect();
    for (example, printed) in examples.iter().rev() {
        lines.splice(example.lines.clone(), printed.lines());
    }
    lines.join("\n") + "\n"
}

#[test]
fn examples_do_what_the_pages_say() {
    let overwrite = std::env::var("PAGES").is_ok_and(|value| value == "overwrite");
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/diagnostic/pages");
    let mut wrong = Vec::new();
    for code in Code::ALL {
        let path = pages.join(format!("{code}.md"));
        let page = &*fs::read_to_string(&path).expect("a page can be read");
        let mut ran = Vec::new();
        for example in examples(page) {
            let name = format!("{code}-{}", example.name);
            let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(&name);
            let (status, printed) = run(&example, &folder).expect("render runs");
            let told = [format!("error[{code}]"), format!("warning[{code}]")];
            let told = told.iter().any(|told| printed.contains(told));
            let (fails, works) = (example.name == "Fails", example.name == "Works");
            assert!(fails || works, "{name}: a page has Fails and Works");
            if told != fails || (works && status != 0) {
                wrong.push(format!("{name} prints\n{printed}"));
            } else if printed != example.printed && !overwrite {
                let stands = &example.printed;
                wrong.push(format!("{name} prints\n{printed}\nthe page has\n{stands}"));
            }
            ran.push((example, printed));
        }
        let names: Vec<_> = ran.iter().map(|(example, _)| &*example.name).collect();
        assert_eq!(names, ["Fails", "Works"], "{code}");
        if overwrite {
            fs::write(path, replaced(page, &ran)).expect("a page can be written");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
