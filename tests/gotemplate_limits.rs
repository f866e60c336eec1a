//! Depth, steps and broken input: nothing makes the engine overflow its stack, run on or panic.

use std::rc::Rc;

use manifest_render::function;
use manifest_render::gotemplate::call::{Call, Data, Environment};
use manifest_render::gotemplate::function::{Failure, Function, Reason};
use manifest_render::gotemplate::{ExecError, FrameKind, Functions, NoTrace, Set, Tracer};
use manifest_render::source::{SourceId, Sources};
use manifest_render::value::{Map, Origin, Origins, Str, StrBuf, Value};
use manifest_render::world::MemoryWorld;

const INCLUDE: Function = function!("include", include);
const TPL: Function = function!("tpl", tpl);

fn include(call: &mut Call<'_>, name: &Str, data: &Value) -> Result<Str, Failure> {
    let mut out = StrBuf::new();
    let data = Data {
        value: data,
        mark: call.mark(1),
    };
    call.host().execute(name, data, &mut out)?;
    Ok(out.into_str())
}

fn tpl(call: &mut Call<'_>, text: Str, data: &Value) -> Result<Str, Failure> {
    let mut out = StrBuf::new();
    let data = Data {
        value: data,
        mark: call.mark(1),
    };
    call.host().execute_text(&text, data, &mut out)?;
    Ok(out.into_str())
}

fn environment() -> Environment {
    Environment::new(Rc::new(MemoryWorld::default()))
}

fn set(texts: &[(&str, &str)]) -> Set {
    let mut functions = Functions::builtins();
    functions.insert(INCLUDE);
    functions.insert(TPL);
    let mut set = Set::new("gotpl", functions);
    for (name, text) in texts {
        assert!(
            set.add(name, text.as_bytes(), SourceId::default()).is_ok(),
            "{name} is a template"
        );
    }
    set
}

fn run(set: &Set, data: &Value, environment: &Environment) -> Result<String, ExecError> {
    let mut out = StrBuf::new();
    set.execute("t", data, environment, &mut out)?;
    Ok(out.into_str().to_string())
}

fn render(text: &str) -> Result<String, ExecError> {
    run(&set(&[("t", text)]), &Value::Nil, &environment())
}

#[test]
fn parentheses_nest_as_deep_as_in_go() {
    let nested = |n: usize| format!("{{{{{}1{}}}}}", "(".repeat(n), ")".repeat(n));
    assert_eq!(render(&nested(10_000)).unwrap(), "1");
    let mut set = set(&[]);
    let errors = set.add("t", nested(10_001).as_bytes(), SourceId::default());
    let message = errors.unwrap_err().remove(0).message;
    assert_eq!(message, "template: t:1: max expression depth exceeded");
}

#[test]
fn branches_nest_deep() {
    let n = 5_000;
    let ifs = format!("{}x{}", "{{if 1}}".repeat(n), "{{end}}".repeat(n));
    assert_eq!(render(&ifs).unwrap(), "x");
    let chain = format!(
        "{{{{if 0}}}}{}y{{{{end}}}}",
        "{{else if 0}}".repeat(n) + "{{else}}"
    );
    assert_eq!(render(&chain).unwrap(), "y");
}

#[test]
fn a_thousand_includes_nest() {
    let text = "{{define \"a\"}}{{if gt . 0}}{{include \"a\" (dec .)}}{{else}}end{{end}}{{end}}\
                {{include \"a\" 1000}}";
    let mut functions = Functions::builtins();
    functions.insert(INCLUDE);
    functions.insert(function!("dec", |n: i64| n - 1));
    let mut set = Set::new("gotpl", functions);
    set.add("t", text.as_bytes(), SourceId::default()).unwrap();
    assert_eq!(run(&set, &Value::Nil, &environment()).unwrap(), "end");
}

#[test]
fn endless_recursion_ends_with_the_references_words() {
    let error = run(
        &set(&[(
            "t",
            "{{define \"a\"}}{{include \"a\" .}}{{end}}{{include \"a\" .}}",
        )]),
        &Value::Nil,
        &environment(),
    )
    .unwrap_err();
    let tail = "rendering template has a nested reference name: a: unable to execute template";
    assert!(error.to_string().ends_with(tail));
    assert_eq!(error.frames().len(), 1001);

    let mut small = environment();
    small.limits.depth = 3_000;
    let error = run(
        &set(&[(
            "t",
            "{{define \"a\"}}{{template \"a\" .}}{{end}}{{template \"a\" .}}",
        )]),
        &Value::Nil,
        &small,
    )
    .unwrap_err();
    assert_eq!(
        error.to_string(),
        "template: t:1:25: executing \"a\" at <{{template \"a\" .}}>: exceeded maximum template \
         depth (3000)"
    );
}

#[test]
fn steps_and_output_are_bounded() {
    let mut small = environment();
    small.limits.steps = 10_000;
    let set_of = |text| set(&[("t", text)]);
    let error = run(&set_of("{{range 1000000000}}x{{end}}"), &Value::Nil, &small).unwrap_err();
    assert_eq!(error.reason(), Reason::Limit);
    small.limits.output = 1_000;
    let error = run(
        &set_of("{{range 5000}}xxxxxxxx{{end}}"),
        &Value::Nil,
        &small,
    )
    .unwrap_err();
    assert_eq!(error.reason(), Reason::Limit);
}

