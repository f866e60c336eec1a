//! The recorded truth: what the real Go, Helm, Harness and kubectl print.
//!
//! One test a file of `testdata/vectors/`. `VECTORS=DIR` runs another folder with files of the
//! same names; `VECTORS_SHOW=N` prints the first N differences in full.

#[cfg(test)]
#[path = "vectors/support.rs"]
mod support;

#[path = "vectors/charts.rs"]
mod charts;
#[path = "vectors/functions.rs"]
mod functions;
#[cfg(test)]
#[path = "vectors/functions_random.rs"]
mod functions_random;
#[path = "vectors/gotemplate.rs"]
mod gotemplate;
#[path = "vectors/gotemplate_functions.rs"]
mod gotemplate_functions;
#[cfg(test)]
#[path = "vectors/harness.rs"]
mod harness;
#[cfg(test)]
#[path = "vectors/harness_folders.rs"]
mod harness_folders;
#[path = "vectors/kubectl.rs"]
mod kubectl;
#[cfg(test)]
#[path = "vectors/manifests.rs"]
mod manifests;
#[cfg(test)]
#[path = "vectors/pattern.rs"]
mod pattern;
#[path = "vectors/pull_secrets.rs"]
mod pull_secrets;
#[cfg(test)]
#[path = "vectors/schema.rs"]
mod schema;
#[path = "vectors/strvals.rs"]
mod strvals;
#[path = "vectors/yaml.rs"]
mod yaml;
#[path = "vectors/yaml_parse.rs"]
mod yaml_parse;
