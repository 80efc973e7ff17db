"""The charter as a document: one value, one writer for each format."""
