"""Versions of a clause: published by hand or made automatically, who may see them, and their comparison."""
