"""The archive itself: its files, the form of each, its signatures."""
