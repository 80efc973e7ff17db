"""The page To decide: the count, a row for each clause, and the clause opened into places."""

import re

import pytest


def words(answer) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", answer.text).split())


def test_moderators_see_what_is_missing_clause_by_clause(sign_in, proposed, page, advise, clause):
    advise(proposed[3], "vote")
    chair = sign_in("moderation")

    shown = words(chair.get(page))
    assert "Identical to another, decided with it 1" in shown
    assert "2 + 1 + 1 = 4" in shown
    assert "No advice 2" in shown

    assert f"clauses/{clause.id}" in chair.get(f"{page}?missing=vote").text
    assert "No amendment is in this state." in chair.get(f"{page}?missing=place").text


@pytest.mark.parametrize("who", ["namur", "secretariat", "mediation"])
def test_nobody_else_reads_it(sign_in, proposed, page, clause, who):
    assert [sign_in(who).get(f"{page}{each}").status_code for each in ("", f"/clauses/{clause.id}")] == [403, 403]


def test_a_clause_shows_each_wording_once_and_all_who_ask_for_it(sign_in, proposed, page, advise, clause):
    advise(proposed[1], "adopt")

    answer = sign_in("moderation").get(f"{page}/clauses/{clause.id}")
    shown = words(answer)

    assert "They ask the very same." in shown
    says = re.findall(r'says" dir="auto">([^<]*)<', answer.text)
    assert len(says) == 3
    assert all(each.startswith("paragraph ") for each in says)
    assert answer.text.count("véritable accueil") == answer.text.count("simple accueil")
    assert "excludes no. 1, 2" in shown
    assert "Collides with one proposed for adoption" in shown
    assert "Adopt (advice published) Ready for the block" in shown


def test_what_collides_is_found_over_all_clauses(sign_in, proposed, page, advise):
    chair = sign_in("moderation")
    assert "No amendment is in this state." in chair.get(f"{page}?missing=collides").text

    advise(proposed[1], "adopt")

    assert "Collides with one proposed for adoption 1" in words(chair.get(f"{page}?missing=collides"))


def test_what_is_not_there_is_not_found(sign_in, charter, page):
    chair = sign_in("moderation")
    assert chair.get(page).status_code == 404


def test_a_clause_that_the_round_does_not_have_is_not_found(sign_in, proposed, page):
    chair = sign_in("moderation")
    assert chair.get(f"{page}/clauses/999").status_code == 404
    assert chair.get(f"{page}/new-clauses").status_code == 200
