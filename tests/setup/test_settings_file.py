"""The settings of a charter as a small file: exported, looked at, taken over whole or not at all."""

import io
import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.accounts import queries as directory
from charter.accounts.models import Association
from charter.charters import actions as charters
from charter.charters.assembly import Assembly
from charter.charters.rules import RIGHTS
from charter.core.errors import Invalid, NotAllowed, Refused
from charter.database import db
from charter.journal.models import Entry
from charter.setup import actions, queries, rules
from charter.votes.decisions import changing, stored_settings
from charter.votes.roll import proxies
from charter.votes.rules import named_rules
from charter.votes.rules.decision_settings import DEFAULT, VoteModel


@pytest.fixture
def water(charter, someone):
    """A charter with settings of its own."""
    secretary, moderator = someone("secretariat"), someone("moderation")
    made = charters.create("Charte de l’eau", "", "fr", secretary, Assembly(frozenset(), frozenset({moderator.id})))
    charters.set_rights(made.id, {("drafting", "observer", "comment"), ("drafting", "delegate", "edit")}, secretary)
    proxies.set_cap(made.id, 3, moderator)
    model = VoteModel("", "À huis clos", "Quand il s’agit de personnes.", named_rules.SILENCE, proxies=False)
    changing.add_model(made.id, model, moderator)
    return made


def upload(browser, charter, data: bytes):
    sent = {"file": (io.BytesIO(data), "settings.json")}
    return browser.post(f"/charters/{charter.slug}/settings", data=sent, content_type="multipart/form-data")


def changed(data: bytes, **parts: object) -> bytes:
    return json.dumps(json.loads(data) | parts).encode()


def confirm(browser, charter, page: str, *parts: str):
    hidden = {name: re.search(f'name="{name}" value="([^"]+)"', page)[1] for name in ("settings", "seen")}
    return browser.post(f"/charters/{charter.slug}/settings/import", data=hidden | {"part": list(parts)})


def test_a_file_says_what_it_is_and_holds_no_person(water, sign_in, someone):
    answer = sign_in("moderation").get(f"/charters/{water.slug}/settings.json")
    assert "attachment" in answer.headers["Content-Disposition"]
    value = json.loads(answer.data)
    assert value["format"] == "charter-settings/1"
    assert "how votes are decided" in value["comment"]
    assert value.keys() == {"comment", "format", "rights", "most_proxies", "decisions"}
    for telling in (someone("moderation").name, "forum.example", "localhost", water.title, water.slug):
        assert telling not in answer.text


def test_a_file_is_looked_at_then_taken_over_by_another_charter(charter, water, sign_in):
    secretary, file = sign_in("secretariat"), queries.written(water)
    preview = upload(secretary, charter, file).text
    assert "What the file would change" in preview
    assert "Proxies that one may hold" in preview
    assert "À huis clos" in preview
    assert "not there" in preview
    assert queries.written(charter) != file
    assert confirm(secretary, charter, preview, "rights", "most_proxies", "decisions").status_code == 303
    db.session.expire_all()
    assert queries.written(charter) == file
    verbs = [each.verb for each in db.session.query(Entry).order_by(Entry.seq.desc()).limit(4)]
    assert verbs == ["charter.settings_imported", "charter.decisions_set", "proxy.cap_set", "charter.rights_set"]
    assert "exactly these settings already" in upload(secretary, charter, file).text


def test_the_file_of_a_charter_with_many_models_and_vetoes_is_taken_over(charter, water, sign_in):
    college = directory.colleges()[0].id
    db.session.add_all(Association(name=f"Communauté de communes n° {n}", college_id=college) for n in range(60))
    db.session.commit()
    vetoes = tuple(sorted(each.name for each in directory.associations()))
    model = VoteModel(
        "", "", "Quand l’assemblée décide en séance.", replace(named_rules.DOUBLE_MAJORITY, vetoes=vetoes)
    )
    models = tuple(replace(model, key=f"m-{number}", name=f"Modèle {number}") for number in range(28))
    given = replace(queries.settings_of(water), decisions=replace(DEFAULT, models=(*DEFAULT.models, *models)))
    file = rules.write(given)
    preview = upload(sign_in("secretariat"), charter, file).text
    assert confirm(sign_in("secretariat"), charter, preview, *rules.PARTS).status_code == 303
    db.session.expire_all()
    assert queries.written(charter) == file


