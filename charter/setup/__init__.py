"""Set a charter up as another one: its structure, its texts, its settings; and settings as a file."""
