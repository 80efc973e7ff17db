"""The kinds of things that are found, in the order in which they are shown."""

CHARTER, TEXT, DRAFT, AMENDMENT, VOTE, COMMENT, PERSON, ASSOCIATION, ENTRY = KINDS = (
    "charter",
    "text",
    "draft",
    "amendment",
    "vote",
    "comment",
    "person",
    "association",
    "journal",
)
"""`text`: a clause as it was last published; `draft`: its live text, where that differs."""
