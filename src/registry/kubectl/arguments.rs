//! The flags of `kubectl create secret docker-registry`, as kubectl's flag library reads them.

use super::super::Secret;
use super::super::reference::DOCKER_HUB_SERVER;
use super::Refusal;

/// The type and key of the Secret to make.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Format {
    /// `kubernetes.io/dockerconfigjson`, which is all that kubectl makes.
    #[default]
    DockerConfigJson,
    /// `kubernetes.io/dockercfg`, the older one, which Harness's documents use.
    DockerCfg,
}

impl Format {
    /// The Secret's type.
    pub fn secret_type(self) -> &'static str {
        match self {
            Format::DockerConfigJson => "kubernetes.io/dockerconfigjson",
            Format::DockerCfg => "kubernetes.io/dockercfg",
        }
    }

    /// The format of this name: `dockercfg` or `dockerconfigjson`, or the Secret's type.
    pub fn named(name: &str) -> Option<Format> {
        let bare = name.strip_prefix("kubernetes.io/").unwrap_or(name);
        [Format::DockerConfigJson, Format::DockerCfg]
            .into_iter()
            .find(|format| format.key().strip_prefix('.') == Some(bare))
    }

    /// The key its data is under.
    pub fn key(self) -> &'static str {
        match self {
            Format::DockerConfigJson => ".dockerconfigjson",
            Format::DockerCfg => ".dockercfg",
        }
    }
}

/// What to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The Secret's name.
    pub name: String,
    /// `--docker-server`; Docker Hub where nothing is said.
    pub server: String,
    /// `--docker-username`.
    pub username: String,
    /// `--docker-password`.
    pub password: Secret,
    /// `--docker-password-stdin`, which kubectl does not have: the password comes from there.
    pub password_stdin: bool,
    /// `--docker-email`.
    pub email: String,
    /// `--from-file`, each `[KEY=]PATH`.
    pub from_file: Vec<String>,
    /// `--append-hash`.
    pub append_hash: bool,
    /// `--namespace`, where it is given.
    pub namespace: Option<String>,
    /// `--output`: `yaml`, `json`, `name`, `jsonpath=…`, or nothing.
    pub output: String,
    /// `--type`, which kubectl does not have.
    pub format: Format,
}

impl Default for Request {
    fn default() -> Self {
        Request {
            name: String::new(),
            server: DOCKER_HUB_SERVER.to_string(),
            username: String::new(),
            password: Secret::default(),
            password_stdin: false,
            email: String::new(),
            from_file: Vec::new(),
            append_hash: false,
            namespace: None,
            output: String::new(),
            format: Format::default(),
        }
    }
}

/// Flags of kubectl that take a value and change nothing here.
const IGNORED: [&str; 20] = [
    "field-manager",
    "template",
    "as",
    "as-uid",
    "as-group",
    "cache-dir",
    "certificate-authority",
    "client-certificate",
    "client-key",
    "cluster",
    "context",
    "kubeconfig",
    "profile",
    "profile-output",
    "request-timeout",
    "server",
    "tls-server-name",
    "token",
    "user",
    "v",
];

/// Switches of kubectl that change nothing here.
const IGNORED_SWITCHES: [&str; 6] = [
    "allow-missing-template-keys",
    "disable-compression",
    "insecure-skip-tls-verify",
    "match-server-version",
    "show-managed-fields",
    "warnings-as-errors",
];

/// Reads the words behind `kubectl create secret docker-registry`.
///
/// # Errors
/// kubectl's own text for an unknown flag, a flag without its value, or the wrong number of names.
pub fn parse(args: &[String]) -> Result<Request, Refusal> {
    let mut request = Request::default();
    let mut names: Vec<&str> = Vec::new();
    let mut words = args.iter().map(String::as_str);
    while let Some(word) = words.next() {
        if word == "--" {
            names.extend(words);
            break;
        } else if let Some(flag) = word.strip_prefix("--") {
            let (name, value) = match flag.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (flag, None),
            };
            long(&mut request, word, name, value, &mut words)?;
        } else if let Some(flags) = word.strip_prefix('-').filter(|f| !f.is_empty()) {
            short(&mut request, flags, &mut words)?;
        } else {
            names.push(word);
        }
    }
    match names.as_slice() {
        [name] => request.name = (*name).to_string(),
        _ => {
            let count = names.len();
            let hint = "See 'kubectl create secret docker-registry -h' for help and examples";
            return Err(Refusal::new(format_args!(
                "exactly one NAME is required, got {count}\n{hint}"
            )));
        }
    }
    Ok(request)
}

