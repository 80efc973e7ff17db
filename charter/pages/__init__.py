"""Pages that show several features at once: home, My work, a charter and its tabs, a clause, the journal."""
