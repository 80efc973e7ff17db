"""The life of a vote: preparing, opening, closing, cancelling, the scheduler, and dual control."""
