"""The live text is the union of what was adopted, and every word of it is its first author's."""

import pytest
from hypothesis import given
from pycrdt import Doc

from charter.collab.attribution.provenance import ProvenanceTracker
from charter.collab.incorporation import wording
from charter.collab.incorporation.wording import Authored
from charter.collab.sync import validation
from charter.collab.ydoc import from_prosemirror, struct_store, to_prosemirror, update_decoder
from charter.collab.ydoc.encoding import utf16_length
from charter.collab.ydoc.placement import PlacementIndex
from charter.content.canonical import canonical
from charter.content.merge.atoms import Break, flatten, unflatten
from charter.content.merge.differing import diff
from charter.content.merge.patch import Hunk, Moved, Patch
from charter.content.merge.relations import relate
from charter.content.merge.rendering import render
from charter.content.merge.union import union
from charter.core.errors import Refused
from tests.collab.ydoc.test_patch import opened
from tests.content.merge.cases import CASES
from tests.content.merge.edits import RANDOM, texts
from tests.content.merge.notation import stream
from tests.content.merge.test_merge_laws import ANY

MODERATOR = 7


def units(doc):
    """The id of each UTF-16 unit that a document shows, in reading order."""
    spans = struct_store.visible_text(update_decoder.decode(doc.get_update()))
    return [(client, clock + n) for client, clock, text in spans for n in range(utf16_length(text))]


def spelled(atoms):
    """Each UTF-16 unit of a rendering that is no heading: whether it is a line break, and its identity."""
    shown = False
    for each in atoms:
        if isinstance(each.atom, Break):
            shown = each.atom.shape.kind in ("paragraph", "heading")
        elif shown:
            for place, letter in enumerate(each.atom.text):
                for unit in range(utf16_length(letter)):
                    yield each.atom.is_hard_break, (each.key, place, unit)


def incorporated(base, patches):
    """A clause that says the base, with these patches, each of another author: what was written, the document that it
    makes, and for each unit whose it is, and whose it should be."""
    plain = unflatten(base.atoms)
    seed = opened(plain.content)
    authored = [Authored(patch, n, None, f"digest {n}") for n, patch in enumerate(patches)]
    written = wording.write(seed.get_update(), plain, authored, ("incorporation", 1))

    log = ProvenanceTracker()
    log.add(update_decoder.decode(seed.get_update()), MODERATOR)
    before = dict(zip((key for _, key in spelled(render(base, []))), units(seed), strict=True))
    check_validity(seed, [written.merged])
    for part in written.parts:
        check_validity(seed, [part])  # whoever reads the log halfway finds a text, too
        log.add(update_decoder.decode(part), MODERATOR)
        seed.apply_update(part)

    spans = {span.client: span.member_id for span in written.spans}
    owner = {hunk: n for n in reversed(range(len(patches))) for hunk in patches[n].hunks}
    for unit, (is_hard_break, key) in zip(units(seed), spelled(render(base, patches)), strict=True):
        [(client, clock, _)] = log.sources(*unit, 1)
        if not is_hard_break:  # nobody signs those
            assert spans.get(client, (client, clock)) == (before[key] if key in before else owner[key[0][0]])
    return written, seed


def check_validity(doc, updates):
    """What validation asks of every edit."""
    placement = PlacementIndex()
    placement.add(update_decoder.decode(doc.get_update()))
    copy = Doc()
    copy.apply_update(doc.get_update())
    for update in updates:
        placement.add(update_decoder.decode(update))
    validation.check_origins(doc.get_update(), map(update_decoder.decode, updates))
    validation.check_on_copy(copy, updates)


def check(base, patches):
    written, doc = incorporated(base, patches)
    whole = union(base, patches).text
    assert canonical(to_prosemirror.content(doc)) == wording._unmarked(canonical(whole.content))
    assert written.heading == whole.heading
    assert canonical(written.text.content) == wording._unmarked(canonical(whole.content))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_worked_example_is_written_with_its_authors(case):
    base = stream(case.base)
    a, b = diff(base, stream(case.a)), diff(base, stream(case.b))
    if case.union is None:
        with pytest.raises(Refused):
            incorporated(base, [a, b])
        for patch in (a, b):
            check(base, [patch])
    else:
        check(base, [a, b])
        check(base, [b, a])


@given(RANDOM)
def test_whatever_several_people_change_each_word_stays_its_authors(random):
    base, others = texts(random, 4)
    patches = []
    for patch in (diff(base, each) for each in others):
        if not any(relate(patch, other).is_blocking for other in patches):
            patches.append(patch)
    check(base, patches)


@given(ANY, ANY)
def test_whatever_one_person_makes_of_a_clause_each_word_stays_its_authors(old, new):
    check(flatten(old), [diff(flatten(old), flatten(new))])


def test_letters_that_a_keyboard_writes_in_two_signs_stay_as_they_were_typed():
    base, longer = stream("Une école publique."), stream("Une vraie école publique.")
    seed = opened(from_prosemirror.paragraphs("Une e\u0301cole publique."))
    authored = [Authored(diff(base, longer), 1, None, "digest")]
    written = wording.write(seed.get_update(), unflatten(base.atoms), authored, ("incorporation", 1))
    assert to_prosemirror.plain(written.text.content) == "Une vraie e\u0301cole publique.\n"


BASE = stream("Une école publique. ⏎ Une cantine.")


def written(live, *patches):
    seed = opened(unflatten(stream(live).atoms).content)
    authored = [Authored(patch, 1, None, "digest") for patch in patches]
    return wording.write(seed.get_update(), unflatten(BASE.atoms), authored, ("incorporation", 1))


def test_what_would_double_a_line_is_refused():
    """No wording can ask for it: whatever went wrong before, no word is invented."""
    start, end = BASE.spans[2]
    doubled = Patch(BASE, (Hunk(start, start, (Moved(start),)), Hunk(end, end, (Moved(start),))))
    with pytest.raises(Refused):
        written("Une école publique. ⏎ Une cantine.", doubled)


@pytest.mark.parametrize("live", ["Une école. ⏎ Une cantine.", "Une école publique. ⏎ Une cantine. Oui."])
def test_a_document_of_another_text_is_never_written_to(live):
    with pytest.raises(ValueError, match="no '|goes on"):
        written(live, diff(BASE, stream("Une école.")))


def test_a_patch_of_another_base_is_never_written():
    other = stream("Une école privée.")
    with pytest.raises(ValueError, match="another base"):
        written("Une école publique. ⏎ Une cantine.", diff(other, other))


def test_nothing_to_change_is_an_edit_of_nothing():
    assert written("Une école publique. ⏎ Une cantine.", diff(BASE, BASE)).parts == (wording.NOTHING,)
