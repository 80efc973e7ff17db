"""Input from outside: parsed values, URL converters, cleaned text, form fields and their errors."""
