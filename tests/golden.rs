//! Golden files, with the real program in folders of its own: what transcripts cannot show.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests may give up as tests do"
)]

mod program;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A fresh copy of the example.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        if path.exists() {
            fs::remove_dir_all(&path).expect("an old folder can be removed");
        }
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/golden.in");
        copy(&example, &path);
        Folder(path)
    }

    fn run(&self, args: &str, stdin: &str, ci: &str) -> Output {
        let mut command = program::render();
        command
            .args(args.split(' '))
            .current_dir(&self.0)
            .env("NO_COLOR", "1")
            .env("CI", ci)
            .env("DOCKER_CONFIG", "none");
        program::finished(&mut command, stdin)
    }

    fn render(&self, args: &str) -> (i32, String) {
        let output = self.run(args, "", "");
        (output.status.code().unwrap_or(-1), text(&output))
    }

    fn git(&self, args: &[&str]) {
        let settings = [
            "user.name=a",
            "user.email=a@example.com",
            "core.hooksPath=none",
        ];
        let output = Command::new("git")
            .args(settings.iter().flat_map(|setting| ["-c", setting]))
            .args(args)
            .current_dir(&self.0)
            .output()
            .expect("git runs");
        assert!(output.status.success(), "{}", text(&output));
    }

    fn write(&self, path: &str, content: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
        fs::write(path, content).expect("a file can be written");
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.0.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    fn has(&self, path: &str) -> bool {
        self.0.join(path).exists()
    }

    /// All files under a folder with their contents.
    fn all(&self, folder: &str) -> Vec<(PathBuf, Vec<u8>)> {
        let mut all = Vec::new();
        let mut open = vec![self.0.join(folder)];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder).expect("a folder can be read") {
                let path = entry.expect("an entry").path();
                match path.is_dir() {
                    true => open.push(path),
                    false => all.push((path.clone(), fs::read(path).expect("a file"))),
                }
            }
        }
        all.sort();
        all
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("a folder can be read") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        match path.is_dir() {
            true => copy(&path, &target),
            false => drop(fs::copy(&path, &target).expect("a file can be copied")),
        }
    }
}

fn text(output: &Output) -> String {
    let out = String::from_utf8_lossy(&output.stdout);
    format!("{out}{}", String::from_utf8_lossy(&output.stderr))
}

#[test]
fn the_same_cases_give_the_same_bytes() {
    let folder = Folder::new("golden-same");
    let cases: String = (0..60)
        .map(|n| format!("n{n} = {{ values = [\"env/dev.yaml\"], set = [\"stage=s{n}\"] }}\n"))
        .collect();
    folder.write(
        "render.toml",
        &format!("[matrix.c]\nweb = {{ path = \"charts/web\" }}\n[matrix.n]\n{cases}"),
    );
    assert_eq!(folder.render("golden update --view summary").0, 0);
    let first = folder.all("golden");
    assert_eq!(first.len(), 180);
    fs::remove_dir_all(folder.0.join("golden")).expect("it can be removed");
    assert_eq!(folder.render("golden update --view summary").0, 0);
    assert!(first == folder.all("golden"));
    let (code, told) = folder.render("golden");
    assert_eq!(
        (code, told.as_str()),
        (0, "60 cases, all the same: no differences, 180 the same\n")
    );
}

#[test]
fn nothing_is_written_where_ci_is_set() {
    let folder = Folder::new("golden-ci");
    let output = folder.run("golden", "", "true");
    assert_eq!(output.status.code(), Some(1), "{}", text(&output));
    assert!(!folder.has("golden"));
    folder.render("golden");
    let before = folder.all("golden");
    let output = folder.run("golden", "", "true");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        text(&output).contains("waits to be reviewed"),
        "{}",
        text(&output)
    );
    assert!(before == folder.all("golden"));
}

