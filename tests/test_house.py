"""The rules of the house that a program can check."""

import ast
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

LIMITS = {".py": 300, ".js": 150, ".css": 400, ".html": 150}
CODE = (".py", ".js", ".mjs", ".css", ".html", ".typ")
MAX_FILES_IN_A_FOLDER = 12
NUMBERED_OR_DATA = {
    "charter/migrations/versions": "a log: read in the order of its numbers, as Alembic does, and only added to",
    "tests/paste/golden": "pairs of data: what a program copied, and what becomes of it",
}
"""Folders that may be larger, and why."""
SHARED_SCRIPTS = {"lib", "paste"}
SHARED_STYLES = {"app", "base"}
SHARED_TESTS = {"bench", "connection", "journeys", "processes", "support", "upgrades"}
"""What belongs to no feature alone."""
CATALOGUE = Path("charter/translations/fr/LC_MESSAGES/messages.po")


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "--", *patterns], capture_output=True, text=True, check=True).stdout
    return [Path(line) for line in listed.splitlines() if Path(line).is_file()]


def test_files_stay_small():
    sources = tracked("charter/*.py", "tests/*.py", "static/js/*", "static/css/*", "templates/*.html")
    long = {
        str(file): n for file in sources if (n := len(file.read_text().splitlines())) > LIMITS.get(file.suffix, 999)
    }
    assert {name: n for name, n in long.items() if "migrations" not in name} == {}


def test_what_is_checked_before_a_commit_is_what_lint_checks():
    linted = re.search(r"^lint:.*\n((\t.+\n)+)", Path("Makefile").read_text(), re.MULTILINE)[1]
    hooks = re.findall(r"entry: (?:\.venv/bin/)?([\w-]+)", Path(".pre-commit-config.yaml").read_text())
    assert {re.split(r"[ &]+", line.strip().replace("cd static && ", ""))[0] for line in linted.splitlines()} == set(
        hooks
    )


