"""The decision settings of a charter as a value: what a file may hold, and nothing else."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.core.errors import Invalid
from charter.votes.rules import decision_settings, named_rules
from charter.votes.rules.decision_rule import ENTITLED, Quorum, Rule, Threshold
from charter.votes.rules.decision_settings import DEFAULT, KINDS, DecisionSettings, VoteModel, from_json

SECRET = VoteModel("secret", "À bulletin secret", "Pour désigner", ballots="sealed", shows_turnout=False)
OWN = Rule(named_rules.CUSTOM, (Threshold(3, 5, False, ENTITLED),), quorum=Quorum("seats", 1, 2, True, seats=60))
SETTINGS = DecisionSettings(
    (*DEFAULT.models, SECRET, VoteModel("own", "La nôtre", rule=OWN)), {**DEFAULT.usual, "question": "secret"}
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@pytest.mark.parametrize("kind", KINDS)
def test_a_charter_without_settings_decides_as_it_did_before(kind):
    model = DEFAULT.usual_for(kind)
    assert model.rule == named_rules.default("clause" if kind == "preamble" else kind, is_preamble=kind == "preamble")
    assert (model.ballots, model.holders, model.most_votes, model.proxies) == ("named", "delegate", 0, True)
    assert (model.needs_presence, model.shows_turnout, model.two_persons) == (False, True, False)


@pytest.mark.parametrize("settings", [DEFAULT, SETTINGS])
def test_what_is_written_into_a_file_is_read_from_it(settings):
    read = from_json(json.loads(json.dumps(settings.as_json())))
    assert (read.as_json(), read.digest) == (settings.as_json(), settings.digest)


@pytest.mark.parametrize("rule", named_rules.ALL, ids=lambda rule: rule.name)
def test_every_named_rule_can_be_that_of_a_model(rule):
    settings = replace(DEFAULT, models=(*DEFAULT.models, VoteModel("m", "M", rule=rule)))
    assert from_json(settings.as_json()).model("m").rule == rule


@given(JSON)
def test_no_other_file_is_taken_for_settings(data):
    with pytest.raises(Invalid):
        from_json(data)


def changed(path, value):
    data = json.loads(json.dumps(SETTINGS.as_json()))
    *way, last = path
    place = data
    for step in way:
        place = place[step]
    place[last] = value
    return data


RULE = ("models", 0, "rule")
WRONG = [
    (("format",), 2),
    (("format",), "1"),
    (("models",), []),
    (("models",), [SECRET.as_json() | {"key": f"k{n}", "name": f"K{n}"} for n in range(99)]),
    (("models", 2, "key"), "ordinary"),
    (("models", 2, "key"), "../x"),
    (("models", 2, "key"), "k" * 99),
    (("models", 2, "name"), ""),
    (("models", 2, "name"), "LA NÔTRE"),
    (("models", 2, "name"), "x" * 999),
    (("models", 0, "ballots"), "burnt"),
    (("models", 0, "holders"), "king"),
    (("models", 0, "most_votes"), -1),
    (("models", 0, "most_votes"), 1.0),
    (("models", 0, "most_votes"), True),
    (("models", 0, "proxies"), 1),
    (("models", 0, "chair_id"), 3),
    (("usual", "clause"), "gone"),
    (("usual", "sitting"), "ordinary"),
    (("usual",), {}),
    ((*RULE, "name"), "whim"),
    ((*RULE, "version"), 1),
    ((*RULE, "tie"), "coin"),
    ((*RULE, "vetoes"), [3]),
    ((*RULE, "vetoes"), "Namur"),
    ((*RULE, "silence"), True),
    ((*RULE, "minimum_for"), 5),
    ((*RULE, "may_abstain"), "no"),
    ((*RULE, "thresholds", 0, "numerator"), 2),
    ((*RULE, "thresholds", 0, "base"), "air"),
    ((*RULE, "quorum", "kind"), "luck"),
    ((*RULE, "quorum", "numerator"), 9),
    ((*RULE, "quorum", "denominator"), 0),
    ((*RULE, "quorum", "waived"), True),
    (("models", 3, "rule", "thresholds", 0, "numerator"), 10**9),
    (("models", 3, "rule", "thresholds"), []),
]


@pytest.mark.parametrize(("path", "value"), WRONG)
def test_a_file_with_one_thing_that_no_form_gives_is_refused_whole(path, value):
    with pytest.raises(Invalid):
        from_json(changed(path, value))


@pytest.mark.parametrize("part", ["format", "models", "usual"])
def test_a_file_that_lacks_a_part_is_refused(part):
    data = SETTINGS.as_json()
    del data[part]
    with pytest.raises(Invalid):
        from_json(data)


@pytest.mark.parametrize(
    "model",
    [
        VoteModel("m", "M", rule=named_rules.BY_COLLEGES, ballots="sealed"),
        VoteModel("m", "M", holders="weight", ballots="sealed"),
        VoteModel("m", "M", rule=named_rules.DOUBLE_MAJORITY, holders="seats"),
        VoteModel("m", "M", rule=replace(named_rules.TWO_THIRDS, quorum=Quorum("seats"))),
    ],
)
def test_no_model_is_kept_under_which_no_vote_could_ever_open(model):
    with pytest.raises(Invalid):
        from_json(replace(DEFAULT, models=(*DEFAULT.models, model)).as_json())


def test_all_that_is_wrong_is_said_at_once():
    models = (*DEFAULT.models, VoteModel("a", ""), VoteModel("a", "A"))
    assert len(decision_settings.obstacles(DecisionSettings(models, {}))) == 3
