"""Talk about a clause: threads, replies, resolved or open."""
