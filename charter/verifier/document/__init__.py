"""The document of a charter: its state, and the texts of its clauses, by the journal."""
