"""Search over everything a person may read: texts, drafts, comments, votes, the journal, people."""
