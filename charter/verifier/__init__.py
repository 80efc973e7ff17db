"""An independent check of archives. Needs nothing but Python's standard library, and nothing else of Charter.

Every archive holds these modules as they are, in its folder `verifier`, and starts them (`__main__`): who checks a
vote need not trust, nor install, what counted it. For that reason they share no code with the rest, not even what both
must do.
"""
