//! What is read and written.

use manifest_render::value::{List, Map, Value};
use serde_json::json;

/// What a part of a values file looks like.
const PART: &str = r#"
## Configuration of the web server number @
web-@:
  enabled: true
  replicaCount: 3
  image:
    registry: docker.io
    repository: bitnami/nginx
    tag: "1.25.3-debian-11-r@"   # a tag, not a number
    pullPolicy: IfNotPresent
    pullSecrets: []
  # Resources of the container.
  resources:
    limits: {cpu: 500m, memory: 128Mi}
    requests:
      cpu: 250m
      memory: 64Mi
  service:
    type: ClusterIP
    ports:
      - name: http
        port: 80
        targetPort: 8080
      - name: https
        port: 443
        targetPort: 8443
  annotations:
    prometheus.io/scrape: 'true'
    nginx.ingress.kubernetes.io/configuration-snippet: |
      more_set_headers "X-Frame-Options: DENY";
      location /status {
        stub_status on;
      }
  extraEnv:
    - name: GREETING
      value: Good morning, and in case I do not see you, good afternoon and good night
    - name: RATIO
      value: 0.75
  nodeSelector: {}
  tolerations: []
  affinity:
    podAntiAffinity:
      preferredDuringSchedulingIgnoredDuringExecution:
        - weight: 100
          podAffinityTerm:
            topologyKey: kubernetes.io/hostname
"#;

/// The text of a values file, at least this long.
pub fn values_file(size: usize) -> String {
    let mut text = String::with_capacity(size + PART.len());
    let mut number = 0;
    while text.len() < size {
        text.push_str(&PART.replace('@', &number.to_string()));
        number += 1;
    }
    text
}

/// A JSON text, at least this long.
pub fn json_text(size: usize) -> String {
    let mut text = String::from("[");
    let mut number = 0;
    while text.len() < size {
        text.push_str(&format!(
            "{{\"id\":{number},\"name\":\"item-{number}\",\"tags\":[\"a\",\"b\",\"long enough to be \
             shared\"],\"price\":{number}.25,\"nested\":{{\"ok\":true,\"none\":null}}}},"
        ));
        number += 1;
    }
    text.push_str("null]");
    text
}

/// Values as charts have them, about a megabyte.
pub fn values() -> serde_json::Value {
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

/// The same as our own value.
pub fn value(json: &serde_json::Value) -> Value {
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
