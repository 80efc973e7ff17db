"""A large demo: as many people, clauses, threads and votes as a real assembly has at most."""
