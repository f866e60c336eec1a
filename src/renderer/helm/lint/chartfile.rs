//! Rules about Chart.yaml.

use super::{Linter, Severity, type_of};
use crate::chart::go_io_error;
use crate::chart::metadata::Metadata;
use crate::encoding::yaml::Reader;
use crate::functions::semver::{Constraints, Version};
use crate::value::{Map, Value};

const FILE: &str = "Chart.yaml";

impl Linter<'_> {
    pub(super) fn chart_file(&mut self) {
        let path = self.folder.join(FILE);
        if !self.is_file(FILE) {
            let folder = Err("should be a file, not a directory".to_string());
            self.judge(Severity::Error, FILE, folder);
        }
        let text = self.world.read(&path);
        let text = text.map_err(|error| go_io_error("open", &path, &error));
        let read = text.and_then(|text| Ok((Metadata::parse(&text)?, text)));
        let (metadata, text) = match read {
            Ok(read) => read,
            Err(error) => {
                let error = format!("unable to parse YAML\n\t{error}");
                self.judge(Severity::Error, FILE, Err(error));
                return;
            }
        };
        if let Some(error) = Metadata::unknown_field(&text) {
            let error = format!("failed to strictly parse chart metadata file\n\t{error}");
            self.judge(Severity::Warning, FILE, Err(error));
        }
        let plain = Reader::new().map(&text, "map[string]interface {}");
        let plain = plain.ok().flatten().unwrap_or_default();
        for result in [
            name(&metadata),
            api_version(&metadata),
            is_text(&plain, "version"),
            version(&metadata),
            is_text(&plain, "appVersion"),
            maintainers(&metadata),
            sources(&metadata),
        ] {
            self.judge(Severity::Error, FILE, result);
        }
        if metadata.icon.is_empty() {
            let missing = Err("icon is recommended".to_string());
            self.judge(Severity::Info, FILE, missing);
        } else if !is_request_url(&metadata.icon) {
            let invalid = Err(format!("invalid icon URL '{}'", metadata.icon));
            self.judge(Severity::Error, FILE, invalid);
        }
        self.judge(Severity::Error, FILE, kind(&metadata));
        self.judge(Severity::Error, FILE, dependencies(&metadata));
        if !is_strict(&metadata.version) {
            let version = &metadata.version;
            let loose = Err(format!("version '{version}' is not a valid SemVerV2"));
            self.judge(Severity::Warning, FILE, loose);
        }
    }
}

fn name(metadata: &Metadata) -> Result<(), String> {
    match metadata.name.as_str() {
        "" => Err("name is required".to_string()),
        name if name.contains('/') => Err(format!("chart name {name:?} is invalid")),
        _ => Ok(()),
    }
}

fn api_version(metadata: &Metadata) -> Result<(), String> {
    const WANTED: &str = "The value must be either \"v1\" or \"v2\"";
    match metadata.api_version.as_str() {
        "v1" | "v2" => Ok(()),
        "" => Err(format!("apiVersion is required. {WANTED}")),
        version => Err(format!("apiVersion '{version}' is not valid. {WANTED}")),
    }
}

fn is_text(plain: &Map, key: &str) -> Result<(), String> {
    match plain.get(key) {
        None | Some(Value::Str(_)) => Ok(()),
        Some(other) => {
            let ty = type_of(&other);
            Err(format!(
                "{key} should be of type string but it's of type {ty}"
            ))
        }
    }
}

fn version(metadata: &Metadata) -> Result<(), String> {
    let text = &metadata.version;
    if text.is_empty() {
        return Err("version is required".to_string());
    }
    let Ok(version) = Version::parse(text.as_bytes()) else {
        return Err(format!("version '{text}' is not a valid SemVer"));
    };
    match Constraints::parse(b">0.0.0-0") {
        Ok(least) if !least.check(&version) => Err(format!(
            "version {version} is less than or equal to 0.0.0-0"
        )),
        _ => Ok(()),
    }
}

/// Whether it is a version in the strict sense: three numbers, no more and no less.
fn is_strict(text: &str) -> bool {
    let core = text.split(['-', '+']).next().unwrap_or_default();
    let numbers: Vec<&str> = core.split('.').collect();
    let is_number = |part: &&str| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_digit())
            && (part.len() == 1 || !part.starts_with('0'))
    };
    numbers.len() == 3 && numbers.iter().all(is_number) && Version::parse(text.as_bytes()).is_ok()
}

fn maintainers(metadata: &Metadata) -> Result<(), String> {
    for maintainer in metadata.maintainers.iter().flatten() {
        let Some(maintainer) = maintainer else {
            return Err("a maintainer entry is empty".to_string());
        };
        let name = &maintainer.name;
        if name.is_empty() {
            return Err("each maintainer requires a name".to_string());
        }
        let email = &maintainer.email;
        if !email.is_empty() && !is_email(email) {
            return Err(format!("invalid email '{email}' for maintainer '{name}'"));
        }
        let url = &maintainer.url;
        if !url.is_empty() && !is_url(url) {
            return Err(format!("invalid url '{url}' for maintainer '{name}'"));
        }
    }
    Ok(())
}

fn sources(metadata: &Metadata) -> Result<(), String> {
    match metadata
        .sources
        .iter()
        .find(|source| !is_request_url(source))
    {
        Some(source) => Err(format!("invalid source URL '{source}'")),
        None => Ok(()),
    }
}

fn kind(metadata: &Metadata) -> Result<(), String> {
    match (metadata.kind.as_str(), metadata.api_version.as_str()) {
        ("", _) | (_, "v2") => Ok(()),
        (_, version) => Err(format!(
            "chart type is not valid in apiVersion '{version}'. It is valid in apiVersion 'v2'"
        )),
    }
}

fn dependencies(metadata: &Metadata) -> Result<(), String> {
    let any = metadata.dependencies.iter().flatten().next().is_some();
    match metadata.api_version.as_str() {
        version if any && version != "v2" => Err(format!(
            "dependencies are not valid in the Chart file with apiVersion '{version}'. They are \
             valid in apiVersion 'v2'"
        )),
        _ => Ok(()),
    }
}

/// A local part and a domain with a dot.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let fits = |c: char| !c.is_whitespace() && !matches!(c, '@' | '<' | '>' | ',' | ';');
    !local.is_empty()
        && text.chars().filter(|c| *c == '@').count() == 1
        && local.chars().all(fits)
        && domain.split('.').count() > 1
        && domain
            .split('.')
            .all(|part| !part.is_empty() && part.chars().all(fits))
}

/// What a browser would take for an address, with or without a scheme.
fn is_url(text: &str) -> bool {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    !host.is_empty()
        && !text.contains(char::is_whitespace)
        && (host.contains('.') || host.starts_with("localhost"))
}

/// An absolute address with a scheme.
fn is_request_url(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(fits)
        && !rest.is_empty()
        && !rest.chars().any(|c| c.is_ascii_control() || c == ' ')
}
