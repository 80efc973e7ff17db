"""What a clause may contain, declared once."""
