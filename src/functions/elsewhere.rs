//! Functions that other tools have, or that only the other profile has, and what to use here.

use super::{Profile, all};
use crate::gotemplate::Functions;

/// Names that mean something elsewhere, with advice that holds for both profiles.
const ELSEWHERE: &[(&[&str], &str)] = &[
    // sprig, of which Helm takes these away.
    (
        &["env", "expandenv"],
        "templates cannot read the environment, so that a rendering depends on its input alone; \
         pass values with --values",
    ),
    // Words of other languages for Go's comparisons and blocks.
    (&["gte"], "`ge` is greater or equal: {{ ge 2 1 }}"),
    (&["lte"], "`le` is less or equal: {{ le 1 2 }}"),
    (&["equal", "equals", "is"], "`eq` compares: {{ eq .a .b }}"),
    (
        &["neq", "notEqual"],
        "`ne` tells whether two values differ: {{ ne .a .b }}",
    ),
    (
        &["elseif", "elsif", "elif"],
        "write {{ else if .condition }}, in two words",
    ),
    (
        &["for", "foreach", "each"],
        "`range` is the loop: {{ range .list }}{{ . }}{{ end }}",
    ),
    (
        &["endif", "endfor", "endrange", "endwith"],
        "every block ends with {{ end }}",
    ),
    (&["null", "None", "undefined"], "`nil` is Go's word for it"),
    (&["True", "TRUE"], "`true` is written in small letters"),
    (&["False", "FALSE"], "`false` is written in small letters"),
    (
        &["in", "isIn"],
        "`has` looks for an item in a list: {{ has 1 (list 1 2) }}",
    ),
    (
        &["isset", "isSet", "exists"],
        "`hasKey` tells whether a map has a key: {{ hasKey .Values \"name\" }}",
    ),
    (
        &["isNil", "isNull", "isEmpty"],
        "`empty` tells whether a value is missing, nil, zero or empty",
    ),
    (
        &["length", "count", "size"],
        "`len` is the length of text, lists and maps",
    ),
    (
        &["substring"],
        "`substr` cuts text: {{ substr 0 3 \"abcdef\" }}",
    ),
    // Serialisers of other places.
    (
        &["toToon"],
        "no released Helm has it; `toYaml` and `toJson` write values as text",
    ),
    (
        &["toYAML", "to_yaml", "to_nice_yaml", "yaml"],
        "`toYaml` writes a value as YAML",
    ),
    (
        &["toJSON", "to_json", "jsonify", "json"],
        "`toJson` writes a value as JSON, `toPrettyJson` over several lines",
    ),
    (
        &["parseYAML", "from_yaml", "yamlArray"],
        "`fromYaml` reads a YAML map",
    ),
    (
        &["parseJSON", "from_json", "jsonArray"],
        "`fromJson` reads a JSON object",
    ),
    (
        &["base64Encode", "base64encode", "b64encode"],
        "`b64enc` encodes as base64",
    ),
    (
        &["base64Decode", "base64decode", "b64decode"],
        "`b64dec` decodes base64",
    ),
    (
        &["toUpper", "uppercase", "toupper"],
        "`upper` is the function",
    ),
    (
        &["toLower", "lowercase", "tolower"],
        "`lower` is the function",
    ),
    (&["toTitle", "capitalize"], "`title` is the function"),
    (
        &["replaceAll", "strReplace"],
        "`replace` takes the text last: {{ \"a-b\" | replace \"-\" \"_\" }}",
    ),
    (
        &["regexReplace", "replaceRE", "reReplaceAll"],
        "`regexReplaceAll` takes pattern, text, replacement",
    ),
    (&["findRE"], "`regexFindAll` takes pattern, text, how many"),
    (&["sha256"], "`sha256sum` is the hash in hex"),
    (&["sha1"], "`sha1sum` is the hash in hex"),
    (&["uuid", "uuidv7"], "`uuidv4` makes a random UUID"),
    (
        &["parseInt", "toInt"],
        "`int` and `int64` make an integer of text or numbers",
    ),
    (
        &["toFloat", "parseFloat"],
        "`float64` makes a decimal number",
    ),
    // Helmfile.
    (
        &["requiredEnv", "getenv", "getEnv"],
        "helmfile's and others' way to the environment, which templates cannot read here; pass \
         the value with --values",
    ),
    (
        &["exec", "envExec"],
        "helmfile's; templates run no programs here: run it before and pass its output with \
         --values",
    ),
    (
        &["readFile", "readDir", "readDirEntries", "isFile", "isDir"],
        "helmfile's; templates read no files here but those of their chart, with .Files.Get; pass \
         the content with --values",
    ),
    (
        &["fetchSecretValue", "expandSecretRefs"],
        "helmfile's; secrets are resolved in values files here, by <+secrets.getValue(\"name\")>, \
         see --secrets",
    ),
    (
        &["setValueAtPath"],
        "helmfile's; `set` changes one level of a map: {{ $_ := set .a \"b\" 1 }}",
    ),
    (
        &["getOrNil"],
        "helmfile's; `index` gives nothing for a key that is not there: {{ index .Values \"key\" }}",
    ),
    // Gomplate's functions stand in namespaces, of which Go sees the name first.
    (
        &[
            "datasource",
            "ds",
            "defineDatasource",
            "datasourceExists",
            "datasourceReachable",
        ],
        "gomplate's; data comes from values files here: --values FILE and .Values",
    ),
    (
        &["strings"],
        "gomplate's namespace; here the functions stand alone: upper, lower, title, trim, \
         trimPrefix, replace, repeat, indent, contains, splitList, quote, abbrev",
    ),
    (
        &["conv"],
        "gomplate's namespace; here the functions stand alone: int, int64, float64, toString, \
         join, default, ternary",
    ),
    (
        &["coll"],
        "gomplate's namespace; here the functions stand alone: dict, list, has, keys, values, \
         append, prepend, uniq, reverse, merge, sortAlpha, pick, omit",
    ),
    (
        &["data"],
        "gomplate's namespace; here the functions stand alone: toYaml, toJson, fromYaml, fromJson",
    ),
    (
        &["base64"],
        "gomplate's namespace; here it is b64enc and b64dec",
    ),
    (
        &["crypto"],
        "gomplate's namespace; here it is sha1sum, sha256sum, genPrivateKey, encryptAES, decryptAES",
    ),
    (
        &["math"],
        "gomplate's namespace; here the functions stand alone: add, sub, mul, div, mod, max, min, \
         ceil, floor, round",
    ),
    (
        &["regexp"],
        "gomplate's namespace; here it is regexFind, regexFindAll, regexMatch, regexReplaceAll, \
         regexSplit",
    ),
    (
        &["path", "filepath"],
        "gomplate's namespace; here the functions stand alone: base, dir, ext, clean, isAbs",
    ),
    (
        &["random"],
        "gomplate's namespace; here it is randAlpha, randAlphaNum, randAscii, randNumeric",
    ),
    (
        &["time"],
        "gomplate's namespace; here it is now, date, dateInZone, dateModify, toDate, unixEpoch",
    ),
    (
        &["tmpl"],
        "gomplate's namespace; named templates are written with {{ template \"name\" . }}",
    ),
    (
        &["net", "sockaddr"],
        "gomplate's namespace; here it is getHostByName, with --enable-dns",
    ),
    (
        &["file", "aws", "gcp", "sops", "vault"],
        "gomplate's namespace; templates reach no files and no services here: pass values with \
         --values, secrets with --secrets",
    ),
];

