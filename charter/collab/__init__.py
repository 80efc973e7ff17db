"""The live text of a clause, which many people edit at once: a Yjs document and the log of its updates."""
