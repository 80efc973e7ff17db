"""A page that lacks something says so; the page that says so cannot fail."""

import pytest
from flask import render_template, render_template_string
from jinja2 import UndefinedError
from lxml import html

from charter.votes.reporting.rule_sentences import RULE_NAMES
from charter.votes.rules import named_rules
from charter.web.rendering import labels


@pytest.fixture
def production(app):
    """The application as it answers outside of tests: what fails is answered, not raised."""
    del app.error_handler_spec[None][None][UndefinedError]
    return app


def test_a_rule_without_words_is_no_empty_line_in_a_form(app):
    form = "<option>{{ RULE_NAMES[rule.name] }}</option>"
    assert str(RULE_NAMES[named_rules.CONSENT.name]) in render_template_string(form, rule=named_rules.CONSENT)
    with pytest.raises(UndefinedError, match="rule_of_tomorrow"):
        render_template_string(form, rule={"name": "rule_of_tomorrow"})


def test_a_value_that_a_page_was_not_given_fails_it(app):
    with app.test_request_context(), pytest.raises(UndefinedError, match="cards_shown"):
        render_template("pages/home/page.html", to_cast=[], cast=[], elsewhere=[])


def test_outside_of_tests_too_a_lack_is_told_not_hidden(production, visitor, caplog):
    del production.jinja_env.globals["STAGE_NAMES"]
    answer = visitor.get("/")
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.text
    assert "'STAGE_NAMES' is undefined" in caplog.text


def test_where_the_page_of_failures_fails_too_bare_words_say_so(production, visitor, caplog):
    del production.jinja_env.globals["asset"]
    answer = visitor.get("/")
    assert (answer.status_code, answer.mimetype) == (500, "text/plain")
    assert answer.text.startswith("Something went wrong on our side")
    assert answer.headers["X-Request-ID"] in answer.text
    assert "the page that says what failed has failed too" in caplog.text


def test_every_kind_of_entry_has_a_name_in_the_filter_of_the_journal(visitor):
    assert {verb.partition(".")[0] for verb in labels.VERB_NAMES} <= labels.KINDS_OF_ENTRIES.keys()
    options = html.fromstring(visitor.get("/journal").text).cssselect("select[name=kind] option")
    assert "the votes held" in [each.text for each in options]
    assert all(each.text for each in options)


def test_the_page_of_a_refusal_falls_back_alike(production, visitor):
    del production.jinja_env.globals["asset"]
    answer = visitor.get("/nowhere")
    assert (answer.status_code, answer.mimetype) == (500, "text/plain")
