//! Writing 1 MB of YAML and JSON, against what others write of the same values.

#[path = "support.rs"]
mod support;

use manifest_render::encoding::json::{JsonStyle, write_json};
use manifest_render::encoding::yaml::emit::{to_yaml, to_yaml_pretty};
use manifest_render::value::{List, Map, Value};
use saphyr::LoadableYamlNode;
use serde_json::json;
use support::{Contender, row};

fn main() {
    let json = values();
    let ours = value(&json);
    let text = to_yaml(&ours)
        .map(|text| text.into_str().to_string())
        .unwrap_or_default();
    let theirs = saphyr::Yaml::load_from_str(&text).unwrap_or_default();
    let bytes = Some(text.len());
    row(
        "writing 1 MB of YAML",
        bytes,
        vec![
            Contender::new("toYaml", || to_yaml(&ours).map_or(0, |text| text.len())),
            Contender::new("toYamlPretty", || {
                to_yaml_pretty(&ours).map_or(0, |text| text.len())
            }),
            Contender::new("serde_yaml", || {
                serde_yaml::to_string(&json).map_or(0, |t| t.len())
            }),
            Contender::new("saphyr", || {
                let mut out = String::new();
                for document in &theirs {
                    let _ = saphyr::YamlEmitter::new(&mut out).dump(document);
                }
                out.len()
            }),
        ],
    );
    let bytes = serde_json::to_vec(&json).map(|text| text.len()).ok();
    row(
        "the same as JSON",
        bytes,
        vec![
            Contender::new("toJson", || {
                write_json(&ours, JsonStyle::default()).map_or(0, |text| text.len())
            }),
            Contender::new("serde_json", || {
                serde_json::to_vec(&json).map_or(0, |t| t.len())
            }),
        ],
    );
}

/// Values as charts have them, about a megabyte.
fn values() -> serde_json::Value {
    let service = |n: usize| {
        json!({
            "enabled": n.is_multiple_of(2),
            "image": {
                "repository": format!("registry.example.com/shop/service-{n}"),
                "tag": format!("1.{n}.0"),
                "pullPolicy": "IfNotPresent",
            },
            "replicas": n % 7,
            "weight": n as f64 / 8.0,
            "ports": [{"name": "http", "port": 8080, "protocol": "TCP"}, {"name": "on", "port": 9090}],
            "env": [
                {"name": "LOG_LEVEL", "value": "info"},
                {"name": "FEATURE", "value": "true"},
                {"name": "URL", "value": format!("https://shop.example.com/{n}?a=b&c=d")},
            ],
            "resources": {
                "limits": {"cpu": "500m", "memory": "256Mi"},
                "requests": {"cpu": "100m", "memory": "128Mi"},
            },
            "annotations": {
                "app.kubernetes.io/name": "shop",
                "description": "Serves the shop's front page and, where it is asked to, \
                    everything behind it that has no service of its own: carts, bills, letters.",
                "größe": "naïve – 日本",
            },
            "script": "#!/bin/sh\nset -e\nfor i in 1 2 3; do\n  echo \"$i\"\ndone\n",
            "nothing": null,
            "empty": {},
        })
    };
    let services = (0..1_000).map(|n| (format!("service{n}"), service(n)));
    serde_json::Value::Object(services.collect())
}

fn value(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::Nil,
        serde_json::Value::Bool(truth) => Value::Bool(*truth),
        serde_json::Value::Number(number) => Value::Float(number.as_f64().unwrap_or_default()),
        serde_json::Value::String(text) => Value::from(text.as_str()),
        serde_json::Value::Array(items) => List::new(items.iter().map(value).collect()).into(),
        serde_json::Value::Object(entries) => {
            let entries = entries
                .iter()
                .map(|(key, json)| (key.as_str(), value(json)));
            entries.collect::<Map>().into()
        }
    }
}
