"""Choose the assembly of a charter: a page of the directory, groups, a copy, and a preview."""
