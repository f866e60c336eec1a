//! Fetching charts: the program against a chart repository and an OCI registry that the test
//! serves itself, on the loopback interface.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot prepare its files has failed"
)]

mod schemas;
mod server;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use manifest_render::chart::metadata::{Dependency, Lock};
use manifest_render::fetch::lock;
use manifest_render::world::Timestamp;
use server::{Answer, Server, sha256};

/// What Docker's configuration and the registry agree on.
const USER: &str = "reader:correct horse";
/// What the server of tokens gives to that user.
const TOKEN: &str = "a-token-for-one-pull";
const CHART_LAYER: &str = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";

#[test]
fn build_from_a_lock_then_without_the_network() {
    let place = Place::new();
    let server = Server::start();
    offer_repository(&server, |digest| digest.to_string());
    offer_registry(&server, "team/db", "2.0.0_build.1");
    let wanted = [
        ("web", "^1.0.0", format!("{}/charts", server.address())),
        (
            "db",
            "2.0.0+build.1",
            format!("oci://{}/team", server.host()),
        ),
        ("lib", ">=1.0.0", "file://../lib".to_string()),
    ];
    let locked = [("web", "1.1.0"), ("db", "2.0.0+build.1"), ("lib", "1.2.3")];
    let chart = place.chart("app", &wanted, &locked);
    place.copy_lib();
    place.docker_config(&server);

    let said = place.succeeds(&["dependency", "build", &chart, "--plain-http"]);
    assert!(
        said.starts_with("Saving 3 charts\nDownloading web from repo http"),
        "{said}"
    );
    let held = ["db-2.0.0+build.1.tgz", "lib-1.2.3.tgz", "web-1.1.0.tgz"];
    assert_eq!(place.held(&chart), held);
    let listed = place.succeeds(&["dependency", "list", &chart]);
    assert_eq!(listed.matches("\tok    \n").count(), 3, "{listed}");
    let rendered = place.succeeds(&["template", "shop", &chart]);
    for name in ["shop-web", "shop-db", "shop-lib"] {
        assert!(rendered.contains(name), "{rendered}");
    }

    // What was fetched once is enough from then on.
    drop(server);
    fs::remove_dir_all(place.path(&chart).join("charts")).unwrap();
    place.succeeds(&["dependency", "build", &chart, "--plain-http", "--offline"]);
    assert_eq!(place.held(&chart), held);
}

#[test]
fn the_newest_version_in_the_range_is_chosen_and_locked() {
    let place = Place::new();
    let server = Server::start();
    offer_repository(&server, |digest| digest.to_string());
    let tags = r#"{"name":"team/db","tags":["latest","1.9.0","2.0.0","2.1.0-rc.1"]}"#;
    server.offer("/v2/team/db/tags/list?n=1000", Answer::json(tags));
    offer_registry(&server, "team/db", "2.0.0");
    let wanted = [
        ("web", ">=1", format!("{}/charts/", server.address())),
        ("db", ">1", format!("oci://{}/team", server.host())),
    ];
    let chart = place.chart("app", &wanted, &[]);
    place.docker_config(&server);
    let old = place.path(&chart).join("charts").join("web-1.0.0.tgz");
    place.write(&old, &archive("web", "1.0.0"));

    place.succeeds(&["dependency", "update", &chart, "--plain-http"]);
    assert_eq!(place.held(&chart), ["db-2.0.0.tgz", "web-1.1.0.tgz"]);
    let lock = fs::read_to_string(place.path(&chart).join("Chart.lock")).unwrap();
    assert!(
        lock.contains("  version: 1.1.0\n") && lock.contains("  version: 2.0.0\n"),
        "{lock}"
    );
    // The lock that was written is one that can be built from, and stays as it is.
    place.succeeds(&["dependency", "build", &chart, "--plain-http"]);
    place.succeeds(&["dependency", "update", &chart, "--plain-http"]);
    assert_eq!(
        fs::read_to_string(place.path(&chart).join("Chart.lock")).unwrap(),
        lock
    );
}

