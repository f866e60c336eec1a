//! Schemas that the schema of a chart refers to by their addresses.

use std::path::PathBuf;
use std::rc::Rc;

use super::cache::Kept;
use super::http::{not_cached, reason};
use super::{Fetcher, Settings};
use crate::chart::schema::Elsewhere;
use crate::chart::{Error, go_io_error};
use crate::functions::urls::shown;
use crate::functions::urls::url::Url;
use crate::world::{World, machine};

/// The largest schema that is fetched.
const MAX_SCHEMA: u64 = 32 * 1024 * 1024;
/// How long a schema that was fetched is taken for the one that is there, in seconds: a chart may
/// refer to dozens, and Helm asks for each of them each time.
const FRESH: i64 = 24 * 60 * 60;

/// Schemas by their addresses: files of a world, and what servers have.
///
/// What was fetched is kept for a day, and for longer where only that is wanted.
#[derive(Debug)]
pub struct Schemas {
    world: Rc<dyn World>,
    machine: Rc<dyn World>,
    offline: bool,
}

impl Schemas {
    /// Those of a world; `offline`, nothing is taken of servers but what was fetched before.
    pub fn new(world: &Rc<dyn World>, offline: bool) -> Self {
        Schemas {
            world: world.clone(),
            machine: machine(world),
            offline,
        }
    }

    fn fetched(&self, url: &str) -> Result<Vec<u8>, Error> {
        let settings = Settings {
            offline: self.offline,
            ..Settings::default()
        };
        let fetcher = Fetcher::new(&*self.machine, settings);
        let now = self.machine.now().seconds;
        let kept = fetcher.cache.recall(Kept::Schema, url);
        let kept = kept.and_then(|kept| {
            let (since, text) = kept.split_at_checked(size_of::<i64>())?;
            let since = i64::from_le_bytes(since.try_into().ok()?);
            let fits = self.offline || (since..since.saturating_add(FRESH)).contains(&now);
            fits.then(|| text.to_vec())
        });
        if let Some(kept) = kept {
            return Ok(kept);
        }
        if self.offline {
            return Err(not_cached(url));
        }
        let response = fetcher.ask(url, &[], None, MAX_SCHEMA)?;
        if response.status != 200 {
            return Err(Error::new(format!(
                "HTTP request to {} returned status {} ({})",
                shown(url),
                response.status,
                reason(response.status)
            )));
        }
        let dated = [&now.to_le_bytes()[..], &response.body].concat();
        fetcher.cache.remember(Kept::Schema, url, &dated);
        Ok(response.body)
    }
}

/// The file at an address. Go looks at the path only, not at the host in front of it.
fn file(url: &str) -> Option<PathBuf> {
    let url = Url::parse(url.as_bytes()).ok()?;
    let path = String::from_utf8(url.path).ok()?;
    (url.scheme == b"file").then(|| path.into())
}

impl Elsewhere for Schemas {
    fn schema(&self, url: &str) -> Result<Vec<u8>, String> {
        let got = match file(url) {
            Some(path) => {
                let read = self.world.read(&path);
                read.map_err(|error| go_io_error("open", &path, &error))
            }
            None => self.fetched(url),
        };
        got.map_err(|error| error.to_string())
    }
}
