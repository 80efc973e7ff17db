"""The verifier of archives. It needs the standard library of Python, and nothing else of Charter.

Every archive contains these modules unchanged, in its folder `verifier`, and runs them
(`__main__`). So anyone can verify a vote without installing or trusting the program that counted
it. For that reason the verifier shares no code with the rest of Charter: what both need is written
twice.
"""
