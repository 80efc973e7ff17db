"""Who takes part in a charter: associations with their place, people with their mandate, seat and proxy."""
