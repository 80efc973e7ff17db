"""The lists of My work: each kind of what waits, as lines."""
