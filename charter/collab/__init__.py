"""The live text of a clause: many hands, one text, nothing lost."""
