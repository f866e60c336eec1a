//! A stream of documents: how it is split, what resources it holds, in which order they go.
