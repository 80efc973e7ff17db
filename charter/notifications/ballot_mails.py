"""The mail that tells an elector that a ballot of theirs was recorded, and never which."""

from flask_babel import gettext as _

from charter.accounts.models import Member
from charter.notifications.letters import Letter, short_what, site_address, what, zone_of
from charter.votes import queries
from charter.votes.ballots import queries as ballot_queries
from charter.votes.models import Ballot, Vote, VoterMark
from charter.web.rendering import moments


def recorded(vote: Vote, member: Member) -> Letter | None:
    """The mail about a ballot; None if there is nothing to report any more."""
    elector = queries.elector(vote, member)
    if elector is None or vote.stage == "cancelled":  # another mail says that no ballot counts
        return None
    if vote.is_sealed:
        return _sealed(vote, ballot_queries.voter_mark(vote, elector))

    ballot = ballot_queries.own_ballot(vote, elector)
    if ballot is None:
        return None

    when = moments.in_full(ballot.cast_at, zone_of(member))
    receipt = _("Recorded on %(when)s. Receipt: %(receipt)s", when=when, receipt=ballot.receipt)
    return _letter(vote, [_how(ballot), str(receipt), _unwanted()], _link(vote, ballot))


def _how(ballot: Ballot) -> str:
    said = {
        "online": _("You have voted."),
        "proxy": _("%(who)s has recorded a ballot for you, by proxy.", who=ballot.cast_by),
        "hands": _(
            "%(who)s has entered a ballot for you: you voted by show of hands, in the room.",
            who=ballot.cast_by,
        ),
        "paper": _("%(who)s has entered a ballot for you: you voted on paper, in the room.", who=ballot.cast_by),
    }
    return str(said[ballot.source])


def _link(vote: Vote, ballot: Ballot) -> str:
    if vote.stage == "open" and ballot.source in ("online", "proxy"):
        return str(_("Your ballot, which may be changed until the vote closes:"))
    return str(_("Your ballot:"))


def _unwanted() -> str:
    return str(_("If this was not you, or not what you wanted, write to the moderators at once."))


def _letter(vote: Vote, says: list[str], link: str = "") -> Letter:
    return Letter(
        str(_("your ballot on %(what)s", what=short_what(vote))),
        (str(_("Vote: %(what)s.", what=what(vote))), *says),
        link=link or str(_("The vote:")),
        address=site_address("votes.vote", vote_id=vote.id, _anchor="ballot"),
    )


def _sealed(vote: Vote, voter_mark: VoterMark | None) -> Letter | None:
    if voter_mark is None and any(item.taken_out_at for item in vote.items):
        return None  # another mail says that it was set aside

    if voter_mark is None:
        taken_back = _(
            "You were recorded as having put a paper in the urn of the room; that has been taken back. You may vote."
        )
        return _letter(vote, [str(taken_back)])

    unwanted = str(_("If this was not you, write to the moderators at once."))
    if voter_mark.source == "paper":
        paper = _("You are recorded as having put a paper in the urn of the room, and nobody is told what it says.")
        return _letter(vote, [str(paper), unwanted])

    in_box = _(
        "A ballot of yours is in the box of this sealed vote. It cannot be changed, and nobody is told what it says."
    )
    return _letter(vote, [str(in_box), unwanted])
