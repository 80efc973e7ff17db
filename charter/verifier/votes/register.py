"""The votes of a charter: is each one that the journal opened there, once and in order?"""

from charter.verifier.votes import procedure, record


def problems(votes, entries):
    """The reasons to refuse the votes, as (name, detail, values). `entries`: the journal of the
    charter."""
    numbers = {vote["id"]: vote for vote in votes}
    if len(numbers) != len(votes):
        yield "twice", "a vote is there twice", {}
    yield from _openings(votes, numbers, entries)

    about = by_subject(entries)
    for vote in votes:
        own = about.get(f"vote:{vote['id']}", [])
        for name, detail, values in _of_one(vote, own, numbers, entries):
            yield name, detail, dict(values, of_vote=vote["id"])


def _openings(votes, numbers, entries):
    opened = {entry["subject"]: entry for entry in entries if entry["verb"] == "vote.opened"}
    here = {f"vote:{number}" for number in numbers}
    for subject, entry in opened.items():
        if subject not in here:
            yield "missing", "the journal opened {subject}, which is not here", entry

    # Openings are numbered within the charter, so that none before another can be left out.
    numbered = enumerate(opened.values(), start=1)
    ordinals = [entry["facts"].get("ordinal", place) for place, entry in numbered]
    if ordinals != list(range(1, len(opened) + 1)):
        values = {"numbers": ", ".join(map(str, ordinals))}
        yield "missing", "the openings are numbered {numbers}", values

    places = {subject: place for place, subject in enumerate(opened)}
    order = [places.get(f"vote:{vote['id']}", -1) for vote in votes]
    if order != sorted(order):
        yield "order", "the votes are not in the order in which they were opened", {}


def by_subject(entries):
    """The entries about each subject, such as `vote:3`, in order."""
    about = {}
    for entry in entries:
        about.setdefault(entry["subject"], []).append(entry)
    return about


def _of_one(vote, about, numbers, entries):
    if record.is_early(about):
        yield from record.early(vote, about)
        return
    yield from record.problems(vote, about)
    yield from record.waived(vote, numbers)
    if sum(entry["verb"] == "vote.opened" for entry in about) == 1:
        yield from procedure.problems(vote, about, entries)
