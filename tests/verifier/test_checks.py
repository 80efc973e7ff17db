"""Each check of the verifier is necessary: there is a forgery that no other check refuses."""

import ast
import inspect
import json
from pathlib import Path

import pytest

from charter.verifier import canonical_json, main, messages
from charter.verifier.amendments import decisions, incorporation, replay, words
from charter.verifier.amendments import record as amendments
from charter.verifier.archive import files as files_of
from charter.verifier.archive import signatures
from charter.verifier.document import charter_state, clause_texts
from charter.verifier.journal import chain, checkpoints
from charter.verifier.votes import ballots, motions, procedure, record, register, roll
from tests.verifier.amendments.forgeries import AMENDMENTS
from tests.verifier.forging.archives import STRANGER, aged, listed, noted, rewritten, root_in, signed, world_of
from tests.verifier.forging.cases import Case
from tests.verifier.forging.further_unlawful_votes import FURTHER, rule_prepared_otherwise
from tests.verifier.forging.unlawful_charters import WHOLE
from tests.verifier.forging.unlawful_votes import ALL, ALSO, KEEP_JOURNAL

VOTES = [*ALL, *FURTHER]


@pytest.mark.parametrize(["wanted", "change", "detail"], VOTES, ids=[change.__name__ for _, change, _ in VOTES])
def test_an_unlawful_vote_is_refused_by_the_one_check_that_is_for_it(files, wanted, change, detail):
    case = Case(world_of(files), wanted)
    change(case)
    if change not in {*KEEP_JOURNAL, rule_prepared_otherwise}:
        case.follow()
    found = main.problems(rewritten(files, case.world))[0]
    assert {text for _, text, _ in found} - ALSO.get(detail, set()) == {detail}
    assert all(values["of_vote"] == case.vote["id"] for _, _, values in found)


@pytest.mark.parametrize(["change", "detail"], WHOLE, ids=[change.__name__ for change, _ in WHOLE])
def test_another_charter_is_refused_by_the_one_check_that_is_for_it(files, change, detail):
    world = world_of(files)
    change(world)
    found = {text for _, text, _ in main.problems(rewritten(files, world))[0]}
    assert found - ALSO.get(detail, set()) == {detail}


def as_file(name, change):
    """What changes one file, and lists it again."""

    def forge(files):
        value = json.loads(files[name])
        change(value)
        return listed(dict(files, **{name: canonical_json.canonical(value)}))

    return forge


def hidden_seq(files):
    """That of a hidden entry of the first form is in no digest."""
    world = world_of(files)
    aged(world)
    made = rewritten(files, world)
    lines = json.loads(made["journal.json"])
    next(line for line in lines if "entry" not in line)["seq"] = 999
    return listed(dict(made, **{"journal.json": canonical_json.canonical(lines)}))


def entry(entries):
    next(each for each in entries if each.get("entry", {}).get("verb") == "clause.added")["entry"]["actor_id"] = 99


def larger_checkpoint(checkpoints):
    checkpoints[-1]["size"] += 1


def other_checkpoint(checkpoints):
    noted(checkpoints[3], "ab" * 32)


def checkpoint_of_more(checkpoints):
    checkpoints[-1]["size"] += 99
    noted(checkpoints[-1], "ab" * 32)


def checkpoint_unsigned(checkpoints):
    checkpoints[3]["note"] = checkpoints[3]["note"][:-8] + "AAAAAA=\n"


def other_line(files):
    return listed(dict(files, **{"charter.json": files["charter.json"] + b"\n"}))


def other_title(document):
    document["digest"] = "ab" * 32


def other_format(document):
    document["format"] = "charter-document/1"


def other_size(files):
    manifest = json.loads(files["manifest.json"])
    manifest["files"]["charter.json"]["size"] += 1
    return dict(files, **{"manifest.json": canonical_json.canonical(manifest)})


def other_site(files):
    made = rewritten(files, world_of(files))
    manifest = json.loads(made["manifest.json"])
    manifest["site"] = "elsewhere.example/journal"
    return signed(dict(made, **{"manifest.json": canonical_json.canonical(manifest)}))


def unknown_charter(files):
    """With another number in the manifest, every entry would be one that need not be shown."""
    world = world_of(files)
    world["charter.json"].update(preamble=[], sections=[], votes=[])
    world["charter.json"]["charter"]["stage"] = "preparing"
    for line in world["journal.json"][1:]:
        line.pop("entry", None)
        line.pop("told", None)
    manifest = json.loads(files["manifest.json"]) | {"charter": 999}
    return rewritten(dict(files, **{"manifest.json": canonical_json.canonical(manifest)}), world)


