//! The vectors of Harness that are about images and pull secrets.

use manifest_render::registry::pull_secret::{Login, Spelling};
use manifest_render::registry::{Artifact, Secret};
use serde_json::Value as Json;

use crate::support::{self, Tally};

/// What differs in a vector of kind `docker_secret` or `artifact_image`; `None` where all is right.
pub fn difference(vector: &Json) -> Option<String> {
    let input = &vector["input"];
    let expected = &vector["expected"];
    let want = ["base64", "text", "error"]
        .into_iter()
        .find_map(|key| expected.get(key)?.as_str())
        .unwrap_or_default();
    let field = |path: &str| match input.get(path)? {
        Json::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    };
    let artifact = if input.is_object() {
        Artifact::read(field)
    } else {
        None
    };
    let got = match (artifact, vector["kind"].as_str()) {
        // An artifact that is not there or not known is no value at all, hence unresolved.
        (None, _) => "unresolved".to_string(),
        (Some(artifact), Some("artifact_image")) => artifact.image().unwrap_or_default(),
        (Some(artifact), _) => {
            let quirk = vector.get("quirk").and_then(Json::as_bool) == Some(true);
            let spelling = if quirk {
                Spelling::Harness
            } else {
                Spelling::Correct
            };
            let text = |login: Login| match vector["expression"].as_str() {
                Some("<+artifact.imagePullSecret>") => login.image_pull_secret(spelling),
                _ => login.docker_config_json(spelling),
            };
            artifact
                .login()
                .map_or_else(Secret::default, text)
                .expose()
                .to_string()
        }
    };
    support::differs(&input.to_string(), want, &got)
}

#[test]
fn pull_secrets() {
    let Some(text) = support::read("harness.json") else {
        return;
    };
    let mut tally = Tally::new("pull_secrets");
    for vector in support::parse(&text)["vectors"].as_array().unwrap() {
        if matches!(
            vector["kind"].as_str(),
            Some("docker_secret" | "artifact_image")
        ) {
            let name = vector["id"].as_str().unwrap();
            let feature = vector["feature"].as_str().unwrap();
            tally.count(feature, name, difference(vector));
        }
    }
    tally.finish();
}
