//! A world whose clock and randomness follow from a text.

use std::io;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use sha2::{Digest, Sha256};

use super::{
    Bytes, DrawKey, FileKind, Finished, HttpRequest, HttpResponse, Nearby, Program, Randomness,
    Survey, SurveyError, Timestamp, Unread, World, machine,
};

/// Another world with its own clock and randomness.
///
/// The clock stands still. Each random draw depends on the seed, the template file and the number
/// of the draw in it, and on nothing else: one more draw in one template changes no other one.
#[derive(Clone, Debug)]
pub struct SeededWorld {
    seed: String,
    now: Timestamp,
    outside: Rc<dyn World>,
}

impl SeededWorld {
    /// The moment at which a seeded clock stands: 2020-01-01T00:00:00Z, a past one, so that
    /// certificates made under a seed are already valid.
    pub const NOW: Timestamp = Timestamp {
        seconds: 1_577_836_800,
        nanoseconds: 0,
    };

    /// A world like `outside` with the clock and the randomness of a seed.
    pub fn new(seed: impl Into<String>, outside: Rc<dyn World>) -> Self {
        SeededWorld {
            seed: seed.into(),
            now: SeededWorld::NOW,
            outside,
        }
    }
}

impl World for SeededWorld {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.outside.read(path)
    }

    fn read_within(
        &self,
        path: &Path,
        most: usize,
        nearby: &mut Nearby,
        unread: Option<&Unread>,
    ) -> io::Result<Option<Bytes>> {
        self.outside.read_within(path, most, nearby, unread)
    }

    fn kind(&self, path: &Path) -> io::Result<FileKind> {
        self.outside.kind(path)
    }

    fn walk(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        self.outside.walk(folder)
    }

    fn survey(
        &self,
        folder: &Path,
        enters: &mut dyn FnMut(&Path) -> bool,
    ) -> Result<Survey, SurveyError> {
        self.outside.survey(folder, enters)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        self.outside.list(folder)
    }

    fn read_stdin(&self) -> io::Result<Vec<u8>> {
        self.outside.read_stdin()
    }

    fn write(&self, path: &Path, content: &[u8]) -> io::Result<()> {
        self.outside.write(path, content)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.outside.remove(path)
    }

    fn variable(&self, name: &str) -> Option<String> {
        self.outside.variable(name)
    }

    fn home(&self) -> Option<PathBuf> {
        self.outside.home()
    }

    fn machine(&self) -> Option<Rc<dyn World>> {
        Some(machine(&self.outside))
    }

    fn now(&self) -> Timestamp {
        self.now
    }

    fn randomness(&self, key: &DrawKey) -> Box<dyn Randomness> {
        Box::new(Stream::new(&self.seed, key))
    }

    fn run(&self, program: &Program<'_>) -> io::Result<Finished> {
        self.outside.run(program)
    }

    fn http(&self, request: &HttpRequest<'_>) -> io::Result<HttpResponse> {
        self.outside.http(request)
    }

    fn resolve(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        self.outside.resolve(host)
    }
}

/// The random bytes of one draw: ChaCha20 keyed with SHA-256 of seed, template and number.
pub(super) struct Stream(ChaCha20Rng);

impl Stream {
    pub(super) fn new(seed: &str, key: &DrawKey) -> Self {
        let mut hash = Sha256::new();
        for part in [
            seed.as_bytes(),
            key.template.as_bytes(),
            &key.number.to_le_bytes(),
        ] {
            // With its length in front, no two lists of parts hash alike.
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        Stream(ChaCha20Rng::from_seed(hash.finalize().into()))
    }
}

impl Randomness for Stream {
    fn fill(&mut self, buffer: &mut [u8]) -> io::Result<()> {
        self.0.fill_bytes(buffer);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::MemoryWorld;

    #[test]
    fn a_draw_depends_on_seed_template_and_number_alone() {
        let world = SeededWorld::new("s", Rc::new(MemoryWorld::new()));
        let draw = |template: &str, number| {
            let mut bytes = [0; 8];
            let key = DrawKey {
                template: template.to_string(),
                number,
            };
            world.randomness(&key).fill(&mut bytes).unwrap();
            bytes
        };
        assert_eq!(draw("a", 0), draw("a", 0));
        assert_ne!(draw("a", 0), draw("a", 1));
        assert_ne!(draw("a", 0), draw("b", 0));
    }
}
