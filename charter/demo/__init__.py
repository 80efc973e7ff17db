"""The demo charter: what `make run` shows, and what tests and screenshots use."""
