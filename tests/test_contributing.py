"""What CONTRIBUTING says of common changes: each example stands in the files that are listed, and in no others."""

import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

from charter.notifications.composing import LETTERS
from charter.outbox.models import LINKS
from charter.votes.rules import named_rules
from tests.test_house import tracked

ASIDE = ("tests/*", "*.po", "CHANGELOG.md", "CONTRIBUTING.md", "docs/decisions/*", "charter/migrations/*", "*.lock")
"""Where a name may stand too: what every change touches, and history, which none does."""
READ = {".py", ".html", ".js", ".mjs", ".json", ".css", ".typ", ".md", ".toml", ".cfg"}
ROW = re.compile(r"^\| ([^|]+) \| `([^`|]+)` \| ([^|]+) \|$", re.MULTILINE)


def section() -> str:
    return Path("CONTRIBUTING.md").read_text().partition("## Common changes")[2].partition("\n## ")[0]


def rows() -> list[tuple[str, str, set[str]]]:
    return [(change, example, set(re.findall("`([^`]+)`", files))) for change, example, files in ROW.findall(section())]


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    files = [each for each in tracked() if each.suffix in READ]
    return {str(each): each.read_text() for each in files if not any(fnmatch(each, aside) for aside in ASIDE)}


def naming(texts: dict[str, str], example: str) -> set[str]:
    """The files that name an example, or bear its name."""
    name = re.compile(rf"(?<![\w.-]){re.escape(example)}(?![\w-])")
    bears = f"/{example.removesuffix('.write')}."
    return {
        file for file, text in texts.items() if name.search(text) or (bears in file and file.endswith((".py", ".js")))
    }


@pytest.mark.parametrize(("change", "example", "files"), rows())
def test_a_common_change_touches_the_files_that_are_listed_and_no_others(texts, change, example, files):
    assert naming(texts, example) == files, change


def test_each_kind_of_common_change_has_its_list():
    assert {change.partition(" that ")[0] for change, _example, _files in rows()} == {
        *("mark of a clause", "decision rule", "permission", "verb of the journal"),
        *("kind of mail", "export format", "custom element"),
    }


def test_what_the_lists_say_beside_the_files_exists():
    named = [each for each in re.findall("`([^`]+)`", section()) if "/" in each]
    assert [each for each in named if not Path(each).exists()] == []


@pytest.mark.parametrize("rule", named_rules.ALL)
def test_no_rule_is_named_anywhere_but_where_it_is_declared(texts, rule):
    quoted = re.compile(rf"""["']{rule.name}["']""")
    assert [file for file, text in texts.items() if quoted.search(text)] == ["charter/votes/rules/named_rules.py"]


def test_every_mail_that_is_queued_has_its_words_and_is_queued_somewhere(texts):
    queued = re.compile(r"""outbox\.(?:put|gather)(?:_each)?\(\s*["']([\w.-]+)["']""")
    kinds = {kind for text in texts.values() for kind in queued.findall(text)}
    assert kinds == LETTERS.keys()
    assert not kinds & set(LINKS)


def test_a_file_that_names_an_example_and_is_not_listed_is_noticed(texts):
    there = texts | {"charter/votes/later.py": 'may("comments.write")'}
    assert naming(there, "comments.write") - naming(texts, "comments.write") == {"charter/votes/later.py"}
