//! The command line: one file a command, typed flags to meant options, exit codes.
