"""The pages that show several features at once: home, the charter, one clause."""
