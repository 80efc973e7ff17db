"""A text that somebody has already, made into sections and clauses: read, previewed, corrected, created."""
