"""Forgeries of amendments are refused, each for its reason."""

import json

import pytest

from charter.verifier import main
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
