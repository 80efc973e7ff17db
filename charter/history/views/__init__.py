"""The pages of versions: the list, one, comparison, authors, how a clause was made, restoration."""