#[test]
fn missing_and_obsolete_files_are_told() {
    let folder = Folder::new("golden-missing");
    folder.render("golden update");
    fs::remove_file(folder.0.join("golden/web-dev/shop/ConfigMap-web.yaml")).expect("it was there");
    let text = "kind: Service\nmetadata: {name: old}\n";
    folder.write("golden/web-dev/_none/Service-old.yaml", text);
    let (code, told) = folder.render("golden --read-only");
    assert_eq!(code, 1, "{told}");
    assert!(told.contains("+ ConfigMap/web@shop is new"), "{told}");
    assert!(told.contains("- Service/old is gone"), "{told}");
    folder.render("golden");
    let (_, told) = folder.render("golden accept");
    assert!(
        told.contains("removed golden/web-dev/_none/Service-old.yaml"),
        "{told}"
    );
    assert!(!folder.has("golden/web-dev/_none/Service-old.yaml"));
    assert_eq!(folder.render("golden").0, 0);
}

#[test]
fn a_file_that_was_edited_is_not_overwritten_unseen() {
    let folder = Folder::new("golden-edited");
    folder.render("golden update");
    folder.render("golden --config later.toml");
    let file = "golden/web-dev/shop/ConfigMap-web.yaml";
    let edited = folder.read(file).replace("hello", "edited by hand");
    folder.write(file, &edited);
    let (code, told) = folder.render("golden accept");
    assert_eq!(code, 1, "{told}");
    assert!(told.contains(&format!("left {file}")), "{told}");
    assert_eq!(folder.read(file), edited);
    // Once it was shown, it can be accepted.
    let (_, told) = folder.render("golden --config later.toml");
    assert!(told.contains("edited by hand → good day"), "{told}");
    assert_eq!(folder.render("golden accept").0, 0);
    assert!(folder.read(file).contains("good day"));
    // An update shows what it overwrites.
    folder.write(file, &edited);
    let (_, told) = folder.render("golden update --config later.toml");
    assert!(told.contains("edited by hand → good day"), "{told}");
}

#[test]
fn what_waits_no_longer_is_removed() {
    let folder = Folder::new("golden-stale");
    folder.render("golden update");
    folder.render("golden --config later.toml");
    assert!(folder.has("golden/web-dev/shop/Deployment-web.yaml.new"));
    assert_eq!(folder.render("golden").0, 0);
    assert!(
        !folder
            .all("golden")
            .iter()
            .any(|(path, _)| path.to_string_lossy().contains(".new"))
    );
}

#[test]
fn a_review_walks_what_waits() {
    let folder = Folder::new("golden-review");
    folder.render("golden update");
    folder.render("golden --config later.toml");
    // The ConfigMap of web-dev is explained and skipped, its Deployment rejected, that of
    // web-prod left at the end.
    let told = text(&folder.run("golden review --config later.toml", "e\ns\nr\n", ""));
    assert!(
        told.contains("1 of 3: web-dev\n  ~ ConfigMap/web@shop\n"),
        "{told}"
    );
    assert!(told.contains("data.greeting: hello → good day"), "{told}");
    assert!(told.contains("← env/later.yaml:2"), "{told}");
    assert!(
        told.contains("rejected golden/web-dev/shop/Deployment-web.yaml\n"),
        "{told}"
    );
    assert!(told.ends_with("2 files wait still\n"), "{told}");
    assert!(
        folder
            .read("golden/web-prod/shop/Deployment-web.yaml")
            .contains("nginx:1.26")
    );
    let told = text(&folder.run("golden review --config later.toml", "a\na\n", ""));
    assert!(told.ends_with("nothing waits any more\n"), "{told}");
    assert!(
        folder
            .read("golden/web-prod/shop/Deployment-web.yaml")
            .contains("nginx:1.27")
    );
}

