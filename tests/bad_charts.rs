//! Charts that are broken or hostile: an error that says what and where, Helm's exit code, nothing
//! written, and memory within a bound.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot prepare its files has failed"
)]

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;

use flate2::Compression;
use flate2::write::GzEncoder;
use tar::{Builder, EntryType, Header};

/// The address space of the program, in KiB: enough for the largest chart that is taken.
const MEMORY: u64 = 1_500_000;

/// How a case is made in its folder, which holds a chart `c` that is fine.
type Make = fn(&Path);

#[test]
fn bad_charts_are_refused() {
    let cases: &[(&str, Make, &str)] = &[
        (
            "no-chart-yaml",
            |at| fs::remove_file(at.join("c/Chart.yaml")).unwrap(),
            "Chart.yaml file is missing",
        ),
        (
            "wrong-api-version",
            |at| {
                write(
                    at,
                    "c/Chart.yaml",
                    "apiVersion: v9\nname: c\nversion: 0.1.0\n",
                )
            },
            "unsupported chart version",
        ),
        (
            "missing-dependency",
            |at| {
                append(
                    at,
                    "c/Chart.yaml",
                    "dependencies: [{name: db, version: 1.x, repository: ''}]\n",
                )
            },
            "missing in charts/ directory: db",
        ),
        (
            "link-to-itself",
            |at| symlink("..", at.join("c/templates/up")).unwrap(),
            "c/templates/up points to an ancestor",
        ),
        (
            "link-to-nothing",
            |at| symlink("/nowhere", at.join("c/templates/gone.yaml")).unwrap(),
            "c/templates/gone.yaml: lstat /nowhere: no such file",
        ),
        (
            "link-to-a-device",
            |at| symlink("/dev/zero", at.join("c/zero")).unwrap(),
            "cannot load irregular file c/zero",
        ),
        (
            "socket",
            |at| drop(UnixListener::bind(at.join("c/socket")).unwrap()),
            "cannot load irregular file c/socket",
        ),
        (
            "large-file",
            |at| sparse(at, "c/blob", 6 << 20),
            "chart file \"blob\" is larger than the maximum file size 5242880",
        ),
        (
            "large-folder",
            |at| (0..210).for_each(|n| sparse(at, &format!("c/blob{n}"), 5 << 20)),
            "larger than 1073741824 bytes together",
        ),
        (
            "charts-in-charts",
            nested,
            "charts hold charts more than 64 deep",
        ),
        (
            "archive-with-parent",
            |at| archive(at, &[("c/../../x", b"")]),
            "chart illegally references parent directory",
        ),
        (
            "archive-with-root",
            |at| archive(at, &[("c//etc/passwd", b"")]),
            "chart illegally contains absolute paths",
        ),
        (
            "archive-with-drive",
            |at| archive(at, &[("c/./c:/x", b"")]),
            "chart contains illegally named files",
        ),
        (
            "archive-bomb",
            |at| bomb(at, 40),
            "decompressed chart is larger than the maximum size 104857600",
        ),
        (
            "archive-bomb-of-one-file",
            |at| archive(at, &[("c/blob", &vec![0; 6 << 20])]),
            "larger than the maximum file size 5242880",
        ),
        (
            "archive-bomb-inside",
            inner_bomb,
            "error unpacking subchart d.tgz in c: decompressed chart is larger",
        ),
        (
            "archive-of-many-files",
            many,
            "chart has more than 100000 files",
        ),
        ("archive-cut-short", cut, "unexpected EOF"),
        (
            "no-archive",
            |at| write(at, "c.tgz", "hello"),
            "does not appear to be a gzipped archive",
        ),
        (
            "schema",
            schema,
            "values don't meet the specifications of the schema",
        ),
        (
            "schema-without-end",
            schema_without_end,
            "the schema refers to itself in too many ways",
        ),
        (
            "endless-list",
            |at| {
                write(
                    at,
                    "c/templates/a.yaml",
                    "{{ range until 100000000000 }}x{{ end }}",
                )
            },
            "a.yaml:1:9: executing",
        ),
        (
            "endless-text",
            |at| write(at, "c/templates/a.yaml", "{{ repeat 100000000000 \"x\" }}"),
            "a.yaml:1:3: executing",
        ),
        (
            "endless-recursion",
            |at| {
                write(
                    at,
                    "c/templates/a.yaml",
                    "{{ define \"a\" }}{{ include \"a\" . }}{{ end }}{{ include \"a\" . }}",
                )
            },
            "rendering template has a nested reference name: a",
        ),
        (
            "endless-output",
            |at| {
                write(
                    at,
                    "c/templates/a.yaml",
                    "{{ $x := repeat 1000000 \"x\" }}{{ range until 100000 }}{{ $x }}{{ end }}",
                )
            },
            "wrote more than 268435456 bytes",
        ),
    ];
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("bad-{}", std::process::id()));
    let mut wrong = Vec::new();
    for (name, make, want) in cases {
        let at = root.join(name);
        write(
            &at,
            "c/Chart.yaml",
            "apiVersion: v2\nname: c\nversion: 0.1.0\n",
        );
        write(&at, "c/templates/a.yaml", "kind: ConfigMap\n");
        make(&at);
        let chart = if at.join("c.tgz").exists() {
            "c.tgz"
        } else {
            "c"
        };
        let script = format!("ulimit -v {MEMORY}; exec \"$0\" template {chart} --output-dir out");
        let output = Command::new("/bin/sh")
            .args(["-c", &script, env!("CARGO_BIN_EXE_render")])
            .current_dir(&at)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        let fine = output.status.code() == Some(1)
            && said.contains(want)
            && output.stdout.is_empty()
            && !at.join("out").exists();
        if !fine {
            wrong.push(format!("{name}: {}\n{said}", output.status));
        }
    }
    fs::remove_dir_all(&root).unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Links of a chart: where one leads, how the program is called, its exit code, and what it says on
