"""Who has a clause open and where their cursors are, in this process and in the others."""
