//! The twenty functions that charts call most, here and in Helm's engine.
//!
//! `cargo bench --bench functions` renders a template that makes each call 10,000 times, and one
//! that makes a certificate authority and a certificate. Helm stands in the table where Go and its
//! modules can be had.

#[path = "../go_program.rs"]
mod go_program;
#[path = "../support.rs"]
#[allow(dead_code, reason = "each bench uses its part")]
mod support;

use std::rc::Rc;

use go_program::GoProgram;
use manifest_render::functions::flow::without_no_value;
use manifest_render::functions::{Profile, of};
use manifest_render::gotemplate::call::Environment;
use manifest_render::gotemplate::{Functions, MissingKey, Set};
use manifest_render::source::SourceId;
use manifest_render::value::{Map, StrBuf, Value};
use manifest_render::world::RealWorld;
use support::{Contender, in_turn};

/// How often a template makes its call.
const CALLS: usize = 10_000;

/// The calls; the first is the loop alone, which the others contain.
const SUBJECTS: [(&str, &str); 21] = [
    ("the loop alone", ""),
    ("include", r#"{{ include "name" $ }}"#),
    ("toYaml", "{{ toYaml $.Values.labels }}"),
    ("nindent", r#"{{ "a: 1\nb: 2" | nindent 4 }}"#),
    ("default", r#"{{ default "none" $.Values.missing }}"#),
    ("quote", "{{ quote $.Values.name }}"),
    ("printf", r#"{{ printf "%s-%s" $.Values.name "web" }}"#),
    ("tpl", r#"{{ tpl "{{ .Values.name }}" $ }}"#),
    ("trunc", "{{ trunc 8 $.Values.name }}"),
    ("trimSuffix", r#"{{ trimSuffix "-" $.Values.name }}"#),
    ("replace", r#"{{ replace "+" "_" $.Values.name }}"#),
    ("hasKey", r#"{{ hasKey $.Values.labels "app" }}"#),
    ("dict", r#"{{ $_ := dict "a" 1 "b" 2 }}"#),
    ("merge", "{{ $_ := merge (dict) $.Values.labels }}"),
    ("ternary", r#"{{ ternary "a" "b" true }}"#),
    ("eq", r#"{{ eq $.Values.name "web" }}"#),
    ("and", "{{ and $.Values.name $.Values.missing }}"),
    ("or", "{{ or $.Values.missing $.Values.name }}"),
    ("b64enc", "{{ b64enc $.Values.name }}"),
    ("sha256sum", "{{ sha256sum $.Values.name }}"),
    ("lower", "{{ lower $.Values.name }}"),
];

/// Two RSA keys and certificates.
const CERTIFICATES: &str = r#"{{ $ca := genCA "ca" 365 }}{{ $one := genSignedCert "web" nil (list "web") 365 $ca }}{{ $ca.Cert }}{{ $one.Cert }}"#;

fn main() {
    let labels = Map::from_iter([
        ("app", Value::from("storefront")),
        ("team", Value::from("shop")),
        ("tier", Value::from("web")),
    ]);
    let values = Map::from_iter([
        ("name", Value::from("Storefront-Production")),
        ("labels", Value::from(labels)),
    ]);
    let data = Value::from(Map::from_iter([("Values", Value::from(values))]));
    let environment = Environment::new(Rc::new(RealWorld));
    let functions = of(Profile::Helm);

    let mut templates: Vec<String> = SUBJECTS.iter().map(|(_, call)| template(call)).collect();
    templates.push(CERTIFICATES.to_string());
    let helm = GoProgram::start("functions/helm", &templates)
        .map_err(|reason| println!("Helm is not measured: {reason}\n"))
        .ok();

    println!(
        "{:<16} {:>12} {:>12} {:>8}",
        "ns a call", "render", "Helm", "x"
    );
    let mut ratios = Vec::new();
    for (at, text) in templates.iter().enumerate() {
        let ours = || execute(text, &functions, &data, &environment);
        let mut contenders = vec![Contender::new("render", ours)];
        if let Some(helm) = &helm {
            let theirs = move || helm.work(&at.to_string());
            assert_eq!(
                ours() / 100,
                theirs() / 100,
                "Helm prints otherwise: {text}"
            );
            contenders.push(Contender::new("Helm", theirs));
        }
        let times = in_turn(&mut contenders);
        let name = SUBJECTS.get(at).map(|(name, _)| *name);
        if name.is_none() {
            println!("{:<16} {:>12} {:>12}", "ms", "render", "Helm");
        }
        let calls = if name.is_some() { CALLS as f64 } else { 1e6 };
        print!("{:<16}", name.unwrap_or("2 certificates"));
        for time in &times {
            print!(" {:>12.1}", time.as_secs_f64() * 1e9 / calls);
        }
        if let [ours, theirs] = times[..] {
            let ratio = theirs.as_secs_f64() / ours.as_secs_f64();
            print!(" {ratio:>8.1}");
            if name.is_some() && at > 0 {
                ratios.push(ratio);
            }
        }
        println!();
    }
    ratios.sort_by(f64::total_cmp);
    if let Some(median) = ratios.get(ratios.len() / 2) {
        println!("median of the twenty: {median:.1} times as fast as Helm");
    }
}

/// Parses and executes, as Helm's engine does. Gives the length of what was printed.
fn execute(text: &str, functions: &Functions, data: &Value, environment: &Environment) -> usize {
    let mut set = Set::new("page", functions.clone()).with_missing_key(MissingKey::Zero);
    let mut out = StrBuf::new();
    if let Err(errors) = set.add("page", text.as_bytes(), SourceId::default()) {
        eprintln!("{text}: {errors:?}");
    } else if let Err(error) = set.execute("page", data, environment, &mut out) {
        eprintln!("{text}: {error}");
    }
    without_no_value(out.into_str()).len()
}

fn template(call: &str) -> String {
    format!(
        r#"{{{{ define "name" }}}}{{{{ .Values.name }}}}{{{{ end }}}}{{{{ range until {CALLS} }}}}{call}{{{{ end }}}}"#
    )
}
