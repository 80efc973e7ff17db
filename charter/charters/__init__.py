"""Charters, their stages, and what each role may do in each stage."""
