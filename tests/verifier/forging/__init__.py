"""Forged archives: by somebody without the key of the site, and by the site itself."""
