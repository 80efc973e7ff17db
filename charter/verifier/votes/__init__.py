"""The votes: record, roll, procedure, ballots and result of each."""
