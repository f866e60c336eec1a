//! `render plugin`: a step of Harness CI or Drone, whose settings come as `PLUGIN_…` variables.

use std::ffi::OsString;

use clap::Args;

/// The flags of the step: none.
#[derive(Args, Debug)]
#[command(
    after_help = "PLUGIN_COMMAND is the command, such as golden; none means to render PLUGIN_PATH. \
        PLUGIN_ARGS are its arguments, with blanks between them. Every other PLUGIN_… is a flag: \
        PLUGIN_OUTPUT_DIR=out is --output-dir out; commas part the values of a flag that can be \
        given several times; true is the flag alone, and false none. What was found goes to the \
        file that DRONE_OUTPUT names."
)]
pub struct Plugin {}

/// Flags that can be given several times, so that commas part their values.
const LISTS: &[&str] = &[
    "values",
    "context",
    "set-context",
    "lookup",
    "report",
    "set-string",
    "set-file",
    "set-literal",
];

/// The command line that the settings stand for, with the program's name in front.
pub fn command_line(variables: impl Iterator<Item = (String, String)>) -> Vec<OsString> {
    let mut command = Vec::new();
    let mut arguments = Vec::new();
    let mut flags = Vec::new();
    for (name, value) in variables {
        let Some(name) = name.strip_prefix("PLUGIN_") else {
            continue;
        };
        let value = value.trim();
        let name = name.to_lowercase().replace('_', "-");
        match name.as_str() {
            _ if value.is_empty() || value == "false" => {}
            "command" => command.extend(value.split_whitespace().map(str::to_string)),
            "args" => arguments.extend(value.split_whitespace().map(str::to_string)),
            "path" => arguments.insert(0, value.to_string()),
            _ if value == "true" => flags.push(format!("--{name}")),
            _ if LISTS.contains(&name.as_str()) => {
                flags.extend(value.split(',').map(|value| format!("--{name}={value}")));
            }
            _ => flags.push(format!("--{name}={value}")),
        }
    }
    flags.sort();
    let words = ["render".to_string()]
        .into_iter()
        .chain(command)
        .chain(flags)
        .chain(arguments);
    words.map(OsString::from).collect()
}

#[cfg(test)]
mod tests {
    use super::command_line;

    #[test]
    fn settings_become_flags() {
        let line = |settings: &[(&str, &str)]| -> String {
            let settings = settings
                .iter()
                .map(|(name, value)| (name.to_string(), value.to_string()));
            let words = command_line(settings);
            words
                .iter()
                .map(|word| word.to_string_lossy())
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(
            line(&[
                ("PLUGIN_COMMAND", "golden"),
                ("PLUGIN_REPORT", "junit=a.xml,markdown=b.md"),
                ("PLUGIN_READ_ONLY", "true"),
                ("PLUGIN_SHOW_IGNORED", "false"),
                ("PLUGIN_ARGS", "web-dev web-prod"),
                ("HOME", "/"),
            ]),
            "render golden --read-only --report=junit=a.xml --report=markdown=b.md web-dev web-prod"
        );
        assert_eq!(
            line(&[
                ("PLUGIN_PATH", "charts/web"),
                ("PLUGIN_VALUES", "a.yaml,b.yaml")
            ]),
            "render --values=a.yaml --values=b.yaml charts/web"
        );
    }
}
