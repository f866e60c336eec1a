//! Chart.lock: which versions were chosen, and the digest that says for which wishes.

use super::sha256_hex;
use crate::chart::Error;
use crate::chart::metadata::{Dependency, Lock};
use crate::encoding::json::{JsonStyle, write_json};
use crate::encoding::yaml::emit::to_yaml;
use crate::value::{List, Map, Value};
use crate::world::Timestamp;

/// A list of dependencies as Chart.yaml and Chart.lock have it.
type Dependencies = Option<Vec<Option<Dependency>>>;

/// The digest of what Chart.yaml wants and Chart.lock chose, as Helm writes it into Chart.lock.
///
/// # Errors
/// When a value to import cannot be written as JSON.
///
/// ```
/// use manifest_render::chart::metadata::Dependency;
/// use manifest_render::fetch::lock::digest;
///
/// let web = Dependency { name: "web".into(), version: "1.0.0".into(), ..Dependency::default() };
/// let list = Some(vec![Some(web)]);
/// assert!(digest(&list, &list)?.starts_with("sha256:"));
/// # Ok::<(), manifest_render::chart::Error>(())
/// ```
pub fn digest(wanted: &Dependencies, locked: &Dependencies) -> Result<String, Error> {
    let json = format!("[{},{}]", list(wanted)?, list(locked)?);
    Ok(format!("sha256:{}", sha256_hex(json.as_bytes())))
}

/// The digest that Helm 2 wrote into requirements.lock.
///
/// # Errors
/// As [`digest`].
pub fn digest_of_helm_2(wanted: &Dependencies) -> Result<String, Error> {
    let json = format!("{{\"dependencies\":{}}}", list(wanted)?);
    Ok(format!("sha256:{}", sha256_hex(json.as_bytes())))
}

/// The text of a Chart.lock that was made at this time.
///
/// # Errors
/// When it cannot be written as YAML.
pub fn text(lock: &Lock, now: Timestamp) -> Result<Vec<u8>, Error> {
    let nanoseconds = i32::try_from(now.nanoseconds).unwrap_or(0);
    let generated = jiff::Timestamp::new(now.seconds, nanoseconds).unwrap_or_default();
    let dependencies = lock.dependencies.iter().flatten().flatten().map(|locked| {
        let mut entries = vec![
            ("name", locked.name.as_str()),
            ("repository", locked.repository.as_str()),
        ];
        if !locked.version.is_empty() {
            entries.push(("version", locked.version.as_str()));
        }
        let entries = entries.into_iter();
        Value::from(Map::from_iter(
            entries.map(|(key, value)| (key, Value::from(value))),
        ))
    });
    let lock = Map::from_iter([
        ("dependencies", Value::from(dependencies.collect::<List>())),
        ("digest", lock.digest.as_str().into()),
        ("generated", generated.to_string().as_str().into()),
    ]);
    let text = to_yaml(&lock.into()).map_err(|error| Error::new(error.to_string()))?;
    let mut text = text.into_bytes();
    if !text.ends_with(b"\n") {
        text.push(b'\n');
    }
    Ok(text)
}

/// A list as Go's JSON has it, fields in the order of Helm's struct.
fn list(dependencies: &Dependencies) -> Result<String, Error> {
    let Some(dependencies) = dependencies else {
        return Ok("null".to_string());
    };
    let mut items = Vec::new();
    for dependency in dependencies {
        items.push(match dependency {
            Some(dependency) => item(dependency)?,
            None => "null".to_string(),
        });
    }
    Ok(format!("[{}]", items.join(",")))
}

fn item(dependency: &Dependency) -> Result<String, Error> {
    let text = |text: &str| Value::from(text);
    let list = |items: Vec<Value>| Value::from(items.into_iter().collect::<List>());
    let tags = dependency.tags.iter().map(|tag| tag.as_str().into());
    let fields = [
        ("name", text(&dependency.name), true),
        (
            "version",
            text(&dependency.version),
            !dependency.version.is_empty(),
        ),
        ("repository", text(&dependency.repository), true),
        (
            "condition",
            text(&dependency.condition),
            !dependency.condition.is_empty(),
        ),
        ("tags", list(tags.collect()), !dependency.tags.is_empty()),
        ("enabled", dependency.enabled.into(), dependency.enabled),
        (
            "import-values",
            list(dependency.import_values.clone()),
            !dependency.import_values.is_empty(),
        ),
        (
            "alias",
            text(&dependency.alias),
            !dependency.alias.is_empty(),
        ),
    ];
    let mut written = Vec::new();
    for (name, value, _) in fields.iter().filter(|(_, _, shown)| *shown) {
        let value = write_json(value, JsonStyle::default())
            .map_err(|error| Error::new(error.to_string()))?;
        let value = String::from_utf8_lossy(&value.into_bytes()).into_owned();
        written.push(format!("\"{name}\":{value}"));
    }
    Ok(format!("{{{}}}", written.join(",")))
}
