"""Rounds of amendments: opened on a version of every clause, and closed at their time or by hand."""
