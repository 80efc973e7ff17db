"""A refused form says what is wrong where it is wrong: a summary with the focus, links to the fields, their reasons."""

import re
from html import unescape

import pytest
from sqlalchemy import select

from charter.database import db
from charter.votes.models import Vote

CHARTER = "/charters/charte-de-nantes"
LONG = "x" * 6000
FORMS = [
    ("secretariat", "/charters/new", {"title": "", "language": "fr", "assembly": "nobody"}, "title"),
    ("secretariat", "/charters/new", {"title": "…", "language": "fr", "assembly": "nobody"}, "title"),
    (
        "secretariat",
        "/charters/new",
        {"title": "T", "language": "fr", "assembly": "nobody", "summary": LONG},
        "summary",
    ),
    ("secretariat", "/members", {"email": "not one", "name": "N", "role": "observer", "association": "0"}, "email"),
    (
        "secretariat",
        "/members",
        {"email": "a@b.example", "name": "N", "role": "delegate", "association": "0"},
        "association",
    ),
    ("secretariat", "/associations/new", {"name": "", "college": "C", "seats": "1", "weight": "1"}, "name"),
    ("secretariat", "/associations/new", {"name": "A", "college": "C", "seats": "-1", "weight": "1"}, "seats"),
    ("", "/sign-in", {"email": ""}, "email"),
    ("moderation", "{charter}/votes/new", {"kind": "clause", "clauses": ["5", "6"]}, "clauses"),
    ("moderation", "{charter}/votes/new", {"kind": "question", "question": "Q"}, "heading"),
    ("moderation", "{charter}/votes/new", {"kind": "question", "heading": "H", "question": LONG}, "question"),
    ("moderation", "{charter}/votes/new", {"kind": "charter", "closes_at": "2027-03-28T02:30"}, "closes_at"),
    (
        "moderation",
        "{charter}/votes/new",
        {"kind": "charter", "quorum": "seats", "quorum-seats": "many"},
        "quorum-seats",
    ),
    (
        "moderation",
        "{charter}/votes/new",
        {"kind": "charter", "rule": "custom", "first-numerator": "0"},
        "first-numerator",
    ),
    ("moderation", "{charter}/sections", {"title": ""}, "title"),
    ("moderation", "{charter}/clauses/5/removal", {"reason": ""}, "reason"),
    ("moderation", "{charter}/proxies/cap", {"most": "99"}, "most"),
    ("moderation", "/votes/2/extension", {"closes_at": "2001-01-01T00:00", "reason": "R"}, "closes_at"),
    ("moderation", "/votes/2/extension", {"closes_at": "2999-01-01T00:00", "reason": ""}, "reason"),
    ("moderation", "/votes/2/cancellation", {"reason": ""}, "reason"),
    ("namur", "/votes/2/ballot", {"digest": "{digest}"}, "choice"),
    ("namur", "{charter}/clauses/5/threads", {"body": ""}, "body"),
]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(("who", "address", "sent", "field"), FORMS)
def test_the_field_is_marked_described_and_linked(charter, sign_in, visitor, who, address, sent, field, language):
    browser = sign_in(who) if who else visitor
    browser.set_cookie("language", language)
    digest = db.session.scalar(select(Vote.digest).where(Vote.id == 2))
    sent = {name: digest if value == "{digest}" else value for name, value in sent.items()}
    answer = browser.post(address.format(charter=f"/charters/{charter.slug}"), data=sent)
    assert answer.status_code == 422, answer.text
    page = answer.text
    assert page.count("<title>Erreur\u00a0: " if language == "fr" else "<title>Error: ") == 1
    [summary] = re.findall(r"<error-summary.*?</error-summary>", page, re.DOTALL)
    assert 'tabindex="-1" autofocus' in summary
    [(link, said)] = re.findall(r'<a href="#([^"]+)">(.*?)</a>', summary)
    [control] = re.findall(r'<[^>]+aria-invalid="true"[^>]*>', page)
    assert f'name="{field}"' in control
    assert f'id="{link}"' in control
    assert page.count(f'id="{link}"') == 1
    [described] = re.findall(r'aria-describedby="([^" ]+)', control)
    [reason] = re.findall(rf'id="{described}">(.*?)</', page)
    assert unescape(reason) in unescape(said)
    assert all(" open" in tag for tag in details_around(page[: page.index(control)]))


def details_around(before: str) -> list[str]:
    """The tags of the details elements that are not closed yet, one within the other."""
    around = []
    for tag in re.findall(r"<details[^>]*>|</details>", before):
        if tag == "</details>":
            around.pop()
        else:
            around.append(tag)
    return around


def test_what_is_refused_for_the_moment_and_not_for_a_field_marks_none(charter, sign_in):
    moderator = sign_in("moderation")
    answer = moderator.post("/votes/1/cancellation", data={"reason": "Trop tard"})
    assert answer.status_code == 409
    assert "aria-invalid" not in answer.text
    assert "<title>" in answer.text
    assert 'autofocus data-error="' in answer.text


def test_a_form_that_is_shown_marks_nothing(charter, sign_in):
    page = sign_in("moderation").get(f"/charters/{charter.slug}/votes/new").text
    assert "aria-invalid" not in page
    assert "<error-summary" not in page
