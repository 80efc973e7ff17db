"""The update log, its snapshots, leased client ids, and the documents that are open in this
process."""
