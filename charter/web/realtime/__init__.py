"""What goes over a browser's line: Engine.IO, packets, hints between processes, news of changes."""
