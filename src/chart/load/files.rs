//! From files to a chart.

use std::collections::BTreeMap;

use super::{Loader, MAX_DEPTH, Provenance, Read, archive, under};
use crate::chart::metadata::{Lock, Metadata};
use crate::chart::place::Place;
use crate::chart::{Chart, Error, Warning};

impl Loader<'_> {
    /// The chart that these files make; `root` stands before their names in sources.
    pub(super) fn chart(
        &mut self,
        files: Vec<Read>,
        root: &str,
        depth: usize,
    ) -> Result<Chart, Error> {
        if depth > MAX_DEPTH {
            return Err(Error::new(format!(
                "charts hold charts more than {MAX_DEPTH} deep"
            )));
        }
        let mut chart = Chart::default();
        let mut known = false;
        for file in files.iter().filter(|file| file.name == "Chart.yaml") {
            known = true;
            self.places(&mut chart, root, file);
            chart
                .metadata
                .merge(&file.data)
                .map_err(|error| error.wrapped("cannot load Chart.yaml"))?;
            if chart.metadata.api_version.is_empty() {
                chart.metadata.api_version = "v1".to_string();
            }
        }
        let mut charts: BTreeMap<String, Vec<Read>> = BTreeMap::new();
        for file in files {
            known |= matches!(
                file.name.as_str(),
                "requirements.yaml" | "requirements.lock"
            );
            self.sort_in(&mut chart, &mut charts, root, file)?;
        }
        if !known {
            return Err(Error::new("Chart.yaml file is missing")
                .with_hint("a folder without Chart.yaml is rendered as plain templates"));
        }
        chart.metadata.validate()?;
        chart.place = Place::new(chart.name());
        let mut held = Vec::new();
        for (name, files) in charts {
            if name.starts_with(['_', '.']) {
                continue;
            }
            let inner = under(root, &format!("charts/{name}"));
            let dependency = self.dependency(&chart, &name, files, &inner, depth + 1)?;
            held.push(dependency);
        }
        chart.set_dependencies(held);
        Ok(chart)
    }

    /// Notes where Chart.yaml says what, in a tracing run.
    fn places(&mut self, chart: &mut Chart, root: &str, file: &Read) {
        let traced = |provenance: &Provenance<'_>| provenance.origins.is_some();
        if self.provenance.as_ref().is_some_and(traced) {
            // What is wrong with it is told by whoever reads it for what it says.
            let read = self.values(&under(root, &file.name), &file.data);
            chart.places = read.unwrap_or_default();
        }
    }

    fn dependency(
        &mut self,
        chart: &Chart,
        name: &str,
        files: Vec<Read>,
        root: &str,
        depth: usize,
    ) -> Result<Chart, Error> {
        let loaded = if name.ends_with(".tgz") {
            let file = files.first().filter(|file| file.name == name);
            let Some(file) = file else {
                let got = files.first().map_or("", |file| file.name.as_str());
                return Err(Error::new(format!(
                    "error unpacking subchart tar in {}: expected {name}, got {got}",
                    chart.name()
                )));
            };
            archive::read(&file.data).and_then(|files| self.chart(files, root, depth))
        } else {
            let inner = files.into_iter().filter_map(|file| {
                let (_, name) = file.name.split_once('/')?;
                Some(Read {
                    name: name.to_string(),
                    data: file.data,
                })
            });
            let inner = inner.collect();
            self.chart(inner, root, depth)
        };
        loaded.map_err(|error| {
            error.wrapped(format_args!(
                "error unpacking subchart {name} in {}",
                chart.name()
            ))
        })
    }

    /// Puts a file where it belongs.
    fn sort_in(
        &mut self,
        chart: &mut Chart,
        charts: &mut BTreeMap<String, Vec<Read>>,
        root: &str,
        file: Read,
    ) -> Result<(), Error> {
        match file.name.as_str() {
            "Chart.yaml" => {}
            "Chart.lock" => {
                chart.lock = Some(
                    Lock::parse(&file.data)
                        .map_err(|error| error.wrapped("cannot load Chart.lock"))?,
                );
            }
            "values.yaml" => {
                let name = under(root, "values.yaml");
                chart.values = self
                    .values(&name, &file.data)
                    .map_err(|error| error.wrapped("cannot load values.yaml"))?;
            }
            "values.schema.json" => chart.schema = Some(file.data),
            "requirements.yaml" => {
                if chart.metadata.api_version != "v1" {
                    self.warnings.push(Warning::info(
                        "Warning: Dependencies are handled in Chart.yaml since apiVersion \"v2\". \
                         We recommend migrating dependencies to Chart.yaml.",
                    ));
                }
                merge_requirements(&mut chart.metadata, &file)?;
                if chart.metadata.api_version == "v1" {
                    chart.files.push(self.other(root, file));
                }
            }
            "requirements.lock" => {
                chart.lock = Some(
                    Lock::parse(&file.data)
                        .map_err(|error| error.wrapped("cannot load requirements.lock"))?,
                );
                if chart.metadata.api_version == "v1" {
                    chart.files.push(self.other(root, file));
                } else {
                    self.warnings.push(Warning::info(
                        "Warning: Dependency locking is handled in Chart.lock since apiVersion \
                         \"v2\". We recommend migrating to Chart.lock.",
                    ));
                }
            }
            name if name.starts_with("templates/") => chart.templates.push(self.text(root, file)),
            name if name.starts_with("charts/") && !name.ends_with(".prov") => {
                let inner = name.strip_prefix("charts/").unwrap_or_default();
                let folder = inner.split('/').next().unwrap_or_default().to_string();
                let name = inner.to_string();
                charts.entry(folder).or_default().push(Read {
                    name,
                    data: file.data,
                });
            }
            _ => chart.files.push(self.other(root, file)),
        }
        Ok(())
    }
}

fn merge_requirements(metadata: &mut Metadata, file: &Read) -> Result<(), Error> {
    metadata
        .merge(&file.data)
        .map_err(|error| error.wrapped("cannot load requirements.yaml"))
}
