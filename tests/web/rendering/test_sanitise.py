"""How the text of a clause is shown where it is read."""

import time

import pytest

from charter.web.rendering import sanitise


@pytest.mark.parametrize(
    "html, shown",
    [
        ("<p>Un</p>", '<p dir="auto">Un</p>'),
        ("<h3></h3><p>Un</p><p><br></p>", '<p dir="auto">Un</p>'),
        ("<h3><strong> </strong><br>\u00a0</h3><blockquote><p></p></blockquote>", ""),
        ('<ol start="5"><li><p></p></li></ol>', '<ol start="5"><li></li></ol>'),
        ("<ul><li><p>un</p></li></ul>", '<ul><li><p dir="auto">un</p></li></ul>'),
        (
            '<ol start="2"><li><p>1. مرحبا</p></li></ol>',
            '<ol start="2" dir="rtl"><li><p dir="auto">1. مرحبا</p></li></ol>',
        ),
        ("<blockquote><p>שלום abc</p></blockquote>", '<blockquote dir="rtl"><p dir="auto">שלום abc</p></blockquote>'),
    ],
)
def test_empty_blocks_are_left_out_and_each_line_runs_from_its_side(html, shown):
    assert sanitise.shown(html) == shown


def test_a_long_line_of_spaces_is_read_in_no_time():
    started = time.perf_counter()
    assert sanitise.shown(f"<p>{chr(160) * 5_000}x</p>" * 20).count("<p") == 20
    assert time.perf_counter() - started < 1
