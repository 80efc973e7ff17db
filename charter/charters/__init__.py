"""A charter, its stages and what each stage lets each role do."""