FILES = [
    (other_site, "it is not the one that signed the last checkpoint"),
    (as_file("charter.json", other_format), "{name} is not as it should be at {place}"),
    (lambda files: dict(files, **{"README.txt": b"Autre"}), "{names}"),
    (lambda files: dict(files, more=b""), "{names}"),
    (other_size, "{names}"),
    (other_line, "{name} is not written in its one form"),
    (as_file("charter.json", other_title), "the document does not have its digest"),
    (unknown_charter, "no entry is of this charter"),
    (hidden_seq, "entry {number} does not follow the one before"),
    (as_file("journal.json", entry), "entry {number} was changed"),
    (as_file("checkpoints.json", larger_checkpoint), "that over {size} entries says {told}"),
    (as_file("checkpoints.json", other_checkpoint), "the first {told} entries are not those it was signed over"),
    (as_file("checkpoints.json", checkpoint_of_more), "a checkpoint covers {told} entries, and there are {length}"),
    (as_file("checkpoints.json", checkpoint_unsigned), "that of the checkpoint over {size} entries does not hold"),
]


@pytest.mark.parametrize(["forge", "detail"], FILES)
def test_other_files_are_refused_by_the_one_check_that_is_for_them(files, forge, detail):
    assert {text for _, text, _ in main.problems(forge(files))[0]} - {MANIFEST} == {detail}


MANIFEST = "that of the manifest does not hold"
NO_CHECKPOINT = "the manifest is signed with a key that no checkpoint is signed with"
NOT_GIVEN = "the manifest is not signed with the key that was given"
UNKNOWN = "your checkpoint is signed with a key that this archive does not know"


def test_signatures_are_refused_by_the_one_check_that_is_for_each(files):
    own = json.loads(files["manifest.sig"])
    other = dict(files, **{"manifest.sig": canonical_json.canonical(dict(own, signature="ab" * 64))})
    mine = STRANGER.public_key().public_bytes_raw().hex()
    kept = json.loads(files["checkpoints.json"])[3]
    own = dict(kept)
    noted(own, root_in(kept["note"]))
    tried = [(other, {}, MANIFEST), (signed(files), {}, NO_CHECKPOINT), (files, {"key": mine}, NOT_GIVEN)]
    for forged, given, detail in [*tried, (files, {"kept": own["note"]}, UNKNOWN)]:
        assert {text for _, text, _ in main.problems(forged, **given)[0]} == {detail}
    assert main.problems(files, kept=kept["note"])[0] == []


MODULES = (
    *(main, signatures, chain, checkpoints, charter_state, clause_texts),
    *(ballots, motions, procedure, record, register, roll),
    *(amendments, decisions, incorporation, replay, words),
)


def yielded():
    """Every detail that a check may give, from the source: what it yields, or adds to what it
    found."""
    for module in MODULES:
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "_fault":
                yield node.args[0].value, node.args[1].value
            given = node.value if isinstance(node, ast.Yield) else node
            if isinstance(given, ast.Tuple) and len(given.elts) == 3:
                name, detail = given.elts[:2]
                is_told = isinstance(node, ast.Yield) or getattr(detail, "value", None) in messages.DETAILS
                if is_told and isinstance(detail, ast.Constant):
                    yield getattr(name, "value", None), detail.value


def test_every_module_with_checks_is_looked_at():
    folder = Path(main.__file__).parent
    said = ("yield ", "self._fault(")
    with_checks = [
        path for path in folder.rglob("*.py") if any(each in path.read_text(encoding="utf-8") for each in said)
    ]
    assert {Path(module.__file__) for module in MODULES} | {Path(files_of.__file__)} == set(with_checks)


def test_no_check_is_without_its_forgery():
    tried = {detail for *_, detail in [*VOTES, *WHOLE, *FILES, *AMENDMENTS]} | {
        MANIFEST,
        NO_CHECKPOINT,
        NOT_GIVEN,
        UNKNOWN,
    }
    given = {detail for _, detail in yielded()} - {"{error}", "{kind}: {error}"}
    assert given == tried
    assert len(given) > 40


def test_all_that_it_says_is_in_french():
    names = {name for name, _ in yielded() if isinstance(name, str)}
    assert names <= set(messages.REASONS)
    others = {
        main.UNCHECKED,
        main.HIDDEN,
        main.OTHER_PROGRAM,
        main.WITHHELD,
        main.UNNUMBERED,
        main.EARLY,
        signatures.NO_KEY,
        signatures.OTHER_KEY,
        "vote {of_vote}",
        "The archive holds.",
    }
    assert set(messages.DETAILS) == {detail for _, detail in yielded()} | others
    said = messages.line(("text", "clause {id} does not have its digest", {"id": 3, "of_vote": 2}), "fr")
    assert said == "texte autre\u00a0: scrutin 2\u00a0: l’article 3 n’a pas son empreinte"
    assert messages.line(("text", "clause {id} does not have its digest", {"id": 3}), "en").startswith("text: clause 3")
