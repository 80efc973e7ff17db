"""Amendments put to the vote: what is stated of each by value, obstacles, and what follows from the result."""
