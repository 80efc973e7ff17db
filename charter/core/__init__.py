"""Plain Python that everything may use: no framework, no database."""
