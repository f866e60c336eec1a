//! Measuring rivals in turn, in one run: the machine may be noisy, the ratio is not.
//!
//! Each bench of this folder is a plain program that prints one table.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// One contender: a name and what it does once.
pub struct Contender<'a> {
    /// The name in the table.
    pub name: &'a str,
    /// Does the work once; what it returns is kept from being optimised away.
    pub work: Box<dyn FnMut() -> usize + 'a>,
}

impl<'a> Contender<'a> {
    /// A contender.
    pub fn new(name: &'a str, work: impl FnMut() -> usize + 'a) -> Self {
        Contender {
            name,
            work: Box::new(work),
        }
    }
}

/// How long one batch of each contender should take, at least.
const BATCH: Duration = Duration::from_millis(20);
/// How often the contenders take turns.
const ROUNDS: usize = 15;

/// Lets the contenders work in turn and gives the median time of one piece of work of each.
pub fn in_turn(contenders: &mut [Contender<'_>]) -> Vec<Duration> {
    let repeats: Vec<u32> = contenders.iter_mut().map(repeats).collect();
    let mut times = vec![Vec::new(); contenders.len()];
    for _ in 0..ROUNDS {
        for (at, contender) in contenders.iter_mut().enumerate() {
            // Once for the caches: whoever comes after a large one would pay for it.
            black_box((contender.work)());
            let start = Instant::now();
            for _ in 0..repeats[at] {
                black_box((contender.work)());
            }
            times[at].push(start.elapsed() / repeats[at]);
        }
    }
    times.iter_mut().map(|times| median(times)).collect()
}

/// How often the work fits into one batch, after a run that warms up.
fn repeats(contender: &mut Contender<'_>) -> u32 {
    black_box((contender.work)());
    let start = Instant::now();
    black_box((contender.work)());
    let once = start.elapsed().max(Duration::from_nanos(50));
    (BATCH.as_nanos() / once.as_nanos()).clamp(1, 1_000_000) as u32
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// Prints one row: every contender's time in microseconds, and how many times as long as the
/// first one it takes. `bytes` adds the speed in MB/s.
pub fn row(title: &str, bytes: Option<usize>, mut contenders: Vec<Contender<'_>>) {
    let times = in_turn(&mut contenders);
    println!("{title}");
    for (contender, time) in contenders.iter().zip(&times) {
        let micros = time.as_secs_f64() * 1e6;
        let ratio = time.as_secs_f64() / times[0].as_secs_f64();
        let speed = bytes.map_or(String::new(), |bytes| {
            format!("  {:8.1} MB/s", bytes as f64 / 1e6 / time.as_secs_f64())
        });
        println!(
            "  {:<28} {micros:12.1} µs  {ratio:6.2} x{speed}",
            contender.name
        );
    }
}
