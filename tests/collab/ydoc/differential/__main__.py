"""`python -m tests.collab.ydoc.differential 300000 1`: so many updates, from this seed on, and what came of them."""

import logging
import sys

from tests.collab.ydoc.differential.run import run

if __name__ == "__main__":
    logging.disable(logging.WARNING)
    found = run(int(sys.argv[1]), int(sys.argv[2]))
    for kind, tried in sorted(found.tried.items()):
        print(f"{kind}: {found.accepted[kind]} of {tried} accepted")
    print(f"{found.accepted.total()} of {found.tried.total()}; {len(found.disagreements)} disagreements")
    for each in found.disagreements[:10]:
        print(each[:1500])
    sys.exit(bool(found.disagreements))