/// Runs the program on a terminal, pressing a key whenever it asks; no Enter is pressed.
#[cfg(target_os = "linux")]
fn on_a_terminal(folder: &Folder, args: &str, keys: &str) -> String {
    use rustix::pty::{OpenptFlags, grantpt, ioctl_tiocgptpeer, openpt, unlockpt};
    use rustix::termios::{LocalModes, tcgetattr};
    use std::io::Read as _;
    use std::time::{Duration, Instant};

    let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY;
    let person = openpt(flags).expect("there are pseudo terminals");
    grantpt(&person).expect("it is ours");
    unlockpt(&person).expect("it can be opened");
    let terminal = ioctl_tiocgptpeer(&person, flags).expect("its other end");
    let end = |end: &std::os::fd::OwnedFd| Stdio::from(end.try_clone().expect("a copy"));
    let mut child = Command::new(env!("CARGO_BIN_EXE_render"))
        .args(args.split(' '))
        .current_dir(&folder.0)
        .env("NO_COLOR", "1")
        .env("TERM", "xterm")
        .env("CI", "")
        .stdin(end(&terminal))
        .stdout(end(&terminal))
        .stderr(Stdio::null())
        .spawn()
        .expect("render runs");
    drop(terminal);
    let mut person = fs::File::from(person);
    let (mut told, mut keys) = (Vec::new(), keys.bytes());
    let mut part = [0; 4096];
    // Where nobody holds the other end any more, reading fails.
    while let Ok(length @ 1..) = person.read(&mut part) {
        told.extend_from_slice(&part[..length]);
        if told.ends_with(b"? ") {
            // A key counts once it looks at single ones.
            let late = Instant::now() + Duration::from_secs(20);
            while tcgetattr(&person).is_ok_and(|now| now.local_modes.contains(LocalModes::ICANON)) {
                assert!(Instant::now() < late, "it never looks at keys: {told:?}");
                std::thread::sleep(Duration::from_millis(2));
            }
            let key = keys.next().unwrap_or(b'q');
            person.write_all(&[key]).expect("a key is pressed");
        }
    }
    child.wait().expect("render ends");
    String::from_utf8_lossy(&told).replace("\r\n", "\n")
}

#[cfg(target_os = "linux")]
#[test]
fn a_key_is_an_answer_on_a_terminal() {
    let folder = Folder::new("golden-keys");
    folder.render("golden update");
    folder.render("golden --config later.toml");
    // A key without a meaning is asked for again; skipping all the same leaves what is otherwise.
    let told = on_a_terminal(&folder, "golden review --config later.toml", "xora");
    assert_eq!(told.matches("1 of 3").count(), 1, "{told}");
    assert!(told.contains("[q]uit? x\n[a]ccept"), "{told}");
    assert!(
        told.contains("[q]uit? r\nrejected golden/web-dev/shop/ConfigMap-web.yaml\n2 of 3"),
        "{told}"
    );
    assert!(
        told.contains("[q]uit? a\naccepted golden/web-dev/shop/Deployment-web.yaml\n3 of 3"),
        "{told}"
    );
    assert!(
        told.ends_with("[q]uit? q\n\n1 file waits still\n"),
        "{told}"
    );
    let told = on_a_terminal(&folder, "golden review --config later.toml", "S");
    assert!(told.ends_with("[q]uit? S\n1 file waits still\n"), "{told}");
    let told = on_a_terminal(&folder, "golden review --config later.toml", "R");
    assert!(told.ends_with("nothing waits any more\n"), "{told}");
}

#[test]
fn all_the_same_are_accepted_at_once() {
    let folder = Folder::new("golden-all");
    folder.render("golden update");
    for environment in ["dev", "prod"] {
        let path = format!("env/{environment}.yaml");
        folder.write(&path, &format!("{}image: nginx:2\n", folder.read(&path)));
    }
    folder.render("golden");
    let told = text(&folder.run("golden review", "A\n", ""));
    assert!(
        told.contains("accepted golden/web-prod/shop/Deployment-web.yaml"),
        "{told}"
    );
    assert!(told.ends_with("nothing waits any more\n"), "{told}");
}

#[test]
fn every_case_is_in_one_shard() {
    let folder = Folder::new("golden-shards");
    folder.render("golden update");
    let shard = |number: usize| {
        let (code, told) = folder.render(&format!("golden --shard {number}/3 --format json"));
        assert_eq!(code, 0, "{told}");
        folder.write(&format!("shard{number}.json"), &told);
    };
    (1..=3).for_each(shard);
    let (code, merged) =
        folder.render("report merge shard3.json shard1.json shard2.json --format json");
    assert_eq!(code, 0, "{merged}");
    let (_, whole) = folder.render("golden --format json");
    assert_eq!(merged, whole);
}

