"""A patch in words: `instructions` < `rewording` (one line) < `instructing` (the whole)."""
