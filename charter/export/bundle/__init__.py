"""The bundle (liasse): every amendment of a round by place in the text, as a page and as a PDF."""
