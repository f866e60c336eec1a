//! Reading YAML and JSON beside others.
//!
//! `cargo bench --bench read`. Values files of about 1 MB; a JSON text of 20 MB.

#[path = "support.rs"]
mod support;

use manifest_render::encoding::json::read_json;
use manifest_render::encoding::yaml::{Events, FileMarks, Input, Reader};
use manifest_render::source::SourceId;
use manifest_render::value::Origins;
use support::{Contender, row};

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

fn values(size: usize) -> String {
    let mut text = String::with_capacity(size + PART.len());
    let mut number = 0;
    while text.len() < size {
        text.push_str(&PART.replace('@', &number.to_string()));
        number += 1;
    }
    text
}

fn json(size: usize) -> String {
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

fn main() {
    let text = values(1_000_000);
    let bytes = text.as_bytes();
    row(
        "values file, 1 MB",
        Some(bytes.len()),
        vec![
            Contender::new("read", || {
                Reader::new()
                    .value(bytes)
                    .map_or(0, |value| usize::from(value.truth()))
            }),
            Contender::new("read, with origins", || {
                let mut origins = Origins::new();
                let marks = FileMarks {
                    origins: &mut origins,
                    source: SourceId::default(),
                    secret: false,
                };
                Reader::new()
                    .marker(marks)
                    .value(bytes)
                    .map_or(0, |value| usize::from(value.truth()))
            }),
            Contender::new("events only", || {
                let input = Input::new(bytes);
                let mut events = Events::new(&input);
                let mut count = 0;
                while let Ok(Some(_)) = events.next_event() {
                    count += 1;
                }
                count
            }),
            Contender::new("serde_yaml 0.9", || {
                serde_yaml::from_str::<serde_yaml::Value>(&text)
                    .map_or(0, |value| usize::from(value.is_mapping()))
            }),
            Contender::new("saphyr 0.3", || {
                use saphyr::LoadableYamlNode;
                saphyr::Yaml::load_from_str(&text).map_or(0, |documents| documents.len())
            }),
        ],
    );
    let text = json(20_000_000);
    let bytes = text.as_bytes();
    row(
        "JSON, 20 MB",
        Some(bytes.len()),
        vec![
            Contender::new("read", || {
                read_json(bytes).map_or(0, |value| usize::from(value.truth()))
            }),
            Contender::new("serde_json 1", || {
                serde_json::from_slice::<serde_json::Value>(bytes)
                    .map_or(0, |value| usize::from(value.is_array()))
            }),
        ],
    );
}