#[test]
fn charts_elsewhere_are_rendered() {
    let place = Place::new();
    let server = Server::start();
    offer_repository(&server, |digest| digest.to_string());
    offer_registry(&server, "team/db", "2.0.0");
    server.offer(
        "/v2/team/db/tags/list?n=1000",
        Answer::json(r#"{"tags":["1.0.0","2.0.0"]}"#),
    );
    place.docker_config(&server);
    let repository = format!("{}/charts", server.address());
    let oci = format!("oci://{}/team/db", server.host());
    let tagged = format!("{oci}:2.0.0");
    let url = format!("{repository}/web-1.0.0.tgz");
    let cases: [(&[&str], &str); 7] = [
        (&["web", "--repo", &repository], "web 1.1.0"),
        (
            &["web", "--repo", &repository, "--version", "1.0.x"],
            "web 1.0.0",
        ),
        (&["web", "--repo", &repository, "--devel"], "web 2.0.0-rc.1"),
        (&[&url], "web 1.0.0"),
        (&[&oci, "--plain-http"], "db 2.0.0"),
        (&[&oci, "--plain-http", "--version", "2.0.0"], "db 2.0.0"),
        (&[&tagged, "--plain-http"], "db 2.0.0"),
    ];
    for (args, want) in cases {
        let args: Vec<&str> = ["template", "shop"].iter().chain(args).copied().collect();
        let rendered = place.succeeds(&args);
        assert!(
            rendered.contains(&format!("chart: {want}\n")),
            "{args:?}\n{rendered}"
        );
    }
    drop(server);
    let offline = [
        "template",
        "shop",
        "web",
        "--repo",
        &repository,
        "--offline",
    ];
    assert!(place.succeeds(&offline).contains("chart: web 1.1.0\n"));
}

#[test]
fn dependencies_are_updated_before_rendering() {
    let place = Place::new();
    let chart = place.chart("app", &[("lib", "1.x", "file://../lib".to_string())], &[]);
    place.copy_lib();
    assert!(
        place
            .fails(&["template", "shop", &chart])
            .contains("missing in charts/ directory: lib")
    );
    let rendered = place.succeeds(&["template", "shop", &chart, "--dependency-update"]);
    assert!(
        rendered.starts_with("---\n# Source: app/charts/lib/"),
        "{rendered}"
    );
}

#[test]
fn what_goes_wrong_is_told_and_nothing_is_written() {
    let place = Place::new();
    let server = Server::start();
    offer_repository(&server, |_| "0".repeat(64));
    offer_registry(&server, "team/db", "2.0.0");
    server.offer(
        "/v2/team/image/manifests/1.0.0",
        Answer::json(r#"{"layers":[]}"#),
    );
    server.offer("/empty/index.yaml", Answer::text(""));
    server.offer(
        "/page/index.yaml",
        Answer::text("<html>no chart here</html>"),
    );
    let charts = format!("{}/charts", server.address());
    let team = format!("oci://{}/team", server.host());
    let at = |path: &str| format!("{}/{path}", server.address());
    let cases: [(&str, &str, String, &str); 9] = [
        ("web", "1.1.0", charts.clone(), "but sha256:0000"),
        (
            "web",
            "9.9.9",
            charts.clone(),
            "version \"9.9.9\" not found in http",
        ),
        (
            "cache",
            "1.0.0",
            charts,
            "chart \"cache\" version \"1.0.0\" not found in http",
        ),
        ("web", "1.0.0", at("nowhere"), "index.yaml : 404 Not Found"),
        ("web", "1.0.0", at("empty"), "empty index.yaml file"),
        (
            "web",
            "1.0.0",
            at("page"),
            "is not a valid chart repository",
        ),
        (
            "db",
            "2.0.0",
            team.clone(),
            "401 Unauthorized\n  help: `docker login 127.0.0.1",
        ),
        (
            "image",
            "1.0.0",
            team,
            "manifest does not contain a layer with mediatype",
        ),
        (
            "lib",
            "1.0.0",
            "file://../nowhere".into(),
            "nowhere not found",
        ),
    ];
    for (number, (name, version, repository, want)) in cases.into_iter().enumerate() {
        let wanted = [(name, version, repository)];
        let chart = place.chart(&format!("app{number}"), &wanted, &[(name, version)]);
        let said = place.fails(&["dependency", "build", &chart, "--plain-http"]);
        assert!(said.contains(want), "{want}\n{said}");
        assert!(place.held(&chart).is_empty(), "{want}");
    }
    let wanted = [("web", "1.0.0", at("charts"))];
    let chart = place.chart("stale", &wanted, &[("web", "1.0.0")]);
    let file = place.path(&chart).join("Chart.yaml");
    let text = fs::read_to_string(&file)
        .unwrap()
        .replace("\"1.0.0\"", "\"1.1.0\"");
    fs::write(&file, text).unwrap();
    let said = place.fails(&["dependency", "build", &chart]);
    assert!(said.contains("Chart.lock) is out of sync"), "{said}");
    let offline = place.fails(&["template", &at("charts/web-1.0.0.tgz"), "--offline"]);
    assert!(offline.contains("is not in the cache"), "{offline}");
}

#[test]
fn passwords_stay_with_their_host_and_out_of_errors() {
    let place = Place::new();
    let (server, other) = (Server::start(), Server::start());
    let elsewhere = format!("{}/web-1.0.0.tgz", other.address());
    let entries =
        format!("apiVersion: v1\nentries: {{web: [{{version: 1.0.0, urls: ['{elsewhere}']}}]}}\n");
    server.offer("/charts/index.yaml", Answer::text(&entries));
    other.offer("/web-1.0.0.tgz", Answer::bytes(archive("web", "1.0.0")));
    let repository = format!("{}/charts", server.address());
    let login = ["--username", "reader", "--password", "correct horse"];
    let args = [
        &["template", "web", "--repo", repository.as_str()],
        login.as_slice(),
    ]
    .concat();
    place.succeeds(&args);
    let basic = format!("Basic {}", STANDARD.encode(USER));
    assert_eq!(server.authorizations().join("|"), basic);
    assert_eq!(other.authorizations(), [""]);
    place.succeeds(&[args.as_slice(), &["--pass-credentials"]].concat());
    assert_eq!(other.authorizations(), ["".to_string(), basic]);
    let url = format!("http://reader:secret@{}/nowhere.tgz", server.host());
    let said = place.fails(&["template", &url]);
    assert!(
        said.contains("nowhere.tgz : 404") && !said.contains("secret"),
        "{said}"
    );
}

#[test]
fn repositories_of_helm_are_known_by_name() {
    let place = Place::new();
    let server = Server::start();
    offer_repository(&server, |digest| digest.to_string());
    let url = format!("{}/charts", server.address());
    let (user, password) = USER.split_once(':').unwrap();
    let config = format!(
        "repositories: [{{name: shop, url: '{url}', username: {user}, password: {password}}}]\n"
    );
    let file = ".config/helm/repositories.yaml";
    place.write(&place.root.join(file), config.as_bytes());
    let rendered = place.succeeds(&["template", "shop/web", "--version", "1.x"]);
    assert!(rendered.contains("chart: web 1.1.0\n"), "{rendered}");
    let basic = format!("Basic {}", STANDARD.encode(USER));
    assert!(server.authorizations().iter().all(|sent| *sent == basic));
    let chart = place.chart("app", &[("web", "1.0.0", "@shop".to_string())], &[]);
    let elsewhere = [
        "dependency",
        "update",
        &chart,
        "--repository-config",
        "nowhere",
    ];
    assert!(
        place
            .fails(&elsewhere)
            .contains("no repository definition for @shop")
    );
    place.succeeds(&["dependency", "update", &chart]);
    assert_eq!(place.held(&chart), ["web-1.0.0.tgz"]);
    place.succeeds(&["dependency", "build", &chart]);
}

/// The digest in the lock of `testdata/fetch` was written by Helm 4.2.3.
#[test]
fn the_digest_of_a_lock_is_that_of_helm() {
    let place = Place::new();
    let chart = "app".to_string();
    for name in ["app/Chart.yaml", "app/Chart.lock"] {
        let bytes = fs::read(Path::new("testdata/fetch").join(name)).unwrap();
        place.write(&place.root.join(name), &bytes);
    }
    place.copy_lib();
    place.succeeds(&["dependency", "build", &chart]);
    assert_eq!(place.held(&chart), ["lib-1.2.3.tgz"]);
}

/// What each version of the chart `web` has in the repository.
fn offer_repository(server: &Server, digest: impl Fn(&str) -> String) {
    let mut index = "apiVersion: v1\nentries:\n  web:\n".to_string();
    for version in ["1.0.0", "2.0.0-rc.1", "1.1.0"] {
        let bytes = archive("web", version);
        let digest = digest(&sha256(&bytes));
        index.push_str(&format!(
            "  - {{name: web, version: {version}, urls: [web-{version}.tgz], digest: '{digest}'}}\n"
        ));
        server.offer(&format!("/charts/web-{version}.tgz"), Answer::bytes(bytes));
    }
    server.offer("/charts/index.yaml", Answer::text(&index));
}

/// A chart in a registry that wants a token, and a server of tokens that wants a password.
fn offer_registry(server: &Server, path: &str, tag: &str) {
    let name = path.rsplit('/').next().unwrap();
    let bytes = archive(name, &tag.replace('_', "+"));
    let digest = format!("sha256:{}", sha256(&bytes));
    let manifest = format!(
        r#"{{"schemaVersion":2,"layers":[{{"mediaType":"{CHART_LAYER}","digest":"{digest}","size":1}}]}}"#
    );
    let token = format!("Bearer {TOKEN}");
    let challenge = format!(
        r#"Bearer realm="{}/token",service="test",scope="repository:{path}:pull""#,
        server.address()
    );
    let guarded = |answer: Answer| answer.guarded(&token, &challenge);
    server.offer(
        &format!("/v2/{path}/manifests/{tag}"),
        guarded(Answer::json(&manifest)),
    );
    server.offer(
        &format!("/v2/{path}/blobs/{digest}"),
        guarded(Answer::bytes(bytes)),
    );
    let query = format!(
        "service=test&scope=repository%3A{}%3Apull",
        path.replace('/', "%2F")
    );
    let basic = format!("Basic {}", STANDARD.encode(USER));
    let answer = Answer::json(&format!(r#"{{"token":"{TOKEN}"}}"#));
    server.offer(&format!("/token?{query}"), answer.guarded(&basic, "Basic"));
}

/// The archive of a chart that tells its name and version.
fn archive(name: &str, version: &str) -> Vec<u8> {
    let template = "kind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}-{{ .Chart.Name }}\n\
                    chart: {{ .Chart.Name }} {{ .Chart.Version }}\n";
    let files = [
        (
            "Chart.yaml",
            format!("apiVersion: v2\nname: {name}\nversion: {version}\n"),
        ),
        ("templates/config.yaml", template.to_string()),
    ];
    let mut tar = tar::Builder::new(Vec::new());
    for (path, text) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, format!("{name}/{path}"), text.as_bytes())
            .unwrap();
    }
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gzip, &tar.into_inner().unwrap()).unwrap();
    gzip.finish().unwrap()
}

/// A folder of one test, with a cache and a home of its own.
struct Place {
    root: PathBuf,
}

impl Place {
    fn new() -> Place {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("fetch-{}-{number}", std::process::id());
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&root).unwrap();
        Place { root }
    }

    fn path(&self, chart: &str) -> PathBuf {
        self.root.join(chart)
    }

    fn write(&self, path: &Path, bytes: &[u8]) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// A chart with these dependencies and, where any are locked, a lock.
    fn chart(
        &self,
        name: &str,
        wanted: &[(&str, &str, String)],
        locked: &[(&str, &str)],
    ) -> String {
        let mut text = "apiVersion: v2\nname: app\nversion: 0.1.0\ndependencies:\n".to_string();
        let mut dependencies = Vec::new();
        for (name, version, repository) in wanted {
            text.push_str(&format!(
                "  - {{name: {name}, version: \"{version}\", repository: \"{repository}\"}}\n"
            ));
            dependencies.push(Some(dependency(name, version, repository)));
        }
        self.write(&self.path(name).join("Chart.yaml"), text.as_bytes());
        if !locked.is_empty() {
            let locked = locked.iter().zip(wanted);
            let locked =
                locked.map(|((name, version), (_, _, url))| Some(dependency(name, version, url)));
            let locked = Some(locked.collect());
            let lock = Lock {
                digest: lock::digest(&Some(dependencies), &locked).unwrap(),
                dependencies: locked,
            };
            let now = Timestamp {
                seconds: 0,
                nanoseconds: 0,
            };
            let text = lock::text(&lock, now).unwrap();
            self.write(&self.path(name).join("Chart.lock"), &text);
        }
        name.to_string()
    }

    fn copy_lib(&self) {
        for name in ["lib/Chart.yaml", "lib/templates/config.yaml"] {
            let bytes = fs::read(Path::new("testdata/fetch").join(name)).unwrap();
            self.write(&self.root.join(name), &bytes);
        }
    }

    fn docker_config(&self, server: &Server) {
        let auth = STANDARD.encode(USER);
        let config = format!(r#"{{"auths":{{"{}":{{"auth":"{auth}"}}}}}}"#, server.host());
        self.write(&self.root.join(".docker/config.json"), config.as_bytes());
    }

    /// The files in a chart's `charts/`.
    fn held(&self, chart: &str) -> Vec<String> {
        let Ok(folder) = fs::read_dir(self.path(chart).join("charts")) else {
            return Vec::new();
        };
        let mut names: Vec<String> = folder
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    fn succeeds(&self, args: &[&str]) -> String {
        let (code, stdout, stderr) = self.run(args);
        assert_eq!(code, Some(0), "{args:?}\n{stdout}{stderr}");
        stdout
    }

    fn fails(&self, args: &[&str]) -> String {
        let (code, stdout, stderr) = self.run(args);
        assert_eq!(code, Some(1), "{args:?}\n{stdout}{stderr}");
        stderr
    }

    fn run(&self, args: &[&str]) -> (Option<i32>, String, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_render"))
            .args(args)
            .current_dir(&self.root)
            .env_clear()
            .env("HOME", &self.root)
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (
            output.status.code(),
            text(output.stdout),
            text(output.stderr),
        )
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let _ = fs::remove_dir_all(&self.root);
        }
    }
}

fn dependency(name: &str, version: &str, repository: &str) -> Dependency {
    Dependency {
        name: name.to_string(),
        version: version.to_string(),
        repository: repository.to_string(),
        ..Dependency::default()
    }
}
