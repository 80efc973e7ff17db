"""What moderators do with many amendments at once: only with equal ones, and each is looked at again then."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from charter.accounts.models import Member
from charter.amendments import queries
from charter.amendments.deciding import consequences, dispositions, ordering
from charter.amendments.deciding import rules as deciding
from charter.amendments.deciding.dispositions import Advice
from charter.amendments.models import Amendment, Round
from charter.amendments.relating import relations
from charter.charters.models import Charter
from charter.core.errors import About, Invalid
from charter.pages.to_decide import queries as found
from charter.pages.to_decide import rules as standing
from charter.pages.to_decide.places import Entry
from charter.pages.to_decide.rules import Standing
from charter.votes.decisions import stored_settings
from charter.votes.lifecycle import preparing
from charter.votes.lifecycle.preparing import Settings, Subject
from charter.votes.models import Vote
from charter.votes.motion_models import AMENDMENT, AMENDMENTS
from charter.votes.views import settings_forms


def typographic(entries: Iterable[Entry], round_id: int) -> list[Entry]:
    """Those without advice that change nothing but typography."""
    waiting = [each for each in entries if _waits(each.standing)]
    ids = {change.clause_id for each in waiting for change in each.amendment.wording.changes}
    bases = queries.bases_of(round_id, ids) if waiting else {}
    return [each for each in waiting if relations.is_typographic(each.amendment, bases)]


def identical(entries: Iterable[Entry]) -> list[Entry]:
    """Those without advice that ask the very same as one with a lower number."""
    return [each for each in entries if _waits(each.standing) and each.standing.same_as is not None]


def _waits(each: Standing) -> bool:
    return standing.NO_ADVICE in standing.missing(each)


def advise_typographic(charter_id: int, chosen: Iterable[Entry], seen: Mapping[int, int], by: Member) -> int:
    """Advise to adopt each of these that was shown (`seen`: the revision of the advice on each, by id); AdviceChanged
    where somebody has advised on one meanwhile. Returns how many."""
    return _advise(charter_id, [(each, Advice(deciding.ADOPT)) for each in chosen], seen, by)


def advise_identical(
    charter_id: int, round_id: int, chosen: Iterable[Entry], seen: Mapping[int, int], by: Member
) -> int:
    """Advise that each of these is satisfied by the first that asks the same; otherwise the same."""
    advised = []
    for each in chosen:
        first = queries.numbered(round_id, each.standing.same_as or 0)
        advised.append((each, Advice(deciding.SATISFIED_BY, other_id=first.id if first else None)))
    return _advise(charter_id, advised, seen, by)


def _advise(charter_id: int, advised: Sequence[tuple[Entry, Advice]], seen: Mapping[int, int], by: Member) -> int:
    shown = [(each.amendment.id, advice) for each, advice in advised if each.amendment.id in seen]
    for amendment_id, advice in shown:
        dispositions.advise(charter_id, amendment_id, advice, seen[amendment_id], by)
    return len(shown)


@dataclass(frozen=True)
class Ballot:
    """One question: an amendment, with those that ask the very same."""

    lead: Amendment
    amendments: tuple[Amendment, ...]


def ballots(entries: Sequence[Entry], order: Sequence[Amendment]) -> list[Ballot]:
    """The votes that can be prepared on the amendments of a clause, in the proposed `order`."""
    ready = {each.amendment.number: each for each in entries if standing.may_be_voted(each.standing)}
    by_lead: dict[int, list[Amendment]] = {}
    for number, each in sorted(ready.items()):
        lead = each.standing.same_as if each.standing.same_as in ready else number
        by_lead.setdefault(lead or number, []).append(each.amendment)
    return [Ballot(each, tuple(by_lead[each.number])) for each in order if each.number in by_lead]


def prepare_votes(
    charter_id: int, proposed: Sequence[Ballot], places: Mapping[int, int], reason: str, by: Member
) -> list[Vote]:
    """Prepare a vote on each of the chosen ballots. `places`: by the id of its lead, where each is held, from 1; not in
    the `proposed` order only with a `reason`, which is kept with each of them."""
    chosen = [each for each in proposed if each.lead.id in places]
    if not chosen:
        raise Invalid(About("amendments", _l("Choose one amendment.")))
    held = sorted(chosen, key=lambda each: places[each.lead.id])
    if not reason.strip() and (out_of_order := list(_out_of_order(held, proposed))):
        said = _l("Say why the votes are not held in the proposed order.")
        raise Invalid(About("order_reason", said), *(About("order_reason", each) for each in out_of_order))
    how = _usual(charter_id, "clause")
    planned = [
        (Subject(AMENDMENT, amendment_ids=[one.id for one in each.amendments], order_reason=reason), how)
        for each in held
    ]
    return preparing.prepare_all(charter_id, planned, by)


def _out_of_order(held: Sequence[Ballot], proposed: Sequence[Ballot]) -> Iterable[object]:
    """What would be voted before each of these, and is not: as the opening of a vote will ask, which these precede."""
    for at, each in enumerate(held):
        settled = {one.id for ballot in held[: at + 1] for one in ballot.amendments}
        later = [one for one in held[at + 1 :] if proposed.index(one) < proposed.index(each)]
        first = {one.lead.number for one in later} | _further(each, settled)
        if first:
            yield _l(
                "Before no. %(number)s would be voted: no. %(others)s.",
                number=each.lead.number,
                others=", ".join(map(str, sorted(first))),
            )


def _further(each: Ballot, settled: Collection[int]) -> set[int]:
    """The numbers of those that depart further from the text, and are neither settled before nor in a vote already."""
    others = ordering.before(each.lead, consequences.bases_for(each.amendments))
    in_vote = {one.id for one in found.standings(each.lead.round, [one.id for one in others]) if one.voted_in}
    return {one.number for one in others if one.id not in {*settled, *in_vote}}


def compatible(round_: Round, every: Sequence[Standing]) -> list[Standing]:
    """Of all that is ready for a block, what can be adopted together: of two that collide, the first."""
    ready = [each for each in every if standing.BLOCK in standing.missing(each)]
    left_out: set[int] = set()
    for row in standing.by_clause(ready, sorted({each.clause_id for each in ready if each.clause_id})):
        if row.clause_id is None or len(row.every) < 2:
            continue
        ids = {each.id for each in row.every}
        bases = queries.bases_of(round_.id, [row.clause_id])
        for (one, other), summary in relations.of_clause(round_.id, row.clause_id, bases).items():
            if summary.is_blocking and {one, other} <= ids and one not in left_out:
                left_out.add(other)
    return [each for each in ready if each.id not in left_out]


def prepare_block(charter: Charter, round_: Round, every: Sequence[Standing], heading: str, by: Member) -> Vote:
    """Prepare one vote on all that is ready for a block and can be adopted together."""
    ids = [each.id for each in compatible(round_, every)]
    with force_locale(charter.language):
        usual = _("Amendments that nobody contests")
    subject = Subject(AMENDMENTS, heading=heading.strip() or str(usual), amendment_ids=ids)
    [vote] = preparing.prepare_all(charter.id, [(subject, _usual(charter.id, "block"))], by)
    return vote


def _usual(charter_id: int, kind: str) -> Settings:
    """How votes of this kind are usually held in a charter."""
    return settings_forms.settings(
        settings_forms.values_of_model(stored_settings.of_charter(charter_id).usual_for(kind))
    )
