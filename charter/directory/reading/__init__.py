"""Read a table of people from the bytes of a file or from pasted text. Plain Python."""
