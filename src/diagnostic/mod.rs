//! Errors and warnings as data, built where the facts are known and drawn once, at the edge.
