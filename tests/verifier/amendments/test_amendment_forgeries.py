"""Forgeries of amendments are refused, each for its reason."""

import json
from html import unescape

import pytest

from charter.verifier import main
from tests.export.test_formats import words
from tests.verifier.amendments.forgeries import AMENDMENTS
from tests.verifier.forging.archives import rewritten, world_of


def test_an_honest_archive_of_amendments_holds(amended):
    assert main.problems(amended)[0] == []
    ended = [each["outcome"]["kind"] for each in json.loads(amended["charter.json"])["rounds"][0]["amendments"]]
    assert set(ended) == {"adopted", "rejected", "fallen", "satisfied", "withdrawn", "inadmissible"}


@pytest.mark.parametrize(("change", "detail"), AMENDMENTS, ids=[change.__name__ for change, _ in AMENDMENTS])
def test_what_a_site_forges_of_amendments_is_refused(amended, change, detail):
    world = world_of(amended)
    change(world)
    assert detail in {each for _, each, _ in main.problems(rewritten(amended, world))[0]}


def test_a_round_for_members_alone_reveals_no_text(amended):
    public = amended["charter.json"].decode() + amended["journal.json"].decode()
    for secret in ("sens secret", "seuls initiés", "Contraire à l’esprit"):
        assert secret not in public
    rounds = json.loads(amended["charter.json"])["rounds"][1:]
    assert [len(each["amendments"]) for each in rounds] == [3, 1]
    assert "association" not in json.dumps(rounds)


@pytest.mark.parametrize("name", ["html", "pdf"])
def test_what_is_printed_says_how_each_clause_came_to_its_text(exported, name):
    said = words(exported["pdf"]) if name == "pdf" else unescape(exported["html"].decode())
    said = " ".join(said.replace("\u200b", "").split())
    for sentence in (
        "La version 1 a été amendée.",
        "Porté dans le texte, version 2 : n° 1.",
        "L’article a été retiré : n° 13.",
        "Rien n’a été adopté : le texte est resté tel quel.",
        "n° 1 est adopté, et les deux ne peuvent pas l’être",
    ):
        assert sentence in said
    assert "sens secret" not in said
