"""Pages that show several features at once: home, the charter, a clause."""
