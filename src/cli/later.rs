//! Arguments that are described only where they may have been typed.

use std::cell::{Cell, RefCell};
use std::ffi::OsString;
use std::ops::Deref;

use clap::error::Error;
use clap::{ArgMatches, Args, Command, FromArgMatches};

use super::command::Global;

thread_local! {
    /// The words that were typed, while they are looked at.
    static TYPED: RefCell<Option<Vec<OsString>>> = const { RefCell::new(None) };
    /// Whether flags that are rarely typed are left out.
    static USUAL: Cell<bool> = const { Cell::new(false) };
}

/// The arguments of a command. To describe those of all commands takes longer than to render a
/// small chart, and a command cannot run whose name was not typed.
#[derive(Debug)]
pub struct Later<T>(pub Box<T>);

/// Flags that few command lines have. To describe those of `helm template` and to look for each of
/// them takes longer than to load a small chart.
#[derive(Clone, Debug, Default)]
pub struct Rarely<T>(pub T);

/// Does something with commands of which only those are described that are among the words.
pub fn typed<R>(words: Vec<OsString>, work: impl FnOnce() -> R) -> R {
    TYPED.set(Some(words));
    let done = work();
    TYPED.set(None);
    done
}

/// The arguments of the command with this name, read as if there were no other; `None` where that
/// does not go, and what is wrong is to be said with all of them in view.
pub fn alone<T: Args>(name: &'static str, words: &[OsString]) -> Option<(T, Global)> {
    let read = || {
        let command = Command::new(name).no_binary_name(true);
        let command = Global::augment_args(T::augment_args(command));
        let mut matches = command.try_get_matches_from(words)?;
        let args = T::from_arg_matches_mut(&mut matches)?;
        Ok((args, Global::from_arg_matches_mut(&mut matches)?))
    };
    usual_first(read).ok()
}

/// The arguments in the words that follow the name of a command.
pub fn read<T: Args>(name: &'static str, words: &[&str]) -> Result<T, Error> {
    usual_first(|| {
        let command = T::augment_args(Command::new(name).no_binary_name(true));
        let mut matches = command.try_get_matches_from(words)?;
        T::from_arg_matches_mut(&mut matches)
    })
}

/// Reads arguments as if nobody had typed a flag that is rarely typed. Where that fails, perhaps
/// because somebody did, all are in view.
fn usual_first<R>(mut read: impl FnMut() -> Result<R, Error>) -> Result<R, Error> {
    USUAL.set(true);
    let usual = read();
    USUAL.set(false);
    usual.or_else(|_| read())
}

impl<T> Deref for Rarely<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: FromArgMatches + Default> FromArgMatches for Rarely<T> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        Self::from_arg_matches_mut(&mut matches.clone())
    }

    fn from_arg_matches_mut(matches: &mut ArgMatches) -> Result<Self, Error> {
        match USUAL.get() {
            true => Ok(Rarely::default()),
            false => T::from_arg_matches_mut(matches).map(Rarely),
        }
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        self.0.update_from_arg_matches(matches)
    }
}

impl<T: Args + Default> Args for Rarely<T> {
    fn augment_args(command: Command) -> Command {
        match USUAL.get() {
            true => command,
            false => T::augment_args(command),
        }
    }

    fn augment_args_for_update(command: Command) -> Command {
        T::augment_args_for_update(command)
    }
}

impl<T: FromArgMatches> FromArgMatches for Later<T> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        T::from_arg_matches(matches).map(|args| Later(Box::new(args)))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        self.0.update_from_arg_matches(matches)
    }
}

impl<T: Args> Args for Later<T> {
    fn augment_args(command: Command) -> Command {
        let is_typed = TYPED.with_borrow(|typed| match typed {
            Some(words) => words.iter().any(|word| *word == *command.get_name()),
            None => true,
        });
        match is_typed {
            true => T::augment_args(command),
            false => command,
        }
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

#[cfg(test)]
mod tests {
    use clap::{Args, CommandFactory, FromArgMatches, Parser};

    use super::{Later, Rarely, alone, typed, usual_first};
    use crate::cli::command::{Cli, Command};
    use crate::cli::fetch_flags::FetchFlags;
    use crate::cli::template::Template;

    #[test]
    fn a_command_alone_is_read_as_among_all_others() {
        let lines = [
            ("web", true),
            (
                "shop web -f a.yaml,b.yaml --set a=1 --color never -n prod",
                true,
            ),
            (
                "shop web --max-errors=3 --dry-run --post-renderer-args -x",
                true,
            ),
            ("template web", true),
            (
                "shop web --show-only=a -s b --context c.yaml --format json",
                true,
            ),
            ("web --password x --skip-tests -n prod", true),
            ("web --set --skip-tests", false),
            ("web -n -s", false),
            ("", false),
            ("web --bogus", false),
            ("web --color red", false),
            ("--help", false),
            ("web --set", false),
        ];
        for (line, fits) in lines {
            let words = line.split_whitespace().map(Into::into).collect::<Vec<_>>();
            let all = ["render", "template"].map(Into::into).into_iter();
            let among = Cli::try_parse_from(all.chain(words.clone())).ok();
            let among = among.map(|cli| match cli.command {
                Some(Command::Template(Later(template))) => {
                    format!("{template:?} {:?}", cli.global)
                }
                other => format!("{other:?}"),
            });
            let alone = alone::<Template>("template", &words);
            let alone = alone.map(|(template, global)| format!("{template:?} {global:?}"));
            assert_eq!(alone, among, "{line}");
            assert_eq!(alone.is_some(), fits, "{line}");
        }
    }

    #[test]
    fn what_is_rarely_typed_is_described_where_it_is() {
        let read = |words: &'static [&'static str]| {
            let mut described = Vec::new();
            let read = usual_first(|| {
                let command = clap::Command::new("fetch").no_binary_name(true);
                let command = Rarely::<FetchFlags>::augment_args(command);
                described.push(command.get_arguments().count());
                let mut matches = command.try_get_matches_from(words)?;
                Rarely::<FetchFlags>::from_arg_matches_mut(&mut matches)
            });
            (described, read.map(|Rarely(flags)| flags.plain_http).ok())
        };
        assert_eq!(read(&[]), (vec![0], Some(false)));
        assert_eq!(read(&["--plain-http"]), (vec![0, 9], Some(true)));
        assert_eq!(read(&["--bogus"]), (vec![0, 9], None));
    }

    #[test]
    fn every_command_is_described_under_each_of_its_names() {
        for command in Cli::command().get_subcommands() {
            for name in command.get_name_and_visible_aliases() {
                let words = ["render", name].map(Into::into).to_vec();
                let typed = typed(words, Cli::command);
                let found = typed
                    .find_subcommand(name)
                    .map(|it| it.get_arguments().count());
                assert_eq!(found, Some(command.get_arguments().count()), "{name}");
            }
        }
    }
}
