"""What an export says of amendments: the record of every round, and how each clause came to its text."""
