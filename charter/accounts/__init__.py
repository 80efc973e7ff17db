"""Associations, their members, and sign-in."""
