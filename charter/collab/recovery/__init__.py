"""Update logs that cannot be decoded: finding the edits at fault, and setting them aside."""
