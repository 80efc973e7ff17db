"""Amendments are found, and read in the journal, by who may read them and by nobody else."""

import pytest

from charter.amendments import actions


@pytest.fixture
def found(sign_in, visitor, app):
    """Call it for the pages on which somebody finds the words of an amendment: search, journal."""

    def look(who: str | None, words: str = "égalitairement") -> list[bool]:
        browser = sign_in(who) if who else visitor
        pages = (browser.get(f"/search?q={words}").text, browser.get("/journal").text)
        return ["Amendment no. 1" in page for page in pages]

    return look


def words(text: str):
    return {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": text}]}]}


def test_a_public_amendment_is_found_by_everyone_by_words_reason_and_association(open_round, propose, found):
    propose(open_round(), "namur", content=words("Chacun est servi égalitairement."), reason="Une question d’équité.")
    assert found(None) == [True, True]
    assert found("quebec", "équité") == [True, True]
    assert found(None, "Ville de Namur")[0]


def test_one_of_a_round_for_members_is_found_by_members_alone(open_round, propose, found):
    propose(open_round(is_public=False), "namur", content=words("Chacun est servi égalitairement."))
    assert found(None) == [False, False]
    assert found("quebec") == [True, True]


def test_the_newest_wording_is_what_is_found(round_, propose, write, someone, found):
    amendment = propose(round_, "namur", content=words("Chacun est servi égalitairement."))
    assert found(None)[0]
    draft = write(round_, "namur", content=words("Chacun est servi pareillement."), amendment_id=amendment.id)
    actions.rectify(draft.id, 1, someone("namur"))
    assert not found(None)[0]
    assert found(None, "pareillement")[0]


def test_one_is_found_by_its_number_by_who_may_read_it(open_round, propose, sign_in, visitor):
    propose(open_round(is_public=False), "namur")
    address = "/search?q=amendement+n°+1"
    assert "Amendment no. 1" in sign_in("quebec").get(address).text
    assert "Amendment no. 1" not in visitor.get(address).text
