//! What a request amounts to before anything is rendered: which files count, in which order.

use std::fmt;
use std::path::Path;

use super::{Input, Profile, Request, profile_of};
use crate::world::{FileKind, World};

/// The inputs of a rendering in their effective order, for people who wonder.
///
/// ```
/// use manifest_render::renderer::{Input, Plan, Request};
/// use manifest_render::world::MemoryWorld;
///
/// let world = MemoryWorld::new()
///     .with_file("app/values.yaml", "a: 1")
///     .with_file("app/pod.yaml", "");
/// let request = Request {
///     values: vec![Input::File("prod.yaml".into())],
///     ..Request::new("app")
/// };
/// let plan = Plan::of(&request, &world);
/// assert_eq!(plan.values, ["app/values.yaml (of the folder)", "prod.yaml"]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Which renderer it is.
    pub profile: Profile,
    /// Values files and single values, lowest priority first.
    pub values: Vec<String>,
    /// Context files and single leaves, lowest priority first. Of leaves there is the path only.
    pub context: Vec<String>,
}

impl Plan {
    /// The plan of a request.
    pub fn of(request: &Request, world: &dyn World) -> Plan {
        let kind = world.kind(&request.path).unwrap_or(FileKind::File);
        let profile = profile_of(request, kind, world);
        let mut plan = Plan {
            profile,
            values: Vec::new(),
            context: Vec::new(),
        };
        let own = request.path.join("values.yaml");
        if kind == FileKind::Folder && world.kind(&own).is_ok_and(|kind| kind == FileKind::File) {
            let whose = match profile {
                Profile::Harness => "of the folder",
                Profile::Helm => "of the chart",
            };
            plan.values.push(format!("{} ({whose})", own.display()));
        }
        for input in &request.values {
            plan.values.push(match input {
                Input::File(path) => path.display().to_string(),
                Input::Stdin => "standard input".to_string(),
            });
        }
        let set = &request.set;
        // Helm's order, whatever the order on the command line.
        for (flag, all) in [
            ("--set-json", &set.json),
            ("--set", &set.set),
            ("--set-string", &set.string),
            ("--set-file", &set.file),
            ("--set-literal", &set.literal),
        ] {
            let paths = all.iter().map(|text| format!("{flag} {}", path_of(text)));
            plan.values.extend(paths);
        }
        let display = |path: &Path| path.display().to_string();
        plan.context
            .extend(request.context.iter().map(|path| display(path)));
        let leaf = |text: &String| format!("--set-context {}", path_of(text));
        plan.context.extend(request.set_context.iter().map(leaf));
        plan
    }
}

/// What stands before the value, which may be a secret.
fn path_of(text: &str) -> &str {
    match text.split_once('=') {
        Some((path, _)) if !path.trim_start().starts_with('{') => path,
        Some(_) | None => "{…}",
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let profile = match self.profile {
            Profile::Harness => "harness: each file alone, only .Values",
            Profile::Helm => "helm",
        };
        writeln!(f, "profile: {profile}")?;
        for (name, all) in [("values", &self.values), ("context", &self.context)] {
            match all.as_slice() {
                [] => writeln!(f, "{name}: none")?,
                _ => writeln!(f, "{name}, later ones win:")?,
            }
            for (number, one) in (1..).zip(all) {
                writeln!(f, "  {number}. {one}")?;
            }
        }
        Ok(())
    }
}
