//! Time zones: a `time.Location`.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::Path;
use std::rc::Rc;

use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};

use crate::world::World;

/// A place's rules about the offset from UTC.
#[derive(Clone, Debug)]
pub enum Zone {
    /// UTC itself.
    Utc,
    /// An offset that never changes, with a name that may be empty.
    Fixed(Rc<str>, i64),
    /// The machine's zone, or one of the database.
    Rules(Rc<Rules>),
}

/// The rules of a zone.
#[derive(Debug)]
pub struct Rules {
    name: String,
    /// `None`: UTC under another name.
    zone: Option<TimeZone>,
}

/// What holds at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// The abbreviation: `CET`; empty where there is none.
    pub name: String,
    /// Seconds east of UTC.
    pub offset: i64,
    /// Whether it is summer time.
    pub summer: bool,
}

impl Zone {
    /// What holds this many seconds after the start of 1970.
    pub fn at(&self, seconds: i64) -> Period {
        let utc = || Period {
            name: "UTC".to_string(),
            offset: 0,
            summer: false,
        };
        match self {
            Zone::Utc => utc(),
            Zone::Fixed(name, offset) => Period {
                name: name.to_string(),
                offset: *offset,
                summer: false,
            },
            Zone::Rules(rules) => match &rules.zone {
                None => utc(),
                Some(zone) => {
                    let info = zone.to_offset_info(timestamp(seconds));
                    Period {
                        name: info.abbreviation().to_string(),
                        offset: i64::from(info.offset().seconds()),
                        summer: info.dst().is_dst(),
                    }
                }
            },
        }
    }

    /// Only the offset that holds at a moment.
    pub fn offset_at(&self, seconds: i64) -> i64 {
        match self {
            Zone::Utc => 0,
            Zone::Fixed(_, offset) => *offset,
            Zone::Rules(rules) => rules.zone.as_ref().map_or(0, |zone| {
                i64::from(zone.to_offset(timestamp(seconds)).seconds())
            }),
        }
    }

    /// The offset that an abbreviation means here at a wall clock's time (`lookupName`): one that
    /// was in effect then, else any that ever was.
    pub fn offset_of(&self, name: &str, wall: i64) -> Option<i64> {
        let Zone::Rules(rules) = self else {
            return None;
        };
        let zone = rules.zone.as_ref()?;
        let mut known: Vec<i64> = Vec::new();
        let first = zone.to_offset_info(Timestamp::MIN);
        if first.abbreviation() == name {
            known.push(i64::from(first.offset().seconds()));
        }
        // Rules without an end go on for ever; what they bring is seen before this.
        let last = timestamp(4_102_444_800);
        for change in zone.following(Timestamp::MIN) {
            if change.timestamp() > last {
                break;
            }
            let offset = i64::from(change.offset().seconds());
            if change.abbreviation() == name && !known.contains(&offset) {
                known.push(offset);
            }
        }
        let in_effect = known.iter().find(|offset| {
            zone.to_offset_info(timestamp(wall.wrapping_sub(**offset)))
                .abbreviation()
                == name
        });
        in_effect.or(known.first()).copied()
    }

    /// `Location.String`.
    pub fn name(&self) -> &str {
        match self {
            Zone::Utc => "UTC",
            Zone::Fixed(name, _) => name,
            Zone::Rules(rules) => &rules.name,
        }
    }

    /// Whether both are one and the same set of rules.
    pub fn is(&self, other: &Zone) -> bool {
        matches!((self, other), (Zone::Rules(own), Zone::Rules(other)) if Rc::ptr_eq(own, other))
    }

    /// Whether both are the same zone, by what they are called.
    pub fn same(&self, other: &Zone) -> bool {
        match (self, other) {
            (Zone::Utc, Zone::Utc) => true,
            (Zone::Fixed(a, x), Zone::Fixed(b, y)) => a == b && x == y,
            (Zone::Rules(a), Zone::Rules(b)) => a.name == b.name,
            _ => false,
        }
    }
}

/// A moment within jiff's years; later ones are moved back by whole Gregorian cycles.
fn timestamp(seconds: i64) -> Timestamp {
    const CYCLE: i64 = 146_097 * 86_400;
    const YEAR_9000: i64 = 221_845_392_000;
    let seconds = if seconds > YEAR_9000 {
        YEAR_9000 - CYCLE + (seconds - YEAR_9000).rem_euclid(CYCLE)
    } else {
        seconds
    };
    Timestamp::from_second(seconds).unwrap_or(Timestamp::MIN)
}

/// The zones that a rendering has looked up.
#[derive(Debug, Default)]
pub struct Zones {
    local: RefCell<Option<Zone>>,
    named: RefCell<HashMap<Vec<u8>, Option<Zone>>>,
}

impl Zones {
    /// `time.LoadLocation`; `None` for a name that is not in the database.
    pub fn load(&self, name: &[u8], world: &dyn World) -> Option<Zone> {
        match name {
            b"" | b"UTC" => return Some(Zone::Utc),
            b"Local" => return Some(self.local(world)),
            _ => {}
        }
        if let Some(known) = self.named.borrow().get(name) {
            return known.clone();
        }
        let found = std::str::from_utf8(name).ok().and_then(lookup).map(rules);
        self.named.borrow_mut().insert(name.to_vec(), found.clone());
        found
    }

    /// `time.Local`: what `TZ` says, else the machine's own zone, else UTC.
    pub fn local(&self, world: &dyn World) -> Zone {
        self.local
            .borrow_mut()
            .get_or_insert_with(|| local(world))
            .clone()
    }
}

fn rules((name, zone): (String, Option<TimeZone>)) -> Zone {
    Zone::Rules(Rc::new(Rules { name, zone }))
}

/// A zone of the bundled database. Its own lookup is lenient about capitals, Go's is not.
fn lookup(name: &str) -> Option<(String, Option<TimeZone>)> {
    let zone = TimeZoneDatabase::bundled().get(name).ok()?;
    let exact = zone.iana_name().is_none_or(|own| own == name);
    exact.then(|| (name.to_string(), Some(zone)))
}

fn local(world: &dyn World) -> Zone {
    let file = |path: &str, name: &str| {
        let data = world.read(Path::new(path)).ok()?;
        Some((name.to_string(), Some(TimeZone::tzif(name, &data).ok()?)))
    };
    let utc = || ("UTC".to_string(), None);
    let found = match world.variable("TZ") {
        None => file("/etc/localtime", "Local"),
        Some(name) => {
            let name = name.strip_prefix(':').unwrap_or(&name);
            match name {
                "" | "UTC" => None,
                "/etc/localtime" => file(name, "Local"),
                path if path.starts_with('/') => file(path, path),
                _ => lookup(name),
            }
        }
    };
    rules(found.unwrap_or_else(utc))
}
