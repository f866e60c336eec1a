//! What is measured: templates in both languages, with their data.

use manifest_render::value::{List, Map, Value};
use serde_json::{Value as Json, json};

/// One row.
pub struct Case {
    /// What it is.
    pub name: String,
    /// Names and texts; the first one is executed.
    pub go: Vec<(String, String)>,
    /// The same for minijinja.
    pub jinja: Vec<(String, String)>,
    /// The data.
    pub data: Json,
    /// Whether parsing is measured too.
    pub parse: bool,
    /// How many actions one execution goes through.
    pub actions: usize,
}

impl Case {
    /// The data as this crate has it.
    pub fn value(&self) -> Value {
        value(&self.data)
    }

    fn of_actions(self, actions: usize) -> Self {
        Case { actions, ..self }
    }
}

fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Nil,
        Json::Bool(truth) => Value::Bool(*truth),
        Json::Number(number) => Value::Float(number.as_f64().unwrap_or_default()),
        Json::String(text) => Value::from(text.as_str()),
        Json::Array(items) => List::new(items.iter().map(value).collect()).into(),
        Json::Object(entries) => {
            let entries = entries
                .iter()
                .map(|(key, json)| (key.as_str(), value(json)));
            entries.collect::<Map>().into()
        }
    }
}

/// The row of fields of fields.
pub const DEEP: &str = "100000 times .a.b.c.d.e";

/// All rows.
pub fn all() -> Vec<Case> {
    vec![
        deployment(),
        rounds(1_000),
        rounds(100_000),
        includes(),
        deep(),
        texts(),
    ]
}

fn case(name: &str, go: &str, jinja: &str, data: Json) -> Case {
    Case {
        name: name.to_string(),
        go: vec![("t".to_string(), go.to_string())],
        jinja: vec![("t".to_string(), jinja.to_string())],
        data,
        parse: false,
        actions: actions(go),
    }
}

/// The actions in a text that are more than the end of another.
fn actions(text: &str) -> usize {
    let starts = text.split("{{").skip(1);
    let action = |text: &&str| !text.trim_start_matches(['-', ' ']).starts_with("e");
    starts.filter(action).count()
}

fn deployment() -> Case {
    let data = json!({"Values": {
        "name": "web",
        "replicas": 2,
        "image": "registry.example.com/shop/web:1.4.2",
        "dockercfg": "eyJhdXRocyI6e319",
        "env": {"config": {"key1": "value10"}, "secrets": {"key2": "value2"}},
    }});
    Case {
        parse: true,
        ..case(
            "deployment.yaml",
            include_str!("deployment.yaml"),
            include_str!("deployment.jinja"),
            data,
        )
    }
}

fn items(count: usize) -> Json {
    let kinds = ["a", "b", "c"];
    let item = |i: usize| json!({"name": format!("Item {i}"), "kind": kinds[i % 3], "n": i});
    json!({"items": (0..count).map(item).collect::<Vec<_>>()})
}

fn rounds(count: usize) -> Case {
    case(
        &format!("{count} rounds of range, if, printf, pipe"),
        "{{range $i, $v := .items}}{{if eq $v.kind \"a\"}}{{printf \"%s-%d\" $v.name $i}}{{else}}\
         {{$v.name | lower | trim | upper}}{{end}}\n{{end}}",
        "{% for v in items %}{% if v.kind == \"a\" %}{{ printf(\"%s-%d\", v.name, loop.index0) }}\
         {% else %}{{ v.name | lower | trim | upper }}{% endif %}\n{% endfor %}",
        items(count),
    )
    // The condition, and one of the two that print.
    .of_actions(1 + 2 * count)
}

fn includes() -> Case {
    let mut go = Vec::new();
    let mut jinja = Vec::new();
    let mut page = [String::new(), String::new()];
    for i in 0..2_000 {
        let n = i % 299;
        page[0] += &format!("{{{{template \"part{n}\" .}}}}\n");
        page[1] += &format!("{{% include \"part{n}\" %}}\n");
    }
    let [first, second] = page;
    go.push(("page".to_string(), first));
    jinja.push(("page".to_string(), second));
    for n in 0..299 {
        let name = format!("part{n}");
        go.push((name.clone(), format!("- name: {{{{.name}}}}-{n}")));
        jinja.push((name, format!("- name: {{{{ name }}}}-{n}")));
    }
    Case {
        name: "2000 named templates of 300".to_string(),
        go,
        jinja,
        data: json!({"name": "web"}),
        parse: true,
        actions: 2 * 2_000,
    }
}

fn deep() -> Case {
    let list: Vec<usize> = (0..100_000).collect();
    let count = list.len();
    case(
        DEEP,
        "{{range .list}}{{$.a.b.c.d.e}}{{end}}",
        "{% for x in list %}{{ a.b.c.d.e }}{% endfor %}",
        json!({"list": list, "a": {"b": {"c": {"d": {"e": "v"}}}}}),
    )
    .of_actions(1 + count)
}

fn texts() -> Case {
    case(
        "1000 times nested printf and print",
        "{{range .items}}{{printf \"%s/%s\" (print .name \"-\" .kind) (printf \"%05d:%v\" 7 .name)}}{{end}}",
        "{% for v in items %}{{ printf(\"%s/%s\", v.name ~ \"-\" ~ v.kind, \
         printf(\"%05d:%v\", 7, v.name)) }}{% endfor %}",
        items(1_000),
    )
    .of_actions(1 + 1_000)
}
