"""The order in which people look for a name, and the letters by which they do: whatever its accents and case."""

from unicodedata import combining, normalize


def letters(name: str) -> str:
    """A name to sort by and to look in: é stands beside e, and is found by it. What several letters write as one (œ)
    stays what it is."""
    return "".join(each for each in normalize("NFKD", name.casefold()) if not combining(each))
