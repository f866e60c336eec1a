//! Texts by number, spans in them, lines and columns.
