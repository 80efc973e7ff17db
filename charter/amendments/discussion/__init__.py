"""Comments on an amendment, and on words of its wording."""