/// Functions that Harness's renderer lacks and that have a way around.
const WITHOUT_HELM: &[(&[&str], &str)] = &[
    (
        &["include"],
        "in its place {{ template \"name\" . }} writes a named template of the same file",
    ),
    (
        &["tpl"],
        "write into the template itself what the value would hold",
    ),
    (
        &["required"],
        "--strict stops where a template prints a value that is not there",
    ),
    (
        &["get"],
        "`index` gives the value of a key: {{ index .Values \"key\" }}",
    ),
    (
        &["dig"],
        "a path of keys gives no value where a level is missing: {{ .Values.a.b | default \"c\" }}",
    ),
    (&["seq"], "`untilStep` gives a list of integers"),
    (&["push"], "`append` is the same"),
    (&["lookup"], "there is no cluster to ask"),
];

/// What to do about a function that is not there: what to use instead of one that another tool
/// has, or that only Helm has.
///
/// ```
/// use manifest_render::functions::{Profile, elsewhere, of};
///
/// let helm = of(Profile::Helm);
/// assert!(elsewhere::advice("gte", &helm).unwrap().contains("`ge`"));
/// assert!(elsewhere::advice("strings.ToUpper", &helm).unwrap().contains("upper"));
/// assert!(elsewhere::advice("include", &of(Profile::Harness)).unwrap().contains("Helm"));
/// assert_eq!(elsewhere::advice("qoute", &helm), None);
/// ```
pub fn advice(name: &str, functions: &Functions) -> Option<String> {
    if let Some(advice) = find(ELSEWHERE, name) {
        return Some(advice.to_string());
    }
    if let Some((namespace, _)) = name.split_once('.') {
        return find(ELSEWHERE, namespace).map(str::to_string);
    }
    let of_helm =
        all().any(|entry| entry.function.name == name && entry.profiles.include(Profile::Helm));
    if !of_helm || functions.contains(name) {
        return None;
    }
    let way_around = match find(WITHOUT_HELM, name) {
        Some(advice) => advice.to_string(),
        None => match plain_name(name).filter(|plain| functions.contains(plain)) {
            Some(plain) => format!("`{plain}` is here"),
            None => "--profile helm renders with Helm's functions".to_string(),
        },
    };
    Some(format!(
        "Helm has it, Harness's renderer does not; {way_around}"
    ))
}

fn find(table: &'static [(&[&str], &str)], name: &str) -> Option<&'static str> {
    let row = table.iter().find(|(names, _)| names.contains(&name));
    row.map(|(_, advice)| *advice)
}

/// The function behind one that begins with `must`.
fn plain_name(name: &str) -> Option<String> {
    let rest = name.strip_prefix("must")?;
    let first = rest.chars().next()?;
    Some(format!(
        "{}{}",
        first.to_ascii_lowercase(),
        rest.get(first.len_utf8()..)?
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::functions::of;

    #[test]
    fn what_is_here_is_not_said_to_be_elsewhere() {
        for profile in [Profile::Helm, Profile::Harness] {
            let functions = of(profile);
            for name in ELSEWHERE.iter().flat_map(|(names, _)| *names) {
                assert!(!functions.contains(name), "{name}");
            }
        }
        for name in WITHOUT_HELM.iter().flat_map(|(names, _)| *names) {
            assert!(!of(Profile::Harness).contains(name), "{name}");
            assert!(of(Profile::Helm).contains(name), "{name}");
        }
    }
}
