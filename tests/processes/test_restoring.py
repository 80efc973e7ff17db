"""A version restored at one process, seen by whoever has the clause open at the others."""

import re

from tests.processes.support import typists
from tests.processes.support.convergence import agree
from tests.support.waiting import until

FIELD = re.compile(r'name="(edit|restoration)" value="(\d+)"')


def test_a_restored_version_reaches_every_process(site, delegate, browser, clause_page):
    three = [delegate(process) for process in range(3)]
    until(lambda: all(each.text for each in three), "everyone reads the clause")
    before = three[0].text
    typists.start(three)
    typists.go_on(three, 5)
    assert agree(site, three) != before
    page = f"{clause_page}/versions/1/restoration"
    namur = browser(1, "namur")
    fields = dict(FIELD.findall(namur.get(page).text))
    answer = namur.send(page, page, **fields)
    assert answer.status == 303, answer.text
    until(lambda: all(each.text == before for each in three), "everyone reads version 1 again")
