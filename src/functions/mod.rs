//! The functions that sprig and Helm offer to templates, a file a family.
