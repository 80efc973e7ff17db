"""What was adopted on a clause becomes its text, by one act, under the names of its authors."""