#[test]
fn no_secret_is_in_a_golden_file_or_a_report() {
    let folder = Folder::new("golden-secret");
    let secret = "correct-horse-battery";
    folder.write(
        "charts/web/templates/secret.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: web}\nstringData:\n  plain: {{ .Values.password }}\n  # {{ .Values.password }}\ndata:\n  encoded: {{ .Values.password | b64enc }}\n",
    );
    folder.write("env/dev.yaml", &format!("password: {secret}\n"));
    folder.render("golden update");
    let kept = folder.read("golden/web-dev/_none/Secret-web.yaml");
    assert!(
        kept.contains("plain: '***'") && kept.contains("encoded: Kioq"),
        "{kept}"
    );
    folder.write("env/later.yaml", &format!("password: {secret}-2\n"));
    for format in [
        "text", "json", "jsonl", "junit", "sarif", "github", "gitlab", "markdown", "html",
    ] {
        let (code, told) = folder.render(&format!(
            "diff values:env/dev.yaml values:env/later.yaml --path charts/web --format {format}"
        ));
        assert_eq!(code, 1, "{told}");
        assert!(
            told.contains("Secret/web") || told.contains("\"Secret\""),
            "{told}"
        );
        for text in [secret, "Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5"] {
            assert!(!told.contains(text), "{format}: {told}");
        }
    }
}

#[test]
fn the_same_name_twice_is_told_with_both_places() {
    let folder = Folder::new("golden-twice");
    folder.write(
        "charts/web/templates/more.yaml",
        "# again\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ .Release.Name }}, namespace: shop}\n",
    );
    let (code, told) = folder.render("golden web-dev");
    assert_eq!(code, 2, "{told}");
    assert!(
        told.contains("ConfigMap/web@shop is rendered twice"),
        "{told}"
    );
    assert!(
        told.contains("charts/web/templates/config.yaml:1:1 the first"),
        "{told}"
    );
    assert!(told.contains("charts/web/templates/more.yaml:"), "{told}");
    assert!(!folder.has("golden"));
}

#[test]
fn certificates_are_told_by_what_people_know_them_by() {
    let folder = Folder::new("golden-certificates");
    folder.write(
        "charts/web/templates/secret.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: tls}\n{{ $c := genSelfSignedCert .Values.stage nil (list \"web.shop.svc\") 30 }}data:\n  tls.crt: {{ $c.Cert | b64enc }}\n  tls.key: {{ $c.Key | b64enc }}\n",
    );
    let args = "diff values:env/dev.yaml values:env/prod.yaml --path charts/web";
    let (code, told) = folder.render(args);
    assert_eq!(code, 1, "{told}");
    assert!(
        told.contains("- subject CN=dev; names web.shop.svc; valid 2020-01-01"),
        "{told}"
    );
    assert!(
        told.contains("+ subject CN=prod; names web.shop.svc; valid 2020-01-01"),
        "{told}"
    );
    // Both sides have one seed, so that the key is the same.
    assert!(!told.contains("tls.key"), "{told}");
}

#[test]
fn long_reports_are_cut_where_readers_need_it() {
    let folder = Folder::new("golden-long");
    let map = |n: usize| {
        let lines = "a line of a text that is long enough\\n".repeat(250);
        format!("kind: ConfigMap\nmetadata: {{name: c{n}}}\ndata: {{t: \"{lines}\"}}\n---\n")
    };
    folder.write("long.yaml", &(0..20).map(map).collect::<String>());
    folder.write("none.yaml", "kind: ConfigMap\nmetadata: {name: other}\n");
    let (_, markdown) = folder.render("diff none.yaml long.yaml --format markdown");
    assert!(
        markdown.chars().count() <= 65_536,
        "{}",
        markdown.chars().count()
    );
    assert!(markdown.contains("of 21 are left out"), "{markdown}");
    let opened = markdown.matches("<details>").count();
    assert!(opened > 3 && opened == markdown.matches("</details>").count());
    let (_, junit) = folder.render("diff none.yaml long.yaml --format junit");
    let longest = junit
        .split("</failure>")
        .map(|field| field.chars().count())
        .max();
    assert!(
        longest.is_some_and(|longest| longest < 8_600),
        "{longest:?}"
    );
    assert!(junit.contains("(cut: the text is longer than JUnit readers take)"));
}

