"""What comes from outside: parsed values, converters of URLs, cleaned text, fields of forms and their errors."""
