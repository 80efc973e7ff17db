"""What a table of people changes in the directory, line by line. Plain Python."""
