"""Words that are moved stay their author's: what editors make of a new paragraph, a list, an undone deletion."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import UndoManager

from charter.collab.attribution.provenance import ProvenanceTracker
from charter.collab.ydoc import to_prosemirror, update_decoder
from tests.collab.attribution.moves import (
    NAMUR,
    QUEBEC,
    Log,
    erase,
    join,
    lines,
    mark,
    new_line,
    quote,
    split,
    unite,
    words_of,
    write,
)


@pytest.fixture
def log():
    log = Log()
    log.change(NAMUR, write(0, "Toute personne"))
    log.change(QUEBEC, write(5, " jeune"))
    assert log.authors == [("Toute", NAMUR), (" jeune", QUEBEC), (" personne", NAMUR)]
    return log


def test_a_new_paragraph_takes_no_words_from_their_authors(log):
    before = log.authors
    log.change(QUEBEC, split(8))
    assert log.authors == before
    log.change(NAMUR, join)
    assert log.authors == before


def test_a_single_letter_moves_with_its_author_too(log):
    log.change(QUEBEC, write(20, "!"))
    before = log.authors
    log.change(NAMUR, split(20))
    assert log.authors == before


def test_a_quotation_is_still_its_authors(log):
    before = log.authors
    log.change(QUEBEC, quote)
    assert log.authors == before


def test_words_moved_twice_and_written_in_between_are_whose_they_are(log):
    log.change(QUEBEC, split(11))
    log.change(QUEBEC, write(1, "<", number=1))
    log.change(NAMUR, split(1, number=1))
    log.change(NAMUR, quote)
    assert log.authors == [("Toute", NAMUR), (" jeune", QUEBEC), (" ", NAMUR), ("<", QUEBEC), ("personne", NAMUR)]


def test_two_who_split_one_paragraph_at_once_take_nothing_either(log):
    log.receive(NAMUR)
    log.receive(QUEBEC)
    log.change(QUEBEC, split(11), stale=True)
    log.change(NAMUR, split(11), stale=True)
    assert log.authors == [("Toute", NAMUR), (" jeune", QUEBEC), (" personne" * 2, NAMUR)]


def test_an_undone_deletion_gives_the_words_back_to_their_author(log):
    before = log.authors
    log.receive(QUEBEC)
    undoing = UndoManager(scopes=[log.root(QUEBEC)])
    log.change(QUEBEC, erase(0, 20))
    assert log.authors == []
    updates = []
    watching = log.docs[QUEBEC].observe(lambda event: updates.append(event.update))
    undoing.undo()
    log.docs[QUEBEC].unobserve(watching)
    log.send(QUEBEC, updates)
    assert log.authors == before


def test_words_cut_and_pasted_elsewhere_stay_their_authors(log):
    log.change(QUEBEC, erase(5, 20))
    log.change(QUEBEC, write(0, " jeune personne"))
    assert log.authors == [(" jeune", QUEBEC), (" personneToute", NAMUR)]


def test_words_that_another_deleted_are_the_writers_when_written_anew(log):
    log.change(NAMUR, erase(5, 20))
    log.change(QUEBEC, write(0, " jeune personne"))
    assert log.authors == [(" jeune personne", QUEBEC), ("Toute", NAMUR)]


def test_words_typed_letter_by_letter_are_the_typists(log):
    log.change(QUEBEC, erase(11, 20))
    for place, letter in enumerate(" personne", start=11):
        log.change(QUEBEC, write(place, letter))
    assert log.authors == [("Toute", NAMUR), (" jeune personne", QUEBEC)]


def test_a_copy_beside_the_original_is_the_copyists(log):
    log.change(QUEBEC, write(20, " personne"))
    assert log.authors[-1] == (" personne", QUEBEC)


@pytest.mark.parametrize("words", ["Chaque", "T"])
def test_what_replaces_words_is_the_replacers(log, words):
    def replace(root):
        erase(0, 5)(root)
        write(0, words)(root)

    log.change(QUEBEC, replace)
    assert log.authors == [(f"{words} jeune", QUEBEC), (" personne", NAMUR)]


@pytest.mark.parametrize(
    ("passing", "times", "authors"),
    [
        ("a", 25, [(" jeune", QUEBEC), (" personneToute", NAMUR)]),  # correcting letters makes nobody forget a cut
        ("abcdefgh", 20, [(" jeune personne", QUEBEC), ("Toute", NAMUR)]),
    ],
)
def test_the_last_deletions_of_words_are_remembered(log, passing, times, authors):
    log.change(QUEBEC, erase(5, 20))
    for _ in range(times):
        log.change(QUEBEC, write(0, passing))
        log.change(QUEBEC, erase(0, len(passing)))
    log.change(QUEBEC, write(0, " jeune personne"))
    assert log.authors == authors


def test_words_pieced_together_from_scraps_are_whose_who_writes_them(log):
    log.change(QUEBEC, erase(0, 8))
    log.change(QUEBEC, erase(0, 7))
    log.change(QUEBEC, write(0, "perToute"))
    assert log.authors[0] == ("perToute", QUEBEC)


@pytest.mark.parametrize("pause", [0, 3_600_000], ids=["one by one", "at once"])
def test_undoing_several_steps_gives_every_word_back(log, pause):
    """What is brought back stands among itself: nothing deleted beside it, long beside short. Of several steps undone
    at once, yrs writes the items in an order of chance, and words of several hands as one item."""
    log.change(QUEBEC, write(11, ", en tout lieu et à toute heure,"))
    log.change(NAMUR, write(17, "x"))
    before = log.authors
    log.receive(QUEBEC)
    undoing = UndoManager(scopes=[log.root(QUEBEC)], capture_timeout_millis=pause)
    log.change(QUEBEC, split(5))
    log.change(QUEBEC, quote)
    log.change(QUEBEC, lambda root: root.children.__delitem__(0))
    updates = []
    watching = log.docs[QUEBEC].observe(lambda event: updates.append(event.update))
    while undoing.undo():
        pass
    log.docs[QUEBEC].unobserve(watching)
    log.send(QUEBEC, updates)
    assert log.authors == before


def test_a_line_that_was_much_corrected_is_known_as_a_whole(log):
    for place in range(0, 42, 2):
        log.change(QUEBEC, write(place, "?!"))
        log.change(NAMUR, erase(place + 1, place + 2))
        log.change(NAMUR, mark(place))
    before = log.authors
    log.change(QUEBEC, split(2))
    assert log.authors == before
    log.change(QUEBEC, unite)
    log.change(QUEBEC, quote)
    assert log.authors == before


def test_the_same_word_by_two_is_given_back_to_each(log):
    log.change(NAMUR, erase(0, 20))
    log.change(NAMUR, write(0, "Oui. "))
    log.change(QUEBEC, write(5, "Oui. "))

    def list_them(root):
        del root.children[0]
        new_line(root, 0, "Oui. ")
        new_line(root, 1, "Oui. ")

    log.change(NAMUR, list_them)
    assert log.authors == [("Oui. ", NAMUR), ("Oui. ", QUEBEC)]


def test_a_copy_right_before_the_original_is_the_copyists(log):
    log.change(QUEBEC, write(11, " personne"))
    assert log.authors == [("Toute", NAMUR), (" jeune personne", QUEBEC), (" personne", NAMUR)]


def test_an_edit_that_is_sent_again_with_more_is_read_once(log):
    log.receive(QUEBEC)
    doc = log.docs[QUEBEC]
    before = doc.get_state()
    for place, words in ((20, "ab"), (22, "cd")):
        write(place, words)(log.root(QUEBEC))
        log.send(QUEBEC, [doc.get_update(before)])
    assert log.authors[-1] == ("abcd", QUEBEC)


def test_an_edit_whose_past_was_not_read_is_an_error(log):
    before = log.server.get_state()
    log.change(NAMUR, write(0, "Et "))
    with pytest.raises(LookupError):
        ProvenanceTracker().add(update_decoder.decode(log.server.get_update(before)), NAMUR)


def test_two_lines_made_one_again_in_one_step_are_whose_they_were(log):
    """As undoing a new paragraph and the list made of it does."""
    before = log.authors
    log.change(QUEBEC, split(8))
    log.change(NAMUR, unite)
    assert log.authors == before


def test_a_short_line_brought_back_whole_is_its_authors(log):
    log.change(QUEBEC, lambda root: new_line(root, 1, "Non"))

    def remove(root):
        del root.children[1]

    log.change(NAMUR, remove)
    log.change(NAMUR, lambda root: new_line(root, 1, "Non"))
    assert log.authors[-1] == ("Non", QUEBEC)


def test_some_words_of_what_was_taken_out_and_others_are_the_writers(log):
    log.change(QUEBEC, split(8))

    def rewrite(root):
        del root.children[0:2]
        new_line(root, 0, "Toute jeune pousse")

    log.change(NAMUR, rewrite)
    assert log.authors == [("Toute jeune pousse", NAMUR)]


STEPS = st.lists(
    st.tuples(
        st.sampled_from([NAMUR, QUEBEC]),
        st.sampled_from(["write", "write", "erase", "split", "split", "join", "quote", "stale"]),
        st.integers(0, 12),
        st.integers(0, 12),
    ),
    max_size=40,
)


@given(STEPS)
def test_whatever_is_moved_each_letter_stays_its_writers(steps):
    """Each writes letters that the other does not, in pieces long enough to be known again."""
    log = Log()
    letters = {NAMUR: "ab", QUEBEC: "xy"}
    for who, what, where, much in steps:
        log.receive(who) if what != "stale" else None
        step(log, who, what, where, much, letters[who])
    for words, client in log.authors:
        assert set(words) <= set(letters[client])
    assert "".join(words for words, _ in log.authors) == "".join(
        words for words in texts(to_prosemirror.content(log.server)["content"])
    )


def texts(nodes):
    for node in nodes:
        yield from [node["text"]] if "text" in node else texts(node.get("content", []))


def step(log, who, what, where, much, letters):
    present = lines(log.root(who))
    if not present:
        return log.change(who, lambda root: new_line(root, 0, letters), stale=True)
    number = where % len(present)
    size = len(words_of(present[number]))
    if what in ("write", "stale"):
        return log.change(who, write(much % (size + 1), letters * 2, number), stale=True)
    if what == "erase":
        start, end = sorted((where % (size + 1), much % (size + 1)))
        return log.change(who, erase(start, end, number), stale=True)
    if what == "split":
        return log.change(who, split(much % (size + 1), number), stale=True)
    if what == "quote" and present[0] is not None and log.root(who).children[0].tag == "paragraph":
        return log.change(who, quote, stale=True)
    both = [child.tag for child in log.root(who).children][:2]
    if what == "join" and both == ["paragraph"] * 2 and len(words_of(present[1])) > 1:
        return log.change(who, join, stale=True)
    return None
