"""All clauses of a charter at a glance: as a table, and as columns by state."""
