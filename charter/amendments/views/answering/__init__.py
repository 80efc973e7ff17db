"""What the authors of an amendment are told of its advice and its fate, and what they answer."""
