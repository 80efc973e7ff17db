"""Whatever somebody wrote stands in a page as words, also inside a translated sentence."""

import json
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from flask import flash, jsonify
from flask_babel import force_locale, gettext, lazy_gettext
from markupsafe import Markup
from wtforms import Form, StringField

from charter.web import errors

ATTACK = "<img src=x onerror=alert(1)>"
ESCAPED = "&lt;img src=x onerror=alert(1)&gt;"
PLACE = re.compile(r"%\((\w+)\)[sd]")


class Named(Form):
    name = StringField()


def sentences() -> list[str]:
    """Every sentence of the code and the templates that takes a value."""
    with Path("charter/translations/babel.cfg").open() as file:
        mapping, options = parse_mapping_cfg(file)
    keywords = {"_": None, "_l": None, "N_": None, "ngettext": (1, 2), "_n": (1, 2)}
    found = extract_from_dir(".", mapping, options, keywords, directory_filter=lambda path: "node_modules" not in path)
    said = {message for _file, _line, messages, *_ in found for message in _each(messages)}
    return sorted(each for each in said if PLACE.search(each))


def _each(messages: str | tuple[str, ...]) -> tuple[str, ...]:
    return (messages,) if isinstance(messages, str) else messages


def filled(sentence: str) -> dict[str, str | int]:
    return {name: ATTACK if f"%({name})s" in sentence else 2 for name in PLACE.findall(sentence)}


SHOWN = """
{% import "_macros.html" as ui with context %}
{{ lazy }} {{ lazy ~ "" }} {{ [lazy, lazy]|join(" ") }} {{ lazy|default("") }} {{ lazy|e }} {{ html.format(lazy) }}
{{ ui.reasons([lazy]) }} {{ ui.reasons([lazy, lazy], lazy) }} {{ ui.field(form.name) }}
<input value="{{ lazy }}">
{% for each in get_flashed_messages() %}{{ each }}{% endfor %}
"""


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_value_in_a_translated_sentence_becomes_markup(app, language):
    every = sentences()
    assert len(every) > 50
    with app.test_request_context("/"), force_locale(language):
        shown_by = app.jinja_env.from_string(SHOWN)
        for place, sentence in enumerate(every):
            values = filled(sentence)
            lazy = lazy_gettext(sentence, **values)
            form = Named()
            form.name.errors = [lazy, "and more"]
            flash(gettext(sentence, **values))
            flash(lazy)
            pages = [shown_by.render(lazy=lazy, form=form, html=Markup("<b>{}</b>"))]
            if place % 10 == 0:  # a whole page, which shows any of them alike
                pages.append(errors._page(409, lazy)[0])
            for shown in pages:
                assert ATTACK not in shown, sentence
                assert ATTACK not in values.values() or ESCAPED in shown, sentence


def test_a_sentence_travels_as_words_in_a_json_answer_and_in_a_session(app):
    lazy = lazy_gettext("“%(typed)s” is not a date.", typed=ATTACK)
    with app.test_request_context("/"):
        assert json.loads(jsonify(lazy).get_data()) == str(lazy)
        kept = app.session_interface.get_signing_serializer(app)
        assert kept.loads(kept.dumps({"said": lazy})) == {"said": str(lazy)}


def test_what_an_address_or_a_name_holds_is_shown_as_it_was_written(app, visitor, sign_in, charter, clause):
    assert ESCAPED in visitor.get("/journal", query_string={"from": ATTACK}).text
    chair = sign_in("moderation")
    chair.post(f"/charters/{charter.slug}/clauses/{clause.id}/heading", data={"heading": ATTACK})
    typed = {"kind": "clause", "clauses": str(clause.id), "vetoes": ATTACK, "closes_at": ATTACK}
    answers = [chair.post(f"/charters/{charter.slug}/votes/new", data=typed)]
    chair.post(f"/charters/{charter.slug}/clauses/{clause.id}/votes")
    answers.append(chair.post(f"/charters/{charter.slug}/clauses/{clause.id}/votes"))
    for answer in answers:
        assert ATTACK not in answer.text
        assert ESCAPED in answer.text
