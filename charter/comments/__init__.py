"""Comments on a clause, in threads that are open or resolved."""
