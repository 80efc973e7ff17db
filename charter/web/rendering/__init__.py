"""What goes out: template filters, labels, sanitised HTML, CSV, and which characters the fonts hold."""
