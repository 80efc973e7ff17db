from datetime import UTC, datetime, timedelta

import pytest

from charter.web import filters

START = datetime(2026, 11, 24, 22, 30, 10, tzinfo=UTC)  # half past eleven in Paris


@pytest.mark.parametrize(
    "minutes, told",
    [
        (0, "24 Nov 2026, 23:30 (Paris)"),
        (5, "24 Nov 2026, 23:30 – 23:35 (Paris)"),
        (45, "24 Nov 2026, 23:30 – 25 Nov 2026, 00:15 (Paris)"),
    ],
)
def test_a_span_says_once_what_both_ends_share(app, minutes, told):
    with app.test_request_context(headers={"Cookie": "language=en"}):
        shown = filters.span(START, START + timedelta(minutes=minutes))
    assert shown.striptags() == told
    assert '<time datetime="2026-11-24T22:30:10.000000Z">' in shown
