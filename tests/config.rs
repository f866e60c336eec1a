//! `render.toml`: each file of `testdata/config` with what comes of it in the file of the same name
//! that ends with `.txt`. `CONFIG=overwrite cargo test --test config` writes those anew.

use std::path::{Path, PathBuf};

use manifest_render::config::Config;
use manifest_render::diagnostic::draw::{self, Style};
use manifest_render::world::{MemoryWorld, World};

fn told(name: &str, text: &str) -> String {
    let world: &dyn World = &MemoryWorld::new().with_file(name, text);
    let mut told = String::new();
    match Config::load(Path::new(name), world) {
        Ok(config) => {
            for case in &config.cases {
                let said = Said(config.request(case));
                told.push_str(&format!("{} {said:#?}\n", case.name));
            }
        }
        Err(failed) => {
            for finding in &failed.findings.0 {
                told.push_str(&draw::text(finding, &failed.sources, Style::Plain));
                told.push('\n');
            }
        }
    }
    told
}

/// What a case says of its own.
struct Said(manifest_render::Request);

impl std::fmt::Debug for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Request")
            .field("path", &self.0.path)
            .field("values", &self.0.values)
            .field("profile", &self.0.profile)
            .field("set", &self.0.set.set)
            .field(
                "kube_version",
                &self.0.chart.capabilities.kube_version.version(),
            )
            .field("release", &self.0.chart.release.name)
            .field("seed", &self.0.seed)
            .field("strict", &self.0.strict)
            .finish()
    }
}

#[test]
fn files_mean_what_they_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/config");
    let overwrite = std::env::var_os("CONFIG").is_some_and(|wish| wish == "overwrite");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .collect();
    files.sort();
    assert!(!files.is_empty());
    for path in files {
        let name = path.file_name().unwrap().to_str().unwrap();
        let told = told(name, &std::fs::read_to_string(&path).unwrap());
        let expected = path.with_extension("txt");
        if overwrite {
            std::fs::write(&expected, &told).unwrap();
        }
        assert_eq!(told, std::fs::read_to_string(&expected).unwrap(), "{name}");
    }
}
