"""What counts as a word, what is asked for, and what is shown of a text. Plain values in, plain values out."""
