//! What a run leaves behind, in the programs of others: see `tests/`.
