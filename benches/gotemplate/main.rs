//! Go templates here, in other crates and in Go itself, in one run.
//!
//! `cargo bench --bench gotemplate` prints a table of microseconds a round: the fastest of many
//! batches, in which the engines take turns. With `ORACLE` naming the program built of
//! `testdata/oracle/gotemplate`, Go stands in it too. `ONLY=deep` keeps the rows whose name holds
//! that text.

mod cases;
mod engines;

use std::env;
use std::hint::black_box;
use std::time::{Duration, Instant};

use cases::Case;
use engines::{ALL, Engine, Times};

/// How long a batch takes, at least.
const BATCH: Duration = Duration::from_millis(10);
/// How often the engines take turns.
const TURNS: usize = 15;

/// What is measured of an engine.
type Work = fn(&dyn Engine);

fn main() {
    let only = env::var("ONLY").unwrap_or_default();
    print!("{:<42}", "microseconds a round");
    for (name, _) in ALL {
        print!("{name:>10}");
    }
    println!("{:>10}{:>8}{:>8}", "Go", "x Go", "x Rust");
    for case in cases::all() {
        if case.name.contains(&only) {
            measure(&case);
        }
    }
}

fn measure(case: &Case) {
    let before = engines::go(case);
    let engines: Vec<_> = ALL.iter().map(|(_, make)| make(case)).collect();
    check(case, &engines);
    let execute = in_turn(&engines, |engine| drop(black_box(engine.execute())));
    let (mut parse, mut both) = (Vec::new(), Vec::new());
    if case.parse {
        parse = in_turn(&engines, |engine| engine.parse());
        both = in_turn(&engines, |engine| drop(black_box(engine.both())));
    }
    let after = engines::go(case);
    let go = |time: fn(Times) -> f64| Some(time(before?).min(time(after?)));
    row(&case.name, "execute", &execute, go(|go| go.execute));
    if case.parse {
        row(&case.name, "parse", &parse, go(|go| go.parse));
        row(&case.name, "both", &both, go(|go| go.both));
    }
}

/// Says where an engine writes something else than this one.
fn check(case: &Case, engines: &[Option<Box<dyn Engine + '_>>]) {
    let outputs: Vec<_> = engines
        .iter()
        .map(|engine| engine.as_ref().map(|engine| engine.execute()))
        .collect();
    for ((name, _), output) in ALL.iter().zip(&outputs) {
        if let Some(output) = output
            && Some(output) != outputs.first().and_then(Option::as_ref)
        {
            println!("{}: {name} writes something else", case.name);
        }
    }
}

/// Lets the engines work in turn, and gives each one's best time in microseconds.
fn in_turn(engines: &[Option<Box<dyn Engine + '_>>], work: Work) -> Vec<Option<f64>> {
    let mut rounds = Vec::new();
    for engine in engines.iter().flatten() {
        let start = Instant::now();
        work(engine.as_ref());
        let once = start.elapsed().max(Duration::from_nanos(100));
        rounds.push((BATCH.as_nanos() / once.as_nanos()).clamp(1, 100_000) as u32);
    }
    let mut best = vec![f64::INFINITY; rounds.len()];
    for _ in 0..TURNS {
        for ((engine, rounds), best) in engines.iter().flatten().zip(&rounds).zip(&mut best) {
            let start = Instant::now();
            for _ in 0..*rounds {
                work(engine.as_ref());
            }
            let time = start.elapsed().as_secs_f64() * 1e6 / f64::from(*rounds);
            *best = best.min(time);
        }
    }
    let mut best = best.into_iter();
    engines
        .iter()
        .map(|engine| engine.as_ref().and_then(|_| best.next()))
        .collect()
}

fn row(case: &str, what: &str, rust: &[Option<f64>], go: Option<f64>) {
    let show = |time: Option<f64>| time.map_or("-".to_string(), |time| format!("{time:.1}"));
    print!("{:<42}", format!("{case}, {what}"));
    for time in rust {
        print!("{:>10}", show(*time));
    }
    let ours = rust.first().copied().flatten().unwrap_or(f64::NAN);
    let others = rust.iter().skip(1).flatten().copied();
    println!(
        "{:>10}{:>8}{:>8.1}",
        show(go),
        show(go.map(|go| go / ours)),
        others.fold(f64::NAN, f64::min) / ours
    );
}
