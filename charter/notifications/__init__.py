"""Mail: listens to what the other features say, after their commits."""
