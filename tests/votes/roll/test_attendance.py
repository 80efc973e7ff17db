"""Moderators tick who is present, some at a time: only what they changed is recorded."""

import re

import pytest

from charter.votes.roll import attendance
from tests.verifier.assembly import first_charter, member


@pytest.fixture
def moderator(sign_in):
    return sign_in("moderation")


def address(query: str = "") -> str:
    return f"/charters/{first_charter().slug}/presence{query}"


def names(page: str) -> list[str]:
    return re.findall(r'name="present"[^>]*> <span>([^<]*)', page)


def boxes(page: str) -> dict[str, list[str]]:
    """What the form sends as it was loaded."""
    ticked = re.findall(r'name="present" value="(\d+)" checked', page)
    hidden = {name: re.findall(rf'name="{name}" value="(\d+)"', page) for name in ("listed", "absent")}
    return hidden | {"present": ticked}


def test_who_is_looked_for_is_ticked_and_nobody_else_is_touched(app, moderator):
    attendance.mark_present(1, [member("quebec").id, member("geneve").id], [], member("moderation"))
    page = moderator.get(address("?find=namur")).text
    assert names(page) == ["Délégation de Namur"]
    assert "2 present of 15" in page
    form = boxes(page) | {"present": [str(member("namur").id)]}
    answer = moderator.post(address("?find=namur"), data=form)
    assert answer.headers["Location"].endswith("/presence?find=namur")
    assert attendance.present(1) == {member(each).id for each in ("namur", "quebec", "geneve")}


def test_what_delegates_said_of_themselves_since_the_page_was_loaded_stays(app, moderator):
    attendance.mark_present(1, [member("quebec").id], [], member("moderation"))
    form = boxes(moderator.get(address()).text)
    attendance.mark_present(1, [member("namur").id], [member("quebec").id], member("moderation"))
    moderator.post(address(), data=form | {"present": [*form["present"], str(member("agadir").id)]})
    assert attendance.present(1) == {member("namur").id, member("agadir").id}


def test_the_list_is_narrowed_to_an_association_and_to_who_is_there(app, moderator):
    attendance.mark_present(1, [member("quebec").id], [], member("moderation"))
    association = member("namur").association_id
    assert names(moderator.get(address(f"?association={association}")).text) == ["Délégation de Namur"]
    assert names(moderator.get(address("?presence=yes")).text) == ["Délégation de Québec"]
    assert len(names(moderator.get(address("?presence=no")).text)) == 14
    assert "Nobody answers to this." in moderator.get(address("?find=introuvable")).text
