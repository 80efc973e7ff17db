"""Lines that are lost at any moment, without a word, while everybody types: all end with one text."""

import os
from random import Random

from tests.processes.support import typists
from tests.processes.support.convergence import agree, every_process_has
from tests.support.socket_client import Polling, WebSocket

CUTS = int(os.environ.get("CHARTER_TEST_CUTS", "40"))
"""How many; more, to look for rarer moments."""


def test_lines_lost_at_random_end_in_one_text(site, delegate, members, clause_id):
    chance = Random(20261128)
    twelve = [delegate(number % 3, Polling if number % 6 == 5 else WebSocket) for number in range(12)]
    typists.start(twelve)
    typists.go_on(twelve, 3)
    for _ in range(CUTS):
        unlucky = chance.choice(twelve)
        if chance.random() < 0.3:
            unlucky.door.process = chance.randrange(3)
        unlucky.lose_line()
        typists.go_on([each for each in twelve if each is not unlucky][:3], 1)
    text = agree(site, twelve)
    assert all(len(each.kept) == each.typed for each in twelve)
    assert sum(each.cuts for each in twelve) >= CUTS / 2
    every_process_has(site, text, clause_id, [next(members)[1] for _ in range(3)])
