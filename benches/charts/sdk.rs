//! Helm's engine, by way of its SDK for Python: one process that answers a line with a time.

use std::env;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use serde_json::json;

use crate::cases::Case;

/// Loads and renders what each line names, and prints how long that took in seconds.
const SCRIPT: &str = "
import json, sys, time
import helm_python
from helm_python import _native
from helm_python.chart import Chart
print('ready', flush=True)
for line in sys.stdin:
    case = json.loads(line)
    text = open(case['values']).read() if case['values'] else ''
    options = json.dumps(case['options'])
    start = time.perf_counter()
    try:
        values = helm_python.values_from_yaml(text) if text else {}
        chart = Chart.load(case['chart'])
        _native.call_string('helm_render', chart._raw(), json.dumps(values), options)
    except helm_python.HelmError:
        pass
    print(time.perf_counter() - start, flush=True)
";

/// A process with the SDK.
pub struct Sdk {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Sdk {
    /// Starts it, where the Python has the SDK.
    pub fn start() -> Option<Sdk> {
        let python = env::var("PYTHON").unwrap_or_else(|_| "python3".to_string());
        let mut child = Command::new(python)
            .args(["-c", SCRIPT])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let input = child.stdin.take()?;
        let mut output = BufReader::new(child.stdout.take()?);
        let mut line = String::new();
        output.read_line(&mut line).ok()?;
        (line.trim() == "ready").then_some(Sdk {
            child,
            input,
            output,
        })
    }

    /// How long one loading and rendering takes.
    pub fn time(&mut self, case: &Case) -> Option<Duration> {
        let request = json!({
            "chart": case.chart,
            "values": case.values,
            "options": case.options,
        });
        writeln!(self.input, "{request}").ok()?;
        self.input.flush().ok()?;
        let mut line = String::new();
        self.output.read_line(&mut line).ok()?;
        let seconds: f64 = line.trim().parse().ok()?;
        Some(Duration::from_secs_f64(seconds))
    }
}

impl Drop for Sdk {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
