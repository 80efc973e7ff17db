"""How a clause came to be: its making, played step by step; a version, restored."""
