"""The four verdicts as people read them, each with what happens next; and what was decided before there were four."""

from dataclasses import replace

import pytest
from flask_babel import force_locale
from hypothesis import given

from charter.clauses import queries as clauses
from charter.export import actions as exports
from charter.export import document
from charter.notifications import composing
from charter.votes import queries
from charter.votes.lifecycle.preparing import Settings, Subject
from charter.votes.reporting import result_sentences
from charter.votes.rules import decision_rule, named_rules, tally, verdicts
from charter.votes.rules.decision_rule import Quorum, Rule
from charter.votes.rules.tally import count
from tests.verifier.assembly import first_charter, held, member
from tests.votes.rules.assemblies import lines
from tests.votes.rules.test_laws import ROLLS, RULES

SIMPLE = Settings(rule=named_rules.SIMPLE_MAJORITY)
QUORUM = Settings(
    rule=replace(named_rules.SIMPLE_MAJORITY, quorum=Quorum("taking_part", 1, 3, strict=False, again_after=3))
)
AGAIN = Settings(rule=replace(named_rules.SIMPLE_MAJORITY, tie="second_round"))
FOUR = [
    (SIMPLE, "for for", "Adopté", "L’article est adopté tel qu’il a été mis aux voix"),
    (SIMPLE, "for against against", "Rejeté", "L’article retourne en rédaction"),
    (QUORUM, "for for against", "Sans effet : quorum non atteint", "À partir de 3 jours après celui-ci"),
    (SIMPLE, "", "Sans effet : personne n’a pris part au vote", "Rien n’a été décidé. L’article retourne"),
    (SIMPLE, "for against", "Égalité", "une égalité n’adopte rien. L’article retourne en rédaction"),
    (AGAIN, "for against", "Égalité", "il est tenu de nouveau"),
]


@pytest.mark.parametrize(("settings", "ballots", "verdict", "after"), FOUR)
def test_everyone_reads_the_same_verdict_and_what_happens_next(app, visitor, settings, ballots, verdict, after):
    vote_id = held(settings, *ballots.split(), subject=Subject("clause", [5]))
    visitor.set_cookie("language", "fr")
    address = f"/charters/{first_charter().slug}"
    places = {"vote": f"/votes/{vote_id}", "clause": f"{address}/clauses/5", "order": f"{address}/votes"}
    said = {name: visitor.get(place).text for name, place in (places | {"charter": address}).items()}
    said["export"] = exports.export(first_charter(), "html").decode()
    said["mail"] = composing.write("vote.closed", vote_id, member("namur"))[1]
    said = {name: words.replace("\u00a0", " ") for name, words in said.items()}
    assert [name for name, words in said.items() if verdict not in words] == []
    assert [name for name in ("vote", "clause", "export", "mail") if after not in said[name]] == []
    assert clauses.get(5).stage == ("adopted" if verdict == "Adopté" else "drafting")
    kind = result_sentences.verdict_kind(queries.result(queries.get(vote_id)), queries.get(vote_id).rule)
    assert f'class="verdict {kind}"' in said["vote"]
    if kind == tally.WITHOUT_EFFECT:  # no majority is set beside a missing quorum, nor one nothing beside another
        assert "Le trait marque" not in said["vote"]
        assert not any(sign in words for sign in ("2 &gt; 1", "2 > 1", "0 = 0") for words in said.values())


@given(ROLLS, RULES)
def test_the_verdict_of_a_stored_result_is_what_was_counted(roll, rule):
    result = count(roll, rule)
    assert verdicts.verdict_of(result, rule) == result.outcome


@pytest.mark.parametrize(
    ("rule", "roll", "verdict"),
    [
        (QUORUM.rule, lines(16, 10, absent=80), tally.WITHOUT_EFFECT),
        (AGAIN.rule, lines(10, 10), tally.TIED),
        (SIMPLE.rule, lines(10, 10), tally.TIED),
        (SIMPLE.rule, lines(absent=3), tally.WITHOUT_EFFECT),
        (SIMPLE.rule, lines(1, 2), tally.REJECTED),
        (named_rules.CONSENT, lines(40, 1), tally.REJECTED),
        (named_rules.SILENCE, lines(0, 1, absent=5), tally.REJECTED),
        (named_rules.SILENCE, lines(absent=5), tally.ADOPTED),
    ],
)
def test_what_was_decided_before_is_shown_in_the_words_of_today(app, rule, roll, verdict):
    old = Rule.from_json(replace(rule, version=decision_rule.THREE_VERDICTS).as_json())
    assert verdicts.verdict_of(count(roll, old), old) == verdict


def test_a_tie_that_the_chair_decided_says_so(app):
    rule = replace(named_rules.SIMPLE_MAJORITY, tie="chair")
    roll = [*lines(9, 10), tally.TallyRow(cast={"for": 1}, is_chair=True)]
    with force_locale("en"):
        said = result_sentences.arithmetic(count(roll, rule), rule.as_json())
    assert said.startswith("Adopted: 10 for, 10 against; 10 = 10; the person in the chair is for")


def test_the_paragraphs_of_a_question_stay_paragraphs_everywhere_but_in_a_mail(app, visitor, sign_in):
    words = "Premier paragraphe.\r\n\r\nSecond\u00a0:\n- un <b>gras</b>\n- deux"
    vote_id = held(SIMPLE, "for", subject=Subject("question", heading="Une question", question=words))
    told = "<p>Premier paragraphe.</p><p>Second\u00a0:<br>- un &lt;b&gt;gras&lt;/b&gt;<br>- deux</p>"
    assert told in visitor.get(f"/votes/{vote_id}").text.replace(' dir="auto"', "")
    assert told in exports.export(first_charter(), "html").decode().replace(' dir="auto"', "")
    assert document.read(first_charter()).annex[-1]["question"] == [
        ["Premier paragraphe."],
        ["Second\u00a0:", "- un <b>gras</b>", "- deux"],
    ]
    assert exports.export(first_charter(), "pdf").startswith(b"%PDF")
    open_id = held(SIMPLE, subject=Subject("question", heading="Une question", question=words), ends=None)
    assert "\n> Premier paragraphe. Second\u00a0: - un" in composing.write("vote.opened", open_id, member("namur"))[1]
