//! Expressions in the values.yaml of a chart in an archive, as in one in a folder.

#![allow(
    clippy::expect_used,
    reason = "helpers of tests may give up as tests do"
)]

use std::rc::Rc;

use flate2::Compression;
use flate2::write::GzEncoder;
use manifest_render::renderer::{Request, render};
use manifest_render::world::MemoryWorld;

const FILES: &[(&str, &str)] = &[
    (
        "web/Chart.yaml",
        "apiVersion: v2\nname: web\nversion: 0.1.0\n",
    ),
    (
        "web/charts/db/Chart.yaml",
        "apiVersion: v2\nname: db\nversion: 0.1.0\n",
    ),
    ("web/charts/db/values.yaml", "image: db\n"),
    ("web/values.yaml", "image: <+artifact.image>\nkept: 1\n"),
    (
        "web/templates/pod.yaml",
        "kind: Pod\nmetadata: {name: {{ .Values.image }}, kept: {{ .Values.kept }}}\n",
    ),
];

fn archive() -> Vec<u8> {
    let mut tar = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    for (name, text) in FILES {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, name, text.as_bytes())
            .expect("it has room");
    }
    let gzip = tar.into_inner().expect("it ends");
    gzip.finish().expect("it ends")
}

fn rendered(path: &str, resolve: bool, artifact: bool) -> Result<String, String> {
    let mut world = MemoryWorld::new().with_file("web.tgz", archive());
    for (name, text) in FILES {
        world = world.with_file(name, *text);
    }
    let request = Request {
        resolve_expressions: resolve,
        set_context: match artifact {
            true => vec!["artifact.image=registry.example.com/web:1".into()],
            false => Vec::new(),
        },
        ..Request::new(path)
    };
    match render(&request, Rc::new(world)) {
        Ok(rendered) => Ok(String::from_utf8_lossy(&rendered.stream()).into_owned()),
        Err(failed) => {
            let place = failed.findings.0.iter().find_map(|finding| finding.span());
            let place = place.map(|span| failed.sources.describe(span));
            Err(format!("{} {}", failed.findings, place.unwrap_or_default()))
        }
    }
}

#[test]
fn they_are_resolved_as_in_a_folder() {
    let wanted = "---\nkind: Pod\nmetadata: {name: registry.example.com/web:1, kept: 1}\n\n";
    for path in ["web", "web.tgz"] {
        assert_eq!(rendered(path, true, true).as_deref(), Ok(wanted), "{path}");
        let refused = rendered(path, true, false);
        let words = format!("unresolved expression <+artifact.image> {path}/values.yaml:1:8");
        assert_eq!(refused, Err(words), "{path}");
        let plain = rendered(path, false, true).expect("Helm knows no expressions");
        assert!(
            plain.contains("{name: <+artifact.image>, kept: 1}"),
            "{plain}"
        );
    }
}
