"""Who wrote which words: provenance by client id, contributors of a text, lookup of a selection."""
