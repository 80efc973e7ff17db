"""What every page and socket event shares: who may, how no is said, what is sent along."""
