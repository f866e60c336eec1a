//! Schemas that the schema of a chart refers to by their addresses. What is expected was printed by
//! Helm 4.2.3, with `SERVER` for the address of its server.

use serde_json::{Value as Json, json};

use super::Place;
use super::server::{Answer, Server};

#[test]
fn schemas_elsewhere_say_what_they_say_to_helm() {
    let (place, server, cases) = offered();
    for case in cases["cases"].as_array().unwrap() {
        let (code, _, stderr) = render(&place, &server, case, &[]);
        let want = text(&case["said"]).replace("SERVER", &server.address());
        assert_eq!(code == Some(0), case["fits"] == true, "{case}\n{stderr}");
        assert_eq!(stderr, want, "{case}");
    }
}

#[test]
fn schemas_elsewhere_are_kept() {
    let (place, server, _) = offered();
    let known = json!({"ref": "SERVER/far/text.json", "value": "x"});
    let (code, _, stderr) = render(&place, &server, &known, &["--offline"]);
    assert_eq!(code, Some(1));
    assert!(
        stderr.contains("far/text.json is not in the cache"),
        "{stderr}"
    );
    for flags in [&[][..], &[], &["--offline"]] {
        assert_eq!(
            render(&place, &server, &known, flags).0,
            Some(0),
            "{flags:?}"
        );
    }
    // Both schemas were asked for once.
    assert_eq!(server.authorizations().len(), 2);
}

/// A place, a server with the schemas of `testdata/fetch/schemas.json`, and what stands there.
fn offered() -> (Place, Server, Json) {
    let cases = std::fs::read("testdata/fetch/schemas.json").unwrap();
    let cases: Json = serde_json::from_slice(&cases).unwrap();
    let server = Server::start();
    for (path, answer) in cases["answers"].as_object().unwrap() {
        let answer = text(answer).replace("SERVER", &server.address());
        server.offer(path, Answer::json(&answer));
    }
    (Place::new(), server, cases)
}

/// Renders a chart whose schema refers to one elsewhere.
fn render(
    place: &Place,
    server: &Server,
    case: &Json,
    flags: &[&str],
) -> (Option<i32>, String, String) {
    let reference = text(&case["ref"]).replace("SERVER", &server.address());
    let schema = json!({"properties": {"a": {"$ref": reference}, "b": {"$ref": reference}}});
    let files = [
        ("Chart.yaml", "apiVersion: v2\nname: c\nversion: 1.0.0\n"),
        ("templates/a.yaml", "a: {{ .Values.a }}\n"),
        ("values.schema.json", &schema.to_string()),
    ];
    for (name, text) in files {
        place.write(&place.path("c").join(name), text.as_bytes());
    }
    let value = format!("a={}", text(&case["value"]));
    let args = ["template", "r", "c", "--set", &value];
    place.run(&[&args, flags].concat())
}

fn text(json: &Json) -> &str {
    json.as_str().unwrap()
}
