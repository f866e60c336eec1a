//! Values that are made on other threads while the template goes on.
//!
//! A key costs a tenth of a second and a template rarely reads it at once, so it is made in the
//! background: several at a time, as many as the machine has processors. Whoever needs a value
//! that nobody has begun makes it himself, so there is nothing to wait for where no thread can be
//! had, and nothing that can wait for itself.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;

/// A value that is being made, or will be.
pub(super) struct Deferred<T> {
    stage: Mutex<Stage<T>>,
    ended: Condvar,
    value: OnceLock<T>,
}

enum Stage<T> {
    Waiting(Box<dyn FnOnce() -> T + Send>),
    Begun,
    Ended,
}

impl<T: Send + Sync + 'static> Deferred<T> {
    /// A value that is there.
    pub(super) fn ready(value: T) -> Arc<Self> {
        let deferred = Deferred {
            stage: Mutex::new(Stage::Ended),
            ended: Condvar::new(),
            value: OnceLock::from(value),
        };
        Arc::new(deferred)
    }

    /// A value that is begun as soon as a thread is free.
    pub(super) fn start(job: impl FnOnce() -> T + Send + 'static) -> Arc<Self> {
        let deferred = Arc::new(Deferred {
            stage: Mutex::new(Stage::Waiting(Box::new(job))),
            ended: Condvar::new(),
            value: OnceLock::new(),
        });
        submit(deferred.clone());
        deferred
    }

    /// The value, waiting for it where it is not there yet; `None` where making it has failed.
    pub(super) fn get(&self) -> Option<&T> {
        if self.value.get().is_none() {
            self.make();
            let mut stage = lock(&self.stage);
            while matches!(*stage, Stage::Begun) {
                stage = self
                    .ended
                    .wait(stage)
                    .unwrap_or_else(PoisonError::into_inner);
            }
        }
        self.value.get()
    }
}

/// Something that a thread of the pool can make.
trait Work: Send + Sync {
    /// Makes it, unless another one has begun.
    fn make(&self);
}

impl<T: Send + Sync> Work for Deferred<T> {
    fn make(&self) {
        /// Tells those who wait, whatever becomes of the job.
        struct End<'a, T>(&'a Deferred<T>);
        impl<T> Drop for End<'_, T> {
            fn drop(&mut self) {
                *lock(&self.0.stage) = Stage::Ended;
                self.0.ended.notify_all();
            }
        }

        let job = {
            let mut stage = lock(&self.stage);
            match std::mem::replace(&mut *stage, Stage::Begun) {
                Stage::Waiting(job) => job,
                other => {
                    *stage = other;
                    return;
                }
            }
        };
        let end = End(self);
        // Only the one who took the job sets the value.
        let _ = self.value.set(job());
        drop(end);
    }
}

/// What no thread has taken yet, and how many threads are at work.
struct Pool {
    queue: VecDeque<Arc<dyn Work>>,
    threads: usize,
}

static POOL: Mutex<Pool> = Mutex::new(Pool {
    queue: VecDeque::new(),
    threads: 0,
});

fn submit(work: Arc<dyn Work>) {
    let most = thread::available_parallelism().map_or(1, usize::from);
    let mut pool = lock(&POOL);
    pool.queue.push_back(work);
    if pool.threads < most
        && thread::Builder::new()
            .name("keys".to_string())
            .spawn(work_off)
            .is_ok()
    {
        pool.threads += 1;
    }
}

/// Works off the queue, and ends with it.
fn work_off() {
    /// Counts the thread out, whatever ends it.
    struct Leave;
    impl Drop for Leave {
        fn drop(&mut self) {
            lock(&POOL).threads -= 1;
        }
    }

    let leave = Leave;
    loop {
        let next = lock(&POOL).queue.pop_front();
        match next {
            Some(work) => work.make(),
            None => break,
        }
    }
    drop(leave);
}

/// Nothing here can be left half done, so a lock that was held by a thread that died is as good as
/// any other.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_even_when_they_wait_for_each_other() {
        let first = Deferred::start(|| 1u64);
        let chain: Vec<_> = (0..50)
            .scan(first, |previous, _| {
                let before = previous.clone();
                let next = Deferred::start(move || before.get().map_or(0, |n| n + 1));
                *previous = next.clone();
                Some(next)
            })
            .collect();
        assert_eq!(chain.last().and_then(|last| last.get()), Some(&51));
        assert_eq!(Deferred::ready(7).get(), Some(&7));
    }
}