def test_imports_go_downwards_only():
    done = subprocess.run([str(Path(sys.executable).with_name("lint-imports"))], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_functions_stay_short():
    lengths = []
    for file in tracked("charter/*.py"):
        if "migrations" not in file.parts:
            nodes = ast.walk(ast.parse(file.read_text()))
            lengths += [node.end_lineno - node.lineno + 1 for node in nodes if isinstance(node, ast.FunctionDef)]
    lengths.sort()
    assert lengths[len(lengths) // 2] <= 10
    assert lengths[len(lengths) * 9 // 10] <= 30
    assert lengths[-1] <= 50


def test_no_folder_of_code_holds_more_than_twelve_files():
    code = (file for file in tracked("charter", "templates", "static/js", "static/css", "tests") if is_code(file))
    sizes = Counter(str(file.parent) for file in code)
    crowded = {folder for folder, number in sizes.items() if number > MAX_FILES_IN_A_FOLDER}
    assert crowded == set(NUMBERED_OR_DATA)


def is_code(file: Path) -> bool:
    """Data are not searched for by name, nor is the file that makes a folder a package."""
    return file.suffix in CODE and file.name != "__init__.py"


def test_a_feature_has_the_same_name_in_every_tree():
    features = {path.parts[1] for path in tracked("charter/*routes.py")}
    packages = {path.parts[1] for path in tracked("charter/*/*.py")}
    assert {path.parts[1] for path in tracked("templates/*/*")} - {"export"} <= features
    assert features <= {path.parts[1] for path in tracked("tests/*/test_*.py")}
    assert {path.parts[2] for path in tracked("static/js/*/*")} <= packages | SHARED_SCRIPTS
    assert {path.parts[2].removesuffix(".css") for path in tracked("static/css")} <= packages | SHARED_STYLES
    assert {path.parts[1] for path in tracked("tests/*/*")} <= packages | SHARED_SCRIPTS | SHARED_TESTS


def test_the_map_in_the_readme_has_each_package_once():
    mapped = re.findall(r"^\| `(\w+)` \|", Path("README.md").read_text().partition("## The map")[2], re.MULTILINE)
    packages = {path.parts[1] for path in tracked("charter/*/*.py")} - {"migrations"}
    assert sorted(mapped) == sorted(packages)


def test_the_parts_of_features_that_the_architecture_names_exist():
    table = Path("docs/architecture.md").read_text().partition("| Feature |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| `(\w+)` \| (.+) \|$", table, re.MULTILINE)
    parts = [Path("charter", feature, part) for feature, cell in rows for part in re.findall(r"`(\w+)`", cell)]
    assert parts
    assert [str(part) for part in parts if not (part.is_dir() or part.with_suffix(".py").exists())] == []


def test_no_route_holds_a_query():
    for file in tracked("charter/*.py"):
        text = file.read_text()
        if "Blueprint(" in text:
            assert not re.search(r"^from (sqlalchemy(?!\.exc)|charter\.database)\b", text, re.MULTILINE), file


def test_no_template_or_script_holds_inline_code():
    for file in tracked("templates/*.html"):
        if file.parent.name != "export":
            text = file.read_text()
            assert " style=" not in text, file
            assert " onclick=" not in text, file
            assert "<style" not in text, file


def test_nothing_tracked_names_the_machine_it_was_written_on():
    roots = re.compile(r"(?<![\w.])/(work|root|home)/")  # a folder of our own is within another one
    for file in tracked():
        if file.suffix not in (".ico", ".png", ".ttf", ".webp", ".xz"):
            text = file.read_text()
            assert not roots.search(text), file


def test_the_changelog_has_a_section_for_each_release_newest_first():
    [version] = re.findall(r'^version = "(\S+)"', Path("pyproject.toml").read_text(), re.MULTILINE)
    sections = re.findall(r"^## (.+)$", Path("CHANGELOG.md").read_text(), re.MULTILINE)
    released = [section.split()[0] for section in sections if section != "Unreleased"]
    assert all(
        re.fullmatch(r"\d+\.\d+\.\d+ – \d{4}-\d{2}-\d{2}", each) for each in sections[sections[0] == "Unreleased" :]
    )
    assert released == sorted(released, key=lambda each: [int(part) for part in each.split(".")], reverse=True)
    assert (released[:1] or [version]) == [version]


def test_lock_files_carry_hashes_and_no_address():
    for file in (Path("requirements.lock"), Path("requirements-dev.lock"), Path("static/package-lock.json")):
        assert "://" not in _without_metadata(file.read_text()), file
    assert "--hash=sha256:" in Path("requirements.lock").read_text()


def _without_metadata(text: str) -> str:
    """npm's lock repeats each package's page for donations; those are no download addresses."""
    return "\n".join(line for line in text.splitlines() if not line.strip().startswith('"url": '))


def said() -> Catalog:
    """Every string of the code and the templates that a person may read."""
    catalogue = Catalog()
    with Path("charter/translations/babel.cfg").open() as file:
        mapping, options = parse_mapping_cfg(file)
    keywords = {"_": None, "_l": None, "N_": None, "ngettext": (1, 2), "_n": (1, 2)}
    found = extract_from_dir(".", mapping, options, keywords, directory_filter=lambda path: "node_modules" not in path)
    for _file, _line, message, _comments, _context in found:
        catalogue.add(message)
    return catalogue


@pytest.fixture(scope="module")
def french() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="fr")


def test_every_string_is_in_french(french):
    missing = [message.id for message in said() if message.id and not _translated(french.get(message.id))]
    assert missing == []


def _translated(message) -> bool:
    words = message and message.string
    return bool(words) and not message.fuzzy and (isinstance(words, str) or all(words))


def test_french_holds_no_string_that_nobody_says(french):
    spoken = {message.id for message in said()}
    assert [message.id for message in french if message.id and message.id not in spoken] == []


def test_french_names_women_and_men_without_a_median_point(french):
    """A screen reader stumbles on it; the style of the State writes both words, or neither."""
    joined = [m.string for m in french if m.id and re.search(r"\w·\w", str(m.string))]
    assert joined == []


def test_french_keeps_the_names_to_fill_in(french):
    assert [(m.id, [str(e) for e in errors]) for m, errors in french.check()] == []


def test_french_punctuation_is_spaced_and_curled(french):
    for message in french:
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        for words in strings if message.id else ():
            assert "'" not in words, words
            spaced = words.replace("\u202f", "\u00a0").replace("http://", "").replace("https://", "")
            assert not re.search(r"[^\u00a0][;?!»]|[^\u00a0]:(?!\w)|«[^\u00a0]", spaced), words
            assert not re.search(r"\u00a0[;!?]|\u202f[:»]", words), words
