"""Sort and search names regardless of accents and case."""

from unicodedata import combining, normalize


def letters(name: str) -> str:
    """The sort and search key of a name: é is treated as e. Ligatures such as œ stay as they
    are."""
    return "".join(each for each in normalize("NFKD", name.casefold()) if not combining(each))
