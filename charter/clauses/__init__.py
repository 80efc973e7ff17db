"""Sections and clauses of a charter: order, numbering, stage, versions."""
