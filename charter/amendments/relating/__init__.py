"""What the amendments of a round mean for each other."""
