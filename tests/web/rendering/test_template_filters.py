from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask_babel import force_locale, get_babel, refresh

from charter.core.errors import Invalid
from charter.web.input import parsing
from charter.web.rendering import moments, template_filters

START = datetime(2026, 11, 24, 22, 30, 10, tzinfo=UTC)  # half past eleven in Paris


@pytest.mark.parametrize(
    "minutes, told",
    [
        (0, "24 Nov 2026 at 23:30"),
        (5, "24 Nov 2026 at 23:30 – 23:35"),
        (45, "24 Nov 2026 at 23:30 – 25 Nov 2026 at 00:15"),
    ],
)
def test_a_span_says_once_what_both_ends_share(app, minutes, told):
    with app.test_request_context(headers={"Cookie": "language=en"}):
        shown = template_filters.span(START, START + timedelta(minutes=minutes))
    assert shown.striptags() == told
    assert '<time datetime="2026-11-24T22:30:10.000000Z">' in shown


@pytest.mark.parametrize(("language", "told"), [("fr", "1er janv. 2031 à 10 h"), ("en", "1 Jan 2031 at 10:00")])
def test_the_first_of_a_month_is_written_as_the_language_does(app, language, told):
    with app.test_request_context(headers={"Cookie": f"language={language}"}):
        assert template_filters.moment(datetime(2031, 1, 1, 9, tzinfo=UTC)).striptags() == told


@pytest.mark.parametrize(
    ("hours", "french", "english"),
    [
        (-24, "hier à 23 h 30", "yesterday at 23:30"),
        (0, "aujourd’hui à 23 h 30", "today at 23:30"),
        (1, "demain à 0 h 30", "tomorrow at 00:30"),
        (25, "le 26 nov. 2026 à 0 h 30", "on 26 Nov 2026 at 00:30"),
    ],
)
def test_a_sentence_says_today_by_the_reader_s_own_calendar(app, hours, french, english):
    for language, told in (("fr", french), ("en", english)):
        with app.test_request_context(), force_locale(language), time_machine.travel(START, tick=False):
            assert template_filters.said(START + timedelta(hours=hours)).striptags() == told


def test_the_zone_is_named_to_a_reader_of_another_one_only(app):
    with app.test_request_context(), force_locale("en"), time_machine.travel(START, tick=False):
        assert moments.said(START) == "today at 23:30"
        get_babel().timezone_selector, before = lambda: "America/Toronto", get_babel().timezone_selector
        refresh()
        assert moments.said(START) == "today at 17:30 (Toronto)"
        get_babel().timezone_selector = before


@pytest.mark.parametrize(
    ("typed", "zone", "said"),
    [
        ("2027-03-28T02:30", "Europe/Paris", "There is no 02:30 on Mar 28, 2027"),
        ("2027-03-28T02:00", "Europe/Brussels", "There is no 02:00"),
        ("2027-03-14T02:59", "America/Montreal", "There is no 02:59"),
        ("2027-10-31T02:30", "Europe/Paris", "02:30 comes twice on Oct 31, 2027"),
        ("2027-11-07T01:00", "America/Montreal", "05:00 for the first time or 06:00 for the second"),
        ("2027-05-01T02:30+02:00", "Europe/Paris", "is not a date and time"),
    ],
)
def test_an_hour_that_the_clocks_show_never_or_twice_is_asked_for_again(app, typed, zone, said):
    with force_locale("en"), pytest.raises(Invalid, match=said):
        try:
            parsing.moment({"at": typed}, "at", zone)
        except Invalid as no:
            raise Invalid(str(no)) from None


@pytest.mark.parametrize(
    ("typed", "zone", "hour"),
    [
        ("2027-03-28T01:59", "Europe/Paris", 0),
        ("2027-03-28T03:00", "Europe/Paris", 1),
        ("2027-10-31T01:59", "Europe/Paris", 23),
        ("2027-10-31T03:00", "Europe/Paris", 2),
        ("2027-03-28T02:30", "UTC", 2),
        ("2027-03-28T02:30", "Africa/Conakry", 2),
    ],
)
def test_every_other_hour_is_the_moment_it_says(typed, zone, hour):
    assert parsing.moment({"at": typed}, "at", zone).hour == hour
