//! The charts of `testdata/charts`, each case with the bytes or the error that Helm gives.

use std::fs;
use std::path::Path;
use std::rc::Rc;

use manifest_render::cli::helm_template;
use manifest_render::world::RealWorld;

#[test]
fn own_charts() -> Result<(), Box<dyn std::error::Error>> {
    let (mut passed, mut wrong) = (0, Vec::new());
    for topic in fs::read_dir("testdata/charts")? {
        let topic = topic?.path();
        let chart = topic.join("chart").to_string_lossy().into_owned();
        for case in fs::read_dir(&topic).into_iter().flatten() {
            let case = case?.path();
            if case.extension().is_none_or(|end| end != "args") {
                continue;
            }
            let flags = fs::read_to_string(&case)?;
            let args = ["web", &chart].into_iter().chain(flags.split_whitespace());
            let (mut out, mut err) = (Vec::new(), Vec::new());
            let done = helm_template(args, Rc::new(RealWorld), &mut out, &mut err)?;
            let want = |end: &str| fs::read(case.with_extension(end)).unwrap_or_default();
            let same = out == want("out") && done == want("err").is_empty();
            let logged = !case.with_extension("log").exists() || log(&err) == log(&want("log"));
            if same && logged && (done || errors(&err) == errors(&want("err"))) {
                passed += 1;
            } else {
                wrong.push(shown(&case, &out, &err));
            }
        }
    }
    println!("CHARTS {passed} passed, {} failed", wrong.len());
    assert!(passed > 0 && wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// What stands behind the warnings.
fn errors(said: &[u8]) -> String {
    let said = String::from_utf8_lossy(said);
    let start = said.find("Error: ").unwrap_or(0);
    said.get(start..).unwrap_or_default().trim_end().to_string()
}

/// What was logged.
fn log(said: &[u8]) -> Vec<String> {
    let said = String::from_utf8_lossy(said);
    let lines = said.lines().filter(|line| line.starts_with("level="));
    lines.map(str::to_string).collect()
}

fn shown(case: &Path, out: &[u8], err: &[u8]) -> String {
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    format!("{}\n{}\n{}", case.display(), text(out), text(err))
}
