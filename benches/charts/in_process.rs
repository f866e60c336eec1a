//! Loading and rendering in one process, here and by Helm's own packages: the templates alone, and
//! all of what `helm template` does.

use std::hint::black_box;
use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant};

use manifest_render::chart::dependencies::process_dependencies;
use manifest_render::chart::{Capabilities, KubeVersion, Loader, Release, UserValues, Warnings};
use manifest_render::cli::helm_template;
use manifest_render::gotemplate::call::Environment;
use manifest_render::renderer::helm::{Memory, Options, execute, prepare};
use manifest_render::world::{RealWorld, Unread, World};
use serde_json::json;

use crate::cases::Case;
use crate::go_program::GoProgram;
use crate::{ROUNDS, Sum, median, milliseconds};

/// How long our batch of one turn takes, at least.
const BATCH: Duration = Duration::from_millis(60);

/// All of `helm template`: the length of what it prints, 0 where the chart is refused.
pub fn template(case: &Case) -> usize {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let args = case.args.iter().map(String::as_str);
    match helm_template(args, Rc::new(RealWorld), &mut out, &mut err) {
        Ok(true) => out.len(),
        _ => 0,
    }
}

/// What stands before manifests: loading the chart, settling its dependencies, coalescing its
/// values, checking them, executing the templates. The length of what they write.
fn engine(case: &Case) -> usize {
    templates(case).unwrap_or_default()
}

fn templates(case: &Case) -> Option<usize> {
    let world: Rc<dyn World> = Rc::new(RealWorld);
    let mut loader = Loader::new(&*world);
    // As everywhere: what templates may ask for is read when they do.
    loader.unread = Some(Unread::default());
    let given = UserValues {
        files: case.values.iter().cloned().collect(),
        ..UserValues::default()
    };
    let given = given.merge(&mut loader).ok()?;
    let mut chart = loader.load(&case.chart).ok()?;
    let mut capabilities = Capabilities::new();
    if let Some(version) = &case.kube_version {
        capabilities.kube_version = KubeVersion::parse(version).ok()?;
    }
    let versions = case.api_versions.iter().cloned();
    capabilities.api_versions.extend(versions.map(Into::into));
    let options = Options {
        release: Release::new(&*case.release, &*case.namespace),
        capabilities,
        ..Options::default()
    };
    let mut warnings = Warnings::new();
    process_dependencies(&mut chart, &given, &mut warnings).ok()?;
    let prepared = prepare(&chart, &given, &options, &world, &mut warnings).ok()?;
    let environment = Environment::new(world.clone());
    let written = execute(&prepared.templates, &environment, Memory::default()).ok()?;
    Some(written.iter().map(|file| file.text.len()).sum())
}

/// Measures both ways of all cases.
pub fn measure(cases: &[Case]) {
    let helm = GoProgram::start("charts/helm", &[] as &[&str])
        .map_err(|reason| println!("in process: Helm is not measured: {reason}"))
        .ok();
    println!("in process, ms: the templates alone, and all of `helm template`");
    let (mut engines, mut wholes) = (Sum::default(), Sum::default());
    for case in cases {
        print!("  {:<60}", case.name);
        for (work, ours, sum) in [
            ("engine", engine as fn(&Case) -> usize, &mut engines),
            ("template", template, &mut wholes),
        ] {
            let (own, theirs) = turns(ours, case, helm.as_ref(), work);
            print!(" {:8.2}", milliseconds(own));
            if let Some(theirs) = theirs {
                let ratio = theirs.as_secs_f64() / own.as_secs_f64();
                print!("  Helm {:8.2} {ratio:6.1} x", milliseconds(theirs));
            }
            if !case.certificates {
                sum.add(&case.name, own, theirs);
            }
        }
        println!(
            "{}",
            if case.certificates {
                "  makes keys"
            } else {
                ""
            }
        );
    }
    println!("without those that make keys");
    println!("  the templates alone: {engines}");
    println!("  all of `helm template`: {wholes}");
}

fn turns(
    ours: fn(&Case) -> usize,
    case: &Case,
    helm: Option<&GoProgram>,
    work: &str,
) -> (Duration, Option<Duration>) {
    let start = Instant::now();
    let length = ours(case);
    let once = start.elapsed().max(Duration::from_micros(10));
    let times = (BATCH.as_micros() / once.as_micros()).clamp(1, 1000) as u32;
    let request = json!({
        "engine": work == "engine",
        "chart": absolute(&case.chart),
        "values": case.values.as_deref().map(absolute).unwrap_or_default(),
        "release": case.release,
        "namespace": case.namespace,
        "kube_version": case.kube_version.as_deref().unwrap_or_default(),
        "api_versions": case.api_versions,
    });
    let request = request.to_string();
    let (mut own, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let start = Instant::now();
        for _ in 0..times {
            black_box(ours(case));
        }
        own.push(start.elapsed() / times);
        let Some((time, written)) = helm.and_then(|helm| answered(&helm.ask(&request)?)) else {
            continue;
        };
        // Keys are random, and so is what some charts make of the time.
        if written.abs_diff(length) > length / 100 {
            print!(" [{work}: {length} bytes here, {written} there]");
        }
        theirs.push(time);
    }
    (median(own).unwrap_or_default(), median(theirs))
}

/// The time and the length in an answer.
fn answered(line: &str) -> Option<(Duration, usize)> {
    let (seconds, length) = line.split_once(' ')?;
    let seconds = seconds.parse().ok()?;
    Some((Duration::from_secs_f64(seconds), length.parse().ok()?))
}

/// A path that the program in Go understands: it works where its source is.
fn absolute(path: &Path) -> String {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    path.to_string_lossy().into_owned()
}
