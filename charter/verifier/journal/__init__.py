"""The journal: its hash chain and numbering, and the checkpoints over it."""
