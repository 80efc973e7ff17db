"""The pages of votes, for voters, moderators and the meeting."""
