"""Word-level merge of several changed texts of one clause over the one text that they change.

`text` < `atoms` < `patch` < `differing`, `rendering` < `union`, `relations` < `carrying`.
"""
