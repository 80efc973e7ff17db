"""docs/glossary.md is true: its paths exist, its French is on screen, and no name uses a banned word."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

GLOSSARY = Path("docs/glossary.md").read_text()
CATALOGUE = Path("charter/translations/fr/LC_MESSAGES/messages.po")
NONE = "–"

ALSO_BANNED_FOR_VARIABLES = {"told", "heard"}


def table(*headings: str) -> list[list[str]]:
    """The rows of every table with these headings, cell by cell."""
    rows, inside = [], False
    for line in GLOSSARY.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells == list(headings):
            inside = True
        elif not line.startswith("|"):
            inside = False
        elif inside and not line.startswith("|---"):
            rows.append(cells)

    assert rows, headings
    return rows


TERMS = table("Term", "French on screen", "Meaning", "Where")
REPLACEMENTS = {banned: instead for banned, instead in table("Banned", "Instead")}
BANNED = list(REPLACEMENTS)


def test_each_term_stands_once_and_lives_where_the_glossary_says():
    terms = [term for term, *_ in TERMS]
    assert sorted(terms) == sorted(set(terms))

    missing = [path for *_, path in TERMS if not Path(path.strip("`")).exists()]
    assert missing == []


def test_each_french_term_is_on_screen():
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="fr")

    strings = [message.string for message in catalogue if message.id]
    flat = [each for s in strings for each in (s if isinstance(s, tuple) else (s,))]
    screen = "\n".join(flat).casefold()

    french = [term for _, term, *_ in TERMS if term != NONE]
    assert [term for term in french if not re.search(rf"\b{re.escape(term.casefold())}", screen)] == []


def names(path: Path) -> Iterator[tuple[str, str]]:
    """(kind, name) of a module and of everything that it names: class, function, variable."""
    yield "function", path.stem

    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ClassDef):
            yield "class", node.name
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield "function", node.name
        elif isinstance(node, ast.arg):
            yield "variable", node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield "variable", node.id


def script_names(path: Path) -> Iterator[tuple[str, str]]:
    """The same of a script, found by its lines: module, classes, functions, methods, constants, variables, fields."""
    text = path.read_text()
    yield "function", path.stem.replace("-", "_")

    for name in re.findall(r"\bclass\s+(\w+)", text):
        yield "class", name
    for name in re.findall(
        r"\bfunction\s+(\w+)|^\s+(?:async |static |get |set )*#?(\w+)\(.*\)\s*\{$", text, re.MULTILINE
    ):
        yield "function", "".join(name)
    for name in re.findall(r"\b(?:const|let) (\w+)|^\s+(?:static )?#(\w+)(?: =|;)", text, re.MULTILINE):
        yield "variable", "".join(name)


def is_banned(kind: str, name: str) -> bool:
    bare = name.lstrip("_")
    if kind == "variable" and bare.isupper():
        return bare in BANNED or any(bare.startswith(each) for each in BANNED if each.endswith("_"))

    parts = {part.lower() for part in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", bare)}
    if kind == "variable":
        return bool(parts & ALSO_BANNED_FOR_VARIABLES)

    words = {each for each in BANNED if each.islower()}
    return bool(parts & words) or (kind == "class" and bare in BANNED)


def offences() -> list[str]:
    """`file: name`, for each banned name in the code, its scripts, and the tests' helpers."""
    helpers = [path for path in Path("tests").rglob("*.py") if not path.name.startswith("test_")]
    modules = [path for path in Path("charter").rglob("*.py") if "migrations" not in path.parts]
    scripts = sorted(Path("static/js").rglob("*.js"))

    found = [(path, kind, name) for path in sorted(modules + helpers) for kind, name in names(path)]
    found += [(path, kind, name) for path in scripts for kind, name in script_names(path)]
    return [f"{path}: {name}" for path, kind, name in found if is_banned(kind, name)]


def test_each_banned_class_names_one_that_there_is():
    classes = {name for path in Path("charter").rglob("*.py") for kind, name in names(path) if kind == "class"}
    banned = [each for each in BANNED if each[0].isupper() and not each.isupper()]

    assert [each for each in banned if not set(REPLACEMENTS[each].split(", ")) <= classes] == []


def test_no_name_has_a_banned_word():
    assert offences() == []


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("function", "_tell_all"),
        ("class", "HouseRules"),
        ("class", "Hand"),
        ("variable", "is_told"),
        ("variable", "MOST"),
        ("variable", "_LONGEST_NAME"),
    ],
)
def test_a_banned_word_is_found_wherever_it_stands_in_a_name(kind, name):
    assert is_banned(kind, name)


@pytest.mark.parametrize(
    ("kind", "name"), [("function", "teller"), ("class", "Handler"), ("variable", "MAX_LEASES"), ("variable", "hand")]
)
def test_a_word_that_only_looks_like_one_is_not(kind, name):
    assert not is_banned(kind, name)


def test_the_names_of_a_script_are_read_too(tmp_path):
    script = tmp_path / "fold-lines.js"
    script.write_text("const MOST = 3;\nclass Hand {\n  #tell(word) {\n  }\n}\nfunction laidOut() {}\n")

    banned = {name for kind, name in script_names(script) if is_banned(kind, name)}
    assert banned == {"fold_lines", "MOST", "Hand", "tell", "laidOut"}
