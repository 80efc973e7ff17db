"""From preparation to the end of a vote: obstacles, opening, closing, schedule, two persons."""
