//! The files of a case against the golden ones.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::case::{self, File};
use super::pending::{self, Index, Waiting};
use super::{Job, Mode};
use crate::diagnostic::Code;
use crate::diff::ignore::Rules;
use crate::diff::{self, Manifest, compare, read_manifests};
use crate::harness::mask::Masker;
use crate::manifest::ResourceId;
use crate::report::{CaseReport, Finding, Located};
use crate::world::World;

/// Renders and checks one case.
pub fn case(job: &Job, root: &Path, mode: Mode, rules: &Rules, world: Rc<dyn World>) -> CaseReport {
    let mut report = CaseReport::new(&job.name);
    let folder = root.join(&job.name);
    let checked = Check {
        job,
        folder: &folder,
        mode,
        rules,
        world: &world,
    }
    .run(&mut report);
    if let Err(findings) = checked {
        let placed = |finding: Finding| match finding.places.is_empty() {
            true => finding.at(job.place.clone()),
            false => finding,
        };
        report.findings.extend(findings.into_iter().map(placed));
    }
    report
}

struct Check<'c> {
    job: &'c Job,
    folder: &'c Path,
    mode: Mode,
    rules: &'c Rules,
    world: &'c Rc<dyn World>,
}

/// A file that differs: its golden text, and what it is to be.
struct Differing {
    golden: Option<Vec<u8>>,
    file: Option<File>,
}

impl Check<'_> {
    fn run(&self, report: &mut CaseReport) -> Result<(), Vec<Finding>> {
        let written = case::write(self.job, false, self.world)?;
        report.findings.extend(written.warnings);
        let mut golden = self
            .golden()
            .map_err(|error| vec![self.unreadable(&error)])?;
        let mut differing: BTreeMap<String, Differing> = BTreeMap::new();
        for file in written.files {
            let kept = golden.remove(&file.name);
            if kept.as_ref() == Some(&file.manifest.text) {
                report.same += 1;
            } else {
                let name = file.name.clone();
                differing.insert(
                    name,
                    Differing {
                        golden: kept,
                        file: Some(file),
                    },
                );
            }
        }
        for (name, kept) in golden {
            differing.insert(
                name,
                Differing {
                    golden: Some(kept),
                    file: None,
                },
            );
        }
        if !differing.is_empty() {
            self.explain(&mut differing, report)?;
        }
        self.settle(&differing, report)
            .map_err(|error| vec![self.unwritable(&error)])
    }

    /// The golden files by their names.
    fn golden(&self) -> io::Result<BTreeMap<String, Vec<u8>>> {
        let mut golden = BTreeMap::new();
        if self.world.kind(self.folder).is_err() {
            return Ok(golden);
        }
        for path in self.world.walk(self.folder)? {
            if path.extension().is_some_and(|end| end == "yaml") {
                golden.insert(name_under(self.folder, &path), self.world.read(&path)?);
            }
        }
        Ok(golden)
    }

    /// Tells what differs, with origins.
    fn explain(
        &self,
        differing: &mut BTreeMap<String, Differing>,
        report: &mut CaseReport,
    ) -> Result<(), Vec<Finding>> {
        // Nothing in a new case has another cause than that it is new.
        if differing.values().any(|found| found.golden.is_some()) || report.same > 0 {
            // The seed makes the second rendering the same as the first.
            for file in case::write(self.job, true, self.world)?.files {
                if let Some(found) = differing.get_mut(&file.name) {
                    found.file = Some(file);
                }
            }
        }
        let mut old = Vec::new();
        let mut new = Vec::new();
        for (name, differing) in differing.iter() {
            if let Some(golden) = &differing.golden {
                report.findings.extend(self.unlike(name, golden));
                let id = differing.file.as_ref().map(|file| file.manifest.id.clone());
                old.push(manifest(name, golden, id));
            }
            new.extend(differing.file.as_ref().map(|file| file.manifest.clone()));
        }
        let options = diff::Options {
            renames: true,
            folder: shown(self.folder),
            rules: self.rules.clone(),
        };
        let compared = compare(&old, &new, &options, &Masker::default());
        report.resources = compared.resources;
        Ok(())
    }

    /// Writes what is to be written.
    fn settle(
        &self,
        differing: &BTreeMap<String, Differing>,
        report: &mut CaseReport,
    ) -> io::Result<()> {
        match self.mode {
            Mode::Look => {}
            Mode::ReadOnly => {
                let waiting = pending::waiting(self.folder, &**self.world)?;
                report
                    .findings
                    .extend(waiting.iter().map(|waiting| self.left(waiting)));
            }
            Mode::Pending => {
                let mut index = Index::default();
                for (name, differing) in differing {
                    let now = differing
                        .file
                        .as_ref()
                        .map(|file| file.manifest.text.as_slice());
                    index.add(name, differing.golden.as_deref(), now);
                }
                index.write(self.folder, &**self.world)?;
            }
            Mode::Update => {
                for (name, differing) in differing {
                    let path = self.folder.join(name);
                    match &differing.file {
                        Some(file) => self.world.write(&path, &file.manifest.text)?,
                        None => self.world.remove(&path)?,
                    }
                }
                Index::default().write(self.folder, &**self.world)?;
            }
        }
        Ok(())
    }

    /// What is said of a golden file that render cannot have written.
    fn unlike(&self, name: &str, golden: &[u8]) -> Option<Finding> {
        let path = shown(&self.folder.join(name));
        let why = match read_manifests(golden, &path) {
            Ok(found) if found.len() == 1 => return None,
            Ok(found) => format!("it holds {} resources", found.len()),
            Err(findings) => findings.0.first()?.notes.join("; "),
        };
        let message = format!("{path} is not the file of one resource: somebody edited it");
        let mut finding = Finding::warning(Code::Golden, message)
            .at(Located::file(path))
            .with_hint("accept or reject what is rendered with `render golden review`");
        finding.notes.push(why);
        Some(finding)
    }

    fn left(&self, waiting: &Waiting) -> Finding {
        let message = format!("{} waits to be reviewed", waiting.shown(self.folder));
        Finding::error(Code::Golden, message)
            .with_hint("accept or reject it with `render golden review`, then commit the result")
    }

    fn unreadable(&self, error: &io::Error) -> Finding {
        let message = format!("cannot read {}: {error}", self.folder.display());
        Finding::error(Code::FileUnreadable, message)
    }

    fn unwritable(&self, error: &io::Error) -> Finding {
        let message = format!("cannot write to {}: {error}", self.folder.display());
        Finding::error(Code::FileUnwritable, message)
    }
}

/// The path of a file under a folder, with `/`.
pub fn name_under(folder: &Path, path: &Path) -> String {
    shown(path.strip_prefix(folder).unwrap_or(path))
}

fn shown(path: &Path) -> String {
    let parts = path
        .components()
        .map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

/// A golden file as a resource; what it holds may be anything, since people can edit it.
pub fn manifest(name: &str, text: &[u8], id: Option<ResourceId>) -> Manifest {
    let found = read_manifests(text, name).ok();
    let own = found.and_then(|found| <[Manifest; 1]>::try_from(found).ok());
    let own = own.map(|[manifest]| manifest.id);
    let named = || ResourceId {
        kind: "File".to_string(),
        name: PathBuf::from(name)
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        ..ResourceId::default()
    };
    Manifest {
        id: id.or(own).unwrap_or_else(named),
        name: name.to_string(),
        text: text.to_vec(),
        traced: None,
    }
}
