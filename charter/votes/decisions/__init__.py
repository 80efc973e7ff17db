"""The decision settings of a charter: which model of vote is usual for what."""
