"""The site as its assembly presents it: name, mark, colour and words of welcome."""