/// standard output and standard error.
const LINKS: [(&str, &str, i32, &str, &str); 9] = [
    (
        "../../a.yaml",
        "c",
        2,
        "",
        "c/templates/l.yaml is a link out of the chart, to ",
    ),
    ("../../a.yaml", "c --follow-links", 0, "kind: Outside", ""),
    (
        "../../a.yaml",
        "diff c c",
        2,
        "is a link out of the chart",
        "",
    ),
    (
        "../../a.yaml",
        "diff --follow-links c c",
        0,
        "no differences",
        "",
    ),
    (
        "../../a.yaml",
        "golden closed",
        2,
        "is a link out of the chart",
        "",
    ),
    ("../../a.yaml", "golden open", 1, "1 added", "next: "),
    (
        "../../a.yaml",
        "template c",
        0,
        "kind: Outside",
        "level=INFO msg=\"found symbolic link in path. Contents of linked file included and used\" path=",
    ),
    ("../inside.yaml", "c", 0, "kind: Inside", ""),
    (
        "../inside.yaml",
        "template c",
        0,
        "kind: Inside",
        "c/templates/l.yaml resolved=",
    ),
];

#[test]
fn links_out_of_a_chart_are_followed_only_on_request() {
    for (at, (target, args, code, printed, said)) in LINKS.into_iter().enumerate() {
        let name = format!("link-{at}-{}", std::process::id());
        let at = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        write(
            &at,
            "c/Chart.yaml",
            "apiVersion: v2\nname: c\nversion: 0.1.0\n",
        );
        write(&at, "c/inside.yaml", "kind: Inside\nmetadata: {name: i}\n");
        write(&at, "c/templates/empty.yaml", "");
        // Of links in a folder that is ignored nobody hears, wherever they lead, and a link that is
        // ignored itself may lead out.
        write(&at, "c/.helmignore", "aside\n*.lnk\n");
        symlink("../a.yaml", at.join("c/out.lnk")).unwrap();
        write(&at, "c/aside/file", "");
        symlink("gone", at.join("c/aside/gone")).unwrap();
        symlink("..", at.join("c/aside/up")).unwrap();
        write(
            &at,
            "render.toml",
            "[cases.closed]\npath = \"c\"\n[cases.open]\npath = \"c\"\nfollow-links = true\n",
        );
        write(&at, "a.yaml", "kind: Outside\nmetadata: {name: o}\n");
        symlink(target, at.join("c/templates/l.yaml")).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_render"))
            .args(args.split(' '))
            .current_dir(&at)
            .output()
            .unwrap();
        fs::remove_dir_all(&at).unwrap();
        let stdout = String::from_utf8_lossy(&output.stdout);
        let stderr = String::from_utf8_lossy(&output.stderr);
        let case = format!("{target} {args}\n{stdout}{stderr}");
        assert_eq!(output.status.code(), Some(code), "{case}");
        assert!(
            stdout.contains(printed) && stdout.is_empty() == printed.is_empty(),
            "{case}"
        );
        assert!(
            stderr.contains(said) && stderr.is_empty() == said.is_empty(),
            "{case}"
        );
    }
}

