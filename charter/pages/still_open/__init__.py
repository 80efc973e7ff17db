"""A reading copy of a charter: the clauses with amendments that are still to be decided."""
