"""What each program puts on the clipboard, and what a clause makes of it: pairs of files in `golden/`."""

import os
import subprocess
from pathlib import Path

import pytest

GOLDEN = Path(__file__).with_name("golden")
NAMES = sorted(each.stem for each in GOLDEN.glob("*.html") if not each.stem.endswith(".clean"))
SCRIPT = """
    import { clean } from "./js/paste/clean.js";
    import { tidy } from "./js/paste/html/characters.js";
    Object.assign(globalThis, { clean, tidy });
"""


@pytest.fixture(scope="module")
def page(chromium):
    bundle = ["node_modules/.bin/esbuild", "--bundle", "--format=iife", "--loader=js"]
    done = subprocess.run(bundle, input=SCRIPT, capture_output=True, text=True, check=True, cwd="static")
    page = chromium.new_page()
    page.add_script_tag(content=done.stdout)
    yield page
    page.close()


def cleaned(page, html: str, **where) -> str:
    """What is kept, after a comment that names what could not be."""
    done = page.evaluate("([html, where]) => clean(html, where)", [html, {"language": "fr"} | where])
    return f"<!-- left out: {', '.join(done['losses']) or 'nothing'} -->\n{done['html']}\n"


@pytest.mark.parametrize("name", NAMES)
def test_what_each_program_copies_becomes_the_words_that_it_shows(page, name):
    found = cleaned(page, (GOLDEN / f"{name}.html").read_text())
    expected = GOLDEN / f"{name}.clean.html"
    if "GOLDEN" in os.environ:
        expected.write_text(found)
    assert found == expected.read_text()
    again = found.partition("\n")[2]
    assert cleaned(page, again) == "<!-- left out: nothing -->\n" + again


@pytest.mark.parametrize("sign", ["\x00", "\x85", "\u2800", "\ufdd0", "\ufffe", "\uffff"])
def test_characters_that_no_clause_takes_are_left_out(page, sign):
    assert page.evaluate("tidy", f"un{sign}deux") == ("un\ndeux" if sign == "\x85" else "undeux")