#[test]
fn turns_of_empty_loops_are_bounded() {
    let mut environment = environment();
    environment.limits.steps = 10_000;
    for text in [
        "{{range 100000000}}{{end}}",
        "{{range 1000}}{{range 1000}}{{end}}{{end}}",
    ] {
        let error = run(&set(&[("t", text)]), &Value::Nil, &environment).unwrap_err();
        assert_eq!(error.reason(), Reason::Limit, "{text}");
    }
}

#[test]
fn texts_are_layered_over_the_set() {
    let set = set(&[
        ("t", "{{tpl .text .}}|{{include \"a\" .}}"),
        (
            "parts",
            "{{define \"a\"}}outer{{end}}{{define \"b\"}}[{{include \"a\" .}}]{{end}}",
        ),
    ]);
    let text = "{{define \"a\"}}inner{{end}}{{include \"b\" .}}";
    let data = Value::from(Map::from_iter([("text", Value::from(text))]));
    assert_eq!(run(&set, &data, &environment()).unwrap(), "[inner]|outer");
}

#[test]
fn errors_know_the_way_to_them() {
    let set = set(&[
        ("t", "x{{include \"a\" .}}"),
        (
            "p",
            "{{define \"a\"}}{{template \"b\" .}}{{end}}{{define \"b\"}}\n{{.x.y}}{{end}}",
        ),
    ]);
    let data = Value::from(Map::from_iter([("x", Value::from(1))]));
    let error = run(&set, &data, &environment()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "template: t:1:3: executing \"t\" at <include \"a\" .>: error calling include: template: \
         p:2:4: executing \"b\" at <.x.y>: can't evaluate field y in type interface {}"
    );
    assert_eq!(
        error.problem(),
        &"can't evaluate field y in type interface {}"
    );
    assert_eq!((error.span().start, error.span().end), (56, 60));
    let kinds: Vec<_> = error.frames().iter().map(|f| (f.kind, &*f.name)).collect();
    assert_eq!(
        kinds,
        [(FrameKind::Template, "b"), (FrameKind::Include, "a")]
    );
}

#[test]
fn tracing_tells_where_output_comes_from() {
    let mut sources = Sources::new();
    let source = sources.add("t", b"tag: {{.tag | printf \"%s\"}}\n".as_slice());
    let mut set = set(&[]);
    let text = sources.get(source).unwrap().shared_bytes();
    let template = set.add("t", &text, source).unwrap();
    let mut origins = Origins::new();
    let mark = origins.add(Origin::Other("values".into()));
    let data = Map::new();
    data.insert_marked("tag".into(), Value::from("1.4.2"), mark);
    let mut out = StrBuf::new();
    let tracer = Tracer::new(&mut origins);
    let environment = environment();
    let (done, tracer) = set.execute_template(
        &template,
        &Value::from(data),
        &environment,
        tracer,
        &mut out,
    );
    done.unwrap();
    assert_eq!(out.as_bytes(), b"tag: 1.4.2\n");
    let runs: Vec<_> = out
        .runs()
        .iter()
        .map(|run| {
            let reached = tracer.reached(run.site).unwrap();
            (run.end, sources.text(reached.span), run.mark == mark)
        })
        .collect();
    let expected: [(u32, &[u8], bool); 3] = [
        (5, b"tag: ", false),
        (10, b"{{.tag | printf \"%s\"}}", true),
        (11, b"\n", false),
    ];
    assert_eq!(runs, expected);
    let mut plain = StrBuf::new();
    let (done, _) = set.execute_template(&template, &Value::Nil, &environment, NoTrace, &mut plain);
    done.unwrap();
    assert!(plain.runs().is_empty());
}

/// A short stand-in for the fuzz targets, which need a nightly compiler.
#[test]
fn broken_texts_are_refused_or_executed() {
    let seeds = [
        "{{if .a}}x{{else if eq .b 1}}y{{else}}z{{end}}{{range $i, $v := .list}}{{$i}}{{$v}}{{end}}",
        "{{define \"d\"}}{{.}}{{end}}{{template \"d\" (printf \"%5.2f|%q\" 1.5 `raw`)}}{{- /* c */ -}}",
        "{{with $x := index .m \"k\"}}{{$x | html | printf \"%*d\" 3}}{{break}}{{end}}{{1+2i}}{{'\\n'}}",
        "{{block \"b\" .}}{{len .s}}{{end}}{{(slice .s 1 2).x}}{{and .a (or .b nil)}}{{0x1p-2}}",
    ];
    let mut environment = environment();
    environment.limits.steps = 5_000;
    environment.limits.depth = 500;
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    let mut random = move |n: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % n.max(1) as u64) as usize
    };
    let data = Value::from(Map::from_iter([
        ("a", Value::from("text")),
        ("s", Value::from("é世x")),
        ("list", Value::Nil),
        ("m", Value::from(Map::from_iter([("k", Value::from(1.5))]))),
    ]));
    let pool = b"{}().|$\"'`:=,-/* \n0aie_%#\\\xff\xc3";
    for _ in 0..3_000 {
        let mut text = seeds[random(seeds.len())].as_bytes().to_vec();
        for _ in 0..=random(6) {
            let at = random(text.len());
            match random(3) {
                0 => drop(text.remove(at)),
                1 => text.insert(at, pool[random(pool.len())]),
                _ => text.extend_from_within(at..text.len().min(at + 9)),
            }
        }
        let mut set = set(&[]);
        if set.add("t", &text, SourceId::default()).is_ok() {
            let mut out = StrBuf::new();
            let _ = set.execute("t", &data, &environment, &mut out);
        }
    }
}