def test_a_moderator_takes_over_what_is_theirs_and_one_part_alone(charter, water, sign_in, someone):
    moderator, before = sign_in("moderation"), queries.settings_of(charter)
    preview = upload(moderator, charter, queries.written(water)).text
    assert "The secretariat alone changes this" in preview
    assert confirm(moderator, charter, preview, "rights").status_code == 403
    assert confirm(moderator, charter, preview, "most_proxies").status_code == 303
    db.session.expire_all()
    assert queries.settings_of(charter) == replace(before, most_proxies=3)


def test_nothing_is_taken_over_that_was_not_shown(charter, water, sign_in, someone):
    secretary = sign_in("secretariat")
    preview = upload(secretary, charter, queries.written(water)).text
    proxies.set_cap(charter.id, 5, someone("moderation"))
    refused = confirm(secretary, charter, preview, "most_proxies")
    assert refused.status_code == 409
    assert "The settings were changed meanwhile." in refused.text
    assert confirm(secretary, charter, refused.text).status_code == 422
    assert confirm(secretary, charter, refused.text, "most_proxies").status_code == 303


def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_changed(charter, water, sign_in):
    wrong = changed(
        queries.written(water),
        format="charter-settings/9",
        most_proxies=11,
        people=["Ada"],
        rights={"drafting": {"edit": ["king"], "rule": []}, "feast": {}},
        decisions={"format": 1},
    )
    refused = upload(sign_in("secretariat"), charter, wrong)
    assert refused.status_code == 422
    for said in ("people", "charter-settings/1", "0 to 10", "king", "rights.drafting.rule", "rights.feast", "decision"):
        assert said in refused.text, said


def test_a_veto_of_nobody_in_the_directory_is_named(charter, sign_in):
    rule = replace(named_rules.SIMPLE_MAJORITY, vetoes=("Ville d’Ys",))
    models = tuple(replace(each, rule=rule) for each in DEFAULT.models)
    given = replace(queries.settings_of(charter), decisions=replace(DEFAULT, models=models))
    refused = upload(sign_in("secretariat"), charter, rules.write(given))
    assert refused.status_code == 422
    assert "Ville d’Ys" in refused.text


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"{",
        b'{"a": 1, "a": 2}',
        b'{"a": NaN}',
        b'{"\\ud800": 1}',
        b'{"decisions": null}',
        b"[" * 9000,
        b" " * 350_000,
    ],
)
def test_what_is_no_file_of_settings_is_refused_with_a_sentence(charter, sign_in, data):
    refused = upload(sign_in("secretariat"), charter, data)
    assert refused.status_code == 422
    assert "Nothing was changed" in refused.text


def test_a_usual_model_that_is_no_key_is_refused(charter, sign_in):
    data = queries.written(charter)
    decisions = json.loads(data)["decisions"]
    decisions["usual"] = dict.fromkeys(decisions["usual"], ["ordinary"])
    assert upload(sign_in("secretariat"), charter, changed(data, decisions=decisions)).status_code == 422


def test_a_file_may_begin_with_the_mark_that_an_editor_puts_there(charter):
    assert rules.read(b"\xef\xbb\xbf" + queries.written(charter)) == queries.settings_of(charter)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda each: st.lists(each, max_size=3) | st.dictionaries(st.text(max_size=5), each, max_size=3),
)
PARTS = st.dictionaries(st.sampled_from(["rights", "most_proxies", "decisions", "format", "comment", "x"]), JSON)


@given(PARTS, st.dictionaries(st.sampled_from(["drafting", "voting"]), st.dictionaries(st.sampled_from(RIGHTS), JSON)))
def test_whatever_a_file_holds_it_is_read_or_refused(parts, rights):
    whole = {"format": rules.FORMAT, "comment": "", "most_proxies": 1, "decisions": DEFAULT.as_json(), "rights": rights}
    found = read(json.dumps(whole | parts).encode())
    assert found
    if isinstance(found, rules.CharterSettings):
        assert rules.read(rules.write(found)) == found


def read(data: bytes):
    """The settings, or the reasons of the refusal."""
    try:
        return rules.read(data)
    except Invalid as no:
        return no.reasons


def test_who_may_not_is_refused_by_the_verb_too(charter, water, someone):
    given, seen = queries.settings_of(water), actions.digest_of(charter)
    with pytest.raises(NotAllowed):
        actions.import_settings(charter.id, given, ["rights"], seen, someone("moderation"))
    with pytest.raises(Refused):
        actions.import_settings(charter.id, given, ["most_proxies"], "0" * 64, someone("moderation"))
    assert stored_settings.of_charter(charter.id) == DEFAULT
