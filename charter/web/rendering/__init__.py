"""Output: template filters, labels, sanitised HTML, CSV, and the characters that the fonts
contain."""
