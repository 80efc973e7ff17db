"""No word is lost or invented where several wordings become one text. It is proved without a comparison of texts: by
letters, words, and runs of three words."""

import re
from collections import Counter

from charter.verifier import canonical_json

WORD = re.compile(r"[^\W_]+|[^\w\s]|_")
"""A word or a sign."""


def problems(base, changes, result, values):
    """The reasons to refuse the text of a clause, as (name, detail, values). `base`: its frozen text, None for a new
    clause; `changes`: what each adopted wording makes of it. Each has a `heading` and a `content`."""
    distinct = {canonical_json.digest(_text(each)): each for each in changes}
    if len(distinct) == 1:
        if not canonical_json.same(_text(changes[0]), _text(result)):
            yield "words", "clause {clause} is not the wording that was adopted", values
        return
    before, after = Words(base), Words(result)
    wordings = [Words(each) for each in distinct.values()]
    known = {word for each in [before, *wordings] for word in each.words}
    # Two words that come to touch, each of another author, read as one.
    if any(not _is_made_of(word, known) for word in after.words):
        yield "words", "clause {clause} has words that nobody proposed", values
    changed = [_changed(before, each) for each in wordings]
    if any(_lacks(before, each, changed[:place] + changed[place + 1 :], after) for place, each in enumerate(wordings)):
        yield "words", "clause {clause} lacks words that were adopted", values
    elif not _shares(before, wordings) and not _is_conserved(before, wordings, after):
        yield "words", "clause {clause} has words that nobody proposed", values


class Words:
    """The words and signs of a text in order, its runs of three, those that no line breaks, and its letters."""

    def __init__(self, text):
        lines = [text["heading"], *_lines(text["content"])]
        by_line = [WORD.findall(line) for line in lines]
        self.words = [word for line in by_line for word in line]
        edged = ["", "", *self.words, "", ""]
        self.runs = Counter(zip(edged, edged[1:], edged[2:]))
        parted = [word for line in by_line for word in ("\n", *line)]
        self.parted_runs = Counter(zip(parted, parted[1:], [*parted[2:], "\n"]))
        self.runs_in_lines = {run for line in by_line for run in zip(line, line[1:], line[2:])}
        self.letters = Counter(letter for line in lines for letter in line if not letter.isspace())
        self.joined = "".join(self.words)


def _text(each):
    return [each["heading"], each["content"]]


def _lines(node):
    """The words of each node that holds some."""
    children = node.get("content", ())
    own = "".join(each.get("text", "\n") for each in children if each.get("type") in ("text", "hard_break"))
    if own:
        yield own
    for each in children:
        yield from _lines(each)


def _is_made_of(word, known):
    return word in known or any(word[:cut] in known and word[cut:] in known for cut in range(1, len(word)))


def _changed(before, wording):
    """The words beside which a wording changes something."""
    return {
        word for one, other in ((before, wording), (wording, before)) for run in one.runs - other.runs for word in run
    }


def _lacks(before, wording, changed_by_others, after):
    """Whether a run that one wording has and the base has not is missing, though no other wording changes the text
    there. Lines move: what stands in two of them is no run."""
    changed = set().union(*changed_by_others)
    own = wording.runs_in_lines - before.runs.keys()
    return any("".join(run) not in after.joined and changed.isdisjoint(run) for run in own)


def _shares(before, wordings):
    """Whether two wordings may ask for the same change, which is made once."""
    seen = set()
    for each in wordings:
        added, gone = each.parted_runs - before.parted_runs, before.parted_runs - each.parted_runs
        own = {(True, run) for run in added} | {(False, run) for run in gone}
        if seen & own:
            return True
        seen |= own
    return False


def _is_conserved(before, wordings, after):
    """Whether each letter is there as often as the base has it, with what each wording takes away and adds."""
    expected = Counter(before.letters)
    for each in wordings:
        expected.update(each.letters)
        expected.subtract(before.letters)
    return {letter: count for letter, count in expected.items() if count} == dict(after.letters)
