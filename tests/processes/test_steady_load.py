"""Many processes, one charter, on a good day."""

from charter.collab.models import Edit
from charter.database import db
from tests.processes.support import typists
from tests.processes.support.convergence import agree, every_process_has
from tests.support.socket_client import Polling
from tests.support.waiting import until


def test_six_delegates_on_three_processes_write_one_text(site, delegate, members, clause_id):
    six = [delegate(number % 3) for number in range(6)]
    typists.start(six)
    typists.go_on(six, 40)
    text = agree(site, six)
    assert all(len(each.kept) == each.typed for each in six)
    assert all(each.cuts == 0 for each in six)
    assert site.asked(lambda: db.session.query(Edit).filter_by(clause_id=clause_id).count()) > 40
    every_process_has(site, text, clause_id, [next(members)[1] for _ in range(3)])


def test_who_only_reads_sees_what_others_type_elsewhere(site, delegate):
    writer, readers = delegate(0), [delegate(1), delegate(2), delegate(2)]
    until(lambda: all(each.is_in for each in readers), "the readers are in")
    typists.start([writer])
    typists.go_on([writer], 20)
    assert agree(site, [writer, *readers]).count("d0-") == writer.typed


def test_long_polling_stays_with_its_process(site, delegate):
    six = [delegate(number % 3, Polling) for number in range(6)]
    typists.start(six)
    typists.go_on(six, 15)
    agree(site, six)
    assert all(each.cuts == 0 for each in six)


def test_words_typed_offline_are_taken_by_another_process_with_their_lease(site, delegate, clause_id):
    traveller, host = delegate(0), delegate(1)
    typists.start([traveller, host])
    typists.go_on([traveller, host], 3)
    traveller.offline.set()
    until(lambda: not traveller.is_in, "the line is cut")
    before = traveller.typed
    until(lambda: traveller.typed > before + 10, "words typed offline")
    traveller.door.process = 1
    traveller.offline.clear()
    agree(site, [traveller, host])
    assert len(traveller.kept) == traveller.typed > before + 10
