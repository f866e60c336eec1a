//! Docker credentials, credential helpers and pull secrets.
