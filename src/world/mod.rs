//! The one door to the outside: files, clock, randomness, environment, programs.
