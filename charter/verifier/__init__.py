"""An independent check of archives. Needs nothing but Python's standard library, and nothing else of Charter.

Every archive holds these modules as one file, `verify.py` (`export.archive` puts them together): who checks a vote need
not trust, nor install, what counted it. For that reason they share no code with the rest, not even what both must do.
"""
