"""The delegation of an association: heads, substitutes, terms of mandates."""
