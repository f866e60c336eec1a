//! A part of the cases, so that many machines share the work.

use std::str::FromStr;

use crate::config::Case;

/// One of several parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// Which one, from 1.
    number: usize,
    /// How many there are.
    count: usize,
}

impl Shard {
    /// The cases of this part. Each case is in one part, whichever the order of the file; parts
    /// differ by one case at most.
    ///
    /// ```
    /// use manifest_render::golden::Shard;
    ///
    /// assert!("2/3".parse::<Shard>().is_ok());
    /// assert_eq!("4/3".parse::<Shard>().unwrap_err(), "there is no part 4 of 3; the first is 1");
    /// ```
    pub fn of<'c>(self, cases: &[&'c Case]) -> Vec<&'c Case> {
        let mut sorted = cases.to_vec();
        sorted.sort_by(|a, b| a.name.cmp(&b.name));
        let own = sorted.into_iter().skip(self.number - 1).step_by(self.count);
        own.collect()
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parsed = text
            .split_once('/')
            .and_then(|(number, count)| Some((number.parse().ok()?, count.parse().ok()?)));
        match parsed {
            None => Err("it is written as 1/3: the first of three parts".to_string()),
            Some((number, count)) if number == 0 || number > count => Err(format!(
                "there is no part {number} of {count}; the first is 1"
            )),
            Some((number, count)) => Ok(Shard { number, count }),
        }
    }
}
