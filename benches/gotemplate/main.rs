//! Go templates here, in other crates and in Go itself, in one run.
//!
//! `cargo bench --bench gotemplate` prints a table of microseconds a round. With `ORACLE` naming
//! the program built of `testdata/oracle/gotemplate`, Go stands in it too. `ONLY=deep` keeps the
//! rows whose name holds that text, `ENGINE=render` one engine.

mod cases;
mod engines;

use std::env;
use std::time::{Duration, Instant};

use cases::Case;
use engines::Engine;

/// Prepares an engine for a case; `None` where it cannot do it.
type Make = fn(&Case) -> Option<Box<dyn Engine>>;

fn main() {
    let only = env::var("ONLY").unwrap_or_default();
    let one = env::var("ENGINE").unwrap_or_default();
    println!(
        "{:<44}{:>10}{:>10}{:>10}{:>10}{:>10}{:>8}{:>8}",
        "microseconds a round", "render", "gotmpl", "gtmpl", "minijinja", "Go", "x Go", "x Rust"
    );
    for case in cases::all() {
        if !case.name.contains(&only) {
            continue;
        }
        let go = engines::go(&case);
        let engines: [(&str, Make); 4] = [
            ("render", engines::ours),
            ("gotmpl", engines::gotmpl),
            ("gtmpl", engines::gtmpl),
            ("minijinja", engines::minijinja),
        ];
        let mut execute = Vec::new();
        let mut both = Vec::new();
        for (name, make) in engines {
            let made = if name.contains(&one) {
                make(&case)
            } else {
                None
            };
            let Some(engine) = made else {
                execute.push(None);
                both.push(None);
                continue;
            };
            let output = engine.execute();
            if env::var_os("SHOW").is_some() {
                println!("{name}: {} bytes: {:.300}", output.len(), output);
            }
            execute.push(Some(fastest(|| engine.execute().len())));
            both.push(
                make(&case)
                    .map(|_| fastest(|| make(&case).map_or(0, |engine| engine.execute().len()))),
            );
        }
        let (go_execute, go_both) = go.map_or((None, None), |(a, b)| (Some(a), Some(b)));
        row(&case.name, "execute", &execute, go_execute);
        if case.parse {
            row(&case.name, "parse and execute", &both, go_both);
        }
    }
}

fn row(case: &str, what: &str, rust: &[Option<f64>], go: Option<f64>) {
    let show = |time: Option<f64>| time.map_or("-".to_string(), |time| format!("{time:.1}"));
    print!("{:<44}", format!("{case}, {what}"));
    for time in rust {
        print!("{:>10}", show(*time));
    }
    print!("{:>10}", show(go));
    let ours = rust.first().copied().flatten().unwrap_or(f64::NAN);
    let best = rust
        .iter()
        .skip(1)
        .flatten()
        .copied()
        .fold(f64::NAN, f64::min);
    println!(
        "{:>8}{:>8}",
        go.map_or("-".to_string(), |go| format!("{:.1}", go / ours)),
        format!("{:.1}", best / ours)
    );
}

/// The microseconds of the fastest of several batches.
fn fastest(mut round: impl FnMut() -> usize) -> f64 {
    let start = Instant::now();
    std::hint::black_box(round());
    let once = start.elapsed().max(Duration::from_nanos(100));
    let rounds = (Duration::from_millis(60).as_nanos() / once.as_nanos()).clamp(1, 100_000) as u32;
    (0..5)
        .map(|_| {
            let start = Instant::now();
            for _ in 0..rounds {
                std::hint::black_box(round());
            }
            start.elapsed().as_secs_f64() * 1e6 / f64::from(rounds)
        })
        .fold(f64::INFINITY, f64::min)
}
