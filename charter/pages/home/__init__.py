"""The home page for everybody: the charters, how far each is, and what was decided lately."""
