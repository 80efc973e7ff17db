"""What schemas of an archive are made of: texts, numbers, digests and moments, each with its bounds."""

import re

ANY = object()
TEXT = re.compile(".{0,100000}", re.DOTALL)
HASH = re.compile("[0-9a-f]{64}")
MOMENT = re.compile(
    r"[12][0-9]{3}-[01][0-9]-[0-3][0-9]"
    r"T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]\.[0-9]{6}Z"
)
NOTE = re.compile(
    r"\S{1,300}\n[0-9]{1,15}\n[A-Za-z0-9+/=]{44}\n\S{1,60}\n"
    r"\n— \S{1,300} \S{1,300}\n"
)
NUMBER, COUNT = range(1, 2**53), range(2**53)
NONCE = re.compile("[0-9a-f]{32}")
