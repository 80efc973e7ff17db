"""Run by `test_another_mark.py`, in a copy of the house where the mark `capitals` is declared too."""