/// `true` where the program is there.
fn is_there(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok();
    if !found {
        println!("{program} is not there: skipped");
    }
    found
}

#[test]
fn a_patch_makes_the_golden_files_new() {
    if !is_there("patch") {
        return;
    }
    let folder = Folder::new("golden-patch");
    folder.render("golden update");
    let (_, patch) = folder.render("diff --golden --config later.toml --view unified --no-ignore");
    folder.write(
        "change.patch",
        patch.split("warning").next().unwrap_or_default(),
    );
    let patched = Command::new("patch")
        .args(["-p1", "-i", "change.patch"])
        .current_dir(&folder.0)
        .output()
        .expect("patch runs");
    assert!(patched.status.success(), "{}", text(&patched));
    assert_eq!(folder.render("golden --config later.toml").0, 0);
}

#[test]
fn a_revision_is_compared_with_what_is_here() {
    if !is_there("git") {
        return;
    }
    let folder = Folder::new("golden-revision");
    let git = |args: &[&str]| folder.git(args);
    git(&["init", "-q", "-b", "main", "."]);
    git(&["add", "-A"]);
    git(&["commit", "-q", "-m", "first"]);
    let (code, told) = folder.render("diff main..");
    assert_eq!(code, 0, "{told}");
    folder.write("env/prod.yaml", "stage: production\nreplicas: 3\n");
    let (code, told) = folder.render("diff main..");
    assert_eq!(code, 1, "{told}");
    assert!(
        told.contains("env[STAGE].value: prod → production"),
        "{told}"
    );
    assert!(told.contains("← env/prod.yaml:1"), "{told}");
    assert_eq!(folder.render("diff main.. web-dev").0, 0);
    git(&["commit", "-q", "-a", "-m", "second"]);
    let (code, told) = folder.render("diff main~1..main web-prod");
    assert_eq!(code, 1, "{told}");
    let (code, told) = folder.render("diff nothing..");
    assert_eq!(code, 2, "{told}");
    assert!(told.contains("git knows no revision `nothing`"), "{told}");
}

#[test]
fn secrets_and_items_of_lists_know_what_changed_them() {
    let folder = Folder::new("golden-causes");
    folder.write(
        "render.toml",
        "[cases.web]\npath = \"charts/web\"\nvalues = [\"env/dev.yaml\"]\n",
    );
    let secret = "kind: Secret\nmetadata: {name: keys}\nstringData:\n  a: b\n";
    let list = "kind: List\nitems:\n  - kind: Pod\n    metadata: {name: a}\n  - kind: Pod\n    \
        metadata:\n      name: b\n    spec:\n      priority: {{ .Values.replicas }}\n";
    folder.write("charts/web/templates/keys.yaml", secret);
    folder.write("charts/web/templates/pods.yaml", list);
    assert_eq!(folder.render("golden update --view summary").0, 0);
    // A value of a Secret is not in its file, a key is.
    folder.write(
        "charts/web/templates/keys.yaml",
        &secret.replace("a: b", "a: other\n  {{ .Values.stage }}: c"),
    );
    folder.write(
        "charts/web/values.yaml",
        "replicas: 7\nimage: a\ngreeting: hello\n",
    );
    let (code, told) = folder.render("golden --read-only");
    assert_eq!(code, 1, "{told}");
    let keys = "  ~ Secret/keys\n      + stringData.dev: ***\n        \
        by charts/web/templates/keys.yaml:5 ← env/dev.yaml:1\n";
    let pods = "  ~ Pod/b\n      spec.priority: 1 → 7\n        \
        by charts/web/templates/pods.yaml:9 ← charts/web/values.yaml:1\n";
    assert!(told.contains(keys) && told.contains(pods), "{told}");
    // The lines of the page know it, too, and it can be filtered.
    let (_, page) = folder.render("golden --read-only --format html");
    let origin = "data-origin=\"charts/web/templates/keys.yaml:5 ← env/dev.yaml:1\"><td class=\"n\">\
        </td><td class=\"n\">6</td><td>+  dev: &#39;***&#39;</td>";
    assert!(page.contains(origin), "{page}");
    for part in [
        "data-kind=\"Pod\"",
        "<option value=\"Secret\">",
        "<option value=\"changed\">",
    ] {
        assert!(page.contains(part), "no {part} in {page}");
    }
}

