//! What expressions are resolved with.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::harness::{Context, report};
use crate::renderer::{Request, faults};
use crate::source::Sources;
use crate::value::Origins;
use crate::world::World;

/// The context of a request: its files, then its single leaves.
pub fn load(
    request: &Request,
    world: &dyn World,
    sources: &mut Sources,
    origins: &mut Origins,
) -> Result<Context, Diagnostics> {
    let mut context = Context::new();
    let mut findings = Diagnostics::default();
    for path in &request.context {
        let bytes = match world.read(path) {
            Ok(bytes) => bytes,
            Err(error) => {
                findings.0.push(faults::unreadable(path, &error));
                continue;
            }
        };
        let source = sources.add(&*path.to_string_lossy(), bytes.as_slice());
        if let Err(error) = context.add_file(source, &bytes, origins) {
            findings
                .0
                .push(report::context_error(&error, source, sources));
        }
    }
    for (number, leaf) in (1..).zip(&request.set_context) {
        if let Err(error) = context.set(leaf, number, origins) {
            let message = format!("--set-context {leaf}: {error}");
            findings.0.push(Diagnostic::error(Code::Usage, message));
        }
    }
    if findings.0.is_empty() {
        Ok(context)
    } else {
        Err(findings)
    }
}
