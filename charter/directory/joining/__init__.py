"""Say at once in which charters an association, a moderator or an observer takes part."""
