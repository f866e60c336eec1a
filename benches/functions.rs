//! The twenty functions that charts call most, each called 10,000 times by one template.
//!
//! `cargo bench --bench functions`.

#[path = "support.rs"]
#[allow(dead_code, reason = "each bench uses its part")]
mod support;

use std::rc::Rc;

use manifest_render::functions::{Profile, of};
use manifest_render::gotemplate::Set;
use manifest_render::gotemplate::call::Environment;
use manifest_render::source::SourceId;
use manifest_render::value::{Map, StrBuf, Value};
use manifest_render::world::MemoryWorld;
use support::{Contender, in_turn};

/// How often a template makes its call.
const CALLS: usize = 10_000;

/// The calls; the first is the loop alone, which the others contain.
const SUBJECTS: [(&str, &str); 21] = [
    ("the loop alone", ""),
    ("include", r#"{{ include "name" $ }}"#),
    ("toYaml", "{{ toYaml $.labels }}"),
    ("nindent", r#"{{ "a: 1\nb: 2" | nindent 4 }}"#),
    ("default", r#"{{ default "none" $.missing }}"#),
    ("quote", "{{ quote $.name }}"),
    ("printf", r#"{{ printf "%s-%s" $.name "web" }}"#),
    ("tpl", r#"{{ tpl "{{ .name }}" $ }}"#),
    ("trunc", "{{ trunc 8 $.name }}"),
    ("trimSuffix", r#"{{ trimSuffix "-" $.name }}"#),
    ("replace", r#"{{ replace "+" "_" $.name }}"#),
    ("hasKey", r#"{{ hasKey $.labels "app" }}"#),
    ("dict", r#"{{ $_ := dict "a" 1 "b" 2 }}"#),
    ("merge", "{{ $_ := merge (dict) $.labels }}"),
    ("ternary", r#"{{ ternary "a" "b" true }}"#),
    ("eq", r#"{{ eq $.name "web" }}"#),
    ("and", "{{ and $.name $.missing }}"),
    ("or", "{{ or $.missing $.name }}"),
    ("b64enc", "{{ b64enc $.name }}"),
    ("sha256sum", "{{ sha256sum $.name }}"),
    ("lower", "{{ lower $.name }}"),
];

fn main() {
    let labels = Map::from_iter([
        ("app", Value::from("storefront")),
        ("team", Value::from("shop")),
        ("tier", Value::from("web")),
    ]);
    let data = Value::from(Map::from_iter([
        ("name", Value::from("Storefront-Production")),
        ("labels", Value::from(labels)),
    ]));
    let environment = Environment::new(Rc::new(MemoryWorld::new()));
    let sets: Vec<Set> = SUBJECTS
        .iter()
        .map(|(name, call)| set(name, call))
        .collect();
    let mut contenders: Vec<Contender<'_>> = SUBJECTS
        .iter()
        .zip(&sets)
        .map(|((name, _), set)| {
            let (data, environment) = (&data, &environment);
            Contender::new(name, move || {
                let mut out = StrBuf::new();
                if let Err(error) = set.execute("page", data, environment, &mut out) {
                    eprintln!("{name}: {error}");
                }
                out.into_str().len()
            })
        })
        .collect();
    let times = in_turn(&mut contenders);
    println!("{:<16} {:>12}", "", "ns a call");
    for ((name, _), time) in SUBJECTS.iter().zip(times) {
        let nanos = time.as_secs_f64() * 1e9 / CALLS as f64;
        println!("{name:<16} {nanos:>12.1}");
    }
}

fn set(name: &str, call: &str) -> Set {
    let text = format!(
        r#"{{{{ define "name" }}}}{{{{ .name }}}}{{{{ end }}}}{{{{ range until {CALLS} }}}}{call}{{{{ end }}}}"#
    );
    let mut set = Set::new("page", of(Profile::Helm));
    if let Err(errors) = set.add("page", text.as_bytes(), SourceId::default()) {
        eprintln!("{name}: {errors:?}");
    }
    set
}