fn write(at: &Path, name: &str, text: &str) {
    let path = at.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn append(at: &Path, name: &str, text: &str) {
    let known = fs::read_to_string(at.join(name)).unwrap();
    write(at, name, &(known + text));
}

/// A file of this length that takes no space.
fn sparse(at: &Path, name: &str, length: u64) {
    fs::File::create(at.join(name))
        .unwrap()
        .set_len(length)
        .unwrap();
}

/// Each definition asks for the next one twice.
fn schema_without_end(at: &Path) {
    let mut definitions = r#""d40": {"type": "object"}"#.to_string();
    for i in 0..40 {
        let next = format!(r##"{{"$ref": "#/definitions/d{}"}}"##, i + 1);
        definitions += &format!(r#", "d{i}": {{"allOf": [{next}, {next}]}}"#);
    }
    let schema = format!(r##"{{"$ref": "#/definitions/d0", "definitions": {{{definitions}}}}}"##);
    write(at, "c/values.schema.json", &schema);
}

fn schema(at: &Path) {
    write(at, "c/values.yaml", "replicas: many\n");
    let schema = r#"{"properties": {"replicas": {"type": "integer"}}}"#;
    write(at, "c/values.schema.json", schema);
}

fn nested(at: &Path) {
    let mut path = "c".to_string();
    for _ in 0..70 {
        path.push_str("/charts/c");
        write(
            at,
            &format!("{path}/Chart.yaml"),
            "apiVersion: v2\nname: c\nversion: 0.1.0\n",
        );
    }
}

fn archive(at: &Path, files: &[(&str, &[u8])]) {
    fs::write(at.join("c.tgz"), packed(files.iter().copied())).unwrap();
}

fn bomb(at: &Path, files: usize) {
    fs::write(at.join("c.tgz"), zeros(files)).unwrap();
}

fn inner_bomb(at: &Path) {
    archive(at, &[("c/charts/d.tgz", &zeros(40))]);
}

fn many(at: &Path) {
    let names: Vec<String> = (0..100_001).map(|n| format!("c/files/{n}")).collect();
    let files = names.iter().map(|name| (name.as_str(), &b""[..]));
    fs::write(at.join("c.tgz"), packed(files)).unwrap();
}

fn cut(at: &Path) {
    let bytes = packed([("c/blob", &b"text"[..])].into_iter());
    fs::write(at.join("c.tgz"), &bytes[..bytes.len() / 2]).unwrap();
}

/// A small archive of many times four megabytes.
fn zeros(files: usize) -> Vec<u8> {
    let blob = vec![0; 4 << 20];
    let names: Vec<String> = (0..files).map(|n| format!("c/blob{n}")).collect();
    packed(names.iter().map(|name| (name.as_str(), blob.as_slice())))
}

fn packed<'a>(files: impl Iterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut tar = Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    let chart = (
        "c/Chart.yaml",
        &b"apiVersion: v2\nname: c\nversion: 0.1.0\n"[..],
    );
    for (name, content) in [chart].into_iter().chain(files) {
        let mut header = Header::new_gnu();
        // The ordinary way refuses the names that this is about.
        header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
        header.set_entry_type(EntryType::Regular);
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        tar.append(&header, content).unwrap();
    }
    let mut gzip = tar.into_inner().unwrap();
    gzip.flush().unwrap();
    gzip.finish().unwrap()
}
