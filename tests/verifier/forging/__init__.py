"""Forged archives, and archives as whoever holds the site could write them."""
