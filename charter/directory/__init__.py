"""The directory of the site: people and associations, listed, searched, and imported from a table."""
