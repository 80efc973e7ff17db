"""From an update that arrives to everybody who sees it: validation, one commit for a batch, broadcast, limits."""