#[test]
fn a_diff_of_revisions_sees_that_a_secret_changed() {
    if !is_there("git") {
        return;
    }
    let folder = Folder::new("golden-secret-revision");
    folder.write(
        "charts/web/templates/keys.yaml",
        "kind: Secret\nmetadata: {name: keys}\nstringData:\n  a: {{ .Values.password }}\n",
    );
    let values = folder.read("charts/web/values.yaml");
    folder.write(
        "charts/web/values.yaml",
        &format!("{values}password: hunter-two\n"),
    );
    folder.git(&["init", "-q", "-b", "main", "."]);
    folder.git(&["add", "-A"]);
    folder.git(&["commit", "-q", "-m", "first"]);
    folder.write(
        "charts/web/values.yaml",
        &format!("{values}password: hunter-three\n"),
    );
    for format in ["text", "json", "markdown", "html", "github"] {
        let (code, told) = folder.render(&format!("diff main.. web-dev --format {format}"));
        assert_eq!(code, 1, "{told}");
        assert!(!told.contains("hunter"), "{told}");
        for part in ["stringData.a", "charts/web/templates/keys.yaml"] {
            assert!(
                told.contains(part) || format == "markdown",
                "{format}: {told}"
            );
        }
        assert!(told.contains("changed"), "{format}: {told}");
    }
}

#[test]
fn a_golden_file_that_was_broken_by_hand_is_told() {
    let folder = Folder::new("golden-broken");
    folder.write(
        "charts/web/templates/secret.yaml",
        "kind: Secret\nmetadata: {name: s}\nstringData: {a: b}\n",
    );
    folder.render("golden update");
    let (config, secret) = (
        "golden/web-dev/shop/ConfigMap-web.yaml",
        "golden/web-dev/_none/Secret-s.yaml",
    );
    let kept = folder.read(config);
    folder.write(config, &format!("{kept}<<<<<<< ours\n"));
    folder.write(secret, "stringData: {a: hunter-two\n");
    let (code, told) = folder.render("golden web-dev");
    assert_eq!(code, 1, "{told}");
    for part in [
        "warning[E0902]: golden/web-dev/shop/ConfigMap-web.yaml is not the file of one resource",
        "        -<<<<<<< ours\n",
        "  ~ Secret/s\n      (text): *** → *** (changed)\n",
    ] {
        assert!(told.contains(part), "no {part} in {told}");
    }
    assert!(!told.contains("hunter"), "{told}");
    assert_eq!(folder.render("golden accept web-dev").0, 0);
    assert_eq!(folder.read(config), kept);
}

#[test]
fn what_is_not_there_is_told_with_its_case() {
    let folder = Folder::new("golden-missing");
    folder.write("render.toml", "[cases.web]\npath = \"charts/nothing\"\n");
    let (code, told) = folder.render("golden --format github");
    assert_eq!(code, 2);
    let wanted = "::error file=render.toml,line=1,endLine=1,col=8,title=E0101 in web::charts/nothing does not exist\n";
    assert!(told.starts_with(wanted), "{told}");
    let (_, told) = folder.render("golden");
    assert!(
        told.contains(
            "  error[E0101]: charts/nothing does not exist\n   --> render.toml:1:8 the case\n"
        ),
        "{told}"
    );
}
