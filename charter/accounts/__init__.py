"""Associations, their members, and how they sign in."""
