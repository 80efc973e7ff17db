"""How a text becomes sections and clauses. Plain values in, plain values out.

A reader of a format makes a `Reading` of it (`middle_form`); all the rest is the same for every format.
"""
