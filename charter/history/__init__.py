"""The making of a clause, step by step, and the restoration of a version."""
