"""What a text may contain, and how two texts compare: schema, blocks, alignment, diff. Plain values
only."""