fn long<'a>(
    request: &mut Request,
    word: &str,
    name: &str,
    value: Option<&'a str>,
    words: &mut impl Iterator<Item = &'a str>,
) -> Result<(), Refusal> {
    if name.is_empty() || name.starts_with('-') {
        return Err(Refusal::usage(format_args!("bad flag syntax: {word}")));
    }
    match name {
        "append-hash" => request.append_hash = switch(name, value)?,
        "docker-password-stdin" => request.password_stdin = switch(name, value)?,
        "type" => {
            let value = value
                .or_else(|| words.next())
                .ok_or_else(|| Refusal::usage("flag needs an argument: --type"))?;
            request.format = Format::named(value)
                .ok_or_else(|| Refusal::new("--type must be dockercfg or dockerconfigjson"))?;
        }
        "save-config" => {
            if switch(name, value)? {
                return Err(Refusal::new("--save-config is not supported here"));
            }
        }
        // These may stand alone, and then do not take the next word.
        "dry-run" | "validate" => {}
        _ if IGNORED_SWITCHES.contains(&name) => {
            switch(name, value)?;
        }
        _ => {
            let known = matches!(
                name,
                "docker-server"
                    | "docker-username"
                    | "docker-password"
                    | "docker-email"
                    | "from-file"
                    | "namespace"
                    | "output"
            );
            if !known && !IGNORED.contains(&name) {
                return Err(Refusal::usage(format_args!("unknown flag: --{name}")));
            }
            let value = value
                .or_else(|| words.next())
                .ok_or_else(|| Refusal::usage(format_args!("flag needs an argument: --{name}")))?;
            set(request, name, value);
        }
    }
    Ok(())
}

fn short<'a>(
    request: &mut Request,
    flags: &'a str,
    words: &mut impl Iterator<Item = &'a str>,
) -> Result<(), Refusal> {
    let Some(letter) = flags.chars().next() else {
        return Ok(());
    };
    let name = match letter {
        'o' => "output",
        'n' => "namespace",
        's' => "server",
        'v' => "v",
        _ => {
            let text = format!("unknown shorthand flag: '{letter}' in -{flags}");
            return Err(Refusal::usage(text));
        }
    };
    let rest = flags.get(letter.len_utf8()..).unwrap_or_default();
    let value = match rest.strip_prefix('=').filter(|v| !v.is_empty()) {
        Some(value) => value,
        None if !rest.is_empty() => rest,
        None => words.next().ok_or_else(|| {
            Refusal::usage(format_args!(
                "flag needs an argument: '{letter}' in -{flags}"
            ))
        })?,
    };
    set(request, name, value);
    Ok(())
}

fn set(request: &mut Request, name: &str, value: &str) {
    let owned = || value.to_string();
    match name {
        "docker-server" => request.server = owned(),
        "docker-username" => request.username = owned(),
        "docker-password" => request.password = Secret::new(value),
        "docker-email" => request.email = owned(),
        "from-file" => request.from_file.extend(
            value
                .split(',')
                .filter(|_| !value.is_empty())
                .map(str::to_string),
        ),
        "namespace" => request.namespace = Some(owned()).filter(|n| !n.is_empty()),
        "output" => request.output = owned(),
        _ => {}
    }
}

fn switch(name: &str, value: Option<&str>) -> Result<bool, Refusal> {
    match value {
        None | Some("1" | "t" | "T" | "true" | "TRUE" | "True") => Ok(true),
        Some("0" | "f" | "F" | "false" | "FALSE" | "False") => Ok(false),
        Some(other) => Err(Refusal::usage(format_args!(
            "invalid argument {other:?} for \"--{name}\" flag: strconv.ParseBool: parsing {other:?}: invalid syntax"
        ))),
    }
}
